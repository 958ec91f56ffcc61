import csv
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extraction.stages.export import export, export_cells
from schemas.document import Document
from schemas.errors import OutputError, VerificationError
from schemas.source import Extent
from schemas.table import Cell, Row, Table
from tests.extraction.export.worked_example import document

COLUMNS = (
    "document,kind,ordinal,title,unit,row,field,value,printed,status,confidence,line,column,page,"
    "checks,suggestion,reason,rank"
)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_csv_has_a_row_for_every_cell_of_every_document(tmp_path: Path) -> None:
    results = [export(document(name), tmp_path) for name in ("a.txt", "b.txt")]
    path, _ = export_cells(results, tmp_path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf" + COLUMNS.encode() + b"\r\n")
    rows = rows_of(path)
    assert len(rows) == 2 * 29
    assert {row["document"] for row in rows} == {"a.txt", "b.txt"}
    total = rows[2]
    assert (total["field"], total["value"], total["printed"]) == (
        "total",
        "1300000.10",
        "1,300,000.10",
    )
    assert (total["line"], total["column"], total["page"]) == ("12", "3", "")
    assert total["checks"] == "c1 c5"


def test_no_field_of_the_csv_can_run(tmp_path: Path) -> None:
    path, _ = export_cells([export(document("=a.txt"), tmp_path)], tmp_path)
    for row in rows_of(path):
        for field in row.values():
            assert (
                field.startswith("'")
                or field == "-12.50"
                or field[:1] not in "=+-@\t\r＝"
                or not field
            )


def test_the_parquet_holds_exact_decimals(tmp_path: Path) -> None:
    _, path = export_cells([export(document(), tmp_path)], tmp_path)
    table = pq.read_table(path)
    assert table.column_names == [*COLUMNS.split(","), "figure"]
    rows = table.to_pylist()
    assert (rows[2]["rank"], rows[1]["rank"]) == (2, 0)
    assert rows[2]["figure"] == Decimal("1300000.10")
    assert rows[5]["figure"] is None, "a code is no figure"
    assert rows[0]["value"] is None
    assert rows[20]["value"] == "=1+1", "Parquet runs nothing, so nothing is changed"


def test_a_figure_beyond_the_decimal_column_is_kept_as_text(tmp_path: Path) -> None:
    long = "1" * 40 + ".5"
    row = Row(values={"total": long}, cells={"total": Cell(printed=long)})
    table = Table(
        kind="fund_expenditure", ordinal=1, title=None, unit=None, source=Extent(), rows=(row,)
    )
    made = Document(info=document().info, tables=(table,))
    _, path = export_cells([export(made, tmp_path)], tmp_path)
    (cell,) = pq.read_table(path).to_pylist()
    assert (cell["value"], cell["figure"]) == (long, None)


def test_no_results_make_empty_files_with_columns(tmp_path: Path) -> None:
    csv_path, parquet = export_cells([], tmp_path)
    assert rows_of(csv_path) == []
    assert pq.read_table(parquet).num_rows == 0


def test_a_broken_result_leaves_the_files_as_they_were(tmp_path: Path) -> None:
    good = export(document(), tmp_path)
    path, parquet = export_cells([good], tmp_path)
    before = path.read_bytes(), parquet.read_bytes()
    bad = tmp_path / "bad.json"
    bad.write_text("{}")
    with pytest.raises(VerificationError, match=r"bad\.json"):
        export_cells([good, bad], tmp_path)
    assert (path.read_bytes(), parquet.read_bytes()) == before
    assert not list(tmp_path.glob(".gouji-*"))


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "cells.csv").mkdir()
    with pytest.raises(OutputError, match=r"cells\.csv: can't be written"):
        export_cells([export(document(), tmp_path)], tmp_path)
