"""The decoder against brute force on small systems."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from extraction.decoding.confusion import WILD, slip_cost
from extraction.decoding.decoder import Decoder
from extraction.decoding.search import MARGIN
from extraction.decoding.system import System, system_of
from extraction.identities.equation import Equation
from schemas.check import Term
from schemas.table import CellRef

Values = dict[CellRef, Decimal]
Changes = frozenset[tuple[int, int]]

FIGURE = st.integers(0, 99999).map(lambda fen: Decimal(fen).scaleb(-2))


def cell(row: int, column: int) -> CellRef:
    return CellRef(kind="sheet", ordinal=1, row=row, field=f"f{column}")


def square(size: int) -> dict[str, Equation]:
    """Every row's and column's last cell is the sum of its others."""

    def total(cells: list[CellRef]) -> Equation:
        *parts, whole = cells
        return Equation(
            rule="sum", left=(Term(cell=whole),), right=tuple(Term(cell=c) for c in parts)
        )

    rows = {f"r{i}": total([cell(i, j) for j in range(size)]) for i in range(size)}
    columns = {f"c{j}": total([cell(i, j) for i in range(size)]) for j in range(size)}
    return {**rows, **columns}


@st.composite
def sheets(draw: st.DrawFn, size: int = 3) -> Values:
    """A sheet of right sums."""
    parts = [[draw(FIGURE) for _ in range(size - 1)] for _ in range(size - 1)]
    rows = [[*row, sum(row, Decimal(0))] for row in parts]
    rows.append([sum(column, Decimal(0)) for column in zip(*rows, strict=True)])
    return {cell(i, j): value for i, row in enumerate(rows) for j, value in enumerate(row)}


class SlipCosts:
    """Slips of the digits alone."""

    def tail(self, row: int) -> float:
        return 2.0

    def __init__(self, system: System) -> None:
        self.system, self.printed = system, tuple(system.values)

    def cost(self, cell: int, value: int) -> float | None:
        if value < 0:
            return None
        text = str(self.system.decimal(self.printed[cell]))
        slip = slip_cost(text, self.system.decimal(value))
        return WILD if slip is None else slip

    def least(self, cell: int) -> float:
        return 8.0

    def beside(self, cell: int) -> tuple[int, ...]:
        return ()


def slips(text: str) -> Iterator[str]:
    """All texts one slip away."""
    for i in range(len(text)):
        yield text[:i] + text[i + 1 :]
        for digit in "0123456789.":
            yield text[:i] + digit + text[i + 1 :]
            yield text[:i] + digit + text[i:]
        yield text[:i] + text[i + 1 : i + 2] + text[i : i + 1] + text[i + 2 :]
    for digit in "0123456789":
        yield text + digit


def candidates(system: System, costs: SlipCosts, cell: int) -> dict[int, float]:
    """Every value that one slip makes of a cell, with what it costs."""
    text = str(system.decimal(system.values[cell]))
    found: dict[int, float] = {}
    for made in slips(text):
        if made.count(".") > 1 or not made[0:1].isdigit() or made.endswith("."):
            continue
        value = Decimal(made)
        if value == value.quantize(Decimal("0.01")):
            number = int(value.scaleb(system.places))
            cost = costs.cost(cell, number)
            if number != system.values[cell] and cost is not None and cost < WILD:
                found[number] = cost
    return found


def explanations(system: System, costs: SlipCosts) -> list[tuple[float, Changes]]:
    """All explanations of one and two slips, by brute force over residuals."""

    def residuals(changes: Mapping[int, int]) -> tuple[int, ...]:
        values = [changes.get(i, v) for i, v in enumerate(system.values)]
        return tuple(system.residual(row, values) for row in system.rows)

    plain = residuals({})
    effects = [
        (tuple(a - b for a, b in zip(residuals({c: v}), plain, strict=True)), cost, c, v)
        for c in range(len(system.cells))
        for v, cost in candidates(system, costs, c).items()
    ]
    wanted = tuple(-r for r in plain)
    found = [(cost, frozenset({(c, v)})) for effect, cost, c, v in effects if effect == wanted]
    by_effect: dict[tuple[int, ...], list[tuple[float, int, int]]] = {}
    for effect, cost, c, v in effects:
        by_effect.setdefault(effect, []).append((cost, c, v))
    for effect, cost, c, v in effects:
        rest = tuple(a - b for a, b in zip(wanted, effect, strict=True))
        for other_cost, other, value in by_effect.get(rest, []):
            if c < other:
                found.append((cost + other_cost, frozenset({(c, v), (other, value)})))
    return sorted(found, key=lambda f: f[0])


def misread(draw: st.DrawFn, values: Values, count: int) -> Values:
    wrong = dict(values)
    for where in draw(st.permutations(sorted(values, key=str)))[:count]:
        text = f"{values[where]:.2f}"
        at = draw(st.sampled_from([i for i, c in enumerate(text) if c != "."]))
        digit = draw(st.sampled_from("123456789"))
        wrong[where] = Decimal(text[:at] + digit + text[at + 1 :])
    return wrong


@st.composite
def misread_sheets(draw: st.DrawFn, most: int = 2) -> tuple[Values, Values]:
    values = draw(sheets())
    return values, misread(draw, values, draw(st.integers(1, most)))


def system_for(wrong: Values) -> System:
    equations = square(3)
    return system_of(equations, wrong, frozenset(equations), {})


@given(misread_sheets())
def test_what_is_unique_is_so_by_brute_force(sheet: tuple[Values, Values]) -> None:
    _, wrong = sheet
    system = system_for(wrong)
    costs = SlipCosts(system)
    known = explanations(system, costs)
    decoded = Decoder(system, costs).decoded()
    made = frozenset((change.cell, change.value) for change in decoded.changes)
    if not made or decoded.candidates:
        return
    assert known[0][1] == made
    assert all(cost > known[0][0] + MARGIN for cost, other in known[1:] if other != made)


@given(misread_sheets(most=1))
def test_a_single_slip_that_nothing_rivals_is_found(sheet: tuple[Values, Values]) -> None:
    true, wrong = sheet
    system = system_for(wrong)
    costs = SlipCosts(system)
    known = explanations(system, costs)
    if not known or any(cost <= known[0][0] + MARGIN for cost, _ in known[1:]):
        return
    decoded = Decoder(system, costs).decoded()
    made = {system.cells[c.cell]: system.decimal(c.value) for c in decoded.changes}
    assert made == {c: v for c, v in true.items() if wrong[c] != v}


@given(misread_sheets(most=4))
def test_no_holding_row_is_broken_and_every_changed_row_holds(
    sheet: tuple[Values, Values],
) -> None:
    _, wrong = sheet
    system = system_for(wrong)
    before = {r.identity for r in system.rows if system.holds(r, system.values)}
    values = list(system.values)
    decoded = Decoder(system, SlipCosts(system)).decoded()
    for change in decoded.changes:
        values[change.cell] = change.value
    changed = {change.cell for change in decoded.changes}
    for row in system.rows:
        if row.identity in before:
            assert system.holds(row, values)
    for one, other in combinations(decoded.changes, 2):
        assert one.cell != other.cell
    assert not changed & decoded.candidates.keys()


@given(misread_sheets(most=3), st.permutations(sorted(square(3))))
def test_the_order_of_the_identities_changes_nothing(
    sheet: tuple[Values, Values], names: list[str]
) -> None:
    _, wrong = sheet
    equations = square(3)

    def outcome(order: list[str]) -> tuple[dict[CellRef, Decimal], set[CellRef]]:
        ordered = {name: equations[name] for name in order}
        system = system_of(ordered, wrong, frozenset(order), {})
        decoded = Decoder(system, SlipCosts(system)).decoded()
        made = {system.cells[c.cell]: system.decimal(c.value) for c in decoded.changes}
        return made, {system.cells[c] for c in decoded.candidates}

    assert outcome(sorted(equations)) == outcome(names)


@given(st.lists(st.integers(0, 10**15), min_size=2, max_size=6), st.booleans())
def test_residuals_are_exact_whatever_the_size_and_the_unit(fen: list[int], coarse: bool) -> None:
    """The figure in 万元 against the exact sum in 元: no digit is lost."""
    factor = Decimal("0.0001") if coarse else Decimal(1)
    values = {cell(0, i): Decimal(v).scaleb(-2) for i, v in enumerate(fen)}
    whole = cell(1, 0)
    values[whole] = sum(values.values(), Decimal(0)) * factor
    equation = Equation(
        rule="sum",
        left=(Term(cell=whole),),
        right=tuple(Term(cell=c, coefficient=factor) for c in values if c != whole),
    )
    system = system_of({"c1": equation}, values, frozenset({"c1"}), {})
    assert system.residual(system.rows[0], system.values) == 0
    wrong = {**values, whole: values[whole] + Decimal("0.000001")}
    system = system_of({"c1": equation}, wrong, frozenset({"c1"}), {})
    assert system.residual(system.rows[0], system.values) != 0
