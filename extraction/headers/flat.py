"""Which grids are tables of a header and rows, where header and body part, and of what kind."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from extraction.headers.assign import match_fields
from extraction.headers.celltypes import (
    filled,
    has_decimals,
    has_figures,
    is_code_text,
    is_note,
    is_numbered,
    is_total_label,
)
from extraction.headers.context import kind_named, title_likeness
from extraction.headers.tree import Leaf, leaves
from extraction.headers.vocabulary import Vocabulary, header_form
from schemas.document import Segment
from schemas.grid import GridRow
from schemas.kinds import GENERIC, KindRow

TITLE_WEIGHT = 0.7
NAMED_WEIGHT = 0.3
"""More for the kind whose title is printed exactly: only a header of its own outweighs it."""
LEAST_SCORE = 0.55
"""Least sum of header and title evidence for a grid to be of a kind."""
_LEAST_HEADER = 0.3
"""A header that says less for a kind says nothing for it."""
_NAMED = 0.5
_CLEAR_HEADER, _CLEARLY = 0.9, 0.1
"""A header names a kind, and better than another."""
_MOST_LEFT_OUT = 0.3
"""A table of whose columns of figures so many have no field is no such kind, but by its title."""
_MOST_LEFT_OUT_IF_NAMED = 0.5
_LEAST_SHARED, _MOSTLY = 3, 0.6
"""A header over a page break has so many cells in common with the first, of all its cells."""


@dataclass(frozen=True, slots=True)
class Split:
    """A flat table's rows apart: the header, the body, and the remarks under it."""

    header: tuple[GridRow, ...]
    body: tuple[GridRow, ...]
    remarks: tuple[str, ...]


def is_header_row(row: GridRow, words: Vocabulary) -> bool:
    """Whether a row prints headers of declared kinds and no figures."""
    cells = filled(row)
    if len(cells) < 2 or has_figures(row):
        return False
    hits = sum(1 for _, cell in cells if words.knows(cell.text))
    return hits >= 2 and hits >= 0.5 * len(cells)


def continues_header(row: GridRow, words: Vocabulary) -> bool:
    """Whether a row under a header row still belongs to the header."""
    cells = filled(row)
    if not cells or has_figures(row):
        return False
    if any(_is_datum(cell.label) for _, cell in cells):
        return False
    hits = sum(1 for _, cell in cells if words.knows(cell.text))
    leading = cells[0][0]
    return hits >= 0.6 * len(cells) or (leading >= 2 and len(cells) >= 2)


def _is_datum(label: str) -> bool:
    return is_code_text(label) or is_note(label) or is_numbered(label)


def header_start(rows: Sequence[GridRow], words: Vocabulary, limit: int = 8) -> int | None:
    """The index of the first header row among the first rows of a grid, or None."""
    for index, row in enumerate(rows[:limit]):
        if is_header_row(row, words) or _heads_figures(rows, index, words):
            return index
    return None


def _heads_figures(rows: Sequence[GridRow], index: int, words: Vocabulary) -> bool:
    """Whether a row of labels, two of them known, stands right above a row of figures."""
    row, below = rows[index], rows[index + 1 : index + 2]
    if has_figures(row) or not below or not has_figures(below[0]) or len(filled(row)) < 3:
        return False
    return sum(1 for _, cell in filled(row) if words.knows(cell.text)) >= 2


def split_rows(rows: Sequence[GridRow], words: Vocabulary) -> Split:
    """Header, body and remarks of rows that start with a header row."""
    end = 1
    while end < len(rows) and end < 5 and _still_header(rows, end, words):
        end += 1
    header = [row for n, row in enumerate(rows[:end]) if not _repeats(row, rows[:n])]
    body, remarks = [], []
    for row in rows[end:]:
        cells = filled(row)
        if not cells:
            continue
        if is_note(cells[0][1].label) and not has_figures(row):
            remarks.append(cells[0][1].clean)
        elif not _repeats(row, header):
            body.append(row)
    return Split(tuple(header), tuple(body), tuple(remarks))


def _still_header(rows: Sequence[GridRow], index: int, words: Vocabulary) -> bool:
    row = rows[index]
    cells = filled(row)
    if len(cells) == 1 and is_total_label(cells[0][1].label):
        printed = {header_form(c.text) for r in rows[:index] for _, c in filled(r)}
        return not printed & {"合计", "总计"}
    return continues_header(row, words)


def _repeats(row: GridRow, header: Sequence[GridRow]) -> bool:
    labels = [cell.label for _, cell in filled(row)]
    if len(labels) < 2:
        return False
    return any(labels == [cell.label for _, cell in filled(h)] for h in header)


def same_header(a: Sequence[GridRow], b: Sequence[GridRow]) -> bool:
    """Whether ``b`` repeats the header ``a`` or its first rows (a table over a page break)."""
    return bool(b) and [_labels(row) for row in a][: len(b)] == [_labels(row) for row in b]


def nearly_same_header(a: Segment, b: Segment, kind: type[KindRow]) -> bool:
    """Whether two headers are one, but for a cell or two, or rows, that were read otherwise.

    Most cells of their first rows are the same, or most fields of the kind over the same columns.
    """
    if not a.header or not b.header:
        return False
    fields = [
        [(leaf.column, name) for leaf, name, _ in match_fields(leaves(header, spans), kind)]
        for header, spans in ((a.header, a.spans_known), (b.header, b.spans_known))
    ]
    return _mostly_shared(*fields) or _mostly_shared(_labels(a.header[0]), _labels(b.header[0]))


def _mostly_shared(one: Sequence[Hashable], two: Sequence[Hashable]) -> bool:
    shared = sum((Counter(one) & Counter(two)).values())
    return shared >= max(_LEAST_SHARED, _MOSTLY * max(len(one), len(two)))


