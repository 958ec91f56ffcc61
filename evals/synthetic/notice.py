"""A notice that hands out funds: a letter, 资金分配表 and 绩效目标表 of each project."""

from __future__ import annotations

from random import Random

from evals.synthetic import words
from evals.synthetic.indicators import (
    Columns,
    form_stub,
    indicator_rows,
    indicator_stub,
    invent_indicators,
    line,
    put,
)
from evals.synthetic.model import Block, Draft, Figure, Options, Paragraph, Row, Stub

FUNDS = (
    "基层治理创新引导资金",
    "公共文化服务体系建设资金",
    "就业创业服务补助资金",
    "养老服务发展资金",
)
TOPICS = (
    ("示范社区创建", "示范社区创建项目"),
    ("志愿服务站点建设", "志愿服务能力提升项目"),
    ("从业人员技能培训", "从业人员技能培训补助"),
    ("便民服务设施改造", "便民服务设施改造项目资金"),
)


def notice(seed: int, options: Options) -> Draft:
    """Return the notice of a seed; its amounts are whole 万元."""
    rng = Random(f"{seed}:notice")
    city, year = rng.choice(words.CITIES), rng.choice((2023, 2024, 2025, 2026))
    name = f"{year}年{rng.choice(('省级', '市级'))}{rng.choice(FUNDS)}"
    projects = rng.sample(TOPICS, options.projects or rng.randint(2, 3))
    shares = allocation_shares(len(projects), rng)
    owner = f"{city}{rng.choice(('民政局', '社会工作局', '文化和旅游局', '人力资源和社会保障局'))}"
    forms = [
        performance_form(n, topic, title, sum(row[n] for _, row in shares), name, owner, rng)
        for n, (topic, title) in enumerate(projects)
    ]
    table = allocation_table(name, [title for _, title in projects], shares, rng)
    attachments = [table, *forms]
    if rng.random() < 0.4:
        attachments = [forms[0], table, *forms[1:]]
    total = sum(sum(row) for _, row in shares)
    return Draft(
        name=f"notice-{seed:05d}",
        entity=f"{city}财政局",
        year=year,
        items=(*letter(city, year, name, total, rng), *attachments),
    )


def letter(city: str, year: int, name: str, total: int, rng: Random) -> tuple[Paragraph, ...]:
    """Return the letter above the tables."""
    texts: tuple[tuple[str | tuple[str | Figure, ...], int], ...] = (
        (f"{city}财政局文件", 1),
        (f"云财行〔{year}〕{rng.randint(11, 399)}号", 0),
        (f"市财政局关于下达{name}的通知", 2),
        ("各区财政局：", 0),
        (
            (
                f"现下达{name}",
                Figure(text=str(total), tag="notice"),
                f"万元，资金列入{year}年政府收支分类科目“1100202 均衡性转移支付收入”。",
            ),
            0,
        ),
        ("请严格按照预算绩效管理有关要求，及时做好资金拨付工作，加强全过程绩效管理和监督检查。", 0),
        (f"- 附件：1. {name}分配表", 0),
        (f"2. {name}绩效目标表", 0),
        (f"{city}财政局办公室", 0),
        (f"{year}年{rng.randint(2, 11)}月{rng.randint(1, 28)}日印发", 0),
    )
    return tuple(
        Paragraph(pieces=text if isinstance(text, tuple) else (text,), level=level)
        for text, level in texts
    )


def allocation_shares(projects: int, rng: Random) -> list[tuple[str, tuple[int, ...]]]:
    """Return the shares of every district in 万元, one for each project, blank as 0."""
    chosen = rng.sample(words.DISTRICTS, rng.randint(5, len(words.DISTRICTS)))
    made = []
    for district in chosen:
        row = tuple(rng.choice((0, 18, rng.randint(5, 400))) for _ in range(projects))
        made.append((district, row if any(row) else (18, *row[1:])))
    first, given = made[0]
    made[0] = (first, tuple(share or 20 for share in given))
    return made


