"""Sums of tables of no known kind, from a file to proved and suspect cells."""

from decimal import Decimal
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.identities.discovery.sums import RULE, discovered_sums
from extraction.identities.ledger import Ledger
from extraction.pipeline import extract
from schemas.document import Document
from schemas.settings import Settings
from schemas.source import Extent
from schemas.table import Cell, Row, Table

BALANCE_SHEET = """\
# Consolidated balance sheet

| | Note | 2024 | 2023 |
|---|---|---:|---:|
| **Current assets** | | | |
| Cash and cash equivalents | 4 | 12,340 | 11,000 |
| Trade receivables | 5 | 23,451 | 22,008 |
| Less: allowance | | (1,204) | (1,007) |
| **Total current assets** | | 34,587 | 32,001 |
| Property, plant and equipment | 6 | 50,119 | 48,230 |
| &nbsp;&nbsp;of which: land | | 10,000 | 10,000 |
| Intangible assets | 7 | 8,412 | 9,016 |
| **Total non-current assets** | | 58,531 | {wrong} |
| **Total assets** | | 93,118 | 89,247 |
| Equity ratio | | 41.2% | 40.8% |
"""

FINAL_ACCOUNTS = """\
<html><body><h2>某某县2023年度部门支出决算明细</h2><p>单位：万元</p>
<table><tr><th rowspan="2">科目名称</th><th colspan="3">本年支出</th></tr>
<tr><th>合计</th><th>基本支出</th><th>项目支出</th></tr>
<tr><td>合计</td><td>2,015.50</td><td>1,402.30</td><td>613.20</td></tr>
<tr><td>一、一般公共服务支出</td><td>1,205.10</td><td>1,002.10</td><td>203.00</td></tr>
<tr><td>（一）人大事务</td><td>705.00</td><td>602.00</td><td>103.00</td></tr>
<tr><td>（二）政府办公厅事务</td><td>500.10</td><td>{wrong}</td><td>100.00</td></tr>
<tr><td>二、教育支出</td><td>810.40</td><td>400.20</td><td>410.20</td></tr>
</table></body></html>
"""


def _extracted(folder: Path, name: str, text: str) -> Document:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return extract(path, Settings())


def _failing(document: Document) -> list[tuple[int, str, Decimal]]:
    return [
        (check.left[0].cell.row, check.left[0].cell.field, check.difference)
        for check in document.checks
        if not check.holds and check.left[0].cell is not None
    ]


def _status(document: Document, row: int, field: str) -> str:
    return document.tables[0].rows[row].cells[field].status


def test_an_english_balance_sheet_is_proved(tmp_path: Path) -> None:
    document = _extracted(tmp_path, "sheet.md", BALANCE_SHEET.format(wrong="57,246"))
    assert {check.rule for check in document.checks} == {RULE}
    assert _failing(document) == []
    figures = [1, 2, 3, 4, 5, 7, 8, 9]
    assert {_status(document, row, year) for row in figures for year in ("2024", "2023")} == {
        "proved"
    }
    # A part that is no summand, a note and a rate are left alone.
    assert _status(document, 6, "2024") == "unchecked"
    assert _status(document, 1, "Note") == "unchecked"
    assert _status(document, 10, "2024") == "unchecked"


def test_a_wrong_subtotal_is_suspect(tmp_path: Path) -> None:
    document = _extracted(tmp_path, "sheet.md", BALANCE_SHEET.format(wrong="51,246"))
    assert [(row, field) for row, field, _ in _failing(document)] == [(8, "2023"), (9, "2023")]
    assert _status(document, 8, "2023") == "suspect"
    assert _status(document, 8, "2024") == "proved"


def test_a_chinese_table_of_final_accounts_is_proved(tmp_path: Path) -> None:
    document = _extracted(tmp_path, "accounts.html", FINAL_ACCOUNTS.format(wrong="400.10"))
    assert document.tables[0].kind == "table"
    assert _failing(document) == []
    statuses = {cell.status for row in document.tables[0].rows for cell in row.cells.values()}
    assert "suspect" not in statuses
    fields = ("本年支出/合计", "本年支出/基本支出", "本年支出/项目支出")
    assert {_status(document, row, field) for row in range(5) for field in fields} == {"proved"}


def test_a_wrong_part_in_final_accounts_is_suspect(tmp_path: Path) -> None:
    document = _extracted(tmp_path, "accounts.html", FINAL_ACCOUNTS.format(wrong="460.10"))
    assert {(row, field) for row, field, _ in _failing(document)} == {
        (1, "本年支出/基本支出"),
        (3, "本年支出/合计"),
    }
    assert _status(document, 3, "本年支出/基本支出") == "suspect"


def _table(rows: list[tuple[str, list[int | None]]], unit: str | None = "元") -> Table:
    made = []
    for label, figures in rows:
        values = {"Item": label, **{f"C{i}": _text(v) for i, v in enumerate(figures)}}
        cells = {k: Cell(printed=v) for k, v in values.items() if v is not None}
        made.append(Row(values=values, cells=cells))
    return Table(kind="table", ordinal=1, title=None, unit=unit, source=Extent(), rows=tuple(made))


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)


