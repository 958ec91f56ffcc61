"""Figures of the tables under the names by which prose can state them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial

from extraction.memory import Forgetful, Memory
from extraction.narrative.derived import derived_of
from extraction.narrative.figures import (
    Fact,
    Facts,
    fact_of,
    indexed,
    names_of,
    some,
    total_rows,
)
from schemas.amount import decimal_of
from schemas.label import normal_form, without_year
from schemas.table import Table

_NUMBERING = re.compile(
    r"^(?:\(?[一二三四五六七八九十廿]{1,4}\)?[、.]?(?<=[、.)])|\(?\d{1,2}\)?[、.](?=\D)|其中:?)+"
)
_THREE_PUBLIC = (
    ("total", "“三公”经费合计"),
    ("overseas", "因公出国（境）费"),
    ("vehicles_total", "公务用车购置及运行费"),
    ("vehicles_purchase", "公务用车购置费"),
    ("vehicles_running", "公务用车运行费"),
    ("reception", "公务接待费"),
)
_ECONOMIC_OF_THREE = (
    ("30212", "overseas"),
    ("30217", "reception"),
    ("30231", "vehicles_running"),
)
_BRACKETED = re.compile(r"^\[([A-Z]?)([\dA-Z]*)\]-*")


def facts_of(tables: Sequence[Table], memory: Memory | None = None) -> Facts:
    """The facts of all tables whose unit is known; ``memory`` knows unchanged tables.

    A name that one table prints twice for two figures names none.
    """
    known = memory or Forgetful()
    found: list[Fact] = []
    for table in tables:
        if table.unit in ("元", "万元"):
            found.extend(known.of("facts", table, partial(_own_facts, table)))
    for table in tables:
        if table.unit in ("元", "万元"):
            found.extend(known.of("derived", table, partial(_derived_facts, table)))
    return indexed(found, _entities(tables))


def _own_facts(table: Table) -> tuple[Fact, ...]:
    return tuple(_unambiguous(_of_table(table)))


def _derived_facts(table: Table) -> tuple[Fact, ...]:
    return tuple(derived_of(table))


def item_name(text: str | None) -> str:
    """The name of an item without numbering, code, year and blanks."""
    plain = _BRACKETED.sub("", without_year(normal_form(text or "")))
    return _NUMBERING.sub("", plain)


def _of_table(table: Table) -> Iterator[Fact]:
    match table.kind:
        case "revenue_expenditure_summary" | "fiscal_appropriation_summary":
            yield from _summary(table)
        case "expenditure_by_function" | "general_budget_by_function":
            yield from _functions(table)
        case "general_budget_by_unit":
            yield from _by_unit(table)
        case "general_basic_by_economic":
            yield from _economic(table)
        case "allocation":
            yield from _allocation(table)
        case "three_public":
            yield from _three_public(table)
        case "fund_expenditure" | "state_capital_expenditure":
            concept = "fund" if table.kind == "fund_expenditure" else "state_capital"
            yield from _total_row(table, concept, "total")
        case "project_expenditure":
            yield from _projects(table)
        case "project_profile":
            yield from _profiles(table)
        case "procurement":
            yield from _total_row(table, "procurement", "amount")
            yield from _grouped(table, "procurement.", "item", "amount", by_letter=True)
        case "service_purchase":
            yield from _total_row(table, "service", "amount")
            yield from _grouped(table, "service:", "service", "amount")
        case "asset_allocation":
            yield from _assets(table)
        case "funding_composition":
            yield from _prior_years(table)
        case "revenue_by_unit":
            yield from _total_row(table, "revenue", "total")
        case _:
            return


def _summary(table: Table) -> Iterator[Fact]:
    fiscal = "fiscal." if table.kind == "fiscal_appropriation_summary" else ""
    for i, row in enumerate(table.rows):
        side, name = row.values.get("side") or "", item_name(row.values.get("item"))
        if re.fullmatch(r"(?:收入|支出)?总计|(?:收入|支出)合计", name):
            yield from some(fact_of(table, f"{fiscal}{side}", name, [i], "amount"))
            continue
        if re.fullmatch(r"本年(?:收入|支出)(?:合计)?", name):
            yield from some(fact_of(table, f"{fiscal}current_{side}", name, [i], "amount"))
            continue
        concept = f"{fiscal}item:" if side == "revenue" else "function:"
        yield from some(fact_of(table, concept, name, [i], "amount"))


def _total_row(table: Table, concept: str, field: str) -> Iterator[Fact]:
    rows = total_rows(names_of(table))
    if not rows and len(table.rows) == 1:
        rows = [0]
    yield from some(fact_of(table, concept, "合计", rows, field))


def _functions(table: Table) -> Iterator[Fact]:
    general = table.kind == "general_budget_by_function"
    basic = "basic_total" if general else "basic"
    total = total_rows(names_of(table))
    yield from some(
        fact_of(table, "general_expenditure" if general else "expenditure", "合计", total, "total"),
        fact_of(table, "basic", "基本支出", total, basic),
        fact_of(table, "project", "项目支出", total, "project"),
    )
    if general:
        yield from some(
            fact_of(table, "personnel", "人员经费", total, "basic_personnel"),
            fact_of(table, "running", "公用经费", total, "basic_running"),
        )
    for i, row in enumerate(table.rows):
        name, code = item_name(row.values.get("name")), row.values.get("code") or ""
        if i in total or not name:
            continue
        concept = "function" if len(code) == 3 else "subfunction"
        for column, field in (("", "total"), (".project", "project"), (".basic", basic)):
            yield from some(fact_of(table, f"{concept}{column}:", name, [i], field))


def _by_unit(table: Table) -> Iterator[Fact]:
    total = total_rows(names_of(table))
    for concept, name, field in (
        ("general_expenditure", "合计", "total"),
        ("basic", "基本支出", "basic_total"),
        ("project", "项目支出", "project"),
        ("personnel", "人员经费", "basic_personnel"),
        ("running", "公用经费", "basic_running"),
    ):
        yield from some(fact_of(table, concept, name, total, field))


def _economic(table: Table) -> Iterator[Fact]:
    total = total_rows(names_of(table))
    yield from some(
        fact_of(table, "basic", "基本支出", total, "total"),
        fact_of(table, "personnel", "人员经费", total, "personnel"),
        fact_of(table, "running", "公用经费", total, "running"),
    )
    for i, row in enumerate(table.rows):
        name, code = item_name(row.values.get("name")), row.values.get("code") or ""
        if i not in total and name:
            concept = "economic:" if len(code) == 3 else "subeconomic:"
            yield from some(fact_of(table, concept, name, [i], "total"))
        if three := dict(_ECONOMIC_OF_THREE).get(code):
            yield from some(fact_of(table, f"economic.{three}", name, [i], "total"))


def _three_public(table: Table) -> Iterator[Fact]:
    if len(table.rows) != 1:
        return
    for field, name in _THREE_PUBLIC:
        yield from some(fact_of(table, f"three.{field}", name, [0], field))


def _allocation(table: Table) -> Iterator[Fact]:
    """What is handed out: the whole, to each district, and for each project."""
    total = total_rows(names_of(table, "district"))
    yield from some(fact_of(table, "allocation", "合计", total, "total"))
    for i, name in enumerate(names_of(table, "district")):
        if i not in total and name:
            yield from some(fact_of(table, "allocation.district:", name, [i], "total"))
    for field in table.rows[total[0]].values if total else ():
        if field not in ("district", "total"):
            yield from some(fact_of(table, "allocation.project:", normal_form(field), total, field))


def _projects(table: Table) -> Iterator[Fact]:
    leaves = _leaves(table)
    total = total_rows(names_of(table)) or _whole_row(table, leaves)
    for concept, name, field in (
        ("project", "项目支出", "total"),
        ("project.general", "项目支出 一般公共预算", "current_general"),
        ("project.fund", "项目支出 政府性基金预算", "current_fund"),
        ("project.capital", "项目支出 国有资本经营预算", "current_state_capital"),
    ):
        yield from some(fact_of(table, concept, name, total, field))
    for i in leaves:
        name = _NUMBERING.sub("", normal_form(table.rows[i].values.get("name") or ""))
        yield from some(fact_of(table, "project:", name, [i], "total"))


def _leaves(table: Table) -> list[int]:
    """The rows of single projects: those with a project's long code or a unit of their own."""
    total = total_rows(names_of(table))
    return [
        i
        for i, row in enumerate(table.rows)
        if i not in total and (len(row.values.get("code") or "") >= 12 or row.values.get("unit"))
    ]


