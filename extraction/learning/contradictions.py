"""Whether a synonym may be taken: never where it would take over what is declared or accepted."""

from collections.abc import Iterable, Sequence

from extraction.headers.context import title_likeness
from extraction.headers.vocabulary import declared_scores, field_headers, names_two_columns
from schemas.kinds import KindRow
from schemas.synonym import Synonym

_SHORTEST_TITLE = 4
_SHORTEST_HEADER = 2
_READ_OTHERWISE = frozenset(
    {"indicators", "funding_composition", "project_funding", "project_profile", "project_spending"}
)
"""Kinds that are read by the labels of a form, whatever stands over their columns."""


def contradiction(
    synonym: Synonym, kinds: Sequence[type[KindRow]], accepted: Iterable[Synonym]
) -> str | None:
    """Why a synonym can't be taken, in one sentence, or None where it can.

    ``kinds`` are those that are declared; ``accepted`` the synonyms that hold now.
    """
    kind = next((one for one in kinds if one.kind == synonym.kind), None)
    if kind is None:
        return f"there is no kind {synonym.kind}; gouji kinds lists them"
    for other in accepted:
        if other.header == synonym.header and other != synonym and _same_sort(other, synonym):
            return f"{'/'.join(other.header)} is taken for {_meant(other)} already; remove that one"
    if synonym.field is None:
        return _against_titles(synonym, kind, kinds)
    return _against_headers(synonym, synonym.field, kind)


def _same_sort(one: Synonym, other: Synonym) -> bool:
    """Whether two synonyms are asked about the same: titles everywhere, headers in their kind."""
    if one.field is None or other.field is None:
        return one.field is other.field
    return one.kind == other.kind


def _meant(synonym: Synonym) -> str:
    return synonym.kind if synonym.field is None else synonym.field


def _against_titles(
    synonym: Synonym, kind: type[KindRow], kinds: Sequence[type[KindRow]]
) -> str | None:
    title = "/".join(synonym.header)
    if kind.layout == "form" or kind.kind in _READ_OTHERWISE:
        return f"{kind.kind} is known by the labels of its form, not by its title"
    if len(synonym.header) != 1 or len(title) < _SHORTEST_TITLE:
        return f"“{title}” is too short to tell a table by"
    for other in kinds:
        if other.layout == "form":
            continue
        likeness = title_likeness(title, other)
        if other.kind != kind.kind and likeness > 0:
            return f"“{title}” names {other.kind} by its declared title {other.title}"
        if other.kind == kind.kind and likeness >= 1.0:
            return f"“{title}” is a declared title of {kind.kind}: there is nothing to learn"
    return None


def _against_headers(synonym: Synonym, field: str, kind: type[KindRow]) -> str | None:
    path, name = synonym.header, "/".join(synonym.header)
    if kind.layout != "rows" or kind.kind in _READ_OTHERWISE:
        return f"tables of {kind.kind} are not read by the headers of their columns"
    if field not in kind.types():
        return f"{kind.kind} has no field {field}; gouji kinds {kind.kind} lists them"
    leaf = path[-1] if path else ""
    if len(leaf) < _SHORTEST_HEADER or not any(sign.isalpha() for sign in leaf):
        return f"“{name}” is too short to tell a column by"
    if names_two_columns(leaf, kind):
        return f"“{name}” is the headers of two columns read as one"
    for other, score in declared_scores(path, kind).items():
        if score >= 1.0 and other == field:
            return f"“{name}” is a declared header of {field}: there is nothing to learn"
        alone = len(path) == 1 and any(
            header.field == other and header.leaf == leaf for header in field_headers(kind)
        )
        if other != field and (score >= 1.0 or alone):
            return (
                f"“{name}” is a declared header of {other} in {kind.kind} and can't be taken over"
            )
    return None
