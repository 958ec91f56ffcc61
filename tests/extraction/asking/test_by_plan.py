"""A plan names places; the texts are the page's."""

import pytest

from extraction.asking.by_plan import place_by_plan
from extraction.asking.normal_grid import normal_segment
from extraction.asking.placed import Placing
from extraction.headers.mapping import map_all
from schemas.answer import PlanAnswer
from schemas.document import Segment
from tests.builders import KINDS, segment
from tests.extraction.asking.pieces import piece_of

FUNCTION = segment(
    "expenditure_by_function",
    "编码|名称|合计|基本支出|项目支出",
    """
    |合计|300.00|100.00|200.00
    201|一般公共服务支出|300.00|100.00|200.00
    编码|名称|合计|基本支出|项目支出
    20103|政府办公厅支出|300.00|100.00|200.00
    |2010301|行政运行|100.00|100.00
    2010302一般行政|管理事务|200.00||200.00
    """,
)
PLAN = {
    "kind": "expenditure_by_function",
    "columns": [
        {"column": 1, "field": "code"},
        {"column": 2, "field": "name"},
        {"column": 3, "field": "total"},
        {"column": 4, "field": "basic"},
        {"column": 5, "field": "project"},
    ],
    "not_data": [3],
    "shifted": [
        {
            "row": 5,
            "columns": [
                {"column": 2, "field": "code"},
                {"column": 3, "field": "name"},
                {"column": 4, "field": "total"},
                {"column": 5, "field": "basic"},
            ],
        }
    ],
    "split": [
        {
            "row": 6,
            "column": 1,
            "parts": [
                {"field": "code", "text": "2010302"},
                {"field": "name", "text": "一般行政"},
            ],
        }
    ],
}


def placed(of: Segment, plan: dict[str, object]) -> Placing:
    answer = PlanAnswer.model_validate(plan)
    by_headers = {3: "total", 4: "basic", 5: "project"} if of is FUNCTION else {}
    return place_by_plan(piece_of(of), answer, KINDS[of.kind], by_headers=by_headers)


def values(of: Segment, plan: dict[str, object]) -> list[dict[str, str | None]]:
    kind = KINDS[str(plan["kind"])]
    normal = normal_segment(of, kind, placed(of, plan).rows)
    (table,) = map_all([normal], list(KINDS.values())).tables
    return [dict(row.values) for row in table.rows]


def test_code_copies_the_cells_by_the_plan() -> None:
    rows = values(FUNCTION, PLAN)
    assert [row["code"] for row in rows] == [None, "201", "20103", "2010301", "2010302"]
    assert rows[3] == {
        "code": "2010301", "name": "行政运行", "total": "100.00", "basic": "100.00",
        "project": None, "operating": None, "to_superior": None, "to_affiliated": None,
    }  # fmt: skip


def test_a_split_cell_gives_each_field_its_part() -> None:
    assert values(FUNCTION, PLAN)[4]["name"] in ("一般行政管理事务", "管理事务一般行政")


def test_a_sound_plan_has_no_complaints() -> None:
    assert placed(FUNCTION, PLAN).complaints == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"not_data": [3, 4]}, "r4 looks like data"),
        ({"columns": [*PLAN["columns"][:2]]}, "c3 prints figures"),  # type: ignore[index]
        (
            {"columns": [{"column": 1, "field": "invented"}, *PLAN["columns"][1:]]},  # type: ignore[index]
            "invented is no field",
        ),
        (
            {
                "columns": [
                    *PLAN["columns"][:3],  # type: ignore[index]
                    {"column": 4, "field": "project"},
                    {"column": 5, "field": "basic"},
                ]
            },
            "c4 is headed 基本支出",
        ),
        (
            {"split": [{"row": 6, "column": 1, "parts": [{"field": "code", "text": "2010399"}]}]},
            "the parts given for c1 of r6",
        ),
        (
            {"split": [{"row": 6, "column": 3, "parts": [{"field": "total", "text": "20"}]}]},
            "the parts given for c3 of r6",
        ),
    ],
)
def test_what_can_t_be_is_complained_of_by_place(change: dict[str, object], says: str) -> None:
    complaints = placed(FUNCTION, PLAN | change).complaints
    assert any(says in text for text in complaints), complaints
    assert not any("300" in text or "200.00" in text for text in complaints)


def test_rows_with_figures_of_their_own_are_not_joined() -> None:
    found = placed(FUNCTION, PLAN | {"joined": [{"row": 4, "into": 2}]})
    assert "r4 looks like a row of its own, and is joined to r2" in found.complaints
    assert [row.numbers for row in found.rows] == [(1,), (2,), (4,), (5,), (6,)]