def _whole_row(table: Table, leaves: Sequence[int]) -> list[int]:
    """The first row that is the sum of all projects, where no row is called 合计."""
    values = [decimal_of(row.values.get("total")) for row in table.rows]
    whole = sum((v for i in leaves if (v := values[i]) is not None), Decimal(0))
    return [i for i, v in enumerate(values) if i not in leaves and whole and v == whole][:1]


def _profiles(table: Table) -> Iterator[Fact]:
    for i, row in enumerate(table.rows):
        name = normal_form(row.values.get("name") or "")
        field = "current_budget" if decimal_of(row.values.get("current_budget")) else "total_budget"
        if name and decimal_of(row.values.get(field)) is not None:
            yield from some(fact_of(table, "profile:", name, [i], field))


def _groups(table: Table, field: str) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for i, row in enumerate(table.rows):
        text = normal_form(row.values.get(field) or "")
        if text:
            groups.setdefault(text, []).append(i)
    return groups


def _grouped(
    table: Table, concept: str, field: str, amount: str, by_letter: bool = False
) -> Iterator[Fact]:
    """Sums of the rows that share a name (or the letter of their code), if all are known."""
    groups = _groups(table, field)
    if by_letter:
        lettered: dict[str, list[int]] = {"A": [], "B": [], "C": []}
        for text, rows in groups.items():
            match = _BRACKETED.match(text)
            if match is None or match.group(1) not in lettered:
                return
            lettered[match.group(1)].extend(rows)
        groups = {letter: rows for letter, rows in lettered.items() if rows}
    for name, rows in groups.items():
        key = name if by_letter else ""
        yield from some(fact_of(table, f"{concept}{key}", item_name(name), sorted(rows), amount))


