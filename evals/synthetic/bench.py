"""The workbench on which errors are planted: find amounts, change them, report them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

from evals.synthetic.model import Block, Cell, Draft, Finding, Frozen, Row

TEXTS = frozenset({"code", "name", "unit", "item", "side", "district"})


class Place(Frozen):
    """Where a cell stands: item, row and cell number."""

    item: int
    row: int
    cell: int


class Bench:
    """The draft under change, its findings, and the tables already touched."""

    def __init__(self, draft: Draft, rng: Random) -> None:
        """Keep the items of a draft for changing."""
        self.draft = draft
        self.items = list(draft.items)
        self.rng = rng
        self.findings: list[Finding] = []
        self.used: set[str] = set()

    def blocks(self) -> list[tuple[int, Block]]:
        """Return the tables with their item numbers."""
        return [(n, item) for n, item in enumerate(self.items) if isinstance(item, Block)]

    def cell(self, place: Place) -> Cell:
        """Return the cell at a place."""
        block = self.items[place.item]
        assert isinstance(block, Block)
        return block.rows[place.row].cells[place.cell]

    def write(self, place: Place, text: str) -> None:
        """Change what the cell at a place prints."""
        block = self.items[place.item]
        assert isinstance(block, Block)
        row = block.rows[place.row]
        cells = list(row.cells)
        cells[place.cell] = cells[place.cell].model_copy(update={"text": text})
        rows = list(block.rows)
        rows[place.row] = row.model_copy(update={"cells": tuple(cells)})
        self.items[place.item] = block.model_copy(update={"rows": tuple(rows)})

    def amounts(self, fits: Callable[[str, Row, Cell], bool]) -> list[Place]:
        """Return the non-zero amounts of untouched tables that fit."""
        found = []
        for n, block in self.blocks():
            kinds = {stub.key: stub.kind for stub in block.stubs}
            for r, row in enumerate(block.rows):
                for c, cell in enumerate(row.cells):
                    kind = kinds.get(cell.table, "")
                    free = cell.field and cell.table not in self.used and amount(cell) is not None
                    if free and amount(cell) and fits(kind, row, cell):
                        found.append(Place(item=n, row=r, cell=c))
        return found

    def report(
        self, cls: str, cell: Cell, printed: str | None, expected: str | None, why: str
    ) -> None:
        """Add the finding of a changed cell."""
        self.used.add(cell.table)
        self.findings.append(
            Finding(
                cls=cls,
                table=cell.table,
                row=None,
                column=cell.field,
                printed=printed,
                expected=expected,
                why=why,
                at=((cell.table, cell.row, cell.field),),
            )
        )


def amount(cell: Cell) -> Decimal | None:
    """Return the amount a cell prints, None for text and blanks."""
    if cell.field in TEXTS:
        return None
    text = bare(cell.text)
    return Decimal(text) if text and text.replace(".", "", 1).isdigit() else None


def bare(text: str) -> str:
    """Return a printed amount without separators and unit."""
    return text.replace(",", "").removesuffix("万元").removesuffix("万")


def relike(text: str, value: Decimal) -> str:
    """Return an amount printed the way another one is."""
    head = f"{value:,}" if "," in text else f"{value:f}"
    return head + ("万元" if text.endswith("万元") else "万" if text.endswith("万") else "")
