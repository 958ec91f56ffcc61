"""The same indicator in the overall form and in a project's form."""

import pytest

from extraction.auditing.same_indicator import same_indicators
from schemas.finding import Finding
from schemas.table import Table
from tests.builders import ledger, table

Goals = list[tuple[str, str]]
AGREED: Goals = [(f"第{n}项", f"{n}次") for n in "一二三四五六"]


def block(goals: Goals, project: str | None, ordinal: int, target: str = "年度目标1") -> Table:
    rows = [
        {"project": project, "target": target, "level1": "产出指标", "name": name, "value": value}
        for name, value in goals
    ]
    return table("indicators", rows, None, ordinal, line=10 * ordinal)


def found(overall: Goals, project: Goals, target: str = "年度绩效目标1") -> list[Finding]:
    tables = (
        block([*AGREED, *overall], None, 1),
        block([*AGREED, *project], "站点维护经费", 2, target),
    )
    return list(same_indicators(ledger(*tables)))


def test_goals_that_agree_give_nothing() -> None:
    assert found([("巡查次数", "48次")], [("巡查次数", "48次")]) == []
    assert found([("合格率", "100%")], [("合格率", "100.00%")]) == []
    assert found([("机制", "健全")], [("机制", "逐步健全")]) == []


def test_another_goal_of_the_same_name_is_a_finding() -> None:
    (made,) = found([("巡查次数", "48次")], [("巡查次数", "43次")])
    assert made.finding_class == "cross_table"
    assert (made.printed, made.expected) == ("43次", "48次")
    assert made.source.lines == (16, 26)
    for part in ("巡查次数", "43次", "48次", "(line 26)", "(line 16)"):
        assert part in made.message


@pytest.mark.parametrize(("printed", "said"), [(">90%", "≥90%"), ("<3天", "≤3天")])
@pytest.mark.parametrize("target", ["年度绩效目标1", "长期绩效目标1"])
def test_a_sign_read_otherwise_is_a_finding_in_any_horizon(
    printed: str, said: str, target: str
) -> None:
    (made,) = found([("满意度", said)], [("满意度", printed)], target)
    assert "a sign was read" in made.message


def test_goals_of_another_horizon_may_differ() -> None:
    assert found([("巡查次数", "48次")], [("巡查次数", "240次")], "长期绩效目标1") == []


def test_forms_that_state_other_goals_throughout_are_not_compared() -> None:
    other = [(name, value.replace("次", "回") + "1") for name, value in AGREED]
    assert list(same_indicators(ledger(block(AGREED, None, 1), block(other, "某项目", 2)))) == []
