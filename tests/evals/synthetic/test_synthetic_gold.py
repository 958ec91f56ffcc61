"""What every invented disclosure must keep: sums, contract fields, values on the page."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.synthetic import Disclosure, Options, make_disclosure
from evals.synthetic.gold import FIELDS
from evals.synthetic.identities import identities, number

SEEDS = tuple(range(12))
SETTINGS = settings(max_examples=25, deadline=None)


def table(gold: dict[str, Any], name: str) -> dict[str, Any]:
    kind, _, ordinal = name.partition("#")
    found = [t for t in gold["tables"] if (t["kind"], str(t["ordinal"])) == (kind, ordinal)]
    assert len(found) == 1, name
    return dict(found[0])


def squeezed(text: str) -> str:
    return re.sub(r"[\s,]", "", text)


@SETTINGS
@given(seed=st.integers(0, 100_000), unit=st.sampled_from(("元", "万元")))
def test_all_sums_hold_where_nothing_is_planted(seed: int, unit: Any) -> None:
    made = make_disclosure(seed, Options(unit=unit, tails=False))
    assert [identity for identity in identities(made.gold) if identity.gap] == []
    assert made.gold["findings"] == []


@SETTINGS
@given(seed=st.integers(0, 100_000))
def test_tails_stay_within_rounding_and_are_reported(seed: int) -> None:
    gold = make_disclosure(seed, Options(style="office", unit="万元", tails=True)).gold
    reported = {(f["table"], f["column"]) for f in gold["findings"] if f["class"] == "rounding"}
    for identity in identities(gold):
        if identity.gap:
            assert abs(identity.gap) <= Decimal("0.005") * (identity.parts + 1)
            assert (identity.table, identity.column) in reported


@pytest.mark.parametrize("form", ["txt", "md", "html"])
def test_the_same_seed_gives_the_same_document(form: Any) -> None:
    options = Options(form=form, mangle=Decimal("0.3"), errors=4)
    for seed in SEEDS:
        assert make_disclosure(seed, options) == make_disclosure(seed, options)


@SETTINGS
@given(seed=st.integers(0, 100_000), form=st.sampled_from(("txt", "md", "html")))
def test_every_gold_value_stands_within_the_lines_of_its_table(seed: int, form: Any) -> None:
    made = make_disclosure(seed, Options(form=form, mangle=Decimal("0.4"), errors=3))
    lines = made.text.splitlines()
    for item in made.gold["tables"]:
        first, last = item["lines"]
        printed = squeezed("\n".join(lines[first - 1 : last]))
        elsewhere = {"side", "project", "target", "level1", "level2", "current_budget"}
        for row in item["rows"]:
            for field, value in row.items():
                if value is not None and field not in elsewhere:
                    assert squeezed(value) in printed, (item["kind"], field, value)


def test_rows_have_the_fields_of_the_contract() -> None:
    for seed in SEEDS:
        for item in make_disclosure(seed, Options()).gold["tables"]:
            for row in item["rows"]:
                if item["kind"] == "allocation":
                    assert list(row)[:2] == ["district", "total"]
                else:
                    assert tuple(row) == FIELDS[item["kind"]]


def test_summaries_list_revenue_then_expenditure_and_agree_on_the_total() -> None:
    made = make_disclosure(3, Options(style="street", tails=False))
    rows = table(made.gold, "revenue_expenditure_summary#1")["rows"]
    sides = [row["side"] for row in rows]
    assert sides == sorted(sides, reverse=True)
    totals = {row["amount"] for row in rows if row["item"] in ("收入总计", "支出总计")}
    functions = table(made.gold, "expenditure_by_function#1")["rows"]
    assert {number(total) for total in totals} == {number(functions[0]["total"])}


def test_mangling_moves_cells_and_keeps_what_they_print() -> None:
    lossy = {"basis", "overseas", "value", "value_prior1", "value_prior2", "weight"}
    for seed in SEEDS:
        plain = make_disclosure(seed, Options(tails=False))
        moved = make_disclosure(seed, Options(tails=False, mangle=Decimal("0.6")))
        assert plain.text != moved.text
        pairs = zip(plain.gold["tables"], moved.gold["tables"], strict=True)
        for before, after in pairs:
            for old, new in zip(before["rows"], after["rows"], strict=True):
                changed = {field for field in old if old[field] != new[field]}
                assert changed <= lossy
                assert all(new[field] is None for field in changed)


def test_each_planted_error_is_reported_where_it_stands() -> None:
    for seed in range(30):
        made = make_disclosure(seed, Options(errors=4, tails=False))
        lines = made.text.splitlines()
        assert made.gold["findings"]
        for finding in made.gold["findings"]:
            assert finding["lines"]
            assert finding["printed"] != finding["expected"]
            if finding["printed"]:
                assert finding["printed"] in lines[finding["lines"][0] - 1].replace(",", "")


def test_every_broken_sum_belongs_to_a_planted_error() -> None:
    for seed in range(30):
        gold = make_disclosure(seed, Options(errors=5, tails=False)).gold
        blamed = {finding["table"] for finding in gold["findings"]}
        broken = {identity.table for identity in identities(gold) if identity.gap}
        assert broken <= blamed


def expanded(text: str) -> list[list[int]]:
    widths = []
    for body in re.findall(r"<table>(.*?)</table>", text, re.S):
        rows = re.findall(r"<tr>(.*?)</tr>", body)
        width = [0] * (len(rows) + 40)
        for n, row in enumerate(rows):
            for attributes in re.findall(r"<td([^>]*)>", row):
                spans = dict(re.findall(r'(rowspan|colspan)="(\d+)"', attributes))
                for below in range(int(spans.get("rowspan", 1))):
                    width[n + below] += int(spans.get("colspan", 1))
        widths.append(width[: len(rows)])
    return widths


def test_html_spans_leave_no_holes_in_the_budget_tables() -> None:
    made: Disclosure = make_disclosure(5, Options(style="street", form="html", forms=False))
    tables = expanded(made.text)
    assert len(tables) >= 13
    for widths in tables:
        assert len(set(widths)) == 1
