"""The cells of many results as flat files: CSV for spreadsheets, Parquet for programs."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from extraction.export.atomic import replacing
from extraction.export.columns import Column, Kinds, columns_of, figure_of
from extraction.export.inert import csv_text
from extraction.export.result import Result, ResultCell, ResultTable

_DIGITS, _PLACES = 38, 10


class FlatCell(NamedTuple):
    """One row of the flat files. ``figure`` is the exact decimal of ``value`` (Parquet only)."""

    document: str
    kind: str
    ordinal: int
    title: str | None
    unit: str | None
    row: int
    field: str
    value: str | None
    printed: str | None
    status: str
    confidence: float
    line: int | None
    column: int | None
    page: int | None
    checks: str
    suggestion: str | None
    reason: str | None
    rank: int | None
    figure: Decimal | None


_CSV_COLUMNS = FlatCell._fields[:-1]


def write_cells(results: Iterable[Result], csv_path: Path, parquet_path: Path, kinds: Kinds) -> int:
    """Write one row per cell of all results to both files, and say how many.

    Results are taken one at a time, so that a long run fits in memory.

    Raises:
        OutputError: a file can't be written; then neither is changed.
    """
    schema = arrow_schema()
    count = 0
    with ExitStack() as files:
        csv_part = files.enter_context(replacing(csv_path))
        parquet_part = files.enter_context(replacing(parquet_path))
        text = files.enter_context(csv_part.open("w", encoding="utf-8-sig", newline=""))
        parquet = files.enter_context(pq.ParquetWriter(parquet_part, schema))
        lines = csv.writer(text)
        lines.writerow(_CSV_COLUMNS)
        for result in results:
            cells = list(flat_cells(result, kinds))
            lines.writerows([_csv_field(value) for value in cell[:-1]] for cell in cells)
            if cells:
                parquet.write_table(arrow_table(cells))
            count += len(cells)
    return count


def flat_cells(result: Result, kinds: Kinds) -> Iterator[FlatCell]:
    """Every cell of a result, in document order."""
    for table in result.tables:
        columns = columns_of(table, kinds)
        for index, row in enumerate(table.rows):
            for column in columns:
                cell = row.cells.get(column.field)
                if cell is not None:
                    value = row.values.get(column.field)
                    yield _flat(result.document.name, table, index, column, value, cell)


def _flat(
    document: str,
    table: ResultTable,
    row: int,
    column: Column,
    value: str | None,
    cell: ResultCell,
) -> FlatCell:
    source = cell.source
    return FlatCell(
        document=document,
        kind=table.kind,
        ordinal=table.ordinal,
        title=table.title,
        unit=table.unit,
        row=row,
        field=column.field,
        value=value,
        printed=cell.printed,
        status=cell.status,
        confidence=cell.confidence,
        line=None if source is None else source.line,
        column=None if source is None else source.column,
        page=None if source is None else source.page,
        checks=" ".join(cell.checks),
        suggestion=cell.suggestion,
        reason=cell.reason,
        rank=None if cell.proof is None else cell.proof.rank,
        figure=_fitting(figure_of(column, value, cell)),
    )


def _fitting(figure: Decimal | None) -> Decimal | None:
    """The figure where the Parquet column holds it exactly; its ``value`` text always does."""
    if figure is None:
        return None
    _, digits, exponent = figure.as_tuple()
    places = -exponent if isinstance(exponent, int) else 0
    if places > _PLACES or len(digits) - places > _DIGITS - _PLACES:
        return None
    return figure


def _csv_field(value: str | float | None) -> str | float | None:
    return csv_text(value) if isinstance(value, str) else value


def arrow_schema() -> pa.Schema:
    """The columns of the Parquet files."""
    types: Mapping[str, pa.DataType] = {
        "ordinal": pa.int32(),
        "row": pa.int32(),
        "rank": pa.int32(),
        "line": pa.int64(),
        "column": pa.int32(),
        "page": pa.int32(),
        "confidence": pa.float64(),
        "figure": pa.decimal128(_DIGITS, _PLACES),
    }
    return pa.schema([(name, types.get(name, pa.string())) for name in FlatCell._fields])


def arrow_table(cells: Sequence[FlatCell]) -> pa.Table:
    """The cells as columns."""
    schema = arrow_schema()
    columns = zip(*cells, strict=True) if cells else ((),) * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
