"""Leaves to fields, and to the columns that the rows really print."""

import pytest

from extraction.headers.assign import match_columns, match_fields
from extraction.headers.tree import leaves
from tests.builders import KINDS, printed_rows

FUNCTION = KINDS["general_budget_by_function"]


def fields_of(header: str, kind: str) -> dict[int, str]:
    matched = match_fields(leaves(printed_rows(header), False), KINDS[kind])
    return {leaf.column: name for leaf, name, _ in matched}


def columns_of(header: str, body: str, kind: str) -> dict[str, int]:
    matched = match_fields(leaves(printed_rows(header), False), KINDS[kind])
    found = match_columns(matched, printed_rows(body), KINDS[kind])
    return {column.field: column.column for column in found}


@pytest.mark.parametrize("kind", [k for k, v in KINDS.items() if v.layout == "rows"])
def test_the_contract_headers_of_a_kind_name_its_fields(kind: str) -> None:
    specs = [spec for spec in KINDS[kind].fields() if spec.headers]
    paths = [spec.headers[0].split("/") for spec in specs]
    deepest = max(len(path) for path in paths)
    rows = [
        "|".join((path[0] if len(path) > 1 else "") if deepest > 1 else "" for path in paths),
        "|".join(path[-1] for path in paths),
    ]
    header = "\n".join(rows[-1:] if deepest == 1 else rows)
    if deepest > 1:
        groups = rows[0].split("|")
        for i in range(len(groups) - 1, 0, -1):
            if groups[i] and groups[i] == groups[i - 1]:
                groups[i] = ""
        alone = [p[-1] if len(p) == 1 else g for p, g in zip(paths, groups, strict=True)]
        leaf = ["" if len(p) == 1 else p[-1] for p in paths]
        header = "|".join(alone) + "\n" + "|".join(leaf)
    assert fields_of(header, kind) == {i: spec.name for i, spec in enumerate(specs)}


def test_each_field_is_named_once() -> None:
    assert sorted(fields_of("科目编码|科目名称|合计|合计", "fund_expenditure").values()) == [
        "code",
        "name",
        "total",
    ]


def test_like_leaves_are_told_apart_by_their_group() -> None:
    header = """
        项目编码|项目名称|合计|本年拨款||财政拨款结转结余|
        |||一般公共预算|政府性基金预算|一般公共预算|政府性基金预算
    """
    assert fields_of(header, "project_expenditure") == {
        0: "code",
        1: "name",
        2: "total",
        3: "current_general",
        4: "current_fund",
        5: "carryover_general",
        6: "carryover_fund",
    }


def test_misspelt_headers_are_known_still() -> None:
    found = fields_of("科目编码|科目名称|合计|事业单位经营支岀", "expenditure_by_function")
    assert found[3] == "operating"


def test_swapped_headers_follow_their_words_not_their_order() -> None:
    found = fields_of("科目名称|科目编码|项目支出|基本支出|合计", "expenditure_by_function")
    assert found == {0: "name", 1: "code", 2: "project", 3: "basic", 4: "total"}


def test_headers_over_their_columns_stay() -> None:
    body = "205|教育支出|30.00|10.00|20.00\n20502|普通教育|30.00|10.00|20.00"
    assert columns_of("科目编码|科目名称|合计|基本支出|项目支出", body, "fund_expenditure") == {
        "code": 0,
        "name": 1,
        "total": 2,
        "basic": 3,
        "project": 4,
    }


@pytest.mark.parametrize("shift", [-1, 1])
def test_headers_displaced_by_one_column_find_their_figures(shift: int) -> None:
    header = "科目编码|科目名称|合计|基本支出|项目支出"
    body = "205|教育支出|30.00|10.00|20.00\n20502|普通教育|30.00|10.00|20.00"
    if shift < 0:
        body = "\n".join("|" + line for line in body.splitlines())
    else:
        header = "|" + header
    found = columns_of(header, body, "fund_expenditure")
    start = 1 if shift < 0 else 0
    assert [found[f] for f in ("code", "name", "total", "basic", "project")] == list(
        range(start, start + 5)
    )


def test_amount_headers_one_column_left_of_their_figures() -> None:
    header = "单位代码|单位名称|项目|政府采购品目|采购数量|单价|采购金额"
    body = """
        216|某局|设备购置|[A02010105]台式计算机|5|0.50||2.50
        216|某局|设备购置|椅子|2|0.10||0.20
    """
    found = columns_of(header, body, "procurement")
    assert found["amount"] == 7
    assert found["unit_price"] == 5


def test_blank_columns_keep_their_headers() -> None:
    body = "205|教育支出|30.00||30.00\n20502|普通教育|30.00||30.00"
    found = columns_of("科目编码|科目名称|合计|基本支出|项目支出", body, "fund_expenditure")
    assert found["basic"] == 3
    assert found["project"] == 4


def test_a_table_without_rows_keeps_its_headers() -> None:
    found = columns_of("科目编码|科目名称|合计|基本支出|项目支出", "", "fund_expenditure")
    assert found == {"code": 0, "name": 1, "total": 2, "basic": 3, "project": 4}


def test_nothing_matches_nothing() -> None:
    assert match_fields((), FUNCTION) == ()
    assert match_columns((), printed_rows("1|2"), FUNCTION) == ()
    assert fields_of("天气|心情", "fund_expenditure") == {}
