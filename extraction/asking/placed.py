"""What an answer comes to: printed cells in fields. Texts and figures are always the page's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extraction.headers.celltypes import filled, has_decimals
from schemas.grid import GridCell, GridRow
from schemas.kinds import KindRow
from schemas.label import normal_form
from schemas.piece import Piece

NOT_ON_PAGE = "The model gave a text for it that stands nowhere in its row."
CONSTANTS = frozenset({"revenue", "expenditure"})


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """Printed cells by field, and the numbers (1-based) of the printed rows they stand in.

    ``constants`` are fields that no cell prints (the side); ``marks`` say of a field why it is
    doubtful; a marked field without a cell was answered with a text that is not on the page.
    """

    numbers: tuple[int, ...]
    cells: Mapping[str, tuple[GridCell, ...]]
    constants: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placing:
    """The placed rows of a piece, what is wrong with the answer, and the rows it leaves out.

    ``complaints`` name rows and columns to look at again, never a figure. ``left_out`` are rows
    with figures that no answered row takes up; ``notes`` tell what was dropped.
    """

    rows: tuple[PlacedRow, ...]
    complaints: tuple[str, ...] = ()
    left_out: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def matching_form(text: str) -> str:
    """The form in which an answered text is looked for on the page: widths and blanks aside."""
    return "".join(normal_form(text).split())


def numbered(piece: Piece) -> dict[int, GridRow]:
    """The body rows of a piece that are asked for, by their number."""
    rows = dict(zip(piece.numbers, piece.rows, strict=True))
    return {n: row for n, row in rows.items() if not piece.wanted or n in piece.wanted}


def prints_figures(row: GridRow) -> bool:
    """Whether a row prints money: a figure with a decimal point or a comma."""
    return any(has_decimals(cell.label) for _, cell in filled(row))


def must_be_read(number: int, row: GridRow, expected: frozenset[int], kind: type[KindRow]) -> bool:
    """Whether leaving a row out would lose data: it prints money, or the headers read it.

    A form prints money in rows of other parts too, so there only the headers can tell.
    """
    return number in expected or (kind.layout != "form" and prints_figures(row))


def joined(cells: Sequence[GridCell]) -> GridCell:
    """One cell that says what several say one after the other, in the place of the first."""
    if len(cells) == 1:
        return cells[0]
    return cells[0].with_text("".join(cell.clean for cell in cells))
