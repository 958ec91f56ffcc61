"""The sums that hold in gold tables, written out independently of the engine under test."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from evals.synthetic.model import Frozen
from evals.synthetic.source_tables import PROJECT, REVENUE

Rows = list[dict[str, str | None]]
ROW_SUMS = MappingProxyType(
    {
        "expenditure_by_function": (("total", ("basic", "project")),),
        "general_budget_by_function": (
            ("total", ("basic_total", "project")),
            ("basic_total", ("basic_personnel", "basic_running")),
        ),
        "general_budget_by_unit": (
            ("total", ("basic_total", "project")),
            ("basic_total", ("basic_personnel", "basic_running")),
        ),
        "general_basic_by_economic": (("total", ("personnel", "running")),),
        "three_public": (
            ("total", ("overseas", "vehicles_total", "reception")),
            ("vehicles_total", ("vehicles_purchase", "vehicles_running")),
        ),
        "fund_expenditure": (("total", ("basic", "project")),),
        "state_capital_expenditure": (("total", ("basic", "project")),),
        "project_expenditure": (("total", PROJECT[1:]),),
        "revenue_by_unit": (
            ("total", ("current_total", "carryover_total")),
            ("current_total", REVENUE[2:11]),
            ("carryover_total", REVENUE[12:]),
        ),
    }
)
FIGURES = MappingProxyType(
    {
        "expenditure_by_function": ("total", "basic", "project"),
        "general_budget_by_function": (
            "total",
            "basic_total",
            "basic_personnel",
            "basic_running",
            "project",
        ),
        "general_budget_by_unit": (
            "total",
            "basic_total",
            "basic_personnel",
            "basic_running",
            "project",
        ),
        "general_basic_by_economic": ("total", "personnel", "running"),
        "fund_expenditure": ("total", "basic", "project"),
        "state_capital_expenditure": ("total", "basic", "project"),
        "project_expenditure": PROJECT,
        "revenue_by_unit": REVENUE,
        "procurement": ("quantity", "amount", "amount_sme", "amount_micro"),
        "service_purchase": ("quantity", "amount"),
        "asset_allocation": ("quantity", "amount", "reviewed_quantity", "reviewed_amount"),
    }
)


class Identity(Frozen):
    """One sum: the cell that should equal it, what is printed, and the sum of its parts."""

    table: str
    row: int
    column: str
    printed: Decimal
    expected: Decimal
    parts: int
    rule: str

    @property
    def gap(self) -> Decimal:
        """How far the printed total is from the sum, in the table's unit."""
        return self.printed - self.expected


def number(text: str | None) -> Decimal:
    """Return a gold value as a number; blank counts as zero."""
    return Decimal(text) if text else Decimal(0)


def identities(gold: dict[str, Any]) -> Iterator[Identity]:
    """Yield every sum inside the tables of a gold document."""
    for table in gold["tables"]:
        name, kind, rows = f"{table['kind']}#{table['ordinal']}", table["kind"], table["rows"]
        for row in range(len(rows)):
            for column, parts in ROW_SUMS.get(kind, ()):
                yield checked(name, rows, row, column, [(row, part) for part in parts], "row")
        for row, children in families(kind, rows):
            for column in FIGURES.get(kind, ()):
                yield checked(
                    name, rows, row, column, [(child, column) for child in children], "children"
                )
        if kind in ("revenue_expenditure_summary", "fiscal_appropriation_summary"):
            yield from sides(name, rows)
        if kind == "funding_composition":
            yield from composition(name, rows)
        if kind in ("procurement", "asset_allocation"):
            yield from products(name, rows)


def checked(
    name: str, rows: Rows, row: int, column: str, parts: list[tuple[int, str]], rule: str
) -> Identity:
    """Return the identity that a cell equals the sum of other cells."""
    return Identity(
        table=name,
        row=row,
        column=column,
        printed=number(rows[row].get(column)),
        expected=sum((number(rows[at].get(field)) for at, field in parts), Decimal(0)),
        parts=len(parts),
        rule=rule,
    )


def families(kind: str, rows: Rows) -> Iterator[tuple[int, list[int]]]:
    """Yield (row, rows that add up to it) of a table ordered by codes."""
    if kind not in FIGURES or not rows:
        return
    levels = [level_of(kind, row) for row in rows]
    for row, level in enumerate(levels):
        below = []
        for other in range(row + 1, len(rows)):
            if levels[other] <= level:
                break
            below.append(other)
        if not below:
            continue
        nearest = min(levels[other] for other in below)
        yield row, [other for other in below if levels[other] == nearest]


def level_of(kind: str, row: dict[str, str | None]) -> int:
    """Return how deep a row stands: totals 0, then by length of code."""
    code = row.get("code")
    if row.get("name") == "合计":
        return 0
    if not code:
        return 9
    if kind == "project_expenditure":
        return {3: 1, 6: 2, 2: 3}.get(len(code), 4)
    if kind in ("procurement", "service_purchase", "asset_allocation"):
        return {2: 1, 3: 2}.get(len(code), 3)
    return len(code)


def sides(name: str, rows: Rows) -> Iterator[Identity]:
    """Yield the sums of a two-sided summary table."""
    for side in ("revenue", "expenditure"):
        mine = [n for n, row in enumerate(rows) if row["side"] == side]
        heads = [
            n
            for n in mine
            if str(rows[n]["item"]).startswith(("一、", "二、")) and "fiscal" in name
        ]
        last = mine[-1]
        if "fiscal" in name:
            yield checked(name, rows, last, "amount", [(n, "amount") for n in heads], "children")
            for start in heads:
                end = min([n for n in heads if n > start], default=last)
                below = [(n, "amount") for n in mine if start < n < end]
                if below:
                    yield checked(name, rows, start, "amount", below, "children")
            continue
        parts = [(n, "amount") for n in mine[:-3]]
        yield checked(name, rows, mine[-3], "amount", parts, "children")
        yield checked(name, rows, last, "amount", [(n, "amount") for n in mine[-3:-1]], "children")


def composition(name: str, rows: Rows) -> Iterator[Identity]:
    """Yield the sums of the funding composition."""
    for side in ("revenue", "expenditure"):
        mine = [n for n, row in enumerate(rows) if row["side"] == side]
        for column in ("amount", "amount_prior2", "amount_prior1"):
            parts = [(n, column) for n in mine[:-1]]
            yield checked(name, rows, mine[-1], column, parts, "children")


def products(name: str, rows: Rows) -> Iterator[Identity]:
    """Yield quantity x unit price = amount of every item row, in the table's unit."""
    for n, row in enumerate(rows):
        if not row.get("project") or not row.get("quantity"):
            continue
        for prefix in ("", "reviewed_"):
            if f"{prefix}amount" not in row:
                continue
            product = number(row[f"{prefix}quantity"]) * number(row[f"{prefix}unit_price"])
            yield Identity(
                table=name,
                row=n,
                column=f"{prefix}amount",
                printed=number(row[f"{prefix}amount"]),
                expected=product,
                parts=1,
                rule="product",
            )
