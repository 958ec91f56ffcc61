"""Report 四舍五入尾差: printed parts that miss their printed total by rounding alone."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import Any

from evals.synthetic.identities import Identity, identities
from evals.synthetic.model import Draft, Figure, Paragraph
from evals.synthetic.money import CENT
from evals.synthetic.render import Page

PROSE = MappingProxyType(
    {
        "expenditure": ("basic", "project"),
        "basic": ("personnel", "running"),
        "fiscal": ("class:",),
        "project": ("item:",),
    }
)


def tail_findings(
    draft: Draft, gold: dict[str, Any], keys: dict[str, str], page: Page
) -> list[dict[str, Any]]:
    """Return the findings of class rounding in tables and prose; `keys` maps names to stubs."""
    touched = {finding.table for finding in draft.findings if finding.cls != "misaligned"}
    made = [
        table_finding(identity, gold, keys, page)
        for identity in identities(gold)
        if is_tail(identity.gap, identity.parts) and keys[identity.table] not in touched
    ]
    return made + prose_findings(draft, page)


def is_tail(gap: Decimal, parts: int) -> bool:
    """Say whether rounding each part and the total can explain a gap."""
    return gap != 0 and abs(gap) <= CENT * (parts + 1) / 2


def table_finding(
    identity: Identity, gold: dict[str, Any], keys: dict[str, str], page: Page
) -> dict[str, Any]:
    """Return the finding of one table cell."""
    kind, _, ordinal = identity.table.partition("#")
    table = next(t for t in gold["tables"] if t["kind"] == kind and t["ordinal"] == int(ordinal))
    row = table["rows"][identity.row]
    names = ("side", "item") if "side" in row else ("code", "name")
    spot = page.spots.get((keys[identity.table], identity.row, identity.column))
    return {
        "class": "rounding",
        "table": identity.table,
        "row": "|".join(row.get(name) or "null" for name in names),
        "column": identity.column,
        "printed": row[identity.column],
        "expected": None,
        "lines": [spot] if spot else [],
        "why": f"the printed parts add up to {identity.expected}: 四舍五入尾差 {identity.gap}",
    }


def prose_findings(draft: Draft, page: Page) -> list[dict[str, Any]]:
    """Return the findings of the prose."""
    first: dict[str, Decimal] = {}
    for item in draft.items:
        for piece in item.pieces if isinstance(item, Paragraph) else ():
            if isinstance(piece, Figure) and piece.tag and not piece.text.endswith("%"):
                first.setdefault(piece.tag, Decimal(piece.text))
    made = []
    for whole, marks in PROSE.items():
        parts = [
            v
            for tag, v in first.items()
            if tag in marks or (tag.startswith(marks) and ":" in marks[0])
        ]
        gap = first[whole] - sum(parts, Decimal(0)) if whole in first else Decimal(0)
        if parts and is_tail(gap, len(parts)):
            made.append(
                {
                    "class": "rounding",
                    "table": None,
                    "row": f"narrative: {whole}",
                    "column": "amount",
                    "printed": f"{first[whole]:f}",
                    "expected": None,
                    "lines": sorted(page.figures.get(whole, ())),
                    "why": f"the printed parts add up to {first[whole] - gap}: 四舍五入尾差 {gap}",
                }
            )
    return made
