"""Which figures of the tables a label of the prose can name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extraction.headers.similarity import similarity
from extraction.narrative.figures import Fact, Facts
from extraction.narrative.notices import handed_out
from extraction.narrative.prose import Passage
from extraction.narrative.statements import Statement
from schemas.label import normal_form

_TAIL = r"(?:预算|支出|资金|金额|安排|控制|数|总额|额|合计|总计|共计|共|为|是|达到|达|了)*$"
_HEAD = re.compile(
    r"^(?:20\d\d年度?|[，、:和及]|其中|包括|分别[是为]|全年|当年|年初|我|本|该|部门|单位|预算|安排|现"
    r"|全口径|纳入|涉及|一是|二是|三是|四是)"
)
_CLASSES = re.compile(r"\((?:类|款|项|类级|款级|项级|\d{3,7})\)")
_ABOVE = re.compile(r"^.*\((?:类|款)(?:级)?\)(?=[^()]+\((?:款|项))")
_PART_OF = re.compile(r"下属|所属|二级单位|中小|小微|本级(?!机关)")
_HEADING_TAIL = re.compile(r"(?:预算|支出|安排|具体|使用|总体|变化|规模|结构|情况|说明|的)+$")
_GENERIC = re.compile(rf"^(?:年初|当年|部门|单位|支出|经费|{_TAIL[3:-3]})*$")
_OVERALL = re.compile(r"涉及(?:预算|财政)?(?:支出|资金|金额|经费)$|个项目$")
_TOTAL = re.compile(r"支出总?预算|预算总?支出")
_FIRM_NAME = 0.92
_LOOSE_NAME = 0.65
_LEAST_SHORT = 4
_NAMED = frozenset({"project", "performance", "service", ""})
_STRUCTURE = frozenset(
    {"", "total", "revenue", "expenditure", "fiscal", "general", "basic", "project", "performance"}
)
_GRANT = r"(?:财政)?(?:拨款)?(?:本年)?(?:财政)?(?:拨款)?(?:收入)?" + _TAIL
_VEHICLES = r"公务用车购置[及和与].{0,6}运行(?:维护)?费?用?"


@dataclass(frozen=True, slots=True)
class Naming:
    """The figures a label can mean, the likeliest first.

    ``firm`` says that the label clearly names the first: a figure that agrees with none of
    them is then a contradiction and not a label of something else. ``near`` says that it names
    them well enough for a figure with one slipped digit to be one of them.
    """

    facts: tuple[Fact, ...]
    firm: bool
    near: bool = False


@dataclass(frozen=True, slots=True)
class _Rule:
    """A phrase that ends a label, the concepts it names, and under which topics that is sure."""

    pattern: re.Pattern[str]
    concepts: tuple[str, ...]
    topics: frozenset[str] | None = None
    whole: bool = True


def _rule(
    pattern: str, concepts: str, topics: Iterable[str] | None = None, whole: bool = True
) -> _Rule:
    return _Rule(
        re.compile(("^" if whole else "") + pattern + _TAIL),
        tuple(concepts.split()),
        None if topics is None else frozenset(topics),
        whole,
    )


_RULES = (
    _rule(r"财政拨款收支(?:预算)?总?", "fiscal.revenue fiscal.expenditure", whole=False),
    _rule(r"收支(?:预算)?总(?:预算|计)?", "revenue expenditure", whole=False),
    _rule(r"收支预算", "revenue expenditure"),
    _rule(r"整体支出", "project expenditure", ()),
    _rule(r"(?:收入总?预算|预算总?收入|总收入|收入[总合]计)", "revenue current_revenue"),
    _rule(
        r"(?:支出总?预算|预算总?支出|总支出|支出[总合]计)",
        "expenditure current_expenditure",
        ("", "total", "expenditure"),
    ),
    _rule(
        r"(?:一般公共预算)?(?:财政拨款)?(?:安排)?基本支出",
        "basic",
        ("", "total", "expenditure", "general", "basic"),
    ),
    _rule(
        r"(?:一般公共预算)?(?:财政拨款)?(?:安排)?项目支出",
        "project",
        ("", "total", "expenditure", "general", "project"),
    ),
    _rule(r"人员经费", "personnel", ("expenditure", "general", "basic")),
    _rule(r"(?:日常)?公用经费", "running", ("expenditure", "general", "basic")),
    _rule(r"[“\"]?三公[”\"]?经费", "three.total", ("three_public",), whole=False),
    _rule(r"因公出国.{0,12}", "three.overseas", ("three_public",)),
    _rule(_VEHICLES, "three.vehicles_total", ("three_public",)),
    _rule(r"(?:公务用)?车辆?购置费?用?", "three.vehicles_purchase", ("three_public",)),
    _rule(r"公务用车运行(?:维护)?费?用?", "three.vehicles_running", ("three_public",)),
    _rule(r"公务接待费?用?", "three.reception", ("three_public",)),
    _rule(r"机关运行经费", "running", (), whole=False),
    _rule(r"政府采购", "procurement", ("procurement",), whole=False),
    _rule(r"(?:政府采购)?货物类?(?:采购)?", "procurement.A", ("procurement",)),
    _rule(r"(?:政府采购)?工程类?(?:采购)?", "procurement.B", ("procurement",)),
    _rule(r"(?:政府采购)?服务类?(?:采购)?", "procurement.C", ("procurement",)),
    _rule(r"购买服务", "service", ("service",), whole=False),
    _rule(r"资产(?:配置|购置)", "asset", ("asset",), whole=False),
)
_FUNDS = (
    (
        re.compile("^一般公共预算" + _GRANT),
        "一般公共预算",
        "project.general",
        ("general_expenditure",),
    ),
    (re.compile("^政府性基金(?:预算)?" + _GRANT), "政府性基金预算", "project.fund", ("fund",)),
    (
        re.compile("^国有资本经营(?:预算)?" + _GRANT),
        "国有资本经营预算",
        "project.capital",
        ("state_capital",),
    ),
)


def core_of(label: str, entities: Iterable[str] = ()) -> str:
    """The label without year, filler, the department's own name and level marks such as (类)."""
    core = _CLASSES.sub("", _ABOVE.sub("", label))
    while True:
        shorter = _HEAD.sub("", core)
        for entity in entities:
            shorter = shorter.removeprefix(entity)
        if shorter == core:
            return core
        core = shorter


