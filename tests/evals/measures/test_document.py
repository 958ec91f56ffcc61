"""Counts, verdicts and misses of a document."""

import pytest

from evals.cases.case import TrueBox
from evals.found import GoldFinding
from evals.measures.counts import Counts, total
from evals.measures.document import score_document
from evals.measures.places import Places, overlap
from evals.measures.score import DocumentScore
from tests.evals.measures.results_by_hand import cell, gold, result, row, table

GOLD = gold(
    {"code": None, "name": "合计", "total": "30.00", "basic": "10.00", "project": "20.00"},
    {"code": "212", "name": "城乡社区支出", "total": "30.00", "basic": "10.00", "project": "20.00"},
)
FIRST = row(code=None, name="合计", total="30.00", basic="10.00", project="20.00")
SECOND = row(code="212", name="城乡社区支出", total="30.00", basic="10.00", project="20.00")


def counted(score: DocumentScore) -> Counts:
    return total(score.kinds.values())


def classes(score: DocumentScore) -> list[tuple[str, int, str]]:
    return [(miss.miss, miss.row, miss.field) for miss in score.misses]


def test_what_is_right_counts_and_has_small_marks() -> None:
    score = score_document([GOLD], [], result(table(FIRST, SECOND)))
    counts = counted(score)
    assert (counts.cells, counts.cells_right, counts.claims_right) == (9, 9, 9)
    assert (counts.amounts, counts.amounts_right, counts.rows_right) == (6, 6, 2)
    assert (counts.units, counts.units_right, counts.extra) == (1, 1, 0)
    assert score.tables[0].marks == (".uuuu", "uuuuu")
    assert score.misses == ()


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"total": None}, [("not_read", "total")]),
        ({"total": "38.00"}, [("misread", "total")]),
        (
            {"basic": None, "total": "30.00 10.00"},
            [("misread", "total"), ("wrong_place", "basic")],
        ),
        (
            {"basic": "20.00", "project": "10.00"},
            [("wrong_place", "basic"), ("wrong_place", "project")],
        ),
    ],
)
def test_every_miss_has_a_class(
    changes: dict[str, str | None], wanted: list[tuple[str, str]]
) -> None:
    changed = row(**{**SECOND["values"], **changes})
    score = score_document([GOLD], [], result(table(FIRST, changed)))
    assert classes(score) == [(why, 1, field) for why, field in wanted]


def test_a_lost_row_an_invented_one_and_a_lost_table() -> None:
    score = score_document([GOLD], [], result(table(FIRST)))
    assert {miss.miss for miss in score.misses} == {"lost_row"}
    assert score.tables[0].marks[1] == "-----"
    score = score_document([GOLD], [], result(table(FIRST, SECOND, row(code="9", name="丁"))))
    assert classes(score) == [("invented", -1, "code"), ("invented", -1, "name")]
    assert counted(score).rows_extra == 1
    score = score_document([GOLD], [], result())
    assert counted(score).tables_found == 0
    assert {miss.miss for miss in score.misses} == {"lost_row"}


def test_a_table_of_another_kind_is_known_again() -> None:
    other = table(FIRST, SECOND, kind="state_capital_expenditure")
    score = score_document([GOLD], [], result(other))
    assert {miss.miss for miss in score.misses} == {"wrong_kind"}
    assert (counted(score).tables_extra, counted(score).extra) == (1, 9)


def test_silent_errors_are_told_apart() -> None:
    wrong = row("proved", **{**SECOND["values"], "total": "38.00"})
    counts = counted(score_document([GOLD], [], result(table(FIRST, wrong))))
    assert (counts.silent, counts.silent_extra, counts.silent_claims) == (1, 0, 0)
    extra = row("proved", code="9")
    counts = counted(score_document([GOLD], [], result(table(FIRST, SECOND, extra))))
    assert (counts.silent, counts.silent_extra, counts.silent_claims) == (0, 1, 0)
    claim = {"values": {**SECOND["values"], "total": "38.00"}, "cells": dict(SECOND["cells"])}
    claim["cells"]["total"] = cell("30.00", "repaired")
    score = score_document([GOLD], [], result(table(FIRST, claim)))
    counts = counted(score)
    assert (counts.silent, counts.silent_extra, counts.silent_claims) == (0, 0, 1)
    assert (counts.cells_right, counts.claims_right) == (9, 8)
    assert score.misses[0].value == "38.00"


