"""A suggestion that a second reading supports becomes a repair, and the sums hold again."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from extraction.export.payload import document_payload
from extraction.stages.check import check
from extraction.stages.decode import decode
from extraction.stages.reread import reread
from extraction.stages.score import score
from extraction.verification import verify
from schemas.document import Document, DocumentInfo
from schemas.settings import Settings
from schemas.source import Extent, Source
from schemas.table import Cell, Row, Table

INFO = DocumentInfo(name="x.pdf", sha256="0" * 64, media_type="application/pdf", pages=1)
FIELDS = ("code", "name", "total", "basic", "project")
ROWS = (
    (None, "合计", "900.00", "500.00", "400.00"),
    ("201", "一般公共服务支出", "600.00", "300.00", "300.00"),
    ("208", "社会保障和就业支出", "300.00", "200.00", "100.00"),
)


Readings = Mapping[tuple[int, str], tuple[str, tuple[str, ...]]]
"""What cells were read as, and what else."""


def table(misread: str, alternatives: tuple[str, ...]) -> Table:
    """The rows, the total of the second one read as ``misread``."""
    return table_read({(1, "total"): (misread, alternatives)})


def table_read(readings: Readings) -> Table:
    rows = []
    for index, values in enumerate(ROWS):
        own = dict(zip(FIELDS, values, strict=True))
        cells = {}
        for field, value in own.items():
            if value is None:
                continue
            text, others = readings.get((index, field), (value, ()))
            own[field] = text
            place = Source(page=1, box=(10.0 * index, 0.0, 10.0 * index + 9, 9.0))
            cells[field] = Cell(printed=text, source=place, alternatives=others)
        rows.append(Row(values=own, cells=cells))
    return Table(
        kind="expenditure_by_function",
        ordinal=1,
        title="支出总表",
        unit="元",
        source=Extent(pages=(1,)),
        rows=tuple(rows),
    )


def scored(misread: str, alternatives: tuple[str, ...]) -> Document:
    return scored_table(table(misread, alternatives))


def scored_table(made: Table) -> Document:
    document = Document(info=INFO, path=Path("x.pdf"), tables=(made,))
    settings = Settings()
    for stage in (check, decode, reread, score):
        document = stage(document, settings)
    return document


def test_an_agreeing_alternative_makes_a_repair() -> None:
    document = scored("800.00", ("600.00", "500.00"))
    cell = document.tables[0].rows[1].cells["total"]
    assert (cell.status, cell.printed) == ("repaired", "800.00")
    assert document.tables[0].rows[1].values["total"] == "600.00"
    assert all(made.holds for made in document.checks)
    assert verify(document_payload(document)) == ()


@pytest.mark.parametrize("alternatives", [(), ("500.00",)])
def test_without_a_second_reading_it_stays_a_suggestion(alternatives: tuple[str, ...]) -> None:
    document = scored("800.00", alternatives)
    cell = document.tables[0].rows[1].cells["total"]
    assert (cell.status, cell.suggestion) == ("suspect", "600.00")
    assert document.tables[0].rows[1].values["total"] == "800.00"


def test_nothing_is_repaired_that_adds_up() -> None:
    document = scored("600.00", ("800.00",))
    assert document.tables[0].rows[1].cells["total"].status == "proved"
    assert document.findings == ()


@pytest.mark.parametrize("second", [("300.00",), (), ("500.00",)])
def test_two_figures_of_one_sum_are_repaired_together_or_not_at_all(
    second: tuple[str, ...],
) -> None:
    document = scored_table(
        table_read({(1, "basic"): ("800.00", ("300.00",)), (1, "project"): ("380.00", second)})
    )
    cells = document.tables[0].rows[1].cells
    both = second == ("300.00",)
    for field in ("basic", "project"):
        assert cells[field].status == ("repaired" if both else "suspect")
        assert cells[field].suggestion == (None if both else "300.00")
    assert all(made.holds for made in document.checks) is both
    assert verify(document_payload(document)) == ()


def test_a_blank_that_two_sums_determine_is_suggested_and_never_repaired() -> None:
    made = table_read({})
    row = made.rows[1]
    cells = {field: cell for field, cell in row.cells.items() if field != "basic"}
    lost = Row(values={**row.values, "basic": None}, cells=cells)
    made = made.model_copy(update={"rows": (made.rows[0], lost, made.rows[2])})
    document = scored_table(made)
    cell = document.tables[0].rows[1].cells["basic"]
    assert (cell.status, cell.printed, cell.suggestion) == ("suspect", None, "300.00")
    assert (
        cell.reason
        == "项目支出 300.00 + 基本支出 blank = 300.00: blank, but with 300.00 all holds."
    )
    assert "is blank" in document.findings[0].message
    assert verify(document_payload(document)) == ()
