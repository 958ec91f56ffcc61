"""Tables without a grid, read from the picture of their page: only the page's own words count."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evals.simulated.faults import Faults
from evals.simulated.server import serving
from extraction.asking.answers import Answers
from extraction.asking.page_images import lost_tables
from extraction.asking.page_words import lines_of_words
from extraction.models.opening import open_stored
from extraction.readers.png_file import png_of
from extraction.records.answers import AnswerStore
from extraction.records.store import PageStore
from extraction.stages.ask import ask
from extraction.stages.check import check
from extraction.stages.classify import classify
from extraction.stages.decode import decode
from extraction.stages.grid import grid
from extraction.stages.map import map_segments
from extraction.stages.reread import reread
from extraction.stages.score import score
from schemas.document import Document, DocumentInfo
from schemas.errors import EndpointError
from schemas.grid import Block, Grid, GridCell, GridRow, Paragraph
from schemas.kinds import builtin_kinds
from schemas.page import Page
from schemas.settings import Settings
from schemas.source import Source
from schemas.table import Cell, Table
from tests.extraction.asking.test_crops import Seeing, pictures, words

INFO = DocumentInfo(name="x.pdf", sha256="0" * 64, media_type="application/pdf", pages=1)
KIND = "expenditure_by_function"
FIELDS = ("code", "name", "total", "basic", "project")
PRINTED = (
    (None, "合计", "900.00", "500.00", "400.00"),
    ("201", "一般公共服务支出", "600.00", "300.00", "300.00"),
    ("208", "社会保障和就业支出", "300.00", "200.00", "100.00"),
)
TITLE = "部门支出总表"
TRUTH = """<table>
title: 部门支出总表
unit: 元
h1 | c1: 科目编码 | c2: 科目名称 | c3: 合计 | c4: 基本支出 | c5: 项目支出
r1 | c2: 合计 | c3: 900.00 | c4: 500.00 | c5: 400.00
r2 | c1: 201 | c2: 一般公共服务支出 | c3: 600.00 | c4: 300.00 | c5: 300.00
r3 | c1: 208 | c2: 社会保障和就业支出 | c3: 300.00 | c4: 200.00 | c5: 100.00
</table>"""


def line(text: str, number: int) -> Paragraph:
    top = 50.0 + 15 * number
    box = (50.0, top, 50.0 + 9 * len(text), top + 10)
    return Paragraph(text=text, source=Source(page=1, box=box))


def blocks(*rows: str) -> tuple[Block, ...]:
    """The page's lines as the recogniser left them, without any grid."""
    texts = (TITLE, "单位：元", "科目编码 科目名称 合计 基本支出 项目支出", *rows)
    return tuple(line(text, number) for number, text in enumerate(texts))


ROWS = tuple(" ".join(text for text in row if text) for row in PRINTED)


def document(folder: Path, own: tuple[Block, ...]) -> Document:
    store = PageStore(folder)
    digest = store.keep_file(png_of(np.full((40, 60, 3), 250, np.uint8), 72))
    store.close()
    page = Page(number=1, width=500, height=700, origin="ocr", image=digest, blocks=own)
    return Document(info=INFO, path=Path("x.pdf"), pages=(page,))


def settings_of(folder: Path, **more: Any) -> Settings:
    given = {"model": "m", "engine": "auto", "mode": "json", "vision": True, "reasks": 0, **more}
    return Settings(data=folder, **given)


def run(made: Document, settings: Settings, answers: Answers | None = None) -> Document:
    for stage in (grid, classify, map_segments, check):
        made = stage(made, settings)
    made = decode(ask(made, settings, answers), settings)
    return score(reread(made, settings, answers), settings)


def said(made: Document, folder: Path, completer: Any, **more: Any) -> Document:
    settings = settings_of(folder, **more)
    with Answers(settings, open_stored(completer), AnswerStore(folder)) as answers:
        return run(made, settings, answers)


def answer(*rows: tuple[str | None, ...]) -> dict[str, Any]:
    return {
        "rows": [
            {"r": [n], **{f: t for f, t in zip(FIELDS, row, strict=True) if t is not None}}
            for n, row in enumerate(rows, 1)
        ]
    }


def the_table(made: Document) -> Table:
    (table,) = made.tables
    return table


def values(table: Table) -> list[tuple[str | None, ...]]:
    return [tuple(row.values[name] for name in FIELDS) for row in table.rows]


def test_a_table_without_a_grid_is_read_and_proved_by_its_sums(tmp_path: Path) -> None:
    model = Seeing(lambda _: answer(*PRINTED))
    made = said(document(tmp_path, blocks(*ROWS)), tmp_path, model)
    table = the_table(made)
    assert (table.kind, table.unit, table.source.pages) == (KIND, "元", (1,))
    assert values(table) == [tuple(row) for row in PRINTED]
    cells = [cell for row in table.rows for name, cell in row.cells.items() if name in FIELDS[2:]]
    assert {cell.status for cell in cells} == {"proved"}
    assert "read from the picture of page 1 by a model" in table.notes
    places = [cell.source.box for cell in cells if cell.source is not None and cell.source.box]
    assert len(set(places)) == len(cells) == 9, "each figure has a place of its own"
    assert all(50 <= box[0] < box[2] <= 500 for box in places)
    assert made.run.asked[0].outcome == "read by the model"
    assert made.run.requests == 1


