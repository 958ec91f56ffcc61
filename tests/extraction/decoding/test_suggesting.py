"""Which figures, read otherwise, mend the failing identities: one, both, or none."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from extraction.decoding.decoder import MOST_FAILING
from extraction.decoding.misreading import is_one_misreading
from extraction.decoding.suggesting import Suggested, suggested
from extraction.identities.equation import decide, equation_of
from schemas.document import Suggestion
from schemas.kinds import builtin_kinds
from schemas.table import CellRef, Table
from tests.builders import at, checks_of, coded, ledger, table, with_value

KIND = "general_budget_by_function"
FIELDS = ("total", "basic_total", "basic_personnel", "basic_running", "project")
BODY = """
    |合计|6061.30|4041.19|3027.13|1014.06|2020.11
    205|教育支出|5050.22|3535.16|2626.11|909.05|1515.06
    20502|普通教育|5050.22|3535.16|2626.11|909.05|1515.06
    2050203|初中教育|3030.14|2020.09|1616.05|404.04|1010.05
    2050204|高中教育|2020.08|1515.07|1010.06|505.01|505.01
    208|社会保障和就业支出|1011.08|506.03|401.02|105.01|505.05
"""


def sheet() -> Table:
    return coded(KIND, "code name " + " ".join(FIELDS), BODY)


def decoded(*tables: Table) -> Suggested:
    return suggested(tables, checks_of(*tables), builtin_kinds())


def explained(*tables: Table) -> tuple[Suggestion, ...]:
    return decoded(*tables).suggestions


def found(tables: Sequence[Table]) -> dict[CellRef, Decimal]:
    return {made.cell: made.value for made in explained(*tables)}


def test_a_right_table_needs_no_explanation() -> None:
    assert explained(sheet()) == ()


def test_one_wrong_cell_is_found_and_only_it() -> None:
    (made,) = explained(with_value(sheet(), 3, "basic_personnel", "1676.05"))
    assert made.cell == at(KIND, 3, "basic_personnel")
    assert made.value == Decimal("1616.05")
    assert len(made.checks) == 2


def test_every_single_substituted_digit_is_found() -> None:
    for row in range(6):
        for field in FIELDS:
            true = Decimal(sheet().rows[row].values[field] or "0")
            wrong = true + Decimal("0.30") if str(true)[-2] < "7" else true - Decimal("0.30")
            assert is_one_misreading(wrong, true)
            suggested = found([with_value(sheet(), row, field, f"{wrong:.2f}")])
            assert suggested == {at(KIND, row, field): true}, (row, field)


def test_two_independent_errors_are_both_found() -> None:
    wrong = with_value(sheet(), 3, "basic_personnel", "1676.05")
    wrong = with_value(wrong, 5, "project", "505.85")
    assert found([wrong]) == {
        at(KIND, 3, "basic_personnel"): Decimal("1616.05"),
        at(KIND, 5, "project"): Decimal("505.05"),
    }


def test_two_errors_in_one_sum_that_meet_elsewhere_alone() -> None:
    wrong = with_value(sheet(), 3, "basic_running", "464.04")
    wrong = with_value(wrong, 5, "basic_total", "566.03")
    assert found([wrong]) == {
        at(KIND, 3, "basic_running"): Decimal("404.04"),
        at(KIND, 5, "basic_total"): Decimal("506.03"),
    }


def test_where_two_figures_explain_as_well_none_is_accused() -> None:
    fields = "code name total basic_total project"
    made = coded(KIND, fields, "205|教育支出|30.00|10.00|29.00")
    assert explained(made) == ()
    made = coded(KIND, fields, "205|教育支出|31.00|10.00|20.00")
    assert explained(made) == ()


def test_a_difference_that_is_no_misreading_accuses_nobody() -> None:
    assert explained(with_value(sheet(), 0, "total", "6399.99")) == ()


def test_a_publishers_wrong_sum_in_several_places_accuses_nobody() -> None:
    wrong = with_value(sheet(), 3, "basic_personnel", "1938.47")
    assert explained(wrong) == ()


def test_a_lost_figure_that_two_sums_determine_is_suggested() -> None:
    lost = with_value(sheet(), 3, "basic_running", None)
    assert found([lost]) == {at(KIND, 3, "basic_running"): Decimal("404.04")}
    (made,) = explained(lost)
    assert len(made.checks) == 2


def test_two_figures_of_one_sum_are_suggested_together() -> None:
    wrong = with_value(sheet(), 3, "basic_running", "464.04")
    wrong = with_value(wrong, 3, "basic_personnel", "1676.05")
    made = {s.cell: s for s in explained(wrong)}
    one, other = at(KIND, 3, "basic_running"), at(KIND, 3, "basic_personnel")
    assert made[one].together == (other,)
    assert made[other].together == (one,)


def test_two_figures_exchanged_with_each_other_are_both_suggested() -> None:
    wrong = with_value(sheet(), 3, "basic_running", "1010.05")
    wrong = with_value(wrong, 3, "project", "404.04")
    assert found([wrong]) == {
        at(KIND, 3, "basic_running"): Decimal("404.04"),
        at(KIND, 3, "project"): Decimal("1010.05"),
    }


def test_what_several_figures_explain_is_open_between_them() -> None:
    made = coded(KIND, "code name total basic_total project", "205|教育支出|31.00|10.00|20.00")
    open_ = decoded(made)
    assert open_.suggestions == ()
    assert {c.cell for c in open_.candidates} == {
        at(KIND, 0, field) for field in ("total", "basic_total", "project")
    }


def test_a_value_is_printed_to_the_places_of_its_column() -> None:
    rows = "205|教育支出|3|1|2\n 206|科学支出|7|3|4\n|合计|18|4|6"
    made = coded(KIND, "code name total basic_total project", rows)
    assert {c: str(v) for c, v in found([made]).items()} == {at(KIND, 2, "total"): "10"}


def test_a_table_that_was_not_read_at_all_accuses_nobody() -> None:
    rows = [
        {"code": str(100 + i), "name": f"某支出{i}", "total": "31.00", "basic_total": "10.00",
         "project": "20.00"}
        for i in range(MOST_FAILING + 1)
    ]  # fmt: skip
    assert explained(table(KIND, rows)) == ()


def test_a_unit_price_is_explained_by_its_product_and_its_other_list() -> None:
    buy = coded(
        "procurement",
        "code name project item quantity unit_price amount",
        "216001|某局本级|设备购置|[A02010105]台式计算机|4|0.80|2.00",
        "万元",
    )
    plan = coded(
        "asset_allocation",
        "code name project asset_name quantity unit_price amount asset_category",
        "216001|某局本级|设备购置|台式机|4|0.50|2.00|[A02010105]台式计算机",
        "万元",
    )
    assert found([buy, plan]) == {at("procurement", 0, "unit_price"): Decimal("0.50")}


SMALL = st.integers(0, 10**8)
ROWS = st.lists(st.tuples(SMALL, SMALL, SMALL), min_size=1, max_size=5)


def additive(rows: list[tuple[int, int, int]]) -> Table:
    def line(code: str | None, name: str, parts: Sequence[int]) -> dict[str, str | None]:
        personnel, running, project = parts
        basic = personnel + running
        fen = (basic + project, basic, personnel, running, project)
        texts = [f"{Decimal(v).scaleb(-2):.2f}" for v in fen]
        return {"code": code, "name": name, **dict(zip(FIELDS, texts, strict=True))}

    total = [sum(column) for column in zip(*rows, strict=True)]
    lines = [line(f"{201 + i}", f"某支出{i}", parts) for i, parts in enumerate(rows)]
    return table(KIND, [line(None, "合计", total), *lines])


@given(rows=ROWS, data=st.data())
def test_no_suggestion_breaks_an_identity_that_holds(
    rows: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    made = additive(rows)
    for _ in range(data.draw(st.integers(1, 3))):
        index = data.draw(st.integers(0, len(made.rows) - 1))
        field = data.draw(st.sampled_from(FIELDS))
        text = made.rows[index].values[field] or "0.00"
        at_digit = data.draw(st.sampled_from([i for i, c in enumerate(text) if c.isdigit()]))
        digit = data.draw(st.sampled_from("0123456789"))
        made = with_value(made, index, field, text[:at_digit] + digit + text[at_digit + 1 :])
    checks, open_ = checks_of(made), decoded(made)
    changed = {**ledger(made).figures, **{e.cell: e.value for e in open_.suggestions}}
    for check in checks:
        now = decide(equation_of(check), changed, check.id)
        assert now.holds or not check.holds, check.id
    for one in open_.suggestions:
        assert one.checks
        assert one.cell not in {c.cell for c in open_.candidates}
    assert len({e.cell for e in open_.suggestions}) == len(open_.suggestions)


@given(rows=ROWS, data=st.data())
def test_the_order_of_tables_and_checks_changes_nothing(
    rows: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    made, other = additive(rows), sheet().model_copy(update={"ordinal": 2})
    made = with_value(made, 0, "total", "12.34")
    other = with_value(other, 3, "basic_personnel", "1676.05")
    checks = checks_of(made, other)
    one = suggested((made, other), checks, builtin_kinds())
    shuffled = data.draw(st.permutations(checks))
    again = suggested((other, made), shuffled, builtin_kinds())
    assert {(s.cell, s.value) for s in one.suggestions} == {
        (s.cell, s.value) for s in again.suggestions
    }
    assert {c.cell for c in one.candidates} == {c.cell for c in again.candidates}


@given(rows=ROWS, data=st.data())
def test_one_misread_digit_is_found_and_nobody_else_is_accused(
    rows: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    made = additive(rows)
    index = data.draw(st.integers(0, len(made.rows) - 1))
    field = data.draw(st.sampled_from(FIELDS))
    text = made.rows[index].values[field] or "0.00"
    spot = data.draw(st.sampled_from([i for i, c in enumerate(text) if c.isdigit()]))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda d: d != text[spot]))
    wrong = with_value(made, index, field, text[:spot] + digit + text[spot + 1 :])
    suggested = found([wrong])
    assert suggested == {at(KIND, index, field): Decimal(text)}


def test_a_settled_figure_is_accused_no_more() -> None:
    wrong = with_value(sheet(), 3, "basic_personnel", "1676.05")
    accused = at(KIND, 3, "basic_personnel")
    made = suggested((wrong,), checks_of(wrong), builtin_kinds(), frozenset({accused}))
    assert accused not in {s.cell for s in made.suggestions}
    assert accused not in {c.cell for c in made.candidates}


def test_figures_that_a_person_settled_all_leave_nothing_to_accuse() -> None:
    wrong = with_value(sheet(), 3, "basic_personnel", "1676.05")
    every = frozenset(at(KIND, row, field) for row in range(6) for field in FIELDS)
    assert suggested((wrong,), checks_of(wrong), builtin_kinds(), every) == Suggested((), ())
