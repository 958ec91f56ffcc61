"""How the figures of a column are printed, and which punctuation can be put right by it.

Engines tell digits apart well and ``,`` from ``.`` badly. So a figure is digits first; where
its marks stand is checked against the column: groups of three, and so many decimals. Digits
are never changed here.

A repair is safe where one layout alone fits: the last mark stands where the column has its
decimal point (or, the column unknown, is a point that can end no group of three), and all
digits before it fall into groups of three. Everything else is in doubt: a missing point, a
short group (a digit was lost), a point in a column without decimals.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from schemas.frozen import Frozen

MARKS = ",.:;'·、،٫_ "
"""What a comma or a point is read as (full-width signs become these); a blank is one too."""

Verdict = Literal["kept", "repaired", "doubtful", "none"]

_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "。": ".", "．": "."})
_MARK_RUN = re.compile(rf"([{re.escape(MARKS)}]+)")
_SHAPE = re.compile(rf"(-?\(?-?)([0-9{re.escape(MARKS)}]*)(%?\)?)")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_PLAIN = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_LEAST_VOTES = 2
_MOST_DECIMALS = 6


class MoneyPattern(Frozen):
    """How a column prints its figures; None where too few figures show it.

    ``decimals`` counts digits after the point, ``separators`` says whether thousands are
    grouped. ``votes`` is how many figures the decimals rest upon.
    """

    decimals: int | None = None
    separators: bool | None = None
    votes: int = 0


class Repair(Frozen):
    """A figure's text after repair (None where it is no well-formed figure), and the verdict.

    ``kept``: printed as its column is. ``repaired``: one layout alone fits. ``doubtful``: no
    repair is safe, or the figure is unlike its column. ``none``: no figure at all.
    """

    text: str | None
    verdict: Verdict


class Parts(Frozen):
    """A figure taken apart: sign, groups of digits, the marks between them, what follows."""

    sign: str
    groups: tuple[str, ...]
    marks: tuple[str, ...]
    tail: str

    @property
    def digits(self) -> str:
        """All digits, marks left out."""
        return "".join(self.groups)

    @property
    def plain(self) -> str:
        """As printed, full-width signs made plain."""
        body = self.groups[0] + "".join(
            m + g for m, g in zip(self.marks, self.groups[1:], strict=True)
        )
        return f"{self.sign}{body}{self.tail}"

    @property
    def well_formed(self) -> bool:
        """Whether it is a figure as it stands: whole groups, one point, no zero in front."""
        body = self.plain[len(self.sign) : len(self.plain) - len(self.tail)]
        balanced = ("(" in self.sign) == (")" in self.tail)
        return balanced and bool(_GROUPED.fullmatch(body) or _PLAIN.fullmatch(body))

    @property
    def decimals(self) -> int:
        """Digits after the last mark, if that is a point; else 0."""
        return len(self.groups[-1]) if self.marks and self.marks[-1] == "." else 0


def parts_of(text: str) -> Parts | None:
    """Take a figure apart, or None where it holds anything but digits, marks and signs."""
    plain = unicodedata.normalize("NFKC", text.strip()).translate(_SIGNS)
    match = _SHAPE.fullmatch(plain)
    if match is None or not re.search(r"[0-9]", match[2]):
        return None
    pieces = _MARK_RUN.split(match[2].strip())
    return Parts(
        sign=match[1],
        groups=tuple(pieces[::2]),
        marks=tuple(_one_mark(run) for run in pieces[1::2]),
        tail=match[3],
    )


def laid_out(digits: str, decimals: int, separators: bool) -> str:
    """Digits with a point before the last ``decimals`` and, where wanted, groups of three."""
    whole, fraction = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    if separators:
        head = len(whole) % 3 or 3
        whole = ",".join([whole[:head], *(whole[i : i + 3] for i in range(head, len(whole), 3))])
    return f"{whole}.{fraction}" if decimals else whole


def money_pattern(texts: Iterable[str]) -> MoneyPattern:
    """How most figures of a column are printed; a bare ``0`` and a blank don't vote."""
    places: Counter[int] = Counter()
    grouped: Counter[int] = Counter()
    for text in texts:
        parts = parts_of(text)
        if parts is None or not all(parts.groups) or parts.digits == "0":
            continue
        decimals = _decimals_shown(parts)
        if decimals is None:
            continue
        places[decimals] += 1
        whole = parts.groups[:-1] if decimals else parts.groups
        if sum(map(len, whole)) > 3:
            grouped[len(whole) > 1] += 1
    separators = _majority(grouped)
    return MoneyPattern(
        decimals=_majority(places),
        separators=None if separators is None else bool(separators),
        votes=max(places.values(), default=0),
    )


