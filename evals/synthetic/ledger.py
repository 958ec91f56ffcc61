"""Invent a department and the figures of its budget, so that every sum holds in 分."""

from __future__ import annotations

from random import Random

from evals.synthetic import words
from evals.synthetic.model import Frozen, Options
from evals.synthetic.money import EXACT_GRAIN, split


class Post(Frozen):
    """Basic spending of one unit under one function item, in 分."""

    unit: int
    function: str
    personnel: int
    running: int


class Project(Frozen):
    """One project: its amounts in 分 by source of funds."""

    unit: int
    code: str
    name: str
    topic: str
    function: str
    general: int = 0
    fund: int = 0
    state: int = 0
    carryover: int = 0
    own: int = 0

    @property
    def total(self) -> int:
        """All sources together, in 分."""
        return self.general + self.fund + self.state + self.carryover + self.own


class ThreePublic(Frozen):
    """The “三公” budget in 分."""

    overseas: int
    purchase: int
    running: int
    reception: int


class Ledger(Frozen):
    """A department and its whole budget, in 分."""

    style: str
    year: int
    city: str
    district: str
    entity: str
    trade: words.Trade
    dept: str
    region: str
    unit_names: tuple[str, ...]
    posts: tuple[Post, ...]
    projects: tuple[Project, ...]
    economic: tuple[tuple[str, str, int], ...]
    three: ThreePublic
    prior: tuple[tuple[int, int, int], ...]
    grain: int
    phone: str
    people: tuple[str, ...]

    @property
    def personnel(self) -> int:
        """Personnel spending, in 分."""
        return sum(post.personnel for post in self.posts)

    @property
    def running(self) -> int:
        """Running spending, in 分."""
        return sum(post.running for post in self.posts)

    @property
    def basic(self) -> int:
        """Basic spending, in 分."""
        return self.personnel + self.running

    def source(self, name: str) -> int:
        """Spending of all projects from one source, in 分."""
        return sum(int(getattr(project, name)) for project in self.projects)

    @property
    def total(self) -> int:
        """The whole budget, in 分."""
        return self.basic + sum(project.total for project in self.projects)


def invent(seed: int | str, options: Options, style: str, grain: int) -> Ledger:
    """Return the ledger of a seed; every amount is a whole multiple of `grain` 分."""
    rng = Random(f"{seed}:ledger")
    trade = words.TRADES[0] if style == "street" else rng.choice(words.TRADES[1:])
    named = [t for t in words.TRADES if options.trade and options.trade in t.suffix]
    trade = named[0] if named else trade
    city, district = rng.choice(words.CITIES), rng.choice(words.DISTRICTS)
    district = options.district or district
    suffix = trade.suffix.format(street=rng.choice(words.STREETS))
    entity = f"{city}{district}{'人民政府' if style == 'street' else ''}{suffix}"
    dept = str(rng.randint(101, 399))
    region = f"99{rng.randint(1, 9):02d}{rng.randint(1, 12):02d}"
    year = options.year or rng.choice((2022, 2023, 2024, 2025, 2026))
    names = unit_names(entity, options.units or rng.choice((1, 1, 1, 2, 3)), rng)
    posts = invent_posts(trade, len(names), grain, rng)
    projects = invent_projects(trade, len(names), (region, dept, year), options, grain, rng)
    three = invent_three(posts, grain, rng)
    economic = invent_economic(posts, three, grain, rng)
    basic = sum(post.personnel + post.running for post in posts)
    rest = sum(project.total for project in projects)
    return Ledger(
        style=style,
        year=year,
        city=city,
        district=district,
        entity=entity,
        trade=trade,
        dept=dept,
        region=region,
        unit_names=names,
        posts=posts,
        projects=projects,
        economic=economic,
        three=three,
        prior=invent_prior(posts, basic, rest, rng),
        grain=grain,
        phone=f"5550{rng.randint(1000, 9999)}",
        people=invent_people(rng),
    )


def unit_names(entity: str, count: int, rng: Random) -> tuple[str, ...]:
    """Return the names of the head office and its invented institutions."""
    kinds = ("综合服务中心", "信息服务中心", "执法大队", "后勤保障中心")
    return (f"{entity}本级", *(f"{entity}{kind}" for kind in rng.sample(kinds, count - 1)))


def invent_people(rng: Random) -> tuple[str, ...]:
    """Return six invented names of people."""
    return tuple(rng.choice(words.SURNAMES) + rng.choice(words.GIVEN) for _ in range(6))


