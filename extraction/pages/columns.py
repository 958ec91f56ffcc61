"""Figures of recognised grids: marks put right by their column, and what else they may be."""

from collections.abc import Mapping, Sequence

from extraction.ocr.figures import candidates
from extraction.ocr.pattern import MoneyPattern, money_pattern, parts_of, repair
from schemas.grid import Grid, GridCell, GridRow
from schemas.page import Word
from schemas.source import Box

_ALTERNATIVES = 5
_WEIGHED = 5.0
"""-log probability up to which a reading was really weighed (0.7 %); beyond it stand the
look-alikes that any digit has, and those are no evidence for a repair."""
_SPECKS = "|¦!'`·:; "


def settle_figures(grid: Grid, words: Mapping[Box, tuple[Word, ...]]) -> Grid:
    """The grid with every figure as its column prints it, and its other readings.

    A recogniser mostly gets digits right and takes ``,`` for ``.`` or loses it; the marks are
    put right only where one layout alone fits (see `extraction.ocr.pattern`). What was read
    first stays among the alternatives.
    """
    patterns = [_pattern(grid, column) for column in range(grid.width)]
    rows = tuple(
        GridRow(cells=tuple(_settled(c, patterns[i], words) for i, c in enumerate(row.cells)))
        for row in grid.rows
    )
    return grid.model_copy(update={"rows": rows})


def settled_text(text: str, pattern: MoneyPattern) -> str:
    """A figure without specks and with the marks of its column, where one layout alone fits."""
    figure = _without_specks(text)
    mended = repair(figure, pattern)
    return mended.text if mended.verdict == "repaired" and mended.text else figure


def _pattern(grid: Grid, column: int) -> MoneyPattern:
    return money_pattern(
        row.cells[column].clean
        for row in grid.rows
        if column < len(row.cells) and not row.cells[column].blank
    )


def _settled(
    cell: GridCell, pattern: MoneyPattern, words: Mapping[Box, tuple[Word, ...]]
) -> GridCell:
    figure = _without_specks(cell.clean)
    if cell.blank or parts_of(figure) is None:
        return cell
    mended = repair(figure, pattern)
    text = mended.text if mended.verdict == "repaired" and mended.text else figure
    others = _others(words.get(cell.source.box or (0, 0, 0, 0), ()), pattern)
    alternatives = tuple(dict.fromkeys(t for t in (cell.clean, *others) if t != text))
    confidence = cell.confidence if mended.verdict != "doubtful" else min(cell.confidence, 0.5)
    return GridCell(
        text=text,
        source=cell.source,
        row_span=cell.row_span,
        column_span=cell.column_span,
        confidence=confidence,
        alternatives=alternatives,
    )


def _without_specks(text: str) -> str:
    """A figure without what a rule or a speck beside it was read as (``0.00|``, ``.9.32``).

    A leading mark goes only where the figure has a mark of its own: ``.32`` may be 0.32.
    """
    plain = text.strip(_SPECKS)
    bare = plain.lstrip(".,")
    return bare if len(bare) < len(plain) and any(mark in bare for mark in ".,") else plain


def _others(words: Sequence[Word], pattern: MoneyPattern) -> tuple[str, ...]:
    if len(words) != 1:
        return ()
    ranked = candidates(words[0], pattern, _ALTERNATIVES)
    return tuple(reading.text for reading in ranked if reading.cost <= _WEIGHED)
