"""Gather the gold of a draft: what is printed, under the contract's field keys."""

from __future__ import annotations

import re
from collections import Counter
from types import MappingProxyType
from typing import Any

from evals.synthetic.budget_tables import BY_FUNCTION, BY_GENERAL
from evals.synthetic.model import Block, Draft, Finding, Stub
from evals.synthetic.plan_tables import ASSET, BUY, SERVE
from evals.synthetic.render import Page
from evals.synthetic.source_tables import PROJECT, PUBLIC, REVENUE
from evals.synthetic.tails import tail_findings

FIELDS = MappingProxyType(
    {
        "revenue_expenditure_summary": ("side", "item", "amount"),
        "fiscal_appropriation_summary": ("side", "item", "amount"),
        "revenue_by_unit": ("code", "name", *REVENUE),
        "expenditure_by_function": BY_FUNCTION,
        "general_budget_by_function": BY_GENERAL,
        "general_budget_by_unit": BY_GENERAL,
        "general_basic_by_economic": ("code", "name", "total", "personnel", "running"),
        "three_public": PUBLIC,
        "fund_expenditure": ("code", "name", "total", "basic", "project"),
        "state_capital_expenditure": ("code", "name", "total", "basic", "project"),
        "project_expenditure": ("code", "name", "unit", *PROJECT),
        "procurement": BUY,
        "service_purchase": SERVE,
        "asset_allocation": ASSET,
        "funding_composition": (
            "side",
            "item",
            "amount",
            "share",
            "amount_prior2",
            "amount_prior1",
        ),
        "project_profile": (
            "name",
            "code",
            "department",
            "executor",
            "leader",
            "phone",
            "total_budget",
            "current_budget",
        ),
        "project_funding": ("project", "item", "amount"),
        "project_spending": (
            "project",
            "item",
            "basis",
            "amount",
            "amount_transfer",
            "amount_other",
        ),
        "indicators": (
            "project",
            "target",
            "level1",
            "level2",
            "name",
            "value_prior2",
            "value_prior1",
            "value",
            "weight",
            "basis",
        ),
        "allocation": (),
    }
)
AMOUNT = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
SUFFIXED = frozenset(
    {"amount", "amount_transfer", "amount_other", "total_budget", "current_budget"}
)
KEYS = MappingProxyType(
    {
        "three_public": (),
        "procurement": ("code", "name", "project", "item", "function"),
        "service_purchase": ("code", "name", "project", "service"),
        "asset_allocation": ("code", "name", "project", "asset_name"),
        "project_profile": ("name",),
        "project_funding": ("project", "item"),
        "project_spending": ("project", "item"),
        "indicators": ("target", "level1", "level2", "name"),
        "allocation": ("district",),
    }
)


def value_of(text: str, field: str) -> str | None:
    """Return the gold value of a printed text: no separators, no layout blanks."""
    if field != "basis":
        text = re.sub(r"\s+", "", text)
    if AMOUNT.fullmatch(text):
        text = text.replace(",", "")
    if field in SUFFIXED:
        text = text.removesuffix("万元").removesuffix("万")
    return text or None


def table_rows(draft: Draft, stub: Stub) -> list[dict[str, str | None]]:
    """Return the gold rows of one table."""
    base: dict[str, str | None] = dict.fromkeys(FIELDS[stub.kind])
    rows = [{**base, **dict(known)} for known in stub.rows]
    for item in draft.items:
        if not isinstance(item, Block) or stub not in item.stubs:
            continue
        for row in item.rows:
            for cell in row.cells:
                if cell.table == stub.key and cell.field and cell.row >= 0:
                    rows[cell.row][cell.field] = value_of(cell.text, cell.field)
    return rows


def label_of(kind: str, row: dict[str, str | None], number: int) -> str:
    """Return how findings name a row: its key fields joined by |."""
    if kind == "three_public":
        return str(number + 1)
    keys = KEYS.get(kind) or (("side", "item") if "side" in row else ("code", "name"))
    return "|".join(row.get(key) or "null" for key in keys)


def gather(draft: Draft, page: Page, tails: bool = False) -> dict[str, Any]:
    """Return the gold document; with tails, also what rounding leaves over."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    tables: list[dict[str, Any]] = []
    labels: dict[tuple[str, int], str] = {}
    for item in draft.items:
        for stub in item.stubs if isinstance(item, Block) else ():
            counts[stub.kind] += 1
            names[stub.key] = f"{stub.kind}#{counts[stub.kind]}"
            rows = table_rows(draft, stub)
            labels.update(
                {(stub.key, n): label_of(stub.kind, row, n) for n, row in enumerate(rows)}
            )
            tables.append(
                {
                    "kind": stub.kind,
                    "ordinal": counts[stub.kind],
                    "title": stub.title,
                    "unit": stub.unit,
                    "lines": list(page.extents.get(stub.key, (1, 1))),
                    "rows": rows,
                    "notes": list(stub.notes),
                }
            )
    findings = [finding_of(f, page, names, labels) for f in draft.findings]
    gold: dict[str, Any] = {
        "document": f"{draft.name}.txt",
        "entity": draft.entity,
        "year": draft.year,
        "tables": tables,
        "findings": findings,
    }
    if tails:
        findings += tail_findings(draft, gold, {name: key for key, name in names.items()}, page)
    return gold


def finding_of(
    finding: Finding, page: Page, names: dict[str, str], labels: dict[tuple[str, int], str]
) -> dict[str, Any]:
    """Return a finding in the shape of the gold files."""
    lines = {page.spots[spot] for spot in finding.at if spot in page.spots}
    for tag in finding.figures:
        lines |= set(page.figures.get(tag, ()))
    row = finding.row
    if row is None and finding.at:
        row = labels.get(finding.at[0][:2])
    return {
        "class": finding.cls,
        "table": names.get(finding.table, finding.table) if finding.table else None,
        "row": row,
        "column": finding.column,
        "printed": finding.printed,
        "expected": finding.expected,
        "lines": sorted(lines),
        "why": finding.why,
    }
