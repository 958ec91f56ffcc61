"""Whether every place that a result names is there: pages, boxes and lines."""

from collections.abc import Iterator, Mapping

from extraction.export.problem import Problem, problem_of
from extraction.export.result import Result, ResultExtent, ResultPage, ResultSource, ResultTable

_EDGE = 0.01
"""Boxes and page sizes are rounded to hundredths of a point."""


def misplaced(result: Result) -> Iterator[Problem]:
    """Cells, tables and findings that are said to stand where nothing can stand.

    The line of a cell lies within the lines of its table, its box on its page, and every page
    within the document.
    """
    pages = {page.number: page for page in result.pages}
    for table in result.tables:
        for fault in _faults(table.source, result):
            yield Problem(claim="place", message=f"table {table.name} {fault}")
        yield from _cells(table, pages, result)
    for number, finding in enumerate(result.findings, start=1):
        for fault in _faults(finding.source, result):
            yield Problem(claim="place", message=f"finding {number} {fault}")


def _cells(
    table: ResultTable, pages: Mapping[int, ResultPage], result: Result
) -> Iterator[Problem]:
    first, last = table.source.lines or (1, None)
    for index, row in enumerate(table.rows):
        for field, cell in row.cells.items():
            source = cell.source
            if source is None:
                continue
            fault = None
            if source.line is not None:
                if source.line < first or (last is not None and source.line > last):
                    fault = f"stands on line {source.line}, outside its table"
                elif source.column is not None and source.column < 1:
                    fault = f"stands in column {source.column}, which there is not"
            if source.page is not None:
                fault = fault or _off_page(source, source.page, pages, result)
            if fault is not None:
                yield problem_of((table.kind, table.ordinal, index, field), "place", fault)


def _off_page(
    source: ResultSource, number: int, pages: Mapping[int, ResultPage], result: Result
) -> str | None:
    page = pages.get(number)
    if not 1 <= number <= result.document.pages or (pages and page is None):
        return f"stands on page {number}, which there is not"
    if source.box is None:
        return None
    x0, y0, x1, y1 = source.box
    wide = float("inf") if page is None or page.width is None else page.width + _EDGE
    high = float("inf") if page is None or page.height is None else page.height + _EDGE
    if 0 <= x0 <= x1 <= wide and 0 <= y0 <= y1 <= high:
        return None
    return f"has a box that is not on page {number}"


def _faults(extent: ResultExtent, result: Result) -> Iterator[str]:
    for number in extent.pages:
        if not 1 <= number <= result.document.pages:
            yield f"is on page {number}, which there is not"
    if extent.lines is not None and not 1 <= extent.lines[0] <= extent.lines[1]:
        yield f"is on lines {extent.lines[0]} to {extent.lines[1]}, which there are not"