def test_a_claim_is_right_where_gold_expects_it() -> None:
    printed = gold({"code": "212", "name": "城乡社区支出", "total": "38.00"})
    claim = {"values": {"code": "212", "name": "城乡社区支出", "total": "30.00"}}
    cells = {"code": cell("212"), "name": cell("城乡社区支出"), "total": cell("38.00", "repaired")}
    finding = GoldFinding(
        finding_class="ocr_digit", table="fund_expenditure#1", row="212|城乡社区支出",
        column="total", printed="38.00", expected="30.00", lines=(), why="",
    )  # fmt: skip
    exported = result(table({**claim, "cells": cells}))
    assert counted(score_document([printed], [finding], exported)).claims_right == 3
    assert counted(score_document([printed], [], exported)).claims_right == 2


def test_the_verdicts_name_every_printed_cell() -> None:
    wrong = row("suspect", **{**SECOND["values"], "total": "38.00", "code": None})
    score = score_document([GOLD], [], result(table(FIRST, wrong)))
    verdicts = dict(score.verdicts())
    assert len(verdicts) == 9
    found = verdicts["fund_expenditure#1", 1, "total"]
    assert (found.right, found.status) == (False, "suspect")
    assert found.miss is not None
    assert (found.miss.gold, found.miss.found) == ("30.00", "38.00")
    assert verdicts["fund_expenditure#1", 1, "code"][:2] == (False, None)
    assert verdicts["fund_expenditure#1", 0, "total"] == (True, "unchecked", None)


def test_a_line_is_right_where_it_prints_the_text() -> None:
    placed = gold({"code": "212", "total": "30.00"}, lines=(2, 3))
    found = table({"values": {"code": "212", "total": "30.00"}, "cells": {
        "code": cell("212", source={"line": 2, "column": 1}),
        "total": cell("30.00", source={"line": 1, "column": 1}),
    }})  # fmt: skip
    score = score_document([placed], [], result(found), Places(["30.00", "212\t30.00", ""]))
    assert (counted(score).located, counted(score).placed) == (2, 1)


def test_a_code_in_columns_is_printed_by_its_last_part() -> None:
    placed = gold({"code": "2010301"}, {"code": "2010302"}, lines=(1, 3))
    found = table(*(
        {"values": {"code": code}, "cells": {"code": cell(code, source={"line": n, "column": 3})}}
        for n, code in ((2, "2010301"), (3, "2010302"))
    ))  # fmt: skip
    lines = ["201\t03\t", "\t\t01\t行政运行", "\t\t09\t其他"]
    score = score_document([placed], [], result(found), Places(lines))
    assert (counted(score).located, counted(score).placed) == (2, 1)


def test_a_box_is_right_where_it_covers_half() -> None:
    table_name = "fund_expenditure#1"
    boxes = [
        TrueBox(page=1, box=(10, 10, 20, 20), text="212", table=table_name, row=0, field="code"),
        TrueBox(page=1, box=(30, 10, 40, 20), text="1", table=table_name, row=0, field="total"),
    ]
    found = table({"values": {"code": "212", "total": "1"}, "cells": {
        "code": cell("212", source={"page": 1, "box": [11, 10, 21, 20]}),
        "total": cell("1", source={"page": 1, "box": [38, 10, 48, 20]}),
    }})  # fmt: skip
    # The kept image is the page moved by 1 to the right: its transform leads back.
    pages = [{"number": 1, "image": None, "transform": [1, 0, -1, 0, 1, 0, 0, 0, 1]}]
    score = score_document(
        [gold({"code": "212", "total": "1"})], [], result(found, pages=pages), Places((), boxes)
    )
    assert (counted(score).located, counted(score).placed) == (2, 1)
    assert overlap((0, 0, 2, 2), (1, 0, 3, 2)) == pytest.approx(1 / 3)


def test_review_load_and_confidence_are_counted() -> None:
    doubted = row("suspect", **{**SECOND["values"], "total": "38.00"})
    score = score_document([GOLD], [], result(table(FIRST, doubted)))
    assert (counted(score).reviewed, counted(score).suspect) == (9, 5)
    assert score.sureties == ((0.9, 9, 8),)
