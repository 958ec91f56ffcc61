"""The counts of the benchmark of the model path."""

import json
from pathlib import Path

import pytest

from evals.bench.model_dispatch import Dispatched, Load, shown
from evals.bench.model_documents import (
    SAMPLES,
    Invented,
    Sent,
    invented,
    result_of,
    sent_of,
    texts_in,
)
from evals.bench.model_faults import (
    FaultScore,
    cases,
    covered_slots,
    rows_lost_and_doubled,
    wrong_amounts,
)
from evals.bench.model_naive import cells_of, tables_retyped, whole_document
from evals.bench.model_tokens import report
from extraction.models.tokens import raw_tokens
from schemas.document import Document
from schemas.table import Row, Table


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Invented:
    (document,) = invented(1, tmp_path_factory.mktemp("one"))
    return document


def changed(document: Document, kind: str, rows: tuple[Row, ...]) -> Document:
    """The document with other rows in the first table of a kind."""
    at = next(n for n, table in enumerate(document.tables) if table.kind == kind)
    tables = list(document.tables)
    tables[at] = tables[at].model_copy(update={"rows": rows})
    return document.model_copy(update={"tables": tuple(tables)})


def table_of(document: Document, kind: str) -> Table:
    return next(table for table in document.tables if table.kind == kind)


KIND = "expenditure_by_function"


def with_cell(row: Row, field: str, **change: object) -> Row:
    cells = dict(row.cells)
    cells[field] = cells[field].model_copy(update=change)
    return Row(values={**row.values, field: cells[field].printed}, cells=cells)


def test_a_right_reading_has_nothing_wrong_lost_or_doubled(one: Invented) -> None:
    assert list(wrong_amounts(one, one.result)) == []
    assert rows_lost_and_doubled(one, one.headers, one.result) == ((), ())
    assert len(covered_slots(one.result)) > 100


@pytest.mark.parametrize(
    ("status", "silent"), [("proved", True), ("unchecked", True), ("suspect", False)]
)
def test_a_wrong_amount_is_silent_unless_suspect(one: Invented, status: str, silent: bool) -> None:
    rows = table_of(one.headers, KIND).rows
    spoilt = with_cell(rows[1], "total", printed="77.77", status=status)
    result = result_of(changed(one.headers, KIND, (rows[0], spoilt, *rows[2:])))
    (wrong,) = wrong_amounts(one, result)
    assert (wrong.miss.field, wrong.covered, wrong.silent) == ("total", True, silent)


def test_a_lost_row_is_no_wrong_amount_and_is_told_by_nothing(one: Invented) -> None:
    rows = table_of(one.headers, KIND).rows
    document = changed(one.headers, KIND, (*rows[:2], *rows[3:]))
    result = result_of(document.model_copy(update={"findings": ()}))
    assert list(wrong_amounts(one, result)) == []
    ((lost,), twice) = rows_lost_and_doubled(one, document, result)
    assert (lost.table, lost.row, lost.told, twice) == (f"{KIND}#1", 2, False, ())


def test_a_doubled_row_is_counted_once(one: Invented) -> None:
    rows = table_of(one.headers, KIND).rows
    document = changed(one.headers, KIND, (*rows[:3], rows[2], *rows[3:]))
    lost, twice = rows_lost_and_doubled(one, document, result_of(document))
    assert lost == ()
    assert [row.row for row in twice] == [2]


def test_faults_are_counted_over_a_document(one: Invented) -> None:
    (case,) = cases([one], 0.0, "plan")
    assert case.score == FaultScore(
        amounts=case.score.amounts,
        covered=case.score.covered,
        cells=case.score.cells,
        pieces=case.score.pieces,
        requests=case.score.pieces,
    )
    assert case.score.pieces > 10


def test_tokens_of_a_request_are_those_of_messages_schema_and_answer() -> None:
    body = {
        "messages": [{"role": "user", "content": "合计 1.00"}],
        "response_format": {"type": "json_object"},
    }
    answer = {"choices": [{"message": {"content": '{"rows":[]}'}}]}
    sent = sent_of(body, answer)
    assert sent.requests == 1
    assert sent.messages == raw_tokens("合计 1.00")
    assert sent.schemas == raw_tokens(json.dumps(body["response_format"]))
    assert sent.out == raw_tokens('{"rows":[]}')
    assert sent.plus(sent).total == pytest.approx(2 * sent.total)


def test_naive_ways_type_every_cell_again(one: Invented) -> None:
    retyped, whole = tables_retyped(one.headers), whole_document(one.headers)
    assert retyped.requests == sum(1 for table in one.headers.tables if table.rows)
    assert whole.requests == 1
    assert whole.messages > raw_tokens(one.headers.text)
    printed = raw_tokens(
        "".join(
            cell.printed or ""
            for table in one.headers.tables
            for row in table.rows
            for cell in row.cells.values()
        )
    )
    assert min(retyped.out, whole.out) > printed
    assert cells_of(one.headers) > 1000


def test_ratios_say_how_many_times_less_ours_is() -> None:
    ours = {"rows": Sent(1, 0, 0, 50), "plan": Sent(1, 10, 10, 10), "auto": Sent(1, 0, 0, 10)}
    naive = dict.fromkeys(("naive: tables re-typed", "naive: whole document"), Sent(1, 20, 0, 80))
    *_, last = report(100, ours | naive)
    assert "plan out 1/8.0" in last
    assert "auto total 1/10.0" in last


def test_efficiency_is_the_ideal_time_by_the_time_taken() -> None:
    load = Load(concurrency=4, latency=0.5, rounds=3)
    assert (load.requests, load.ideal) == (12, 1.5)
    assert "75.0%" in shown(Dispatched(load, 2.0, 12))


def test_documents_of_a_folder_are_its_texts() -> None:
    assert {path.suffix for path in texts_in([SAMPLES])} == {".txt", ".md"}
    assert Path("x.txt") in texts_in([Path("x.txt")])
    assert not any(path.stem == "README" for path in texts_in([SAMPLES]))
