"""The rows of a printed table as cells with spans."""

import re

from evals.synthetic.model import Cell, Row
from schemas.frozen import Frozen

_BOX = re.compile(r'\s*<input (checked="")?[^>]*>')
_TAG = re.compile(r"</?\w+[^>]*>")


class SpanCell(Frozen):
    """A cell as it is printed; rows and columns 0-based in the printed table."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    header: bool
    origin: Cell

    @property
    def bottom(self) -> int:
        """The row below it."""
        return self.row + self.row_span

    @property
    def right(self) -> int:
        """The column after it."""
        return self.column + self.column_span


def printed(text: str) -> str:
    """Return the text as paper shows it: ticked boxes for inputs, no other markup."""
    text = _BOX.sub(lambda m: "☑" if m.group(1) else "□", text)
    return _TAG.sub("", text).strip()


def span_cells(rows: tuple[Row, ...]) -> tuple[SpanCell, ...]:
    """Return the cells of a table; a row that is too short ends in a wider cell."""
    width = max(len(row.cells) for row in rows)
    made = []
    for number, row in enumerate(rows):
        for column, cell in enumerate(row.cells):
            if cell.join:
                continue
            right = column + 1
            while right < len(row.cells) and row.cells[right].join == "<":
                right += 1
            if right == len(row.cells):
                right = width
            made.append(
                SpanCell(
                    row=number,
                    column=column,
                    row_span=_tall(rows, number, column),
                    column_span=right - column,
                    text=printed(cell.text),
                    header=row.role == "header",
                    origin=cell,
                )
            )
    return tuple(made)


def _tall(rows: tuple[Row, ...], number: int, column: int) -> int:
    tall = 1
    for row in rows[number + 1 :]:
        if column >= len(row.cells) or row.cells[column].join != "^":
            break
        tall += 1
    return tall
