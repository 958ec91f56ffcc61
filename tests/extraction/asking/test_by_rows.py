"""Answered rows are believed only as far as the page prints them."""

from extraction.asking.by_rows import place_by_rows
from extraction.asking.placed import NOT_ON_PAGE, Placing
from schemas.answer import rows_answer
from tests.builders import KINDS, segment
from tests.extraction.asking.pieces import piece_of

KIND = KINDS["expenditure_by_function"]
SEGMENT = segment(
    "expenditure_by_function",
    "编码|名称|合计|基本支出|项目支出",
    """
    |合计|300.00|100.00|200.00
    20103|政府办公厅支出|300.00|100.00|200.00
    2010301|行政|100.00|100.00|
    |运行|||
    2010302|一般行政管理事务|200.00||200.00
    """,
)
GOOD = [
    {"r": [1], "name": "合计", "total": "300.00", "basic": "100.00", "project": "200.00"},
    {"r": [2], "code": "20103", "name": "政府办公厅支出", "total": "300.00", "basic": "100.00",
     "project": "200.00"},
    {"r": [3, 4], "code": "2010301", "name": "行政运行", "total": "100.00", "basic": "100.00"},
    {"r": [5], "code": "2010302", "name": "一般行政管理事务", "total": "200.00",
     "project": "200.00"},
]  # fmt: skip


def placed(rows: list[dict[str, object]], expected: frozenset[int] = frozenset()) -> Placing:
    answer = rows_answer(KIND).model_validate({"rows": rows})
    return place_by_rows(piece_of(SEGMENT), answer, KIND, expected)


def changed(row: int, **fields: object) -> list[dict[str, object]]:
    return [dict(r) | fields if n == row else dict(r) for n, r in enumerate(GOOD)]


def test_every_value_is_carried_back_to_its_cell() -> None:
    found = placed(GOOD)
    assert found.complaints == ()
    sources = {name: cells[0].source.column for name, cells in found.rows[0].cells.items()}
    assert sources == {"name": 2, "total": 3, "basic": 4, "project": 5}


def test_a_text_over_two_rows_is_joined_from_their_cells() -> None:
    (name,) = placed(GOOD).rows[2].cells["name"]
    assert name.clean == "行政运行"


def test_a_changed_digit_is_not_taken_and_the_page_s_own_cell_is_doubted() -> None:
    found = placed(changed(1, total="380.00"))
    assert any("r2: the text given for total" in text for text in found.complaints)
    assert "380" not in " ".join(found.complaints)
    assert found.rows[1].cells["total"][0].clean == "300.00"
    assert found.rows[1].marks["total"] == NOT_ON_PAGE


def test_an_invented_total_has_no_cell() -> None:
    found = placed(changed(3, basic="12.00"))
    assert "basic" not in found.rows[3].cells
    assert found.rows[3].marks == {"basic": NOT_ON_PAGE}


def test_a_blank_filled_from_its_neighbour_is_noticed() -> None:
    found = placed(changed(2, project="100.00"))
    assert found.rows[2].marks == {"project": NOT_ON_PAGE}


def test_columns_swapped_in_one_row_are_noticed() -> None:
    found = placed(changed(1, basic="200.00", project="100.00"))
    assert any("c4" in text and "r2" in text for text in found.complaints)
    assert {"basic", "project"} <= found.rows[1].marks.keys()


def test_a_dropped_row_is_noticed() -> None:
    found = placed([dict(row) for row in GOOD if row["r"] != [2]])
    assert found.left_out == (2,)
    assert "r2 looks like data, and is not answered" in found.complaints


def test_a_row_without_money_counts_where_the_headers_read_it() -> None:
    assert placed(GOOD, frozenset({4})).left_out == ()
    assert placed(GOOD[:2] + GOOD[3:], frozenset({3, 4})).left_out == (3, 4)


def test_a_doubled_row_is_left_out_once_and_told() -> None:
    found = placed([*GOOD, dict(GOOD[1])])
    assert len(found.rows) == len(GOOD)
    assert "r2 is answered twice" in found.complaints
    assert found.notes


def test_a_double_that_differs_in_a_figure_is_a_double_and_the_sound_one_is_kept() -> None:
    spoilt = dict(GOOD[1]) | {"total": "390.00"}
    for rows in ([*GOOD, spoilt], [GOOD[0], spoilt, *GOOD[1:]]):
        found = placed([dict(row) for row in rows])
        assert "r2 is answered twice" in found.complaints
        assert len(found.rows) == len(GOOD)
        assert not any(row.marks for row in found.rows)


INDICATORS = segment(
    "indicators",
    "一级指标|二级指标|三级指标|指标值|指标值确定依据",
    """
    产出指标|数量指标|巡查次数|≥12次|计划标准
    效益指标|经济效益指标|节约开支|≥5%|计划标准
    |社会效益指标|知晓率|≥90%|计划标准
    满意度指标|满意度指标|群众满意度|≥95%|计划标准
    |满意度指标|职工满意度|≥96%|计划标准
    """,
)
LEVELS = [
    ("产出指标", "数量指标", "巡查次数", "≥12次"),
    ("效益指标", "经济效益指标", "节约开支", "≥5%"),
    ("效益指标", "社会效益指标", "知晓率", "≥90%"),
    ("满意度指标", "满意度指标", "群众满意度", "≥95%"),
    ("满意度指标", "满意度指标", "职工满意度", "≥96%"),
]


