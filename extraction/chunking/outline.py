"""What each row stands under: codes (201 > 20103), numbering (一、 > （一） > 1.), merged cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extraction.headers.celltypes import (
    filled,
    is_amount_text,
    is_code_text,
    is_note,
    is_total_label,
)
from extraction.identities.numbering import level_of
from schemas.document import Segment
from schemas.grid import GridCell, GridRow

LONGEST_PARENT = 40
"""Characters of a parent's text; it only orients, and goals of projects run over pages."""

_CODE_AND_NAME = re.compile(r"^[\[【(]?([A-Z]{0,2}\d{3,24})[\]】)]?[-_]?(?=[^\d年月.,%\-])")
_SUBTOTAL = re.compile(r"[合总小]计$")
_CODE_PARTS = ((3,), (3, 2), (3, 2, 2))
"""Digits of 类, 款 and 项 where each has a column of its own."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the labels above it, from the outermost.

    ``rank`` is the depth (0 is outermost) at which the row opens a group, None where it opens
    none and rather goes with the row before.
    """

    above: tuple[str, ...] = ()
    rank: int | None = None


@dataclass(slots=True)
class _Reading:
    """What is open above the row that comes next."""

    spans_known: bool
    codes: list[tuple[str, str]] = field(default_factory=list)
    numbers: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    carried: dict[int, tuple[GridCell, int]] = field(default_factory=dict)

    def place(self, index: int, row: GridRow) -> tuple[Place, bool]:
        """Where the row stands, and whether a code or number says so."""
        cells = filled(row)
        if not cells:
            return Place(), False
        merged = self._merged(index, row, cells[0][0])
        coded = self._coded(cells)
        numbered = self._numbered(cells)
        self._carry(index, cells)
        above = (*merged, *(coded or ()), *(numbered or ()))
        marked = coded is not None or numbered is not None
        opens = marked or (cells[0][0] == 0 and not _closes(cells[0][1]))
        return Place(tuple(dict.fromkeys(above)), len(above) if opens else None), marked

    def _merged(self, index: int, row: GridRow, first: int) -> list[str]:
        """Texts of merged cells above that go on over the row, by column.

        Where spans aren't known, blanks left of the first print are taken for merged cells.
        """
        found = []
        for column, (cell, last) in sorted(self.carried.items()):
            covers = index <= last and (column >= len(row.cells) or row.cells[column].blank)
            if covers and (self.spans_known or column < first) and _is_plain(cell):
                found.append(shortened(cell.clean))
        return found

    def _carry(self, index: int, cells: Sequence[tuple[int, GridCell]]) -> None:
        first = cells[0][0]
        for column in [c for c in self.carried if c > first and not self.spans_known]:
            del self.carried[column]
        for column, cell in cells:
            last = index + cell.row_span - 1
            goes_on = last > index if self.spans_known else not is_amount_text(cell.clean)
            if goes_on or is_code_text(cell.label):
                self.carried[column] = (cell, last if self.spans_known else index + 10**9)
            else:
                self.carried.pop(column, None)

    def _coded(self, cells: Sequence[tuple[int, GridCell]]) -> list[str] | None:
        """The path of codes above, None for a row without a code."""
        found = self._code(cells)
        if found is None:
            return None
        code, name = found
        while self.codes and not (code.startswith(self.codes[-1][0]) and code != self.codes[-1][0]):
            self.codes.pop()
        above = [label for _, label in self.codes]
        self.codes.append((code, shortened(f"{code} {name}".strip())))
        return above

    def _code(self, cells: Sequence[tuple[int, GridCell]]) -> tuple[str, str] | None:
        """The row's code and the name beside it, which is no figure."""
        for at, (column, cell) in enumerate(cells[:3]):
            label = cell.label
            split = _CODE_AND_NAME.match(label)
            if split is not None and not is_code_text(label):
                return split.group(1), label[split.end() :]
            if is_amount_text(cell.clean) and not is_code_text(label):
                return None
            if is_code_text(label):
                parts, rest = self._parts(column, cells[at:])
                if not rest or is_amount_text(rest[0][1].clean) or _closes(rest[0][1]):
                    return None
                return "".join(parts), rest[0][1].clean
        return None

    def _parts(
        self, column: int, cells: Sequence[tuple[int, GridCell]]
    ) -> tuple[list[str], Sequence[tuple[int, GridCell]]]:
        """The parts of the code (类 | 款 | 项, upper ones from above), and the cells after it."""
        upper: list[str] = []
        while (left := self.carried.get(column - len(upper) - 1)) and left[0].label.isdigit():
            upper.insert(0, left[0].label)
        whole = [*upper, cells[0][1].label]
        if tuple(map(len, whole)) not in _CODE_PARTS:
            whole = whole[-1:]
        taken = 1
        for at, cell in cells[1:3]:
            widths = tuple(map(len, (*whole, cell.label)))
            if at != column + taken or not cell.label.isdigit() or widths not in _CODE_PARTS:
                break
            whole.append(cell.label)
            taken += 1
        return whole, cells[taken:]

    def _numbered(self, cells: Sequence[tuple[int, GridCell]]) -> list[str] | None:
        """The path of numbered items above in the row's first numbered column, None without."""
        path: list[str] | None = None
        for column, cell in cells:
            level = None if is_amount_text(cell.clean) else level_of(cell.label)
            open_items = self.numbers.setdefault(column, [])
            if level is None:
                if _closes(cell):
                    open_items.clear()
                continue
            while open_items and open_items[-1][0] >= level:
                open_items.pop()
            if path is None:
                path = [label for _, label in open_items]
            open_items.append((level, shortened(cell.clean)))
        return path


def outline(body: Sequence[GridRow], spans_known: bool = False) -> tuple[Place, ...]:
    """Where each row of a table stands, by the rows above it alone."""
    reading = _Reading(spans_known)
    places = []
    marks = []
    for index, row in enumerate(body):
        place, marked = reading.place(index, row)
        places.append(place)
        marks.append(marked)
    if not any(marks):
        return tuple(places)
    # Beside coded or numbered rows, one that is neither goes on with the row before.
    return tuple(p if m else Place(p.above) for p, m in zip(places, marks, strict=True))


def outer_parents(segment: Segment) -> tuple[str, ...]:
    """What the whole segment stands under, from the outermost: the texts of its parents."""
    texts = (shortened(value.strip()) for _, value, _ in segment.parents)
    return tuple(text for text in texts if text)


def parents_of(segment: Segment, places: Sequence[Place], index: int) -> tuple[str, ...]:
    """All that a body row (0-based) stands under, from the outermost, each text once."""
    return tuple(dict.fromkeys((*outer_parents(segment), *places[index].above)))


def shortened(text: str) -> str:
    """A parent's text, cut where it is long."""
    return text if len(text) <= LONGEST_PARENT else text[: LONGEST_PARENT - 1] + "…"


def _closes(cell: GridCell) -> bool:
    return bool(_SUBTOTAL.search(cell.label)) or is_total_label(cell.label)


def _is_plain(cell: GridCell) -> bool:
    """Whether a merged cell is a label that names what stands beside and below it."""
    label = cell.label
    other = is_code_text(label) or is_note(label) or _closes(cell) or level_of(label) is not None
    return not other and not is_amount_text(cell.clean)
