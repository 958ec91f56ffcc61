"""Disturbed texts: nothing at rate 0, the same bytes from the same seed, truth that stays true."""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.cases.case import find_cases
from evals.cases.check import check_case
from evals.cases.shape import shape_refusals
from evals.comparison import GoldTable, compare, normal
from evals.noise.binding import Place, bind, prints
from evals.noise.confusions import CHARACTERS, DIGITS
from evals.noise.faults import FAULTS, Rates
from evals.noise.folders import given_document, write_noised_text
from evals.noise.rows import Row, joined, parts_of
from evals.noise.text import Noised, noise_text
from evals.sweep import extracted
from evals.synthetic import Disclosure, Options, make_disclosure
from schemas.errors import UsageError
from schemas.kinds import builtin_kinds
from schemas.settings import Settings

FORMS = ("txt", "md", "html")
TABLE = (
    "科目编码\t科目名称\t合计\t基本支出\n"
    "201\t一般公共服务支出\t1,250.00\t\n"
    "202\t外交支出\t\t30.00\n"
)
rates_of_all = st.floats(0, 0.3).map(lambda rate: Rates(**dict.fromkeys(FAULTS, rate)))


@cache
def made(number: int, form: str) -> Disclosure:
    return make_disclosure(
        3000 + number, Options.model_validate({"style": "office", "form": form, "forms": False})
    )


def gold_of(text: str) -> dict[str, Any]:
    rows = [line.split("\t") for line in text.split("\n")[1:3]]
    fields = ("code", "name", "total", "basic")
    extra: dict[str, str | None] = {
        "project": None,
        "operating": None,
        "to_superior": None,
        "to_affiliated": None,
    }
    values: list[dict[str, str | None]] = [
        {f: c.replace(",", "") or None for f, c in zip(fields, row, strict=True)} | extra
        for row in rows
    ]
    table = {"kind": "expenditure_by_function", "ordinal": 1, "unit": "元", "lines": [1, 3]}
    return {"document": "a.txt", "tables": [{**table, "rows": values}], "findings": []}


def said(text: str) -> str:
    plain = unicodedata.normalize("NFKC", re.sub(r"<[^>]+>", "", text))
    return re.sub(r"[\s,，|]+", "", plain)


@given(st.text(alphabet="a1,\t|\\<>/trd \r\n表\u3000-"))
def test_any_text_is_put_together_as_it_was(text: str) -> None:
    assert joined(parts_of(text)) == text
    assert noise_text(text, Rates(), 5).text == text


@given(st.text(alphabet="a1,\t| \r\n表"), rates_of_all, st.integers())
def test_any_text_can_be_disturbed(text: str, rates: Rates, seed: int) -> None:
    assert noise_text(text, rates, seed) == noise_text(text, rates, seed)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_changes_at_rate_0(form: str) -> None:
    document = made(0, form)
    noised = noise_text(document.text, Rates(), 7, document.gold)
    assert noised == Noised(document.text, document.gold, ())


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2), st.sampled_from(FORMS), rates_of_all, st.integers(0, 9))
def test_gold_says_what_is_printed_now(number: int, form: str, rates: Rates, seed: int) -> None:
    document = made(number, form)
    noised = noise_text(document.text, rates, seed, document.gold)
    assert noised == noise_text(document.text, rates, seed, document.gold)
    assert noised.gold is not None
    assert not shape_refusals({**noised.gold, "gold_version": 1}, builtin_kinds())
    lines = noised.text.split("\n")
    for table, before in zip(noised.gold["tables"], document.gold["tables"], strict=True):
        first, last = table["lines"]
        here = said("".join(lines[first - 1 : last + 1]))
        assert len(table["rows"]) == len(before["rows"])
        for row, old in zip(table["rows"], before["rows"], strict=True):
            assert row.keys() == old.keys()
            for field, value in row.items():
                assert (value is None) == (old[field] is None)
                if (
                    value is not None
                    and field != "side"
                    and said(old[field])
                    in said(
                        "".join(
                            document.text.split("\n")[before["lines"][0] - 1 : before["lines"][1]]
                        )
                    )
                ):
                    torn = [said(value)[:n] for n in range(1, len(said(value)) + 1)]
                    assert said(value) in here or any(
                        head in here and said(value)[len(head) :] in here for head in torn
                    )


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2), st.sampled_from(FORMS), st.integers(0, 9))
def test_each_misreading_has_its_finding(number: int, form: str, seed: int) -> None:
    document = made(number, form)
    rates = Rates(digits=0.1, characters=0.1, separators=0.1)
    noised = noise_text(document.text, rates, seed, document.gold)
    assert noised.gold is not None
    new = noised.gold["findings"][len(document.gold["findings"]) :]
    by_name = {f"{t['kind']}#{t['ordinal']}": t for t in noised.gold["tables"]}
    old = {f"{t['kind']}#{t['ordinal']}": t for t in document.gold["tables"]}
    lines = noised.text.split("\n")
    changed = {
        (name, n, field)
        for name, table in by_name.items()
        for n, row in enumerate(table["rows"])
        for field, value in row.items()
        if value != old[name]["rows"][n][field]
    }
    for finding in new:
        rows = [row[finding["column"]] for row in by_name[finding["table"]]["rows"]]
        assert finding["printed"] in rows
        assert finding["printed"] != finding["expected"]
        assert said(finding["printed"]) in said(lines[finding["lines"][0] - 1])
        assert finding["class"] in ("ocr_digit", "label")
    named = {(finding["table"], finding["column"]) for finding in new}
    single = {(name, field) for name, _, field in changed if field not in ("project", "target")}
    assert single <= named | {(n, "name") for n, _ in named} | single & named


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 3))
def test_what_is_hit_at_one_rate_is_hit_at_a_higher_one(one: float, two: float, seed: int) -> None:
    text = TABLE * 5
    low, high = (
        {(f.line, f.before) for f in noise_text(text, Rates(digits=rate), seed).faults}
        for rate in sorted((one, two))
    )
    assert low <= high


