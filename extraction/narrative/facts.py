"""Figures of the tables under the names by which prose can state them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.amount import decimal_of, plain_decimal, scale_between
from schemas.check import Term
from schemas.label import normal_form, without_year
from schemas.table import CellRef, Table

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
_BRACKETED = re.compile(r"^\[([A-Z]?)([\dA-Z]*)\]-*")


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of one cell, or a sum of several cells of one table, under its printed name.

    ``concept`` is what prose calls it in general (``basic``, ``three.reception``, ``project:``
    …); ``value`` is in ``unit``; ``blank`` says that nothing is printed in the cells.
    """

    concept: str
    name: str
    cells: tuple[CellRef, ...]
    value: Decimal
    unit: str
    table: str
    blank: bool = False

    @property
    def wan(self) -> Decimal:
        """The figure in 万元."""
        return self.value * scale_between(self.unit, "万元")

    def terms(self, unit: str) -> tuple[Term, ...]:
        """The cells with the coefficient that takes them to ``unit`` (元 or 万元)."""
        scale = scale_between(self.unit, unit)
        return tuple(Term(coefficient=scale, cell=cell) for cell in self.cells)

    @property
    def printed(self) -> str:
        """The figure with its unit, as a sum where it has several cells."""
        return f"{plain_decimal(self.value)} {self.unit}"


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of a document, by concept and in order of preference."""

    facts: tuple[Fact, ...]
    entities: tuple[str, ...]

    def of(self, concept: str) -> tuple[Fact, ...]:
        """The facts of exactly this concept."""
        return tuple(f for f in self.facts if f.concept == concept)

    def starting(self, prefix: str) -> tuple[Fact, ...]:
        """The facts whose concept begins with ``prefix``."""
        return tuple(f for f in self.facts if f.concept.startswith(prefix))


def facts_of(tables: Sequence[Table]) -> Facts:
    """The facts of all tables whose unit is known.

    A name that one table prints twice for two figures names none.
    """
    found: list[Fact] = []
    for table in tables:
        if table.unit in ("元", "万元"):
            found.extend(_unambiguous(_of_table(table)))
    return Facts(facts=tuple(found), entities=_entities(tables))


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
        case "general_basic_by_economic":
            yield from _economic(table)
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


def _ref(table: Table, row: int, field: str) -> CellRef:
    return CellRef(kind=table.kind, ordinal=table.ordinal, row=row, field=field)


def _fact(table: Table, concept: str, name: str, rows: Iterable[int], field: str) -> Fact | None:
    places = [i for i in rows if field in table.rows[i].values]
    values = [decimal_of(table.rows[i].values.get(field)) for i in places]
    if not places:
        return None
    return Fact(
        concept=concept,
        name=name,
        cells=tuple(_ref(table, i, field) for i in places),
        value=sum((v for v in values if v is not None), Decimal(0)),
        unit=table.unit or "",
        table=table.title or table.kind,
        blank=all(v is None for v in values),
    )


def _some(*facts: Fact | None) -> Iterator[Fact]:
    yield from (fact for fact in facts if fact is not None)


def _names(table: Table, field: str = "name") -> list[str]:
    return [normal_form(row.values.get(field) or "") for row in table.rows]


def _summary(table: Table) -> Iterator[Fact]:
    fiscal = "fiscal." if table.kind == "fiscal_appropriation_summary" else ""
    for i, row in enumerate(table.rows):
        side, name = row.values.get("side") or "", item_name(row.values.get("item"))
        if re.fullmatch(r"(?:收入|支出)?总计|(?:收入|支出)合计", name):
            yield from _some(_fact(table, f"{fiscal}{side}", name, [i], "amount"))
            continue
        if re.fullmatch(r"本年(?:收入|支出)(?:合计)?", name):
            yield from _some(_fact(table, f"{fiscal}current_{side}", name, [i], "amount"))
            continue
        concept = f"{fiscal}item:" if side == "revenue" else "function:"
        yield from _some(_fact(table, concept, name, [i], "amount"))


def _total_rows(names: Sequence[str]) -> list[int]:
    return [i for i, name in enumerate(names) if name in ("合计", "总计")][:1]


def _total_row(table: Table, concept: str, field: str) -> Iterator[Fact]:
    rows = _total_rows(_names(table))
    if not rows and len(table.rows) == 1:
        rows = [0]
    yield from _some(_fact(table, concept, "合计", rows, field))


def _functions(table: Table) -> Iterator[Fact]:
    general = table.kind == "general_budget_by_function"
    basic = "basic_total" if general else "basic"
    total = _total_rows(_names(table))
    yield from _some(
        _fact(table, "general_expenditure" if general else "expenditure", "合计", total, "total"),
        _fact(table, "basic", "基本支出", total, basic),
        _fact(table, "project", "项目支出", total, "project"),
    )
    if general:
        yield from _some(
            _fact(table, "personnel", "人员经费", total, "basic_personnel"),
            _fact(table, "running", "公用经费", total, "basic_running"),
        )
    for i, row in enumerate(table.rows):
        name, code = item_name(row.values.get("name")), row.values.get("code") or ""
        if i in total or not name:
            continue
        concept = "function" if len(code) == 3 else "subfunction"
        for column, field in (("", "total"), (".project", "project"), (".basic", basic)):
            yield from _some(_fact(table, f"{concept}{column}:", name, [i], field))


def _economic(table: Table) -> Iterator[Fact]:
    total = _total_rows(_names(table))
    yield from _some(
        _fact(table, "basic", "基本支出", total, "total"),
        _fact(table, "personnel", "人员经费", total, "personnel"),
        _fact(table, "running", "公用经费", total, "running"),
    )
    for i, row in enumerate(table.rows):
        name, code = item_name(row.values.get("name")), row.values.get("code") or ""
        if i not in total and name:
            concept = "economic:" if len(code) == 3 else "subeconomic:"
            yield from _some(_fact(table, concept, name, [i], "total"))


def _three_public(table: Table) -> Iterator[Fact]:
    if len(table.rows) != 1:
        return
    for field, name in _THREE_PUBLIC:
        yield from _some(_fact(table, f"three.{field}", name, [0], field))


def _projects(table: Table) -> Iterator[Fact]:
    leaves = _leaves(table)
    total = _total_rows(_names(table)) or _whole_row(table, leaves)
    for concept, name, field in (
        ("project", "项目支出", "total"),
        ("project.general", "项目支出 一般公共预算", "current_general"),
        ("project.fund", "项目支出 政府性基金预算", "current_fund"),
        ("project.capital", "项目支出 国有资本经营预算", "current_state_capital"),
    ):
        yield from _some(_fact(table, concept, name, total, field))
    for i in leaves:
        name = _NUMBERING.sub("", normal_form(table.rows[i].values.get("name") or ""))
        yield from _some(_fact(table, "project:", name, [i], "total"))


def _leaves(table: Table) -> list[int]:
    """The rows of single projects: those with a project's long code or a unit of their own."""
    total = _total_rows(_names(table))
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
            yield from _some(_fact(table, "profile:", name, [i], field))


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
        yield from _some(_fact(table, f"{concept}{key}", item_name(name), sorted(rows), amount))


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
            yield from _some(_fact(table, f"asset.{letter}:", item_name(name), rows, field))


def _prior_years(table: Table) -> Iterator[Fact]:
    for i, row in enumerate(table.rows):
        name = item_name(row.values.get("item"))
        side = row.values.get("side") or ""
        concept = f"prior.{side}" if name in ("合计", "总计") else f"prior.{name}"
        yield from _some(_fact(table, concept, f"{name} 上年", [i], "amount_prior1"))


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
        total = _total_rows(_names(table))
        whole = decimal_of(table.rows[total[0]].values.get("total")) if total else None
        for i, name in enumerate(_names(table)):
            same = decimal_of(table.rows[i].values.get("total")) == whole
            if i not in total and whole is not None and same and name:
                names.append(name)
    return tuple(dict.fromkeys(names))