def test_the_request_shows_the_kept_page_and_tells_no_figure(tmp_path: Path) -> None:
    model = Seeing(lambda _: answer(*PRINTED))
    made = said(document(tmp_path, blocks(*ROWS)), tmp_path, model)
    (picture,) = pictures(model.bodies[0])
    assert hashlib.sha256(picture).hexdigest() == made.pages[0].image
    assert not any(text in words(model.bodies[0]) for text in ("900", "600", "社会保障"))


def changed(row: int, field: int, text: str | None) -> dict[str, Any]:
    rows = [list(printed) for printed in PRINTED]
    rows[row][field] = text
    return answer(*(tuple(printed) for printed in rows))


def cell_at(table: Table, row: int, field: str) -> tuple[str | None, Cell]:
    return table.rows[row].values[field], table.rows[row].cells[field]


def test_an_invented_figure_never_gets_in(tmp_path: Path) -> None:
    model = Seeing(lambda _: changed(1, 2, "77,123.45"))
    made = said(document(tmp_path, blocks(*ROWS)), tmp_path, model)
    value, cell = cell_at(the_table(made), 1, "total")
    assert (value, cell.printed, cell.status) == ("600.00", "600.00", "suspect")
    assert "77,123.45" in str(cell.reason)
    assert made.run.asked[0].open == ("1 texts are not among the words of their rows",)


def test_an_invented_figure_where_nothing_is_printed_has_no_value(tmp_path: Path) -> None:
    rows = (*ROWS[:2], ROWS[2].replace(" 100.00", ""))
    model = Seeing(lambda _: changed(2, 4, "77,123.45"))
    made = said(document(tmp_path, blocks(*rows)), tmp_path, model)
    value, cell = cell_at(the_table(made), 2, "project")
    assert (value, cell.printed, cell.status) == (None, None, "suspect")


def test_figures_that_the_columns_move_away_from_the_answer_are_suspect(tmp_path: Path) -> None:
    rows = (*ROWS[:2], ROWS[2].replace("300.00 ", ""))
    model = Seeing(lambda _: changed(2, 2, "77,123.45"))
    made = said(document(tmp_path, blocks(*rows)), tmp_path, model)
    for name, printed in (("total", "300.00"), ("basic", "200.00"), ("project", "100.00")):
        cell = the_table(made).rows[2].cells.get(name)
        right = cell is not None and cell.printed == printed
        assert cell is None or right or cell.status == "suspect"


def test_a_figure_misread_by_the_model_stays_as_the_page_was_recognised(tmp_path: Path) -> None:
    model = Seeing(lambda _: changed(1, 2, "680.00"))
    made = said(document(tmp_path, blocks(*ROWS)), tmp_path, model)
    value, cell = cell_at(the_table(made), 1, "total")
    assert (value, cell.printed, cell.status) == ("600.00", "600.00", "proved")
    assert "680.00" in cell.alternatives


def test_a_figure_misread_by_the_recogniser_is_repaired_where_the_sums_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extraction.stages.reread.second_readings", _alternatives_alone)
    rows = (ROWS[0], ROWS[1].replace("600.00", "800.00"), ROWS[2])

    def says(count: int) -> object:
        return answer(*PRINTED)

    made = said(document(tmp_path, blocks(*rows)), tmp_path, Seeing(says))
    value, cell = cell_at(the_table(made), 1, "total")
    assert (value, cell.printed, cell.status) == ("600.00", "800.00", "repaired")


def _alternatives_alone(made: Document, wanted: Any, *_: Any) -> Any:
    from extraction.decoding.evidence import Evidence
    from extraction.decoding.evidence import cell_at as cell_of

    cells = {address: cell_of(made, address) for address in wanted}
    return {a: Evidence(alternatives=c.alternatives) for a, c in cells.items() if c is not None}


def test_a_row_that_stands_nowhere_is_left_out_and_said(tmp_path: Path) -> None:
    invented = ("999", "科学技术支出", "11.00", "5.00", "6.00")
    model = Seeing(lambda _: answer(*PRINTED, invented))
    made = said(document(tmp_path, blocks(*ROWS)), tmp_path, model)
    assert len(the_table(made).rows) == 3
    assert made.run.asked[0].open == ("row 4 stands nowhere on the page",)


def test_figures_that_the_model_leaves_out_are_a_finding(tmp_path: Path) -> None:
    model = Seeing(lambda _: answer(PRINTED[0], PRINTED[2]))
    made = said(document(tmp_path, blocks(*ROWS)), tmp_path, model)
    assert any("3 figure(s) on page 1 are in no row" in f.message for f in made.findings)


