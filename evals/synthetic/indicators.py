"""Invented performance indicators and the rows that print them."""

from __future__ import annotations

from random import Random

from evals.synthetic.model import Cell, Frozen, Row, Stub
from evals.synthetic.topics import topic_of

LARGE = frozenset("人份条册户件车")


class Indicator(Frozen):
    """One indicator; `weight` in points, "" where the form has none."""

    level1: str
    level2: str
    name: str
    prior2: str
    prior1: str
    value: str
    weight: str
    basis: str


def candidates(name: str, satisfied: str, rng: Random) -> tuple[tuple[str, str, str, str], ...]:
    """Return (level1, level2, name, value) of the indicators that fit a topic, in form order."""
    topic = topic_of(name)
    made = [
        ("产出指标", "数量指标", label, f"{rng.choice(('≥', '≥', ''))}{counted(unit, rng)}{unit}")
        for label, unit in topic.counts
    ]
    made += [("产出指标", "质量指标", *pair) for pair in topic.quality]
    made.append(("产出指标", "时效指标", f"{name}工作完成时限", rng.choice(("及时", "12月底前"))))
    made.append(("产出指标", "时效指标", "资金拨付及时率", f"≥{rng.choice((90, 95, 98))}%"))
    made.append(("产出指标", "成本指标", "预算执行率", rng.choice(("100%", "≥95%"))))
    made.append(("效益指标", "经济效益指标", "财政资金使用效益", rng.choice(("提高", "有效提升"))))
    made += [("效益指标", "社会效益指标", *pair) for pair in topic.benefit]
    made.append(
        ("效益指标", "可持续影响指标", f"{name}长效机制", rng.choice(("逐步健全", "持续完善")))
    )
    share = rng.choice((85, 90, 95))
    made.append(("满意度指标", satisfied, f"{topic.people}满意度", f"≥{share}%"))
    made.append(("满意度指标", satisfied, f"主管部门对{name}工作满意度", f"≥{share}%"))
    return tuple(made)


def counted(unit: str, rng: Random) -> int:
    """Return a plausible count for a unit of measure."""
    return rng.randint(4, 80) * 10 if unit in LARGE else rng.randint(1, 48)


def invent_indicators(name: str, satisfied: str, basis: str, rng: Random) -> tuple[Indicator, ...]:
    """Return a block of indicators: output, benefit and satisfaction, in that order."""
    pool = candidates(name, satisfied, rng)
    must = {0, 2, len(pool) - 4 + rng.randrange(2), len(pool) - 2}
    picked = sorted(must | {n for n in range(len(pool)) if rng.random() < 0.35})
    blank_priors = rng.random() < 0.2
    made = []
    for number in picked:
        level1, level2, label, value = pool[number]
        before = "" if blank_priors else value
        made.append(
            Indicator(
                level1=level1,
                level2=level2,
                name=label,
                prior2=before,
                prior1=before,
                value=value,
                weight="",
                basis=basis,
            )
        )
    return weighed(tuple(made), rng)


def weighed(indicators: tuple[Indicator, ...], rng: Random) -> tuple[Indicator, ...]:
    """Give the indicators weights that add up to 80 or 100 points."""
    whole = rng.choice((80, 100))
    share, rest = divmod(whole, len(indicators))
    points = [share + (1 if n < rest else 0) for n in range(len(indicators))]
    return tuple(
        indicator.model_copy(update={"weight": str(point)})
        for indicator, point in zip(indicators, points, strict=True)
    )


class Columns(Frozen):
    """Where an indicator table prints what: column numbers, -1 for a field it lacks."""

    width: int
    level1: int
    value: int
    basis: int
    prior2: int = -1
    prior1: int = -1
    weight: int = -1
    repeat_level2: bool = True


def known(
    indicators: tuple[Indicator, ...], project: str | None, target: str
) -> tuple[tuple[tuple[str, str | None], ...], ...]:
    """Return what gold holds of each row without a cell of its own."""
    return tuple(
        (("project", project), ("target", target), ("level1", i.level1), ("level2", i.level2))
        for i in indicators
    )


def indicator_rows(key: str, indicators: tuple[Indicator, ...], at: Columns) -> tuple[Row, ...]:
    """Return the printed rows; labels of merged cells stand on their first row only."""
    rows: list[Row] = []
    above = Indicator(
        level1="", level2="", name="", prior2="", prior1="", value="", weight="", basis=""
    )
    for number, indicator in enumerate(indicators):
        texts: dict[int, tuple[str, str]] = {
            at.level1: ("level1", indicator.level1 if indicator.level1 != above.level1 else ""),
            at.level1 + 2: ("name", indicator.name),
            at.value: ("value", indicator.value),
        }
        if at.basis >= 0:
            texts[at.basis] = ("basis", indicator.basis)
        new = indicator.level1 != above.level1 or indicator.level2 != above.level2
        texts[at.level1 + 1] = ("level2", indicator.level2 if new or at.repeat_level2 else "")
        for column, field in ((at.prior2, "prior2"), (at.prior1, "prior1")):
            if column >= 0:
                texts[column] = (f"value_{field}", str(getattr(indicator, field)))
        if at.weight >= 0:
            texts[at.weight] = ("weight", indicator.weight)
        rows.append(indicator_row(key, number, texts, at.width))
        above = indicator
    return tuple(rows)


def indicator_row(key: str, number: int, texts: dict[int, tuple[str, str]], width: int) -> Row:
    """Return one printed row; a label left blank for merging prints no gold value."""
    cells = []
    for column in range(width):
        field, text = texts.get(column, ("", ""))
        if field in ("level1", "level2") and not text:
            cells.append(Cell(table=key, join="^"))
        elif field:
            cells.append(Cell(text=text, table=key, row=number, field=field))
        else:
            cells.append(Cell(table=key))
    return Row(cells=tuple(cells), group="indicator")


def line(key: str, width: int, *texts: str, role: str = "body", group: str = "") -> Row:
    """Return a row of plain cells padded to a width; "<" and "^" mark merged cells."""
    cells = [
        Cell(table=key, join=text) if text in ("<", "^") else Cell(table=key, text=text)  # type: ignore[arg-type]
        for text in texts
    ]
    cells += [Cell(table=key)] * (width - len(cells))
    return Row(cells=tuple(cells), role="header" if role == "header" else "body", group=group)


def put(row: Row, column: int, key: str, number: int, field: str) -> Row:
    """Return the row with one cell printing a gold value."""
    cells = list(row.cells)
    cells[column] = cells[column].model_copy(update={"table": key, "row": number, "field": field})
    return row.model_copy(update={"cells": tuple(cells)})


def form_stub(key: str, kind: str, title: str, project: str, count: int) -> Stub:
    """Return the gold table of a list of amounts in a project form, in 万元."""
    rows = ((("project", project),),) * count
    return Stub(key=key, kind=kind, title=title, unit="万元", rows=rows)


def indicator_stub(
    key: str, title: str, made: tuple[Indicator, ...], project: str | None, target: str
) -> Stub:
    """Return the gold table of a block of indicators."""
    rows = known(made, project, target)
    return Stub(key=key, kind="indicators", title=title, unit=None, rows=rows)
