"""Codes printed one row too high."""

from collections.abc import Sequence

import pytest

from extraction.headers.codes import settle_codes
from schemas.table import Row
from tests.builders import CodeOf, no_codes, table


def rows(*pairs: tuple[str | None, str | None]) -> Sequence[Row]:
    return table(
        "service_purchase", [{"code": c, "name": n, "amount": "1.00"} for c, n in pairs]
    ).rows


def settled(
    *pairs: tuple[str | None, str | None], code_of: CodeOf = no_codes
) -> tuple[list[str | None], list[str]]:
    made = rows(*pairs)
    found, notes = settle_codes(made, range(10, 20), code_of)
    assert [row.values["name"] for row in found] == [name for _, name in pairs]
    return [row.values["code"] for row in found], [text for _, text in notes]


def test_codes_in_their_rows_stay() -> None:
    codes, notes = settled((None, "合计"), ("216", "某局"), ("216001", "某局本级"))
    assert codes == [None, "216", "216001"]
    assert notes == []


def test_the_code_beside_the_total_goes_to_the_row_below() -> None:
    codes, notes = settled(("216", "合计"), (None, "某局"), ("216001", "某局本级"))
    assert codes == [None, "216", "216001"]
    assert notes == ["line 10: the code 216 of 某局 is printed one row too high"]


def test_a_run_of_early_codes_goes_down_together() -> None:
    codes, notes = settled(
        ("13", "合计"), ("216", "农业科"), (None, "某局"), ("216001", "某局本级")
    )
    assert codes == [None, "13", "216", "216001"]
    assert len(notes) == 2


def test_what_the_document_prints_elsewhere_decides() -> None:
    known = {"农业科": "216", "某局": "216001"}
    codes, _ = settled(("216", "合计"), ("216001", "农业科"), (None, "某局"), code_of=known.get)
    assert codes == [None, "216", "216001"]


def test_a_code_that_fits_no_row_is_reported_not_lost() -> None:
    codes, notes = settled(("216", "合计"), ("13", "某局"), ("13001", "某局本级"))
    assert codes == [None, "13", "13001"]
    assert any("216" in note and "left without a row" in note for note in notes)


@pytest.mark.parametrize("pairs", [[], [(None, "合计")], [("216", None)]])
def test_short_tables(pairs: list[tuple[str | None, str | None]]) -> None:
    codes, notes = settled(*pairs)
    assert codes == [code for code, _ in pairs]
    assert notes == []


def test_a_kind_without_codes_is_left_alone() -> None:
    made = table("three_public", [{"total": "1.00"}]).rows
    assert settle_codes(made, [1], no_codes) == (list(made), [])