def test_another_table_than_the_page_prints_is_not_kept(tmp_path: Path) -> None:
    rows = [("201", "一般公共服务支出", f"{n}1.11", f"{n}2.22", f"{n}3.33") for n in range(5, 9)]
    made = said(document(tmp_path, blocks(*ROWS)), tmp_path, Seeing(lambda _: answer(*rows)))
    assert not made.tables
    assert made.run.asked[0].outcome.startswith("not kept")


def test_without_an_answer_the_page_stays_as_it_is(tmp_path: Path) -> None:
    made = said(document(tmp_path, blocks(*ROWS)), tmp_path, Seeing(lambda _: EndpointError("off")))
    assert not made.tables
    assert [asked.failure for asked in made.run.asked] == ["off"]


@pytest.mark.parametrize(
    "own",
    [
        blocks(*ROWS)[1:],
        blocks(ROWS[0]),
        (*blocks(*ROWS), line("财政拨款收支总表", 30)),
        (*blocks(), *(line(f"收入{n},123.45万元，增加{n}.10万元。", 5 + n) for n in range(9))),
    ],
    ids=["no title", "few figures", "two titles", "prose"],
)
def test_what_is_not_clear_is_not_asked(own: tuple[Block, ...], tmp_path: Path) -> None:
    model = Seeing(lambda _: answer(*PRINTED))
    made = said(document(tmp_path, own), tmp_path, model)
    assert not model.bodies
    assert not made.tables


@pytest.mark.parametrize("change", [{"origin": "text"}, {"image": None}])
def test_only_recognised_pages_with_an_image_are_asked_about(
    change: dict[str, Any], tmp_path: Path
) -> None:
    made = document(tmp_path, blocks(*ROWS))
    assert len(lost_tables(made, builtin_kinds())) == 1
    made = made.model_copy(update={"pages": (made.pages[0].model_copy(update=change),)})
    assert lost_tables(made, builtin_kinds()) == ()


def test_without_the_setting_no_page_is_shown(tmp_path: Path) -> None:
    model = Seeing(lambda _: answer(*PRINTED))
    assert not said(document(tmp_path, blocks(*ROWS)), tmp_path, model, vision=False).tables
    assert not model.bodies


def broken_grid() -> Grid:
    """The rows in columns that came apart, under headers that name nothing."""
    rows = []
    for number, printed in enumerate((("甲", "乙", "丙", "丁", "戊"), *PRINTED)):
        top = 95.0 + 15 * number
        rows.append(
            GridRow(
                cells=tuple(
                    GridCell(
                        text=text or "",
                        source=Source(page=1, box=(90.0 * c, top, 90.0 * c + 80, top + 10)),
                        confidence=0.9,
                    )
                    for c, text in enumerate(printed)
                )
            )
        )
    return Grid(rows=tuple(rows), spans_known=True, page=1)


def test_a_grid_of_no_known_kind_is_read_where_its_title_names_one(tmp_path: Path) -> None:
    title = "关于二〇二四年部门支出总表"
    own: tuple[Block, ...] = (line(title, 0), line("单位：元", 1), broken_grid())
    made = document(tmp_path, own)
    shown: list[int] = []

    def says(count: int) -> object:
        shown.append(count)
        return answer(*PRINTED) if count else {"kind": "table", "columns": []}

    made = said(made, tmp_path, Seeing(says))
    assert 1 in shown
    assert the_table(made).kind == KIND
    assert values(the_table(made)) == [tuple(row) for row in PRINTED]
    boxes = {cell.source.box for cell in the_table(made).rows[1].cells.values() if cell.source}
    assert (180.0, 125.0, 260.0, 135.0) in boxes


def test_words_stand_in_lines_from_left_to_right() -> None:
    lines = lines_of_words(blocks(*ROWS), 1)
    assert [word.cell.text for word in lines[-1]] == [text for text in PRINTED[2] if text]
    assert [word.is_money for word in lines[-1]] == [False, False, True, True, True]
    lefts = [word.box[0] for word in lines[-1]]
    assert lefts == sorted(lefts)


@pytest.mark.parametrize(
    "faults", [Faults(), Faults(digit_changed=0.5, seed=3), Faults(row_dropped=0.4, seed=5)]
)
def test_through_an_endpoint_no_wrong_figure_is_trusted(faults: Faults, tmp_path: Path) -> None:
    made = document(tmp_path, blocks(*ROWS))
    with serving(faults, truth={str(made.pages[0].image): TRUTH}) as url:
        settings = settings_of(tmp_path, model="simulated", base_url=url)
        read = run(made, settings)
    right = {str(row[1]): row for row in PRINTED}
    for table in read.tables:
        for row in table.rows:
            printed = right[str(row.values["name"])]
            for name, text in zip(FIELDS, printed, strict=True):
                cell = row.cells.get(name)
                trusted = cell is not None and cell.status != "suspect"
                assert not trusted or row.values[name] == text
    assert read.run.requests >= 1
