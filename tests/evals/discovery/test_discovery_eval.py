"""The annotated tables of no known kind, and how sums are scored against them."""

from decimal import Decimal
from fractions import Fraction

import pytest

from evals.bench.discovery import with_errors
from evals.discovery.families_dev import DEV
from evals.discovery.families_heldout import HELD_OUT
from evals.discovery.handwritten import handwritten
from evals.discovery.layout import Layout, drawn
from evals.discovery.model import Annotated, MeantSum, Part, Place
from evals.discovery.peer import adjacent_sums
from evals.discovery.planting import planted
from evals.discovery.printing import page_of
from evals.discovery.scoring import equal_of, score, through_pipeline
from evals.discovery.unrelated import unrelated
from schemas.amount import decimal_of, decimals_of

TABLES = [
    *(drawn(layout, 1) for layout in (*DEV, *HELD_OUT)),
    *handwritten("dev"),
    *handwritten("held_out"),
]
ROUNDED = {layout.name for layout in (*DEV, *HELD_OUT) if layout.rounded}


def test_there_are_forty_tables_or_more() -> None:
    assert len(TABLES) >= 40
    assert not {layout.name for layout in DEV} & {layout.name for layout in HELD_OUT}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_annotated_sum_adds_up(table: Annotated) -> None:
    for one in table.sums:
        total = decimal_of(table.rows[one.total.row][one.total.column])
        parts = [
            (part.sign, decimal_of(table.rows[part.place.row][part.place.column]))
            for part in one.parts
        ]
        assert total is not None
        added = sum((sign * value for sign, value in parts if value is not None), Decimal(0))
        step = Decimal(1).scaleb(-decimals_of(total))
        loose = table.name.rpartition("-")[0] in ROUNDED
        assert abs(total - added) <= (step * (len(parts) + 1) / 2 if loose else 0), one


def test_the_same_equation_in_two_forms_is_one() -> None:
    a, b, c = Place(0, 1), Place(1, 1), Place(2, 1)
    total = equal_of([(a, Fraction(1)), (b, Fraction(-1)), (c, Fraction(-1))])
    difference = equal_of([(c, Fraction(1)), (a, Fraction(-1)), (b, Fraction(1))])
    assert total == difference


def test_a_planted_error_changes_one_figure_of_a_sum() -> None:
    table = drawn(DEV[0], 1)
    broken = planted(table, 1, 2)
    changed = [
        Place(r, c)
        for r, (old, new) in enumerate(zip(table.rows, broken.rows, strict=True))
        for c, (a, b) in enumerate(zip(old, new, strict=True))
        if a != b
    ]
    assert sorted(changed) == sorted(broken.planted)
    assert len(changed) == 2
    assert with_errors([drawn(DEV[0], 1)])[0].planted


def test_a_header_of_two_rows_is_printed_with_its_spans() -> None:
    layout = Layout(
        name="x", lines="Alpha ; a", columns="Item ; i label\nIn/One ; a\nIn/Two ; b", title="T"
    )
    page = page_of(drawn(layout, 1))
    assert page.suffix == ".html"
    assert '<th rowspan="1" colspan="2">In</th>' in page.text
    assert '<th rowspan="2" colspan="1">Item</th>' in page.text


def test_found_wrong_and_missing_sums_are_counted() -> None:
    rows = (("a", "60,211"), ("b", "31,117"), ("Total", "91,328"), ("c", "5,000"))
    parts = (Part(1, Place(0, 1)), Part(1, Place(1, 1)))
    table = Annotated(
        name="t",
        title="Figures",
        unit="",
        header=(("Item", "Amount"),),
        rows=rows,
        sums=(MeantSum(Place(2, 1), parts),),
    )
    found = score(table, through_pipeline(table))
    assert (found.right, found.found, found.meant) == (1, 1, 1)
    assert score(table, adjacent_sums(table)).right == 1
    nothing = score(unrelated(1, False, 5, 6, 2), through_pipeline(table))
    assert (nothing.right, nothing.found) == (0, 1)


def test_most_sums_of_held_out_layouts_are_found() -> None:
    # A floor far below what the bench prints: it guards the way from file to checks.
    scores = [
        score(table, through_pipeline(table)) for table in (drawn(one, 9) for one in HELD_OUT[:6])
    ]
    right, found = sum(s.right for s in scores), sum(s.found for s in scores)
    assert right >= 0.8 * sum(s.meant for s in scores)
    assert right >= 0.9 * found
