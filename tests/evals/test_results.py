"""docs/results.md: what was run stands there with its commit and day, what was not is said."""

from pathlib import Path

import pytest

from evals.bench.tables import BenchTable, made_now, read_table, write_table
from evals.cases.gold import gold_of
from evals.docs_output import result_table
from evals.results import (
    COLUMNS,
    EXPECTED,
    PAGE,
    conditions,
    content_of,
    invented_texts,
    latest,
    measures,
    page_of,
)
from evals.synthetic import Options, make_disclosure
from schemas.errors import InputError


def table(name: str, *rows: tuple[str, ...]) -> BenchTable:
    return made_now(name, name.title(), "About it.", "python -m it", ("engine", "cells"), rows)


def test_a_page_has_every_table_or_says_that_it_was_not_run() -> None:
    page = page_of([table("model-faults", ("auto", "1|2")), table("another", ("x", "3"))])
    for name, command in EXPECTED.items():
        assert (
            f"## {name}\n\nnot run: there is no out/bench/{name}.json, where `{command}`" in page
        ) == (name != "model-faults")
    assert "| engine | cells |\n| --- | --- |\n| auto | 1\\|2 |\n" in page
    assert page.index("## Model-Faults") < page.index("## Another")
    made = table("model-faults")
    assert f"Commit `{made.commit}`, {made.date}, `python -m it`." in page


def test_a_table_is_kept(tmp_path: Path) -> None:
    one = table("scans", ("gouji", "1"))
    write_table(one, tmp_path / "bench" / "scans.json")
    assert read_table(tmp_path / "bench" / "scans.json") == one
    assert latest(tmp_path / "bench") == (one,)
    assert latest(tmp_path / "none") == ()


@pytest.mark.parametrize("text", ["", "[]", '{"name": "x"}'])
def test_a_file_that_is_no_table_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="is no table of a benchmark"):
        latest(tmp_path)


def test_gold_survives_the_way_through_noise() -> None:
    made = make_disclosure(5001, Options(style="notice", errors=1))
    gold = gold_of(made.gold)
    assert gold_of(content_of(gold)) == gold


def test_texts_and_conditions_are_always_the_same() -> None:
    names = [name for name, _ in conditions()]
    assert names[:2] == ["as they are", "all=0.005"]
    assert len(set(names)) == len(names)
    assert list(invented_texts(2)) == list(invented_texts(2))


def test_no_document_gives_no_figures() -> None:
    assert len(measures(())) == len(COLUMNS) - 3
    assert measures(())[1] == "-"


def test_the_page_that_ships_can_be_quoted() -> None:
    assert PAGE.is_file()
    assert result_table("text").startswith("| engine | condition |")
    assert result_table("no such table") == "not run"
