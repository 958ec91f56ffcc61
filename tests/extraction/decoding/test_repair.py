"""A suggestion that a second reading supports becomes a repair, and the sums hold again."""

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


def table(misread: str, alternatives: tuple[str, ...]) -> Table:
    """The rows, the total of the second one read as ``misread``."""
    rows = []
    for index, values in enumerate(ROWS):
        own = dict(zip(FIELDS, values, strict=True))
        cells = {}
        for field, value in own.items():
            if value is None:
                continue
            odd = (index, field) == (1, "total")
            text = misread if odd else value
            own[field] = text
            place = Source(page=1, box=(10.0 * index, 0.0, 10.0 * index + 9, 9.0))
            cells[field] = Cell(
                printed=text, source=place, alternatives=alternatives if odd else ()
            )
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
    document = Document(info=INFO, path=Path("x.pdf"), tables=(table(misread, alternatives),))
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