def name_of(statement: Statement, passage: Passage, facts: Facts) -> str:
    """The core of a statement's label, or of its heading where the label says nothing."""
    if _OVERALL.search(statement.label):
        return "整体支出"
    core = core_of(statement.label, facts.entities)
    if not _GENERIC.match(core) or _TOTAL.search(statement.label):
        return core
    own = passage.headings[-1] if passage.headings else ""
    return core_of(_HEADING_TAIL.sub("", own), facts.entities)


def naming_of(statement: Statement, passage: Passage, within: str, facts: Facts) -> Naming:
    """What a statement's label names; ``within`` is what it is a part of (basic, project, …)."""
    if notice := handed_out(statement, facts):
        return Naming(notice, firm=True)
    core, topic = name_of(statement, passage, facts), passage.topic
    part_of = bool(_PART_OF.search(statement.label))
    by_project = _by_name(statement, core, topic, facts)
    if by_project.firm:
        return by_project
    for pattern, name, project, totals in _FUNDS:
        if pattern.match(core):
            funds = tuple(_of_fund(name, project, totals, topic, facts))
            return Naming(funds, topic in _STRUCTURE)
    for rule in _RULES:
        if rule.pattern.search(core):
            found = tuple(f for concept in rule.concepts for f in facts.of(concept))
            sure = rule.topics is None or topic in rule.topics
            firm = sure and not part_of and _clear(rule, core)
            return Naming(_whole_first(found), firm, near=not part_of)
    named = _by_class(core, topic, within, facts)
    return named if named.facts else by_project