def test_a_joined_row_that_the_headers_read_is_told() -> None:
    named = segment("expenditure_by_function", "编码|名称|合计", "1|甲|9.00\n|其中|\n2|乙|8.00")
    plan = {
        "kind": named.kind,
        "columns": PLAN["columns"][:3],  # type: ignore[index]
        "joined": [{"row": 2, "into": 1}],
    }
    answer, kind = PlanAnswer.model_validate(plan), KINDS[named.kind]
    assert place_by_plan(piece_of(named), answer, kind).complaints == ()
    (complaint,) = place_by_plan(piece_of(named), answer, kind, frozenset({1, 2, 3})).complaints
    assert complaint == "r2 looks like a row of its own, and is joined to r1"


def test_a_shifted_row_names_every_figure_and_no_blank_place() -> None:
    columns = [{"column": 2, "field": "name"}, {"column": 3, "field": "total"},
               {"column": 6, "field": "basic"}]  # fmt: skip
    complaints = placed(FUNCTION, PLAN | {"shifted": [{"row": 1, "columns": columns}]}).complaints
    assert "r1 prints nothing in c6" in complaints
    assert "r1 prints a figure in c4 that has no field" in complaints
    assert "r1 prints a figure in c5 that has no field" in complaints


def test_a_shift_keeps_the_order_of_figures() -> None:
    swapped = [*PLAN["columns"][:3], {"column": 4, "field": "project"},  # type: ignore[index]
               {"column": 5, "field": "basic"}]  # fmt: skip
    complaints = placed(FUNCTION, PLAN | {"shifted": [{"row": 4, "columns": swapped}]}).complaints
    assert any(text.startswith("r4: c4 is given to project and c5 to basic") for text in complaints)


def test_the_printed_header_outweighs_cells_of_shifted_rows() -> None:
    answer = PlanAnswer.model_validate(PLAN)
    kind = KINDS[FUNCTION.kind]
    found = place_by_plan(piece_of(FUNCTION), answer, kind, by_headers={5: "operating"})
    assert not any("c5" in text for text in found.complaints)


def test_two_sides_are_told_by_their_columns() -> None:
    sides = segment(
        "revenue_expenditure_summary",
        "收入||支出|\n项目|预算数|项目|预算数",
        "一般公共预算拨款|10.00|一般公共服务支出|6.00\n||社会保障和就业支出|4.00",
    )
    columns = [(1, "revenue/item"), (2, "revenue/amount"), (3, "expenditure/item"),
               (4, "expenditure/amount")]  # fmt: skip
    plan = {
        "kind": "revenue_expenditure_summary",
        "columns": [{"column": c, "field": f} for c, f in columns],
    }
    rows = values(sides, plan)
    assert [(row["side"], row["amount"]) for row in rows] == [
        ("revenue", "10.00"), ("expenditure", "6.00"), ("expenditure", "4.00"),
    ]  # fmt: skip


def test_a_form_is_told_cell_by_cell() -> None:
    form = segment(
        "project_profile", "", "项目名称|绿化养护|项目编码|42010P001\n负责人|林远|联系电话|88886666"
    )
    cells = [("name", 1, 2), ("code", 1, 4), ("leader", 2, 2), ("phone", 2, 4)]
    plan = {
        "kind": "project_profile",
        "cells": [{"field": f, "row": r, "column": c} for f, r, c in cells],
    }
    (row,) = values(form, plan)
    assert (row["name"], row["code"], row["leader"], row["phone"]) == (
        "绿化养护", "42010P001", "林远", "88886666",
    )  # fmt: skip


def test_merged_levels_are_carried_down() -> None:
    block = segment(
        "indicators",
        "一级指标|二级指标|三级指标|指标值|指标值确定依据",
        "产出指标|数量指标|巡查次数|≥12次|计划标准\n||培训人数|≥40人|计划标准",
    )
    fields = ["level1", "level2", "name", "value", "basis"]
    plan = {
        "kind": "indicators",
        "columns": [{"column": n, "field": f} for n, f in enumerate(fields, 1)],
        "carried": ["level1", "level2"],
    }
    rows = values(block, plan)
    assert [(r["level1"], r["level2"], r["name"], r["value"]) for r in rows] == [
        ("产出指标", "数量指标", "巡查次数", "≥12次"),
        ("产出指标", "数量指标", "培训人数", "≥40人"),
    ]
