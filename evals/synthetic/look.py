"""The printed style of one document: titles, header words, number format, line placement."""

from __future__ import annotations

from random import Random
from types import MappingProxyType

from evals.synthetic.model import Block, Cell, Frozen, Row, Stub
from evals.synthetic.money import Money

TITLES = MappingProxyType(
    {
        "revenue_expenditure_summary": ("收支总表", "收支预算总表"),
        "revenue_by_unit": ("收入总表", "收入预算总表"),
        "expenditure_by_function": ("支出汇总表", "支出预算总表"),
        "fiscal_appropriation_summary": ("财政拨款收支总表", "财政拨款收支预算总表"),
        "general_budget_by_function": (
            "一般公共预算支出表（分功能科目）",
            "一般公共预算支出表（分功能科目）",
        ),
        "general_budget_by_unit": ("一般公共预算支出表（分单位）", "一般公共预算支出表（分单位）"),
        "general_basic_by_economic": ("一般公共预算基本支出表", "一般公共预算基本支出表"),
        "three_public": ("一般公共预算“三公”经费支出表", "一般公共预算“三公”经费支出表"),
        "fund_expenditure": ("政府性基金预算支出表", "政府性基金预算支出表"),
        "state_capital_expenditure": ("本年国有资本经营预算支出表", "国有资本经营预算支出表"),
        "project_expenditure": ("项目支出表", "项目支出预算表"),
        "procurement": ("政府采购预算表", "政府采购预算表"),
        "service_purchase": ("政府向社会力量购买服务预算表", "政府购买服务预算表"),
        "asset_allocation": ("资产购置预算表", "资产配置预算表"),
    }
)
KINDS = tuple(TITLES)
HEADS = MappingProxyType(
    {
        "科目编码": ("科目编码", "科目编码", "功能科目编码", "科目代码"),
        "项目编码": ("项目编码", "项目编号", "项目代码"),
        "单位编码": ("单位编码", "单位代码", "部门（单位）代码"),
        "单位名称": ("单位名称", "单位名称", "部门（单位）名称"),
    }
)

UNIT_LINES = ("单位：{unit}", "单位：{unit}", "单位:{unit}", "单位： {unit}", "金额单位：{unit}")


class Look(Frozen):
    """Choices that hold for the whole document; the rest is drawn table by table."""

    seed: str
    style: str
    year: int
    unit: str
    number_lines: bool
    dated_titles: bool
    spaced_totals: bool
    half_parens: bool
    full_rows: bool
    all_zeros: bool | None
    old_numerals: bool
    full: bool
    entity: str
    indent: str
    wide_totals: bool

    def rng(self, key: str) -> Random:
        """Return the random stream of one part of the document."""
        return Random(f"{self.seed}:look:{key}")

    def head(self, word: str) -> str:
        """Return the variant of a header word that this document prints."""
        return self.rng(word).choice(HEADS[word])

    def money(self, key: str) -> Money:
        """Return the number format of one table."""
        rng = self.rng(f"money:{key}")
        zeros = rng.random() < (0.6 if self.style == "street" else 0.2)
        return Money(
            unit=self.unit,
            commas=rng.random() < (0.5 if self.style == "street" else 0.8),
            zeros=zeros if self.all_zeros is None else self.all_zeros,
        )

    def title(self, kind: str) -> str:
        """Return the printed title of a table kind."""
        name = TITLES[kind][0 if self.style == "street" else 1]
        if kind == "expenditure_by_function" and self.style == "street":
            name = self.rng("title").choice(("支出汇总表", "支出总表"))
        return f"{self.year}年{name}" if self.dated_titles else name


def choose_look(seed: int | str, style: str, year: int, unit: str, entity: str, full: bool) -> Look:
    """Draw the printed style of a document."""
    rng = Random(f"{seed}:look")
    return Look(
        seed=str(seed),
        style=style,
        year=year,
        unit=unit,
        number_lines=rng.random() < 0.7,
        dated_titles=rng.random() < (0.9 if style == "office" else 0.15),
        spaced_totals=rng.random() < 0.7,
        half_parens=rng.random() < 0.35,
        full_rows=rng.random() < 0.8,
        all_zeros=rng.choice((None, None, True, False)),
        old_numerals=rng.random() < 0.8,
        full=full,
        entity=entity,
        indent=rng.choice(("", "", "", "", " ", "　")),
        wide_totals=rng.random() < 0.2,
    )


def header(key: str, *lines: tuple[str, ...]) -> tuple[Row, ...]:
    """Return header rows; "<" and "^" mark cells merged with the left or upper one."""
    return tuple(
        Row(cells=tuple(head_cell(key, text) for text in line), role="header") for line in lines
    )


def head_cell(key: str, text: str) -> Cell:
    """Return one header cell."""
    if text == "<":
        return Cell(table=key, join="<")
    if text == "^":
        return Cell(table=key, join="^")
    return Cell(table=key, text=text)


def body(
    key: str, row: int, fields: tuple[str, ...], texts: tuple[str, ...], group: str = ""
) -> Row:
    """Return one data row whose cells print the named fields of gold row `row`."""
    pairs = zip(fields, texts, strict=True)
    cells = tuple(Cell(text=text, table=key, row=row, field=name) for name, text in pairs)
    return Row(cells=cells, group=group)


def dressed(look: Look, row: Row) -> Row:
    """Return the row with its name indented by the level of its code, as some tables do."""
    if len(row.cells) < 2 or row.cells[1].field != "name":
        return row
    code, name = row.cells[0], row.cells[1]
    text = look.indent * max(0, (len(code.text) - 3) // 2) + name.text
    if name.text == "合计" and look.wide_totals:
        text = "合 计"
    if text == name.text or len(code.text) > 7:
        return row
    cells = (code, name.model_copy(update={"text": text}), *row.cells[2:])
    return row.model_copy(update={"cells": cells})


def grid(
    look: Look,
    kind: str,
    head: tuple[Row, ...],
    rows: tuple[Row, ...],
    count: int,
    remarks: tuple[str, ...] = (),
) -> Block:
    """Return a budget table with its title, number and unit lines."""
    rng = look.rng(f"grid:{kind}")
    number = ""
    if look.number_lines and rng.random() < 0.8:
        place = KINDS.index(kind) + 1
        number = f"附表4-{place}" if look.style == "street" else f"预算{place:02d}表"
    title = look.title(kind)
    stub = Stub(key=kind, kind=kind, title=title, unit=look.unit, rows=((),) * count)
    owner = rng.choice(("部门/单位：", "部门/单位：", f"部门/单位：{look.entity}"))
    untitled = kind == "revenue_expenditure_summary" and bool(number) and rng.random() < 0.15
    return Block(
        title=title,
        rows=head + tuple(dressed(look, row) for row in rows),
        stubs=(stub,),
        unit_line=look.rng("unit").choice(UNIT_LINES).format(unit=look.unit),
        owner_line=owner if look.style == "street" and rng.random() < 0.7 else "",
        number=number,
        remarks=remarks,
        untitled=untitled,
        title_in_grid=look.style == "office" and rng.random() < 0.3,
    )
