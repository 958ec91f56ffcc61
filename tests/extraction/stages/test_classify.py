"""Stage classify: blocks to segments of a kind, or of none."""

import pytest

from extraction.stages.classify import classify
from schemas.document import Document
from tests.builders import SETTINGS, blocks_of, text_document

HEADER = "科目编码|科目名称|合计|基本支出|项目支出"


def classified(*parts: str) -> Document:
    document = text_document("").model_copy(update={"blocks": blocks_of(*parts)})
    return classify(document, SETTINGS)


def test_segments_are_added_and_nothing_else_is_changed() -> None:
    made = classified("支出总表\n单位：元", f"{HEADER}\n205|教育支出|5.00|5.00|")
    assert [s.kind for s in made.segments] == ["expenditure_by_function"]
    assert made.model_copy(update={"segments": ()}) == text_document("").model_copy(
        update={"blocks": made.blocks}
    )


def test_a_document_without_tables_has_no_segments() -> None:
    assert classified("某局2024年预算说明。").segments == ()
    assert classified().segments == ()


def test_segments_stand_in_the_order_of_the_document() -> None:
    made = classified(
        "支出总表",
        f"{HEADER}\n205|教育支出|5.00|5.00|",
        "天气情况表",
        "日期|天气|气温\n一日|晴|12.5\n二日|雨|9.0",
        "政府性基金预算支出表",
        f"{HEADER}\n212|城乡社区支出|5.00||5.00",
    )
    assert [s.kind for s in made.segments] == [
        "expenditure_by_function",
        "table",
        "fund_expenditure",
    ]


@pytest.mark.parametrize("shift", [0, 1, 2])
def test_the_stage_may_run_again(shift: int) -> None:
    made = classified("支出总表", f"{HEADER}\n205|教育支出|5.00|5.00|" + "|" * shift)
    assert classify(made, SETTINGS) == made