def allocation_table(
    name: str, titles: list[str], shares: list[tuple[str, tuple[int, ...]]], rng: Random
) -> Block:
    """Return 资金分配表: districts by projects, with sums both ways."""
    key, title = "allocation", f"{name}分配表"
    width = 2 + len(titles)
    fields = ("district", "total", *titles)
    if rng.random() < 0.5:
        head = [
            line(key, width, "区", "合计", "项目名称", *("<",) * (len(titles) - 1), role="header"),
            line(key, width, "^", "^", *titles, role="header"),
        ]
    else:
        head = [line(key, width, "区", "合计", *titles, role="header")]
    columns = tuple(sum(row[n] for _, row in shares) for n in range(len(titles)))
    rows: list[Row] = []
    for number, (district, row) in enumerate((("合计", columns), *shares)):
        texts = (district, str(sum(row)), *(str(share) if share else "" for share in row))
        made = line(key, width, *texts, group="total" if number == 0 else "coded")
        for column, field in enumerate(fields):
            made = put(made, column, key, number, field)
        rows.append(made)
    stub = Stub(key=key, kind="allocation", title=title, unit="万元", rows=((),) * len(rows))
    return Block(
        title=title, rows=(*head, *rows), stubs=(stub,), unit_line="单位：万元", number="附件 1"
    )


def performance_form(
    number: int, topic: str, title: str, amount: int, name: str, owner: str, rng: Random
) -> Block:
    """Return 绩效目标表 of one project, amounts in 万元."""
    width, key = 5, f"notice{number}"
    profile, funding, table = f"{key}:profile", f"{key}:funding", f"{key}:indicators"
    heading = f"{name}绩效目标表"
    rows = notice_rows(key, (title, owner, topic), amount, f"{name[:5]} 指标值", rng)
    made = invent_indicators(topic, "服务对象满意度指标", "", rng)
    at = Columns(width=width, level1=1, value=4, basis=-1, repeat_level2=False)
    rows += indicator_rows(table, made, at)
    stubs = (
        Stub(
            key=profile,
            kind="project_profile",
            title=heading,
            unit="万元",
            rows=((("current_budget", str(amount)),),),
        ),
        form_stub(funding, "project_funding", heading, title, 2),
        indicator_stub(table, heading, made, title, "长期目标"),
    )
    return Block(title=heading, rows=tuple(rows), stubs=stubs)


def notice_rows(
    key: str, names: tuple[str, str, str], amount: int, value: str, rng: Random
) -> list[Row]:
    """Return the rows above the indicators; `names` are project, owner and topic."""
    width = 5
    profile, funding, table = f"{key}:profile", f"{key}:funding", f"{key}:indicators"
    title, owner, topic = names
    rest = ("<",) * 3
    label = f"资金情况{rng.choice((' (万元)', '（万元）'))}"
    year = line(funding, width, label, "年度资金总额", str(amount))
    part = line(funding, width, "^", "其中：财政资金", str(amount))
    reason = f"按照年度工作安排，用于{topic}，涉及资金{amount}万元。"
    goal = f"通过{topic}补齐短板，健全长效机制，提升群众满意度。"
    heads = ("绩效指标", "一级指标", "二级指标", "三级指标", rng.choice(("指标值", value)))
    return [
        put(line(profile, width, "项目名称", title, *rest), 1, profile, 0, "name"),
        put(line(profile, width, "市级主管部门", owner, *rest), 1, profile, 0, "department"),
        put(put(year, 1, funding, 0, "item"), 2, funding, 0, "amount"),
        put(put(part, 1, funding, 1, "item"), 2, funding, 1, "amount"),
        line(profile, width, "经费申请原因", reason, *rest),
        line(table, width, "长期目标", goal, *rest),
        line(table, width, *heads, role="header"),
    ]
