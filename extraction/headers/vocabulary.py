"""What the kinds' printed headers say, in the form in which headers are compared."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from extraction.headers.similarity import similarity
from schemas.kinds import KindRow
from schemas.label import normal_form

_UNIT_SUFFIX = re.compile(r"[(（](?:单位[:：])?(?:万元|元|%)[)）]|[:：]$")
_YEAR = re.compile(r"^20\d\d年?(?:度)?")
_OF_WHICH = re.compile(r"^其中[:：]?")

FUZZY = 0.8
"""Least likeness of a header to a declared one; below it two real headers are told apart."""

LEARNED = 0.97
"""How well a learned header names its field: better than a likeness, less than a declared one."""

_SHORT = 6
_FUZZY_SHORT = 0.86
"""上年结转结余 and 年终结转结余 are five in six alike, and two things."""


@lru_cache(maxsize=8192)
def header_form(text: str) -> str:
    """The form in which headers are compared: no units, no year, no 其中."""
    label = _UNIT_SUFFIX.sub("", normal_form(text))
    label = _OF_WHICH.sub("", _YEAR.sub("", label))
    return label.replace('"', "")


@dataclass(frozen=True)
class FieldHeader:
    """One declared header of a field: its path from the group to the leaf."""

    field: str
    path: tuple[str, ...]

    @property
    def leaf(self) -> str:
        """The last part of the path."""
        return self.path[-1]

    @property
    def joined(self) -> str:
        """The whole path as one text, as a recogniser reads it that joins header rows."""
        return "".join(self.path)


@dataclass(frozen=True)
class Vocabulary:
    """The declared headers of the kinds that are printed as rows of their own."""

    kinds: tuple[type[KindRow], ...]
    words: frozenset[str]
    learned: frozenset[str] = frozenset()

    def knows(self, text: str) -> bool:
        """Whether the text is a part of a declared header, exactly or nearly, or of a learned one.

        A learned header is known exactly or not at all.
        """
        form = header_form(text)
        return form in self.learned or _known(form, self.words)


@lru_cache(maxsize=8192)
def _known(form: str, words: frozenset[str]) -> bool:
    if form in words:
        return True
    if not 3 <= len(form) <= 20:
        return False
    least = FUZZY if len(form) > _SHORT else _FUZZY_SHORT
    return any(similarity(form, word) >= least for word in words if abs(len(word) - len(form)) <= 3)


@lru_cache(maxsize=256)
def field_headers(kind: type[KindRow]) -> tuple[FieldHeader, ...]:
    """Every declared header of a kind as a path of comparable forms."""
    return tuple(
        FieldHeader(spec.name, tuple(header_form(part) for part in header.split("/")))
        for spec in kind.fields()
        for header in spec.headers
    )


def vocabulary(kinds: Sequence[type[KindRow]]) -> Vocabulary:
    """The words of the headers of all kinds whose layout is rows or sides."""
    flat = tuple(kind for kind in kinds if kind.layout != "form")
    headers = [header for kind in flat for header in field_headers(kind)]
    words = {part for header in headers for part in (*header.path, header.joined)}
    words |= {"收入", "支出", "类", "款", "项"}
    learned = {part for kind in flat for path, _ in kind.learned_headers for part in path}
    return Vocabulary(flat, frozenset(word for word in words if word), frozenset(learned))


def header_likeness(path: tuple[str, ...], header: FieldHeader) -> float:
    """How well a printed header path names a field, in 0..1.

    The leaf counts most; a group that agrees raises it, one that contradicts lowers it. A group
    read into one cell with its leaf, and a leaf torn over two rows, name it like the whole path.
    """
    if _joins(path, header):
        return 1.0
    path = _healed(path, header.leaf)
    leaf = similarity(path[-1], header.leaf)
    contained = len(header.leaf) >= 4 and header.leaf in path[-1]
    if contained:
        leaf = max(leaf, 0.85)
    if leaf < FUZZY:
        return 0.0
    groups, declared = path[:-1], header.path[:-1]
    if not declared and not groups:
        return leaf
    if not declared or not groups:
        return leaf * 0.9
    agreement = max(similarity(a, b) for a in groups for b in declared)
    return leaf * (1.0 if agreement >= FUZZY else 0.55 + 0.3 * agreement)


def _joins(path: tuple[str, ...], header: FieldHeader) -> bool:
    """Whether a printed path, cut otherwise, is the declared one from end to end."""
    if path == header.path:
        return True
    return len(path) + len(header.path) > 2 and "".join(path) == header.joined


def _healed(path: tuple[str, ...], leaf: str) -> tuple[str, ...]:
    """The path with its last parts as one, where together they are the declared leaf."""
    for start in range(len(path) - 1):
        if "".join(path[start:]) == leaf:
            return (*path[:start], leaf)
    return path


@lru_cache(maxsize=4096)
def names_two_columns(form: str, kind: type[KindRow]) -> bool:
    """Whether a header is the headers of two columns, read as one (合计基本支出).

    It is made up, from end to end, of at least two declared leaf headers, and is no declared
    group with its leaf.
    """
    declared = field_headers(kind)
    leaves = {header.leaf for header in declared if len(header.leaf) >= 2}
    if form in leaves or any(form == header.joined for header in declared):
        return False
    reached = {0: 0}
    for end in range(1, len(form) + 1):
        counts = [
            reached[start] + 1
            for start in range(end)
            if start in reached and form[start:end] in leaves
        ]
        if counts:
            reached[end] = max(counts)
    return reached.get(len(form), 0) >= 2


def learned_field(path: tuple[str, ...], kind: type[KindRow]) -> str | None:
    """The field that people took exactly this header path for, None where nobody did."""
    return next((field for learned, field in kind.learned_headers if learned == path), None)


def field_scores(path: tuple[str, ...], kind: type[KindRow]) -> dict[str, float]:
    """For every field of the kind that the header path may name, how well it does."""
    scores = dict(declared_scores(path, kind))
    learned = learned_field(path, kind)
    if learned is not None:
        scores[learned] = max(LEARNED, scores.get(learned, 0.0))
    return scores


@lru_cache(maxsize=16384)
def declared_scores(path: tuple[str, ...], kind: type[KindRow]) -> Mapping[str, float]:
    """The same by the declared headers alone."""
    scores: dict[str, float] = {}
    for header in field_headers(kind):
        score = header_likeness(path, header)
        if score > scores.get(header.field, 0.0):
            scores[header.field] = score
    return MappingProxyType(scores)
