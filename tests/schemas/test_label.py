"""Labels: layout blanks, markup, check boxes, entities, radicals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.label import clean_text, normal_form, strip_markup, without_year


@pytest.mark.parametrize(
    ("printed", "clean"),
    [
        ("收 入 总 计", "收入总计"),
        ("收\u3000入\u3000总\u3000计", "收入总计"),
        ("  行政运行 \t", "行政运行"),
        ("公务用车\n购置费", "公务用车购置费"),
        ("Excel 2019", "Excel 2019"),
        ("采购 Excel 2019 套件", "采购Excel 2019套件"),
        ("12 345", "12 345"),
        ("合\u200b计", "合计"),
        ("\ufeff合计", "合计"),
        ("**合计**", "合计"),
        ("<b>合 计</b>", "合计"),
        ("基本<br/>支出", "基本支出"),
        ("<td colspan=2>项目</td>", "项目"),
        ("甲&amp;乙", "甲&乙"),
        ("&nbsp;合计&nbsp;", "合计"),
        ("a &lt; b", "a< b"),
        ("人⺠政府", "人民政府"),
        ("⻔诊⻓期⻋辆", "门诊长期车辆"),
        ("", ""),
        (" \u3000 ", ""),
    ],
)
def test_clean_text(printed: str, clean: str) -> None:
    assert clean_text(printed).replace(" ", "") == clean.replace(" ", "")
    if printed.isascii() is False and "<" not in printed and "&" not in printed:
        assert clean_text(printed) == clean


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ('<input type="checkbox" checked> 是', "☑是"),
        ('<input type="checkbox"> 否', "☐否"),
        ('<INPUT TYPE="checkbox" CHECKED="checked"/>新增', "☑新增"),
    ],
)
def test_check_boxes_are_kept(printed: str, shown: str) -> None:
    assert clean_text(printed) == shown


def test_a_comparison_is_no_tag() -> None:
    assert strip_markup("甲<5且乙>3") == "甲<5且乙>3"
    assert strip_markup("<5%") == "<5%"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“三公”经费", '"三公"经费'),
        ("（一）教育支出", "(一)教育支出"),
        ("合　计", "合计"),
        ("２０２４年", "2024年"),
        ("单位：元", "单位:元"),
        ("因公出国（境）费", "因公出国(境)费"),
        ("二〇二四", "二○二四"),
        ("甲—乙", "甲–乙"),
        ("<b>合计</b>", "合 计"),
        ("长期⺠生", "长期民生"),
    ],
)
def test_labels_that_are_compared_as_equal(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


def test_different_labels_stay_different() -> None:
    assert normal_form("基本支出") != normal_form("项目支出")
    assert normal_form("一、教育支出") != normal_form("二、教育支出")


@given(text=st.text(max_size=40))
def test_cleaning_and_comparing_are_stable(text: str) -> None:
    plain = text.replace("<", "").replace("&", "").replace("*", "").replace("_", "")
    assert clean_text(clean_text(plain)) == clean_text(plain)
    assert normal_form(normal_form(plain)) == normal_form(plain)


@given(text=st.text(alphabet="收入总计支出合项目", min_size=1, max_size=12), gaps=st.data())
def test_blanks_between_chinese_characters_are_layout(text: str, gaps: st.DataObject) -> None:
    spaced = "".join(c + gaps.draw(st.sampled_from(["", " ", "\u3000", "\n"])) for c in text)
    assert clean_text(spaced) == text
    assert normal_form(spaced) == text


def test_years_are_dropped_from_titles() -> None:
    assert without_year("2024年支出总表") == "支出总表"
    assert without_year("某局2024年度收入总表") == "某局收入总表"
    assert without_year("支出总表") == "支出总表"
