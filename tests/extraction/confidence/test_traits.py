"""Traits of cells: what the sums, the labels and the recogniser say, in steps."""

from extraction.confidence.echoes import ALIKE, ALONE, NEARLY, echoes_of
from extraction.confidence.traits import (
    AGAINST,
    FOR,
    IDENTITIES,
    SILENT,
    Traits,
    surroundings,
    titled,
    traits_of,
)
from extraction.identities.ledger import Ledger
from extraction.identities.rank import strengths
from extraction.kinds import kinds_of
from extraction.stages.check import check
from extraction.stages.decode import decode
from extraction.stages.score import claimed, score
from schemas.document import Document
from schemas.page import Page
from schemas.source import Source
from schemas.table import Row, Table
from tests.builders import SETTINGS, coded, tabled, with_value

KIND = "general_budget_by_function"
FIELDS = "code name total basic_total basic_personnel basic_running project"
BODY = """
    |合计|6061.30|4041.19|3027.13|1014.06|2020.11
    205|教育支出|5050.22|3535.16|2626.11|909.05|1515.06
    20502|普通教育|5050.22|3535.16|2626.11|909.05|1515.06
    208|社会保障和就业支出|1011.08|506.03|401.02|105.01|505.05
"""


def sheet() -> Table:
    return coded(KIND, FIELDS, BODY)


def read(*tables: Table) -> Document:
    return decode(check(tabled(*tables), SETTINGS), SETTINGS)


def found(document: Document) -> dict[tuple[str, int, int, str], Traits]:
    ledger = Ledger(document.tables, kinds_of(SETTINGS))
    around = surroundings(document, ledger, strengths(document.checks, ledger.figures))
    return {
        (cell.kind, cell.ordinal, cell.row, cell.field): traits
        for before, table in zip(document.tables, claimed(document, ledger), strict=True)
        for cell, traits in traits_of(before, table, around)
    }


def test_figures_are_known_by_the_rank_of_their_proof() -> None:
    traits = found(read(sheet()))
    total = traits[KIND, 1, 1, "total"]
    assert (total.sort, total.state, total.origin) == ("amount", "proved", "text")
    assert 2 <= total.evidence <= IDENTITIES
    assert total.echo == total.reader == 0


def test_labels_are_known_by_the_figures_of_their_row() -> None:
    calm = found(read(sheet()))[KIND, 1, 3, "name"]
    assert (calm.sort, calm.state, calm.around) == ("label", "unchecked", FOR)
    wrong = found(read(with_value(sheet(), 3, "project", "565.05")))
    assert wrong[KIND, 1, 3, "name"].around == AGAINST
    assert wrong[KIND, 1, 3, "project"].state == "accused"
    assert wrong[KIND, 1, 1, "project"].state == "bystander"
    assert wrong[KIND, 1, 3, "name"].calm < calm.calm


def test_what_nothing_explains_is_failing_or_a_candidate() -> None:
    traits = found(read(with_value(sheet(), 0, "basic_running", "1938.47")))
    states = {one.state for one in traits.values() if one.state not in ("proved", "unchecked")}
    assert states <= {"failing", "candidate"}
    assert states


def test_a_zero_and_a_blank_are_told_from_a_figure() -> None:
    made = with_value(with_value(sheet(), 2, "project", "0.00"), 3, "project", None)
    traits = found(read(made))
    assert traits[KIND, 1, 2, "project"].sort == "zero"
    assert {t.sort for (_, _, row, f), t in traits.items() if (row, f) == (3, "project")} <= {
        "blank"
    }


def test_the_title_says_whether_the_kind_is_meant() -> None:
    ledger = Ledger((), kinds_of(SETTINGS))
    made = sheet()
    assert titled(made.model_copy(update={"title": None}), ledger) == SILENT
    named = made.model_copy(update={"title": "一般公共预算支出表（分功能科目）"})
    assert titled(named, ledger) == FOR
    other = made.model_copy(update={"title": "一般公共预算基本支出表"})
    assert titled(other, ledger) == AGAINST
    assert titled(made.model_copy(update={"title": "情况如下"}), ledger) == SILENT


def test_a_kind_without_gold_counts_at_most_one_identity() -> None:
    made = read(sheet())
    own = made.tables[0].model_copy(update={"kind": "own"})
    checks = tuple(
        check.model_copy(
            update={
                side: tuple(
                    term.model_copy(update={"cell": term.cell.model_copy(update={"kind": "own"})})
                    for term in getattr(check, side)
                    if term.cell is not None
                )
                for side in ("left", "right")
            }
            | {"cells": tuple(c.model_copy(update={"kind": "own"}) for c in check.cells)}
        )
        for check in made.checks
    )
    traits = found(made.model_copy(update={"tables": (own,), "checks": checks}))
    assert {t.evidence for t in traits.values() if t.state == "proved"} == {1}


def test_a_scan_is_known_by_its_page_and_its_reader() -> None:
    made = sheet()
    rows = tuple(
        Row(
            values=row.values,
            cells={
                name: cell.model_copy(
                    update={"source": Source(page=1, box=(0, 0, 9, 9)), "confidence": 0.97}
                )
                for name, cell in row.cells.items()
            },
        )
        for row in made.rows
    )
    document = read(made.model_copy(update={"rows": rows}))
    page = Page(number=1, width=100, height=100, origin="ocr")
    scanned = found(document.model_copy(update={"pages": (page,)}))
    assert {t.origin for t in scanned.values()} == {"scan"}
    assert {t.reader for t in scanned.values()} == {3}
    text = page.model_copy(update={"origin": "text"})
    layer = found(document.model_copy(update={"pages": (text,)}))
    assert {(t.origin, t.reader) for t in layer.values()} == {("text", 0)}


def test_labels_echo_alike_nearly_or_not() -> None:
    other = coded(KIND, FIELDS, BODY, ordinal=2)
    other = with_value(other, 3, "name", "社会保障和就业支山")
    other = with_value(other, 2, "name", "高等教育")
    rows = tuple(
        Row(
            values=row.values,
            cells={
                name: cell.model_copy(update={"source": Source(line=90 + n, column=1)})
                for name, cell in row.cells.items()
            },
        )
        for n, row in enumerate(other.rows)
    )
    other = other.model_copy(update={"rows": rows})
    tables = (sheet(), other)
    echoes = echoes_of(tables, Ledger(tables, kinds_of(SETTINGS)))
    first = tables[0].rows
    assert echoes.of(first[1], "name") == ALIKE
    assert echoes.of(first[3], "name") == NEARLY
    assert echoes.of(first[2], "name") == NEARLY  # its code is printed with another name


def test_a_label_printed_once_for_many_rows_is_no_echo() -> None:
    made = coded("general_budget_by_function", FIELDS, BODY)
    source = Source(line=7, column=1)
    rows = tuple(
        Row(
            values={**row.values, "name": "同一名称项目"},
            cells={**row.cells, "name": row.cells["name"].model_copy(update={"source": source})},
        )
        for row in made.rows
    )
    tables = (made.model_copy(update={"rows": rows}),)
    echoes = echoes_of(tables, Ledger(tables, kinds_of(SETTINGS)))
    assert echoes.of(rows[0], "name") == ALONE


def test_scored_confidence_follows_the_shipped_numbers() -> None:
    document = read(sheet())
    scored = score(document, SETTINGS)
    made = {(i, n): c for i, r in enumerate(scored.tables[0].rows) for n, c in r.cells.items()}
    assert 0.9 < made[3, "name"].confidence < made[1, "total"].confidence < 1