@pytest.mark.parametrize(
    ("fault", "classes"),
    [
        ("digits", {"ocr_digit"}),
        ("separators", {"ocr_digit"}),
        ("characters", {"label"}),
        ("wraps", set()),
        ("lost_tabs", {"misaligned"}),
        ("lost_blanks", {"misaligned"}),
        ("right_shifts", {"misaligned"}),
        ("headers", set()),
    ],
)
def test_each_fault_strikes_and_is_told(fault: str, classes: set[str]) -> None:
    gold = gold_of(TABLE)
    noised = noise_text(TABLE, Rates(**{fault: 1.0}), 3, gold)
    assert noised.gold is not None
    assert {f.name for f in noised.faults} == {fault}
    assert {f["class"] for f in noised.gold["findings"]} == classes
    assert noised.text != TABLE
    if fault not in ("digits", "separators", "characters"):
        assert noised.gold["tables"][0]["rows"] == gold["tables"][0]["rows"]


def test_a_comma_read_as_a_point() -> None:
    noised = noise_text(TABLE, Rates(separators=1), 1, gold_of(TABLE))
    assert noised.gold is not None
    assert "\t1.250.00\t" in noised.text
    assert noised.gold["tables"][0]["rows"][0]["total"] == "1.250.00"
    (finding,) = noised.gold["findings"]
    assert (finding["printed"], finding["expected"]) == ("1.250.00", "1250.00")
    assert (finding["row"], finding["column"], finding["lines"]) == (
        "201|一般公共服务支出", "total", [2],
    )  # fmt: skip


def test_a_misread_key_renames_the_row_in_older_findings() -> None:
    gold = gold_of(TABLE)
    older = {"class": "sum", "table": "expenditure_by_function#1", "column": "total",
             "row": "201|一般公共服务支出", "printed": "1250.00", "expected": "1", "lines": [2],
             "why": ""}  # fmt: skip
    noised = noise_text(TABLE, Rates(digits=1), 2, {**gold, "findings": [older]})
    assert noised.gold is not None
    row = noised.gold["tables"][0]["rows"][0]
    assert row["code"] != "201"
    assert row["total"] == "1250.00"
    assert noised.gold["findings"][0]["row"] == f"{row['code']}|一般公共服务支出"


def test_lines_move_with_what_is_put_in_and_lost() -> None:
    text = TABLE + "\n附注\n\n" + TABLE
    gold = gold_of(TABLE)
    second = {**gold["tables"][0], "ordinal": 2, "lines": [7, 9]}
    both = {**gold, "tables": [gold["tables"][0], second]}
    noised = noise_text(text, Rates(wraps=1, headers=1), 4, both)
    assert noised.gold is not None
    lines = noised.text.split("\n")
    assert len(lines) > len(text.split("\n"))
    first, last = noised.gold["tables"][1]["lines"]
    assert lines[first - 1].startswith("科") and lines[last - 1].startswith("202")


