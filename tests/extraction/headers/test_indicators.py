"""Indicator blocks: every shift that OCR leaves comes out as one row per indicator."""

import pytest

from extraction.headers.indicators import cost_is_second_level, map_indicators
from extraction.headers.rows import Mapped
from schemas.document import Segment
from tests.builders import KINDS, column, lines_of, segment

KIND = KINDS["indicators"]
ROW = ("level1", "level2", "name", "value", "basis")
HEADER = "绩效指标|一级指标|二级指标|三级指标|指标值|绩效标准"
PARENTS = (("project", "站点改造", 1), ("target", "年度绩效目标1", 2))

RIGHT = (
    "产出指标|数量指标|改造站点数|12个|计划标准",
    "产出指标|数量指标|巡查次数|48次|计划标准",
    "产出指标|质量指标|验收合格率|100%|计划标准",
    "产出指标|时效指标|完成时限|2024年11月|计划标准",
    "效益指标|社会效益指标|站点服务能力|有所提升|计划标准",
    "效益指标|可持续影响指标|长效机制|健全|计划标准",
    "满意度指标|服务对象满意度指标|乘客满意度|≥90%|计划标准",
)
PRINTED = """
    |产出指标|数量指标|改造站点数|12个|计划标准
    |||巡查次数|48次|计划标准
    ||质量指标|验收合格率|100%|计划标准
    ||时效指标|完成时限|2024年11月|计划标准
    |效益指标|社会效益指标|站点服务能力|有所提升|计划标准
    ||可持续影响指标|长效机制|健全|计划标准
    |满意度指标|服务对象满意度指标|乘客满意度|≥90%|计划标准
"""


def block(body: str, header: str = HEADER) -> Segment:
    return segment("indicators", header, body, unit=None, parents=PARENTS)


def mapped(body: str, header: str = HEADER) -> Mapped:
    return map_indicators(block(body, header), KIND)


def replaced(number: int, line: str) -> str:
    lines = [part.strip() for part in PRINTED.strip().splitlines()]
    return "\n".join([*lines[:number], line, *lines[number + 1 :]])


def test_a_block_as_it_should_be() -> None:
    made = mapped(PRINTED)
    assert lines_of(made, *ROW) == list(RIGHT)
    assert made.moved == ()
    assert set(column(made, "project")) == {"站点改造"}
    assert set(column(made, "target")) == {"年度绩效目标1"}
    assert set(column(made, "weight")) == {None}


def test_levels_printed_once_over_merged_rows_are_repeated_and_said_so() -> None:
    row = mapped(PRINTED).rows[1]
    assert (row.values["level1"], row.values["level2"]) == ("产出指标", "数量指标")
    assert "merged" in (row.cells["level1"].reason or "")


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (1, "巡查次数|48次|计划标准||"),
        (1, "||巡查次数|48次|计划标准|"),
        (1, "||||巡查次数|48次|计划标准"),
        (2, "|质量指标|验收合格率|100%|计划标准|"),
        (2, "质量指标|验收合格率|100%|计划标准||"),
        (2, "|||质量指标|验收合格率|100%|计划标准"),
        (3, "时效指标||完成时限|2024年11月|计划标准|"),
        (3, "||完成时限|2024年11月|计划标准|"),
        (4, "效益指标|社会效益指标|站点服务能力|有所提升|计划标准|"),
        (4, "||效益指标|社会效益指标|站点服务能力|有所提升|计划标准"),
        (5, "|可持续影响指标|长效机制|健全|计划标准|"),
        (5, "可持续影响指标||长效机制|健全|计划标准|"),
        (6, "满意度指标|服务对象满意度指标|乘客满意度|≥90%|计划标准|"),
        (6, "|满意度指标||服务对象满意度指标|乘客满意度|≥90%|计划标准"),
    ],
)
def test_one_row_off_its_columns(number: int, line: str) -> None:
    made = mapped(replaced(number, line))
    right = list(RIGHT)
    if "时效指标" not in line and number == 3:
        right[3] = right[3].replace("时效指标", "质量指标")  # its own level is not printed
    assert lines_of(made, *ROW) == right
    assert len(made.moved) == 1
    assert made.moved[0][0] == 2 + number
    assert "column" in made.moved[0][1]


def test_the_whole_block_one_column_left_of_its_header() -> None:
    body = "\n".join(line.strip().removeprefix("|") for line in PRINTED.strip().splitlines())
    made = mapped(body)
    assert lines_of(made, *ROW) == list(RIGHT)


def test_the_second_header_row_is_printed_inside_a_data_row() -> None:
    header = "绩效指标|一级指标|二级指标|三级指标|指标值||||指标值确定依据"
    body = """
        ||||近两年指标值||预期当年实现值||
        |产出指标|数量指标|改造站点数|前年|上年|12个||计划标准
        ||质量指标|验收合格率|100%|100%|100%||计划标准
    """
    made = mapped(body, header)
    assert lines_of(made, "name", "value") == ["改造站点数|12个", "验收合格率|100%"]
    assert not set(column(made, "value_prior2")) & {"前年", "近两年指标值"}


