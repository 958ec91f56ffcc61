"""Gold as it is loaded: what is right goes in, and what is wrong is told in one sentence."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.cases.gold import gold_json, gold_of, load_gold
from evals.cases.shape import shape_refusals
from schemas.errors import EmptyInputError, InputError
from schemas.kinds import builtin_kinds

Json = dict[str, Any]
FUND = ("code", "name", "total", "basic", "project")


def row(*texts: str | None) -> Json:
    return dict(zip(FUND, texts, strict=True))


def gold(**changes: Any) -> Json:
    table: Json = {
        "kind": "fund_expenditure",
        "ordinal": 1,
        "title": "政府性基金预算支出表",
        "unit": "元",
        "lines": [3, 5],
        "rows": [
            row(None, "合计", "30.00", None, "30.00"),
            row("212", "城乡社区支出", "30.00", None, "30.00"),
        ],
    }
    made: Json = {"document": "a.txt", "tables": [table], "findings": []}
    for key, value in changes.items():
        (made if key in ("gold_version", "findings", "tables", "extra") else table)[key] = value
    return made


def finding(**changes: Any) -> Json:
    return {
        "class": "sum", "table": "fund_expenditure#1", "row": "null|合计", "column": "total",
        "printed": "30.00", "expected": "31.00", **changes,
    }  # fmt: skip


def refused(content: Json) -> tuple[str, ...]:
    return shape_refusals(content, builtin_kinds())


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    made = gold_of(gold(findings=[finding(lines=[4], why="the rows add up to more")]))
    path = tmp_path / "gold.json"
    path.write_text(gold_json(made), encoding="utf-8")
    assert load_gold(path) == made
    assert json.loads(path.read_text(encoding="utf-8"))["findings"][0]["class"] == "sum"
    assert made.gold_version == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (gold(kind="fund_expense"), "fund_expense#1: fund_expense is no known kind; gouji kinds"),
        (gold(rows=[{"code": "212"}]), "fund_expenditure#1 row 1 (212): name is missing; add it"),
        (gold(rows=[{"cod": "212"}]), "fund_expenditure#1 row 1: has no field of fund_expenditure"),
        (
            gold(rows=[{**row("212", "a", "1", None, None), "amount": "1"}]),
            "row 1 (212 a): amount is no field of fund_expenditure; remove it",
        ),
        (
            gold(rows=[row("212", "a", "1O.00", None, None)]),
            "row 1 (212 a): total: '1O.00' is no decimal; write the digits alone",
        ),
        (gold(rows=[row("212", "a", "", None, None)]), "total is an empty text; write null"),
        (
            gold(rows=[{**row("212", "a", "1", None, None), "total": 1.5}]),
            "total is 1.5, no text; write it as text in quotes",
        ),
        (gold(lines=[5, 3]), "fund_expenditure#1: lines [5, 3] are no [first, last]"),
        (gold(ordinal="1"), "fund_expenditure#1: ordinal: '1' is not a number from 1"),
        (gold(line=[3, 5]), "fund_expenditure#1: line is no key of gold; remove it"),
        (gold(tables=gold()["tables"] * 2), "2 tables have this ordinal; count the tables"),
        (gold(gold_version=2), "is gold of version 2, and this gouji reads version 1; update"),
        (gold(gold_version=0), "is gold of version 0, and this gouji reads version 1; draft it"),
        (gold(findings=[{"class": "sum"}]), "finding 1: table is missing; add it"),
        (gold(tables={}), "tables: is no list; write it as [...]"),
        (gold(rows=["212"]), "fund_expenditure#1: rows: item 1 is no object"),
        ({"tables": [], "findings": []}, "the top level: document is missing"),
    ],
)
def test_a_wrong_shape_is_named_with_its_place_and_cure(content: Json, sentence: str) -> None:
    assert any(sentence in said for said in refused(content)), refused(content)


def test_right_gold_is_not_refused() -> None:
    assert refused(gold()) == ()
    assert refused(gold(gold_version=1, findings=[finding()])) == ()


def test_loading_names_the_file_and_says_how_much_more_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "gold.json"
    path.write_text(json.dumps(gold(rows=[{"code": "212"}])), encoding="utf-8")
    with pytest.raises(InputError) as told:
        load_gold(path)
    assert str(told.value).startswith(f"{path}: fund_expenditure#1 row 1 (212): name is missing")
    assert "(and 3 more: run gouji gold check)" in str(told.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "is empty"), ("[]", "holds no JSON object"), ('{"a":', "is no JSON at line 1, column 6")],
)
def test_a_file_that_is_no_gold_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "gold.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=sentence):
        load_gold(path)
    with pytest.raises(InputError, match="can't be read"):
        load_gold(tmp_path / "none.json")
    assert issubclass(EmptyInputError, InputError)
