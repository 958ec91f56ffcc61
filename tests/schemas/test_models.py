"""Values that cross borders: frozen, closed, and addressed as the contract says."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from schemas.check import Check, Term
from schemas.document import Document, DocumentInfo
from schemas.finding import SERIOUSNESS, Finding
from schemas.grid import Grid, GridRow, Paragraph
from schemas.source import Source
from schemas.table import Cell, CellRef
from tests.builders import printed_cell, printed_row, printed_rows

CELL = CellRef(kind="three_public", ordinal=1, row=0, field="total")


def check(difference: str, tolerance: str = "0.02", exact: str = "0.00") -> Check:
    gap = Decimal(difference)
    return Check(
        id="c1",
        rule="total_is_sum_of_parts",
        holds=abs(gap) <= Decimal(tolerance),
        expected=Decimal(5),
        found=5 + gap,
        difference=gap,
        tolerance=Decimal(tolerance),
        exact=Decimal(exact),
        cells=(CELL,),
        left=(Term(cell=CELL),),
        right=(Term(constant=Decimal(5)),),
    )


def test_a_check_beyond_exact_is_a_tail_only_while_it_holds() -> None:
    assert not check("0.00").tail
    assert check("0.01").tail
    assert check("-0.02").tail
    assert not check("0.03").tail
    assert not check("0.005", exact="0.005").tail


def test_cells_are_addressed_by_kind_ordinal_row_and_field() -> None:
    assert check("0").model_dump(mode="json")["cells"] == [["three_public", 1, 0, "total"]]
    finding = Finding(finding_class="sum", cells=(CELL,), message="…")
    assert finding.model_dump(by_alias=True)["cells"] == [["three_public", 1, 0, "total"]]
    assert finding.model_dump(by_alias=True)["class"] == "sum"


def test_findings_are_of_the_classes_of_the_contract() -> None:
    assert sorted(SERIOUSNESS) == sorted(
        ["sum", "cross_table", "ocr_digit", "rounding", "narrative", "misaligned", "label"]
    )
    assert SERIOUSNESS[-1] == "rounding"
    with pytest.raises(ValidationError):
        Finding.model_validate({"class": "hunch", "message": "…"})


def test_values_are_frozen_and_closed() -> None:
    cell = Cell(printed="1.00")
    with pytest.raises(ValidationError):
        cell.printed = "2.00"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Cell.model_validate({"printed": "1.00", "statsu": "proved"})
    with pytest.raises(ValidationError):
        Cell.model_validate({"printed": "1.00", "status": "sure"})


def test_a_grid_knows_its_width_and_its_rows_their_line() -> None:
    grid = Grid(rows=(*printed_rows("甲|乙|丙", 4), printed_row("丁", 5)))
    assert grid.width == 3
    assert [row.line for row in grid.rows] == [4, 5]
    assert Grid(rows=()).width == 0
    assert GridRow(cells=()).line == 0


def test_a_printed_cell_keeps_its_text_beside_its_forms() -> None:
    cell = printed_cell(" <b>收 入</b>（总）计 ")
    assert cell.text == " <b>收 入</b>（总）计 "
    assert cell.clean == "收入（总）计"
    assert cell.label == "收入(总)计"
    assert not cell.blank
    assert printed_cell(" \u3000").blank


def test_a_document_hands_out_paragraphs_and_grids_in_order() -> None:
    info = DocumentInfo(name="a.txt", sha256="0" * 64, media_type="text/plain")
    blocks = (
        Paragraph(text="一", source=Source(line=1)),
        Grid(rows=printed_rows("甲|乙", 2)),
        Paragraph(text="二", source=Source(line=3)),
    )
    document = Document(info=info, blocks=blocks)
    assert [p.text for p in document.paragraphs] == ["一", "二"]
    assert [g.width for g in document.grids] == [2]
    assert [p.line for p in document.paragraphs] == [1, 3]