def _sums_of(table: Table) -> list[tuple[int, str, frozenset[int], bool]]:
    ledger = Ledger((table,), ())
    found = []
    for equation in discovered_sums(ledger, table):
        total = equation.left[0].cell
        assert total is not None
        parts = frozenset(t.cell.row for t in equation.right if t.cell is not None)
        added = sum(
            (t.coefficient * ledger.figures[t.cell] for t in equation.right if t.cell), Decimal(0)
        )
        found.append((total.row, total.field, parts, added == ledger.figures[total]))
    return found


_AMOUNTS = st.integers(min_value=100_003, max_value=9_999_991)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(_AMOUNTS, min_size=9, max_size=24, unique=True),
    st.sampled_from(("top", "bottom")),
    st.data(),
)
def test_a_planted_total_is_found_whatever_is_blank(
    figures: list[int], place: str, data: st.DataObject
) -> None:
    cells: list[list[int | None]] = [
        list(figures[n : n + 3]) for n in range(0, len(figures) - 2, 3)
    ]
    blank = data.draw(
        st.lists(st.sampled_from([(r, c) for r in range(len(cells)) for c in range(3)]), max_size=3)
    )
    for row, column in blank:
        cells[row][column] = None
    columns = range(3)
    total: list[int | None] = [sum(row[c] or 0 for row in cells) for c in columns]
    rows = [(f"Item {chr(65 + n)}x", row) for n, row in enumerate(cells)]
    at = 0 if place == "top" else len(rows)
    rows.insert(at, ("Total", total))
    found = [one for one in _sums_of(_table(rows)) if one[0] == at]
    for column in columns:
        printed = frozenset(
            n for n, (_, row) in enumerate(rows) if n != at and row[column] is not None
        )
        if printed:
            assert (at, f"C{column}", printed, True) in found


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(min_value=2, max_value=12))
def test_unrelated_figures_make_no_sum(rng: Random, count: int) -> None:
    rows: list[tuple[str, list[int | None]]] = [
        (f"Item {chr(65 + n)}x", [rng.randint(100_003, 9_999_991) for _ in range(3)])
        for n in range(count)
    ]
    assert _sums_of(_table(rows)) == []


def test_a_sum_that_few_columns_bear_out_is_none() -> None:
    rows: list[tuple[str, list[int | None]]] = [
        ("Alpha", [51_233, 99_118, 10_417, 71_993]),
        ("Beta", [20_811, 45_007, 88_123, 14_551]),
        ("Gamma", [72_044, 30_112, 55_238, 60_077]),
    ]
    assert _sums_of(_table(rows)) == []


def test_years_notes_and_rates_make_no_sum() -> None:
    rows: list[tuple[str, list[int | None]]] = [
        ("Growth rate", [1_000, 2_000]),
        ("Average price", [2_000, 4_000]),
        ("Ratio", [3_000, 6_000]),
    ]
    assert _sums_of(_table(rows)) == []


def test_a_difference_is_found_with_its_signs() -> None:
    rows: list[tuple[str, list[int | None]]] = [
        ("营业收入", [81_233, 99_118]),
        ("减：营业成本", [20_811, 45_007]),
        ("营业利润", [60_422, 54_111]),
    ]
    table = _table(rows)
    (first, _) = discovered_sums(Ledger((table,), ()), table)
    assert [int(t.coefficient) for t in first.right] == [1, -1]


def test_a_table_that_is_too_large_is_left_alone() -> None:
    rows: list[tuple[str, list[int | None]]] = [("a", [1, 2])] * 70_000
    assert _sums_of(_table(rows)) == []


def _rows_of(*lines: str) -> list[tuple[str, list[int | None]]]:
    made: list[tuple[str, list[int | None]]] = []
    for line in lines:
        label, *figures = line.split("|")
        made.append((label, [int(f) if f else None for f in figures]))
    return made


def test_one_equation_is_found_once() -> None:
    rows = _rows_of(
        "Bridge|51233|20811|30422", "Road|45007|14551|30456", "School|88123|61017|27106"
    )
    assert len(_sums_of(_table(rows))) == 3


def test_a_total_that_nothing_explains_makes_no_failing_check() -> None:
    rows = _rows_of(
        "资产总计|17003100|15902700",
        "流动负债合计|4001300|3907100",
        "非流动负债合计|3000900|3000100",
        "负债合计|7002200|6907200",
    )
    assert _sums_of(_table(rows)) == [
        (3, "C0", frozenset({1, 2}), True),
        (3, "C1", frozenset({1, 2}), True),
    ]


def test_sums_too_small_for_proof_are_kept_together() -> None:
    rows = _rows_of(
        "一、收入|1000",
        "（一）拨款|800",
        "（二）事业|200",
        "二、支出|900",
        "（一）基本|600",
        "（二）项目|300",
    )
    assert {total for total, *_ in _sums_of(_table(rows))} == {0, 3}
    assert _sums_of(_table(rows[:3])) == []


def test_only_the_first_lines_after_of_which_may_be_left_out() -> None:
    rows = _rows_of(
        "Income tax|248914|273155",
        "of which: PAYE|207513|229840",
        "Self assessment|43306|45021",
        "Value added tax|160147|168466",
        "Total|409061|441621",
    )
    assert _sums_of(_table(rows)) == [
        (4, "C0", frozenset({0, 3}), True),
        (4, "C1", frozenset({0, 3}), True),
    ]