def _labels(row: GridRow) -> list[str]:
    return [cell.label for _, cell in filled(row)]


def kind_of(
    split: Split, titles: Sequence[str], kinds: Sequence[type[KindRow]], spans_known: bool
) -> tuple[str, str | None]:
    """The kind of a flat table and the title that names it (None: no printed title does)."""
    printed = leaves(split.header, spans_known)
    best, best_kind, best_title = 0.0, GENERIC, None
    named = kind_named(titles[0], kinds) if titles else None
    for kind in kinds:
        if kind.layout == "form":
            continue
        header = _header_score(printed, split, kind)
        title, likeness = _best_title(titles, kind)
        if header < _LEAST_HEADER and likeness < 0.95:
            continue
        if kind.wildcard is not None and likeness < 0.7:
            continue
        most = _MOST_LEFT_OUT if likeness < _NAMED else _MOST_LEFT_OUT_IF_NAMED
        if _left_out(printed, split, kind) >= most:
            continue
        if likeness < _NAMED and not _names_rows(printed, kind):
            continue
        score = header + TITLE_WEIGHT * likeness + 0.3 * _body_evidence(split.body, kind)
        score += NAMED_WEIGHT * (kind is named and header >= _LEAST_HEADER)
        if score > best:
            if likeness == 0:
                title = None if named is None else titles[0]
            best, best_kind, best_title = score, kind.kind, title
    if best < LEAST_SCORE:
        return GENERIC, titles[0] if titles else None
    return best_kind, best_title


def _names_rows(printed: Sequence[Leaf], kind: type[KindRow]) -> bool:
    """Whether a header names a field of labels or codes, where the kind has one."""
    types = kind.types()
    words = {name for name, of in types.items() if of in ("label", "code", "text")}
    if kind.layout != "rows" or not words:
        return True
    return any(field in words for _, field, _ in match_fields(tuple(printed), kind))


def _left_out(printed: Sequence[Leaf], split: Split, kind: type[KindRow]) -> float:
    """The share of the columns of figures that the kind has no field for: it is another table's."""
    if kind.layout != "rows" or kind.wildcard is not None:
        return 0.0
    figured = {
        position for row in split.body for position, cell in filled(row) if has_decimals(cell.clean)
    }
    columns = [leaf.column for leaf in printed if leaf.column in figured]
    taken = {leaf.column for leaf, _, _ in match_fields(tuple(printed), kind)}
    return sum(1 for c in columns if c not in taken) / len(columns) if columns else 0.0


def _best_title(titles: Sequence[str], kind: type[KindRow]) -> tuple[str | None, float]:
    best: tuple[str | None, float] = (None, 0.0)
    for distance, title in enumerate(titles):
        likeness = title_likeness(title, kind) * (0.9**distance)
        if likeness > best[1]:
            best = (title, likeness)
    return best


def rival_of(
    segment: Segment, own: type[KindRow], kinds: Sequence[type[KindRow]]
) -> type[KindRow] | None:
    """A kind whose headers a table of rows prints, and clearly better than its own; mostly None."""
    printed = leaves(segment.header, segment.spans_known)
    if own.layout != "rows" or own.wildcard is not None or not printed:
        return None
    rows = [kind for kind in kinds if kind.layout == "rows" and kind.wildcard is None]
    fits = {kind: _fit(printed, kind) for kind in rows}
    best = max(rows, key=lambda kind: fits[kind])
    return best if fits[best] >= max(_CLEAR_HEADER, fits.get(own, 0.0) + _CLEARLY) else None


def header_fit(segment: Segment, kind: type[KindRow]) -> float:
    """How many fields of a kind a table's header names, each as well as it does."""
    printed = leaves(segment.header, segment.spans_known)
    return sum(score for _, _, score in match_fields(printed, kind))


def _fit(printed: Sequence[Leaf], kind: type[KindRow]) -> float:
    """How well the leaves name fields of a kind, on the average, 0..1."""
    return sum(score for _, _, score in match_fields(tuple(printed), kind)) / len(printed)


def _header_score(printed: Sequence[object], split: Split, kind: type[KindRow]) -> float:
    if kind.layout == "sides":
        return _sides_score(split)
    leaves_ = tuple(leaf for leaf in printed)
    matched = match_fields(leaves_, kind)  # type: ignore[arg-type]
    if not matched:
        return 0.0
    gain = sum(score for _, _, score in matched)
    if kind.wildcard is not None:
        gain += 0.5 * (len(leaves_) - len(matched))
    return gain / (0.75 * len(leaves_) + 0.25 * len(kind.fields()))


def _sides_score(split: Split) -> float:
    words = [header_form(cell.text) for row in split.header for _, cell in filled(row)]
    both = any(w.startswith("收入") for w in words) and any(w.startswith("支出") for w in words)
    items = sum(1 for w in words if w in {"项目", "收入项目", "支出项目"})
    return 0.8 if both and (items >= 1 or len(words) <= 4) else 0.5 if items >= 2 else 0.0


def _body_evidence(body: Sequence[GridRow], kind: type[KindRow]) -> float:
    if kind.kind not in ("revenue_expenditure_summary", "fiscal_appropriation_summary"):
        return 0.0
    items = [cell.label for row in body for _, cell in filled(row)[:1]]
    fiscal = any(item.endswith(("本年收入", "本年财政拨款收入")) for item in items) or any(
        item.startswith("(一)") for item in items
    )
    own = any("事业收入" in item or "本年收入合计" in item for item in items)
    if kind.kind == "fiscal_appropriation_summary":
        return 1.0 if fiscal and not own else 0.0
    return 1.0 if own and not fiscal else 0.0
