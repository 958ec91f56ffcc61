from typing import ClassVar

from prompts.fields import describe, plan_fields, row_fields
from schemas.kinds import KindRow, builtin_kinds
from schemas.kinds.kind import Label, Money, printed
from tests.builders import KINDS


def names(kind: str) -> tuple[str, ...]:
    return tuple(field.name for field in plan_fields(KINDS[kind]))


def test_a_table_of_two_sides_has_each_field_on_either() -> None:
    assert names("revenue_expenditure_summary") == (
        "revenue/item",
        "revenue/amount",
        "expenditure/item",
        "expenditure/amount",
    )
    rows = row_fields(KINDS["revenue_expenditure_summary"])
    assert [field.name for field in rows] == ["side", "item", "amount"]


def test_what_the_surroundings_give_is_not_asked() -> None:
    assert names("indicators")[0] == "level1"
    assert "project" not in names("project_funding") + names("project_spending")
    assert "name" in names("project_profile")


def test_every_kind_is_described_with_a_line_for_each_field() -> None:
    for kind in builtin_kinds():
        lines = describe(kind).splitlines()
        assert [line.split(":")[0] for line in lines][: len(plan_fields(kind))] == [
            field.name for field in plan_fields(kind)
        ]


def test_a_kind_of_the_users_own_is_described_too() -> None:
    class Grants(KindRow):
        """Grants."""

        kind: ClassVar[str] = "grants"
        title: ClassVar[str] = "补助表"
        wildcard = "amount"

        name: Label = printed("单位", "单位名称")
        total: Money = printed("合计")

    assert describe(Grants) == (
        "name: 单位 | 单位名称 (name)\ntotal: 合计 (amount)\n"
        "any other column of figures: its lowest printed header is the field's name"
    )