YEARS = """
    绩效指标|一级指标|二级指标|指标名称|指标值|||指标值确定依据
    ||||前年|上年|预计当年实现|
"""
WITH_YEARS = """
    |产出指标|数量指标|改造站点数|10个|11个|12个|计划标准
    ||质量指标|验收合格率|98%|99%|100%|计划标准
    |满意度指标|服务对象满意度指标|乘客满意度|≥88%|≥89%|≥90%|计划标准
"""


@pytest.mark.parametrize("start", [1, 2, 3, 4])
def test_year_headers_over_wrong_columns(start: int) -> None:
    header = YEARS.strip().splitlines()[0] + "\n" + "|" * start + "前年|上年|预计当年实现"
    made = mapped(WITH_YEARS, header)
    assert lines_of(made, "name", "value_prior2", "value_prior1", "value") == [
        "改造站点数|10个|11个|12个",
        "验收合格率|98%|99%|100%",
        "乘客满意度|≥88%|≥89%|≥90%",
    ]
    assert made.moved == ()


def test_a_missing_second_header_row() -> None:
    made = mapped(WITH_YEARS, YEARS.strip().splitlines()[0])
    assert lines_of(made, "name", "value_prior2", "value_prior1", "value", "basis") == [
        "改造站点数|10个|11个|12个|计划标准",
        "验收合格率|98%|99%|100%|计划标准",
        "乘客满意度|≥88%|≥89%|≥90%|计划标准",
    ]


def test_prior_years_that_are_blank_stay_blank() -> None:
    body = WITH_YEARS.replace("10个|11个|", "||").replace("98%|99%|", "||")
    made = mapped(body, YEARS)
    assert lines_of(made, "value_prior2", "value_prior1", "value")[:2] == ["||12个", "||100%"]


def test_weights_have_a_column_of_their_own() -> None:
    header = """
        绩效指标|一级指标|二级指标|指标名称|指标值|||指标分值权重|指标值确定依据
        ||||前年|上年|预计当年实现||
    """
    body = """
        |产出指标|数量指标|改造站点数|10个|11个|12个|15|计划标准
        ||质量指标|验收合格率|98%|99%|100%|7.5|计划标准
    """
    made = mapped(body, header)
    assert lines_of(made, "value", "weight", "basis") == ["12个|15|计划标准", "100%|7.5|计划标准"]


def test_a_value_printed_twice_is_taken_once() -> None:
    made = mapped(replaced(2, "||质量指标|验收合格率|100%|100%|计划标准"))
    assert lines_of(made, *ROW) == list(RIGHT)


def test_a_first_level_split_over_a_page_break() -> None:
    half = "产出"
    lines = [part.strip() for part in PRINTED.strip().splitlines()]
    body = "\n".join(
        [
            lines[0].replace("产出指标", half),
            lines[1],
            lines[2].replace("||质量", "|指标|质量", 1),
            *lines[3:],
        ]
    )
    made = mapped(body)
    assert column(made, "level1") == [line.split("|")[0] for line in RIGHT]
    assert column(made, "level2") == [line.split("|")[1] for line in RIGHT]
    assert made.rows[0].cells["level1"].text == half


def test_a_target_beside_the_rows_is_read_over_that_of_the_surroundings() -> None:
    body = "年度目标2|" + PRINTED.strip().removeprefix("|")
    assert column(mapped(body), "target")[0] == "年度目标2"


def test_each_indicator_keeps_its_line_and_its_printed_text() -> None:
    made = mapped(replaced(2, "||质量 指标|验收 合格率|100 %|计划标准"))
    assert made.lines == tuple(range(2, 9))
    cell = made.rows[2].cells["name"]
    assert cell.printed == "验收合格率"
    assert cell.text == "验收 合格率"
    assert cell.source is not None
    assert cell.source.line == 4


def test_cost_stands_in_the_column_that_the_document_uses() -> None:
    cost_as_a_first_level = """
        |产出指标|数量指标|改造站点数|12个|计划标准
        |成本指标|经济成本指标|单价|≤3万元|计划标准
    """
    second = block("|产出指标|数量指标|改造站点数|12个|计划标准\n||成本指标|单价|≤3万元|计划标准")
    first = block(cost_as_a_first_level)
    assert cost_is_second_level([second])
    assert not cost_is_second_level([first])
    assert column(map_indicators(second, KIND, True), "level2")[1] == "成本指标"
    assert column(map_indicators(second, KIND, True), "level1")[1] == "产出指标"
    assert column(map_indicators(first, KIND), "level1")[1] == "成本指标"


def test_rows_without_anything_are_no_indicators() -> None:
    assert lines_of(mapped(PRINTED + "||||||"), *ROW) == list(RIGHT)
    assert mapped("").rows == ()


def test_a_level_printed_alone_is_no_indicator() -> None:
    assert lines_of(mapped(PRINTED + "|产出指标||||"), *ROW) == list(RIGHT)