def amount(low: int, high: int, grain: int, rng: Random) -> int:
    """Return an amount between two bounds in 元, in 分, a whole multiple of `grain`."""
    return rng.randint(low * 100 // grain + 1, high * 100 // grain) * grain


def invent_posts(trade: words.Trade, units: int, grain: int, rng: Random) -> tuple[Post, ...]:
    """Return the basic spending of every unit by function item."""
    posts: list[Post] = []
    plans = (
        (trade.group + "01", 3_000_000, 9_000_000, True),
        ("2080505", 600_000, 1_300_000, False),
        ("2101101", 250_000, 700_000, False),
        ("2101103", 200_000, 900_000, False),
        ("2210201", 600_000, 1_200_000, False),
    )
    extras = (
        (trade.group + "02", 900_000, 2_500_000, True),
        ("2080501", 100_000, 800_000, False),
        ("2080506", 100_000, 600_000, False),
        ("2101199", 20_000, 90_000, False),
        ("2210202", 90_000, 300_000, False),
        ("2210203", 90_000, 400_000, False),
    )
    chosen = plans + tuple(plan for plan in extras if rng.random() < 0.55)
    for unit in range(units):
        for code, low, high, running in chosen:
            if unit and code.startswith("210") and rng.random() < 0.3:
                continue
            scale = 1 if unit == 0 else 4
            posts.append(
                Post(
                    unit=unit,
                    function=code,
                    personnel=amount(low // scale, high // scale, grain, rng),
                    running=amount(low // scale // 10, low // scale // 5, grain, rng)
                    if running
                    else 0,
                )
            )
    return tuple(sorted(posts, key=lambda post: (post.function, post.unit)))


def invent_projects(
    trade: words.Trade,
    units: int,
    place: tuple[str, str, int],
    options: Options,
    grain: int,
    rng: Random,
) -> tuple[Project, ...]:
    """Return the projects with codes of 21 characters: region, year, department, T, number."""
    region, dept, year = place
    count = options.projects or rng.randint(3, 8)
    functions = (trade.group + "02", *trade.special)
    made: list[Project] = []
    names: list[str] = []
    while len(made) < count:
        fresh = [t for t in trade.topics if t not in {project.topic for project in made}]
        topic = rng.choice(fresh or trade.topics)
        name = rng.choice(words.PREFIXES) + topic + rng.choice(words.ENDINGS)
        if name in names:
            continue
        names.append(name)
        made.append(
            Project(
                unit=rng.randrange(units),
                code=f"{region}{year % 100}{dept}T{100 + len(made):09d}",
                name=name,
                topic=topic,
                function=rng.choice(functions),
                general=amount(30_000, 4_000_000, grain, rng),
            )
        )
    funded = options.funds if options.funds is not None else rng.random() < 0.35
    return fund_projects(tuple(made), funded, grain, rng)


def fund_projects(
    projects: tuple[Project, ...], funded: bool, grain: int, rng: Random
) -> tuple[Project, ...]:
    """Give some projects other sources: funds, state capital, carry-over, own money."""
    made = list(projects)
    if funded:
        stem = made[0].code[:-9]
        plans = (
            ("2120803", "城市基础设施维护项目", "fund"),
            ("2230105", "退休人员社会化管理补助", "state"),
        )
        for number, (code, name, field) in enumerate(plans):
            if number and rng.random() < 0.5:
                continue
            given = amount(50_000, 2_000_000, grain, rng)
            made.append(
                Project(
                    unit=0,
                    code=f"{stem}{900 + number:09d}",
                    name=name,
                    topic=name,
                    function=code,
                    **{field: given},
                )
            )
    for number, project in enumerate(made):
        field = rng.choice(("carryover", "own", "", "", "", ""))
        if field and project.general and funded:
            given = amount(20_000, 500_000, grain, rng)
            made[number] = project.model_copy(update={field: given})
    return tuple(made)


def invent_three(posts: tuple[Post, ...], grain: int, rng: Random) -> ThreePublic:
    """Return a “三公” budget well inside the running costs."""
    room = sum(post.running for post in posts) // 100 // 8
    running = rng.randint(room // 4, room) * 100 // grain * grain
    reception = rng.choice((0, amount(1_000, 9_000, grain, rng)))
    return ThreePublic(overseas=0, purchase=0, running=running, reception=reception)


def invent_economic(
    posts: tuple[Post, ...], three: ThreePublic, grain: int, rng: Random
) -> tuple[tuple[str, str, int], ...]:
    """Return (code, name, amount in 分) by economic item, summing to the basic spending."""
    personnel = sum(post.personnel for post in posts)
    running = sum(post.running for post in posts) - three.running - three.reception
    support = personnel // rng.randint(6, 12) // grain * grain
    rows = spread(words.PERSONNEL, personnel - support, rng.randint(7, 11), grain, rng)
    rows += spread(words.RUNNING, running, rng.randint(6, 12), grain, rng)
    rows += spread(words.SUPPORT, support, rng.randint(2, 5), grain, rng)
    for (code, name), given in (
        (words.VEHICLES, three.running),
        (words.RECEPTION, three.reception),
    ):
        if given:
            rows += ((code, name, given),)
    return tuple(sorted(rows))


def spread(
    items: tuple[tuple[str, str], ...], total: int, count: int, grain: int, rng: Random
) -> tuple[tuple[str, str, int], ...]:
    """Spread an amount in 分 over some of the items."""
    chosen = sorted(rng.sample(items, min(count, len(items))))
    parts = split(total, len(chosen), rng, grain)
    return tuple((code, name, part) for (code, name), part in zip(chosen, parts, strict=False))


def invent_prior(
    posts: tuple[Post, ...], basic: int, project: int, rng: Random
) -> tuple[tuple[int, int, int], ...]:
    """Return (personnel, running, project) of the year before last and of last year, in 分."""
    running = sum(post.running for post in posts)
    years = []
    for _ in range(2):
        factors = [rng.randint(85, 118) for _ in range(3)]
        given = zip((basic - running, running, project), factors, strict=True)
        years.append([part * factor // 100 // EXACT_GRAIN * EXACT_GRAIN for part, factor in given])
    return tuple((year[0], year[1], year[2]) for year in years)
