"""Confusions are counted where the text read is as long as the text printed."""

from collections import Counter
from pathlib import Path

from evals.bench.confusions import Counts, count_page, shown
from evals.bench.scan_pages import MadeDocument
from evals.rendering.placed import PlacedDocument, TrueCell
from schemas.grid import Grid, GridCell, GridRow
from schemas.page import Page
from schemas.source import Source


def test_signs_are_counted_in_their_place() -> None:
    texts = (("1,280.50", "1,230.50"), ("支出", "变出"), ("60.00", "6.00"))
    printed, cells = [], []
    for number, (text, read) in enumerate(texts):
        box = (50.0 * number, 0.0, 50.0 * number + 50, 20.0)
        printed.append(TrueCell(page=1, box=box, ink=box, text=text, grid=1, row=0, column=number))
        cells.append(GridCell(text=read, source=Source(page=1, box=box)))
    placed = PlacedDocument(name="a", pages=(), gold={})
    made = MadeDocument(Path("a.pdf"), (), placed, (), (tuple(printed),))
    grid = Grid(rows=(GridRow(cells=tuple(cells)),), page=1)
    counts = Counts(Counter(), Counter())
    count_page(made, Page(number=1, width=200, height=50, blocks=(grid,)), counts)
    assert counts.confused == {("8", "3"): 1, ("支", "变"): 1}
    assert list(shown(counts)) == [
        "figures: 8 compared, 1 taken for others", "  8 3 1  of 1",
        "characters: 2 compared, 1 taken for others", "  支 变 1  of 1",
    ]  # fmt: skip