def _clear(rule: _Rule, core: str) -> bool:
    """Whether what stands before a phrase that may end any label leaves its meaning alone."""
    match = rule.pattern.search(core)
    before = core[: match.start()] if match else core
    return rule.whole or "一般公共预算" in before or len(before) <= 8


def _whole_first(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    return tuple(sorted(facts, key=lambda fact: fact.blank))


def _of_fund(
    name: str, project: str, totals: Iterable[str], topic: str, facts: Facts
) -> Iterator[Fact]:
    if topic in ("project", "performance"):
        yield from facts.of(project)
        return
    for concept in ("item:", "fiscal.item:"):
        yield from (f for f in facts.of(concept) if f.name.startswith(name) and not f.blank)
    for total in totals:
        yield from facts.of(total)
    yield from (f for f in facts.of("item:") if f.name.startswith(name) and f.blank)


def _by_name(statement: Statement, core: str, topic: str, facts: Facts) -> Naming:
    """Projects and bought services, which stand under the names that the department gave them."""
    prefix = "service:" if topic == "service" else "project:"
    known = facts.starting(prefix) or (facts.starting("profile:") if topic != "service" else ())
    spelled = {normal_form(statement.label), normal_form(core)}
    named = topic in _NAMED
    exact = _exactly(spelled, known, facts) if named else ()
    if len(exact) == 1:
        return Naming(exact, firm=True)
    best: list[tuple[float, Fact]] = []
    for fact in known:
        score = max(_likeness(text, fact.name) for text in spelled)
        if score >= _LOOSE_NAME:
            best.append((score, fact))
    best.sort(key=lambda pair: -pair[0])
    if not best:
        return Naming((), False)
    firm = best[0][0] >= _FIRM_NAME and (len(best) == 1 or best[1][0] < best[0][0])
    firm = firm and named
    return Naming(tuple(fact for _, fact in best[: 1 if firm else 4]), firm)


def _exactly(spelled: Iterable[str], known: tuple[Fact, ...], facts: Facts) -> tuple[Fact, ...]:
    """The items that bear one of these names, whole or but for what their names begin with."""
    concept = known[0].concept if known else ""
    found = [
        fact
        for text in spelled
        for fact in facts.named.get((concept, text), ())
        if fact.name == text or len(text) >= _LEAST_SHORT
    ]
    return tuple(dict.fromkeys(found))


def _likeness(text: str, name: str) -> float:
    short = name.rpartition("-")[2]
    if text == name or (text and text == short and len(short) >= _LEAST_SHORT):
        return 1.0
    return similarity(text, name)


def _by_class(core: str, topic: str, within: str, facts: Facts) -> Naming:
    """Function classes, economic classes and kinds of revenue, by their printed names."""
    column = f".{within}" if within in ("basic", "project") else ""
    concepts: list[str] = []
    if topic == "basic":
        concepts += ["economic:", "subeconomic:"]
    elif topic in ("revenue", "total", "fiscal"):
        concepts += ["item:", "fiscal.item:"] if topic != "fiscal" else ["fiscal.item:"]
    if topic in ("general", "fiscal", "expenditure", "total", "fund"):
        concepts += [f"function{column}:", f"subfunction{column}:", "function:", "subfunction:"]
    plain = core.removesuffix("收入")
    scored: list[tuple[float, int, Fact]] = []
    for rank, concept in enumerate(dict.fromkeys(concepts)):
        for fact in facts.of(concept):
            score = similarity(plain, fact.name.removesuffix("收入"))
            if score >= _LOOSE_NAME:
                scored.append((score, rank, fact))
    scored.sort(key=lambda entry: (-entry[0], entry[1]))
    firm = bool(scored) and scored[0][0] >= _FIRM_NAME and topic != "fund"
    kept = [fact for score, _, fact in scored if score >= scored[0][0] - 0.02]
    return Naming(_whole_first(tuple(kept[:6] if firm else kept[:3])), firm)