def test_older_findings_keep_their_cells_as_they_are() -> None:
    gold = gold_of(TABLE)
    older = {"class": "sum", "table": "expenditure_by_function#1", "column": "basic", "row": "x",
             "printed": "30.00", "expected": "1", "lines": [3], "why": ""}  # fmt: skip
    noised = noise_text(TABLE, Rates(digits=1), 2, {**gold, "findings": [older]})
    assert noised.gold is not None
    assert noised.gold["tables"][0]["rows"][1]["basic"] == "30.00"


def test_links_do_not_rest_on_guesses() -> None:
    text = "科目编码\t科目名称\t合计\t基本支出\n201\t甲\t5.00\t7.00\n5.00\n202\t乙\t\t7.00\t7.00\n"
    gold = gold_of(TABLE)
    rows = [
        {**row, "code": code, "name": name, "total": None, "basic": "7.00"}
        for row, code, name in zip(gold["tables"][0]["rows"], ("201", "202"), "甲乙", strict=True)
    ]
    gold["tables"][0] |= {"rows": rows, "lines": [1, 4]}
    cells = [part for part in parts_of(text) if isinstance(part, Row)]
    binding = bind(gold, cells)
    by_place = {place: ident for ident, places in binding.values.items() for place in places}
    texts = {i: cell.text for row in cells for cell in row.cells for i in cell.idents}
    assert texts[by_place[Place(0, 0, "basic")]] == "7.00"
    assert binding.headers == ((1,),)


@pytest.mark.parametrize("form", FORMS)
def test_links_agree_with_what_an_engine_reads_on_right_pages(form: str, tmp_path: Any) -> None:
    document = made(1, form)
    rows = [part for part in parts_of(document.text) if isinstance(part, Row)]
    binding = bind(document.gold, rows)
    result = extracted(document.text, tmp_path / ("a.txt" if form == "txt" else "a.md"))
    read = {(table.kind, table.ordinal): table.rows for table in result.tables}
    line_of = {i: row.line for row in rows for cell in row.cells for i in cell.idents}
    seen = 0
    for ident, places in binding.values.items():
        for place in places:
            table = document.gold["tables"][place.table]
            cell = read[table["kind"], table["ordinal"]][place.row].cells.get(place.field)
            if cell is not None and cell.source is not None:
                assert cell.source.line == line_of[ident]
                seen += 1
    wanted = sum(
        v is not None for t in document.gold["tables"] for r in t["rows"] for v in r.values()
    )
    assert seen > 0.8 * wanted


def test_an_undisturbed_and_a_disturbed_text_can_be_measured(tmp_path: Any) -> None:
    document = made(2, "txt")
    noised = noise_text(document.text, Rates(digits=0.05), 1, document.gold)
    assert noised.gold is not None
    tables = [GoldTable.model_validate(table) for table in noised.gold["tables"]]
    score = compare(tables, extracted(noised.text, tmp_path / "a.txt"))
    assert score.cells_right > 0.95 * score.cells


def test_confusions_change_what_is_read() -> None:
    for digit, ways in DIGITS.items():
        assert all(normal(sign) != normal(digit) and weight > 0 for sign, weight in ways)
    for character, others in CHARACTERS.items():
        assert all(normal(other) != normal(character) for other in others)
        assert len(character) == 1
    assert not any(sign in "|\t<>&" for ways in DIGITS.values() for sign, _ in ways)


def test_a_unit_behind_a_figure_is_no_part_of_it() -> None:
    value = normal("95.20")
    assert value is not None
    assert prints("95.2万元", value)
    assert not prints("95.3万元", value)


@pytest.mark.parametrize("rate", [-0.1, 1.1])
def test_a_rate_is_a_share(rate: float) -> None:
    with pytest.raises(UsageError, match="a rate is a share"):
        Rates(digits=rate)


def test_faults_can_be_written_down() -> None:
    noised = noise_text(TABLE, Rates(digits=1), 3)
    assert noised.gold is None
    assert json.dumps([fault._asdict() for fault in noised.faults])


@pytest.mark.parametrize("form", FORMS)
def test_the_check_of_gold_finds_its_values_in_a_disturbed_text(form: str, tmp_path: Path) -> None:
    document = made(2, form)
    source = tmp_path / ("a.txt" if form == "txt" else "a.md")
    source.write_text(document.text, encoding="utf-8")
    gold = tmp_path / "a.json"
    gold.write_text(
        json.dumps({**document.gold, "document": source.name}, ensure_ascii=False), encoding="utf-8"
    )
    rates = Rates(**dict.fromkeys(FAULTS, 0.15))
    written = write_noised_text(given_document(source), rates, 1, tmp_path / "out")
    (case,) = find_cases([written.path.parent])
    assert check_case(case, builtin_kinds(), Settings(schema_file=None)).refusals == ()