def levels(*doubled: int) -> Placing:
    names = ("level1", "level2", "name", "value")
    rows: list[dict[str, object]] = [
        {"r": [n], **dict(zip(names, texts, strict=True)), "basis": "计划标准"}
        for n, texts in enumerate(LEVELS, 1)
        for _ in range(1 + (n in doubled))
    ]
    kind = KINDS["indicators"]
    answer = rows_answer(kind).model_validate({"rows": rows})
    return place_by_rows(piece_of(INDICATORS), answer, kind)


def test_a_label_printed_once_above_is_no_part_of_the_label_beside_it() -> None:
    found = levels()
    assert found.complaints == ()
    sources = [row.cells["level1"][0].source for row in found.rows]
    assert [source.column for source in sources] == [1] * len(LEVELS)
    assert sources[1] == sources[2]
    assert sources[3] == sources[4]


def test_a_doubled_row_with_a_label_from_above_is_noticed() -> None:
    found = levels(3, 5)
    assert {"r3 is answered twice", "r5 is answered twice"} <= set(found.complaints)
    assert len(found.rows) == len(LEVELS)


def test_a_figure_left_out_is_noticed_where_another_field_says_the_same() -> None:
    rows = [dict(row) for row in GOOD]
    rows[2].pop("basic")
    answer = rows_answer(KIND).model_validate({"rows": rows})
    by_headers = {3: "total", 4: "basic", 5: "project"}
    found = place_by_rows(piece_of(SEGMENT), answer, KIND, known=by_headers)
    assert "r3 prints a figure in c4 that the answer leaves out" in found.complaints


def test_a_zero_left_out_does_not_hide_in_another_figure() -> None:
    zero = segment(KIND.kind, "编码|名称|合计|基本支出", "1|甲|100.00|0.00")
    rows = [{"r": [1], "code": "1", "name": "甲", "total": "100.00"}]
    answer = rows_answer(KIND).model_validate({"rows": rows})
    (complaint,) = place_by_rows(piece_of(zero), answer, KIND).complaints
    assert complaint == "r1 prints a figure in c4 that the answer leaves out"


def test_half_of_a_glued_cell_left_out_is_noticed() -> None:
    glued = segment(KIND.kind, "编码|名称|合计|基本支出", "1|甲|100.00 60.00|")
    rows = [{"r": [1], "code": "1", "name": "甲", "total": "100.00"}]
    for basic, count in ((None, 1), ("60.00", 0)):
        answer = rows_answer(KIND).model_validate({"rows": [rows[0] | {"basic": basic}]})
        assert len(place_by_rows(piece_of(glued), answer, KIND).complaints) == count


def test_part_of_a_figure_is_no_figure() -> None:
    found = placed(changed(1, total="300.0"))
    assert found.rows[1].marks["total"] == NOT_ON_PAGE


def test_a_row_that_was_not_asked_for_is_refused() -> None:
    assert "r9 is no row that is asked for" in placed([*GOOD, {"r": [9], "name": "x"}]).complaints


def test_a_shifted_row_keeps_its_order_and_is_no_swap() -> None:
    shifted = segment(
        "expenditure_by_function",
        "编码|名称|合计|基本支出|项目支出|备注",
        "1|甲|9.00|4.00|5.00|\n2|乙|8.00|3.50|4.50|\n|3|丙|7.00|3.00|4.00",
    )
    rows = [
        {"r": [n], "name": name, "total": a, "basic": b, "project": c}
        for n, (name, a, b, c) in enumerate(
            [("甲", "9.00", "4.00", "5.00"), ("乙", "8.00", "3.50", "4.50"),
             ("丙", "7.00", "3.00", "4.00")],
            1,
        )
    ]  # fmt: skip
    answer = rows_answer(KIND).model_validate({"rows": rows})
    assert place_by_rows(piece_of(shifted), answer, KIND).complaints == ()


def test_the_two_sides_of_a_printed_row_are_two_rows() -> None:
    kind = KINDS["revenue_expenditure_summary"]
    sides = segment(
        kind.kind,
        "收入||支出|\n项目|预算数|项目|预算数",
        "一般公共预算拨款|10.00|一般公共服务支出|10.00\n政府性基金|2.00|城乡社区支出|2.00",
    )
    rows = [
        {"r": [1], "side": "revenue", "item": "一般公共预算拨款", "amount": "10.00"},
        {"r": [2], "side": "revenue", "item": "政府性基金", "amount": "2.00"},
        {"r": [1], "side": "expenditure", "item": "一般公共服务支出", "amount": "10.00"},
        {"r": [2], "side": "expenditure", "item": "城乡社区支出", "amount": "2.00"},
    ]
    found = place_by_rows(piece_of(sides), rows_answer(kind).model_validate({"rows": rows}), kind)
    assert found.complaints == ()
    columns = [row.cells["amount"][0].source.column for row in found.rows]
    assert columns == [2, 2, 4, 4]


def test_a_side_of_a_printed_row_without_a_figure_is_missed_too() -> None:
    kind = KINDS["revenue_expenditure_summary"]
    sides = segment(
        kind.kind, "收入||支出|\n项目|预算数|项目|预算数", "事业收入|10.00|公共安全支出|"
    )
    rows = [{"r": [1], "side": "revenue", "item": "事业收入", "amount": "10.00"}]
    answer = rows_answer(kind).model_validate({"rows": rows})
    known = {1: "revenue/item", 2: "revenue/amount", 3: "expenditure/item"}
    found = place_by_rows(piece_of(sides), answer, kind, known=known)
    assert "r1 prints a text in c3 that the answer leaves out" in found.complaints