def repair(text: str, pattern: MoneyPattern) -> Repair:
    """The figure with its marks put right where that is safe; see the module for the rule."""
    parts = parts_of(text)
    if parts is None:
        return Repair(text=None, verdict="none")
    if parts.well_formed and _fits(parts, pattern):
        return Repair(text=parts.plain, verdict="kept" if parts.plain == text else "repaired")
    decimals = _safe_decimals(parts, pattern)
    if decimals is None:
        return Repair(text=parts.plain if parts.well_formed else None, verdict="doubtful")
    separators = len(parts.groups) > (2 if decimals else 1)
    body = laid_out(parts.digits, decimals, separators)
    return Repair(text=f"{parts.sign}{body}{parts.tail}", verdict="repaired")


def normal_amount(text: str, pattern: MoneyPattern) -> str | None:
    """The figure as its column prints it: repaired where safe, as it stands where well-formed.

    None where it is no figure, or where only a guess would make it one. No digit and no
    missing point is ever put in: ``440779`` stays.
    """
    return repair(text, pattern).text


def _fits(parts: Parts, pattern: MoneyPattern) -> bool:
    """Whether a well-formed figure is printed as its column is; a bare 0 fits everywhere."""
    return pattern.decimals in (None, parts.decimals) or parts.digits == "0"


def _safe_decimals(parts: Parts, pattern: MoneyPattern) -> int | None:
    """How many decimals the one layout that fits has, or None where none or several fit."""
    balanced = ("(" in parts.sign) == (")" in parts.tail)
    if not balanced or not parts.marks or not all(parts.groups):
        return None
    if parts.groups[0].startswith("0") and parts.groups[:-1] != ("0",):
        return None
    last, mark = len(parts.groups[-1]), parts.marks[-1]
    whole = parts.groups[:-1]
    if pattern.decimals is None:
        safe = mark == "." and last == 2 and len(whole) > 1 and _in_threes(whole)
        return 2 if safe else None
    if pattern.decimals == 0:
        safe = pattern.separators is True and _in_threes(parts.groups)
        return 0 if safe else None
    if mark == " " or last != pattern.decimals or (last == 3 and mark == ","):
        return None
    return last if all(len(group) % 3 == 0 for group in whole[1:]) else None


def _in_threes(groups: Sequence[str]) -> bool:
    return len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])


def _decimals_shown(parts: Parts) -> int | None:
    """The decimals that one figure votes for, or None where it can be read in two ways."""
    last = len(parts.groups[-1])
    if not parts.marks:
        return 0
    if last != 3:
        shown = _in_threes(parts.groups[:-1]) or len(parts.marks) == 1
        return last if shown and last <= _MOST_DECIMALS else None
    if not parts.well_formed:
        return None
    if parts.decimals == 3 and len(parts.marks) == 1 and len(parts.groups[0]) <= 3:
        return None
    return parts.decimals


def _one_mark(run: str) -> str:
    """A run of marks is one mark; blanks beside it say nothing."""
    solid = run.replace(" ", "")
    if not solid:
        return " "
    return solid[0] if len(set(solid)) == 1 else "·"


def _majority(votes: Counter[int]) -> int | None:
    if not votes:
        return None
    value, count = votes.most_common(1)[0]
    return value if count >= _LEAST_VOTES and 2 * count > votes.total() else None
