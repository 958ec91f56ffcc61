"""The twenty kinds: their fields are fixed, their rows typed, their identities well-formed."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from schemas.kinds import GENERIC, KindRow, builtin_kinds, printed
from schemas.kinds.identity import (
    CodeHierarchy,
    ColumnSum,
    GrandTotal,
    NumberedHierarchy,
    Product,
    ShareOfTotal,
)
from schemas.kinds.kind import Money
from tests.builders import KINDS

# Kind, printed title, key, fields: exported data is compared by these, so they never change.
CONTRACT = (
    ("revenue_expenditure_summary", "收支总表", "side item", "side item amount"),
    ("fiscal_appropriation_summary", "财政拨款收支总表", "side item", "side item amount"),
    (
        "revenue_by_unit",
        "收入总表",
        "code name",
        "code name total current_total current_general current_fund current_state_capital "
        "current_special_account current_business current_operating current_superior "
        "current_affiliated current_other carryover_total carryover_general carryover_fund "
        "carryover_state_capital carryover_special_account carryover_unit",
    ),
    (
        "expenditure_by_function",
        "支出总表",
        "code name",
        "code name total basic project operating to_superior to_affiliated",
    ),
    (
        "general_budget_by_function",
        "一般公共预算支出表（分功能科目）",
        "code name",
        "code name total basic_total basic_personnel basic_running project",
    ),
    (
        "general_budget_by_unit",
        "一般公共预算支出表（分单位）",
        "code name",
        "code name total basic_total basic_personnel basic_running project",
    ),
    (
        "general_basic_by_economic",
        "一般公共预算基本支出表",
        "code name",
        "code name total personnel running",
    ),
    (
        "three_public",
        "一般公共预算“三公”经费支出表",
        "",
        "total overseas vehicles_total vehicles_purchase vehicles_running reception",
    ),
    ("fund_expenditure", "政府性基金预算支出表", "code name", "code name total basic project"),
    (
        "state_capital_expenditure",
        "国有资本经营预算支出表",
        "code name",
        "code name total basic project",
    ),
    (
        "project_expenditure",
        "项目支出表",
        "code name",
        "code name unit total current_general current_fund current_state_capital "
        "carryover_general carryover_fund carryover_state_capital special_account "
        "unit_funds",
    ),
    (
        "procurement",
        "政府采购预算表",
        "code name project item function",
        "code name project item function economic fund_source fund_nature quantity "
        "unit_price measure amount amount_sme amount_micro",
    ),
    (
        "service_purchase",
        "政府购买服务预算表",
        "code name project service",
        "code name in_procurement project service quantity amount fund_source fund_nature "
        "function economic directory_1 directory_2 directory_3",
    ),
    (
        "asset_allocation",
        "资产配置预算表",
        "code name project asset_name",
        "code name project function asset_class asset_name quantity unit_price amount "
        "asset_category standard_name reviewed_quantity reviewed_unit_price economic "
        "fund_source fund_nature reviewed_amount",
    ),
    (
        "funding_composition",
        "部门总体资金情况",
        "side item",
        "side item amount share amount_prior2 amount_prior1",
    ),
    (
        "project_profile",
        "项目支出绩效目标申报表",
        "name",
        "name code department executor leader phone total_budget current_budget",
    ),
    ("project_funding", "项目资金来源", "project item", "project item amount"),
    (
        "project_spending",
        "项目支出明细",
        "project item",
        "project item basis amount amount_transfer amount_other",
    ),
    (
        "indicators",
        "绩效指标",
        "project target level1 level2 name",
        "project target level1 level2 name value_prior2 value_prior1 value weight basis",
    ),
    ("allocation", "资金分配表", "district", "district total"),
)

WILD = "allocation"


def example(name: str) -> dict[str, str]:
    """A printed text for every field of a kind."""
    texts = {
        "amount": "1,234.50",
        "quantity": "12",
        "code": "2019901",
        "label": "某 项",
        "text": "按 规定 测算",
        "share": "36.15%",
        "figure": "≥95%",
        "side": "revenue",
    }
    return {field: texts[type_] for field, type_ in KINDS[name].types().items()}


def test_there_are_exactly_these_kinds_in_this_order() -> None:
    assert [kind.kind for kind in builtin_kinds()] == [name for name, *_ in CONTRACT]
    assert GENERIC not in {kind.kind for kind in builtin_kinds()}


@pytest.mark.parametrize(("name", "title", "key", "fields"), CONTRACT, ids=[c[0] for c in CONTRACT])
def test_a_kind_has_exactly_its_fields(name: str, title: str, key: str, fields: str) -> None:
    kind = KINDS[name]
    assert [spec.name for spec in kind.fields()] == fields.split()
    assert set(kind.key) <= set(fields.split())
    assert kind.key == tuple(key.split())
    assert title in kind.all_titles()
    assert (kind.wildcard is not None) == (name == WILD)


@pytest.mark.parametrize("name", KINDS)
def test_every_printed_field_says_under_which_headers_it_stands(name: str) -> None:
    for spec in KINDS[name].fields():
        assert (spec.headers == ()) == (spec.type == "side"), spec.name


@pytest.mark.parametrize("name", KINDS)
def test_identities_name_declared_fields_of_figures(name: str) -> None:
    types = KINDS[name].types()
    for identity in KINDS[name].identities:
        if isinstance(identity, ColumnSum):
            amounts = (identity.total, *identity.parts)
            assert identity.total not in identity.parts
        elif isinstance(identity, Product):
            amounts = (identity.amount, identity.quantity, identity.price)
        elif isinstance(identity, CodeHierarchy):
            amounts = (*identity.amounts, *identity.customary)
            assert {types[identity.code], types[identity.name]} == {"code", "label"}
            assert identity.detail is None or types[identity.detail] == "label"
        elif isinstance(identity, NumberedHierarchy):
            amounts = identity.amounts
            assert types[identity.item] == "label"
        elif isinstance(identity, GrandTotal):
            amounts = identity.amounts
            assert types[identity.label] == "label"
        else:
            assert isinstance(identity, ShareOfTotal)
            amounts = (identity.amount,)
            assert types[identity.share] == "share"
        assert {types[field] for field in amounts} <= {"amount", "quantity"}
        assert len(set(amounts)) == len(amounts)


@pytest.mark.parametrize("name", KINDS)
def test_a_printed_row_becomes_typed_values(name: str) -> None:
    row = KINDS[name].model_validate(example(name))
    for field, type_ in KINDS[name].types().items():
        value = getattr(row, field)
        if type_ == "amount":
            assert value == Decimal("1234.50")
            assert isinstance(value, Decimal)
        elif type_ == "quantity":
            assert value == 12
        elif type_ in ("label", "text"):
            assert " " not in value


@pytest.mark.parametrize("name", KINDS)
def test_an_empty_row_is_valid_and_blank(name: str) -> None:
    row = KINDS[name].model_validate({})
    types = KINDS[name].types()
    assert all(getattr(row, field) is None for field, t in types.items() if t != "side")


AMOUNT_FIELDS = [
    (name, field)
    for name, kind in KINDS.items()
    for field, type_ in kind.types().items()
    if type_ in ("amount", "quantity")
]


@pytest.mark.parametrize(("name", "field"), AMOUNT_FIELDS)
def test_a_text_that_is_no_figure_is_refused_in_an_amount(name: str, field: str) -> None:
    with pytest.raises(ValidationError, match="no printed figure"):
        KINDS[name].model_validate({field: "约五万"})
    assert getattr(KINDS[name].model_validate({field: "——"}), field) is None
    assert getattr(KINDS[name].model_validate({field: "0.00"}), field) == 0


def test_a_huge_amount_is_kept_to_the_fen() -> None:
    row = KINDS["three_public"].model_validate({"total": "12,345,678,901,234,567.89"})
    assert str(row.total) == "12345678901234567.89"  # type: ignore[attr-defined]


def test_a_side_is_one_of_two() -> None:
    with pytest.raises(ValidationError):
        KINDS["revenue_expenditure_summary"].model_validate({"side": "middle"})


def test_rows_do_not_change() -> None:
    row = KINDS["three_public"].model_validate({"total": "1.00"})
    with pytest.raises(ValidationError):
        row.total = Decimal(2)  # type: ignore[attr-defined]


def test_headers_of_different_fields_differ() -> None:
    for kind in builtin_kinds():
        seen: dict[str, str] = {}
        for spec in kind.fields():
            for header in spec.headers:
                assert seen.setdefault(header, spec.name) == spec.name, (kind.kind, header)


def test_a_kind_of_ones_own() -> None:
    class Own(KindRow):
        kind = "own"
        title = "自定义表"
        key = ("place",)
        identities = (ColumnSum(total="total", parts=("first", "second")),)
        place: str | None = printed("地点")
        total: Money = printed("合计")
        first: Money = printed("甲/金额", "甲")
        second: Money = printed("乙/金额", "乙")

    assert Own.types() == {
        "place": "text",
        "total": "amount",
        "first": "amount",
        "second": "amount",
    }
    assert Own.fields()[2].headers == ("甲/金额", "甲")
    assert Own.detail() is None
    assert Own.model_validate({"total": "１，０００元"}).total == 1000


def test_lists_name_the_field_that_only_detail_rows_fill() -> None:
    assert KINDS["procurement"].detail() == "item"
    assert KINDS["service_purchase"].detail() == "service"
    assert KINDS["asset_allocation"].detail() == "asset_name"
    assert KINDS["expenditure_by_function"].detail() is None
