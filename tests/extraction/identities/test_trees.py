"""Random trees of codes with random amounts: right ones hold, one changed figure is caught."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from schemas.table import Table
from tests.builders import at, checks_of, failing, table, with_value

KIND = "general_budget_by_function"
PARTS = ("basic_personnel", "basic_running", "project")
FIELDS = ("total", "basic_total", *PARTS)
FEN = st.integers(0, 10**12)
LEAF = st.fixed_dictionaries(dict.fromkeys(PARTS, FEN))
TREE = st.lists(
    st.lists(st.lists(LEAF, min_size=1, max_size=3), min_size=1, max_size=3), min_size=1, max_size=4
)
Leaves = list[list[list[dict[str, int]]]]


def row(code: str | None, name: str, fen: dict[str, int]) -> dict[str, str | None]:
    basic = fen["basic_personnel"] + fen["basic_running"]
    figures = {**fen, "basic_total": basic, "total": basic + fen["project"]}
    texts = {field: f"{Decimal(figures[field]).scaleb(-2):.2f}" for field in FIELDS}
    return {"code": code, "name": name, **texts}


def added(parts: list[dict[str, int]]) -> dict[str, int]:
    return {part: sum(one[part] for one in parts) for part in PARTS}


def tree(leaves: Leaves) -> Table:
    """合计, then classes (3 digits), sections (5), items (7), each the sum of what is below."""
    rows = []
    classes = []
    for i, sections in enumerate(leaves):
        sums = [added(items) for items in sections]
        classes.append(added(sums))
        rows.append(row(f"{201 + i}", f"类{i}", classes[-1]))
        for j, items in enumerate(sections):
            rows.append(row(f"{201 + i}{j + 1:02}", f"款{i}{j}", sums[j]))
            for k, item in enumerate(items):
                rows.append(row(f"{201 + i}{j + 1:02}{k + 1:02}", f"项{i}{j}{k}", item))
    return table(KIND, [row(None, "合计", added(classes)), *rows])


@given(leaves=TREE)
def test_sums_of_a_right_tree_always_hold_to_the_fen(leaves: Leaves) -> None:
    made = tree(leaves)
    assert [c.statement for c in failing(made)] == []
    assert len(checks_of(made)) >= len(made.rows)


@given(leaves=TREE, data=st.data(), change=st.integers(1, 10**9), up=st.booleans())
def test_any_single_changed_figure_is_caught(
    leaves: Leaves, data: st.DataObject, change: int, up: bool
) -> None:
    made = tree(leaves)
    index = data.draw(st.integers(0, len(made.rows) - 1))
    field = data.draw(st.sampled_from(FIELDS))
    old = Decimal(made.rows[index].values[field] or "0")
    new = old + Decimal(change if up or old * 100 < change else -change).scaleb(-2)
    broken = failing(with_value(made, index, field, f"{new:.2f}"))
    assert broken
    assert all(at(KIND, index, field) in check.cells for check in broken)


@given(leaves=TREE)
def test_checks_of_a_tree_differ_from_each_other(leaves: Leaves) -> None:
    sides = [(frozenset(c.left), frozenset(c.right)) for c in checks_of(tree(leaves))]
    assert len(sides) == len(set(sides))


@given(leaves=TREE, places=st.integers(0, 1))
def test_a_tree_rounded_to_wan_holds_within_its_tolerance(leaves: Leaves, places: int) -> None:
    """Every figure rounded by itself, as publishers do who print 万元."""
    exact = tree(leaves)
    rows = []
    for printed in exact.rows:
        values = dict(printed.values)
        for field in FIELDS:
            wan = Decimal(values[field] or "0") / 10000
            values[field] = f"{wan.quantize(Decimal(1).scaleb(-places)):f}"
        rows.append(values)
    assert failing(table(KIND, rows, unit="万元")) == []