def _assets(table: Table) -> Iterator[Fact]:
    amounts = [
        field
        for field in ("amount", "reviewed_amount")
        if any(decimal_of(row.values.get(field)) is not None for row in table.rows)
    ]
    for field in amounts[:1]:
        yield from _total_row(table, "asset", field)
        for name, rows in _groups(table, "asset_class").items():
            match = _BRACKETED.match(name)
            letter = match.group(1) if match else ""
            yield from some(fact_of(table, f"asset.{letter}:", item_name(name), rows, field))


def _prior_years(table: Table) -> Iterator[Fact]:
    for i, row in enumerate(table.rows):
        name = item_name(row.values.get("item"))
        side = row.values.get("side") or ""
        concept = f"prior.{side}" if name in ("合计", "总计") else f"prior.{name}"
        yield from some(fact_of(table, concept, f"{name} 上年", [i], "amount_prior1"))


def _unambiguous(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts without those named ones of which the table prints two different figures."""
    kept = list(facts)
    seen: dict[tuple[str, str], set[Decimal]] = {}
    for fact in kept:
        seen.setdefault((fact.concept, fact.name), set()).add(fact.value)
    first: set[tuple[str, str]] = set()
    for fact in kept:
        key = (fact.concept, fact.name)
        if len(seen[key]) == 1 and key not in first:
            first.add(key)
            yield fact


def _entities(tables: Sequence[Table]) -> tuple[str, ...]:
    """Names of the department itself: the rows that repeat the total of a table by unit."""
    names: list[str] = []
    for table in tables:
        if table.kind not in ("general_budget_by_unit", "revenue_by_unit", "project_expenditure"):
            continue
        total = total_rows(names_of(table))
        whole = decimal_of(table.rows[total[0]].values.get("total")) if total else None
        for i, name in enumerate(names_of(table)):
            same = decimal_of(table.rows[i].values.get("total")) == whole
            if i not in total and whole is not None and same and name:
                names.append(name)
    return tuple(dict.fromkeys(names))
