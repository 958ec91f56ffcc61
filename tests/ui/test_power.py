"""`gouji eval power` as a user meets it."""

import json
from pathlib import Path

from tests.ui.conftest import Gouji

SHIPPED = Path(__file__).parents[2] / "evals" / "cases" / "shipped"
SMALL = SHIPPED / "luming-emergency-2024"


def test_figures_are_printed_and_written(gouji: Gouji, tmp_path: Path) -> None:
    made = gouji("eval", "power", SMALL, "--trials", "1", "--json", tmp_path / "p.json")
    assert made.exit_code == 0, made.output
    assert "1 documents, 118 figures" in made.output
    for name in ("one digit", "two in one sum", "2 % wrong", "table's unit", "any single error"):
        assert name in made.output
    content = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert content["documents"] == ["luming-emergency-2024"]
    assert any(row["kind"] == "general_budget_by_function" for row in content["rows"])


def test_kinds_are_printed_where_they_are_asked_for(gouji: Gouji) -> None:
    made = gouji("eval", "power", SMALL, "--trials", "1", "--by", "kind")
    assert made.exit_code == 0, made.output
    assert "general_budget_by_function" in made.output
    assert "two in one sum" not in made.output


def test_a_case_without_a_covered_figure_is_told(gouji: Gouji, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("没有表格。\n", encoding="utf-8")
    gold = {
        "gold_version": 1, "document": "a.txt", "entity": None, "year": None,
        "tables": [], "findings": [],
    }  # fmt: skip
    (tmp_path / "a.json").write_text(json.dumps(gold), encoding="utf-8")
    made = gouji("eval", "power", tmp_path, "--trials", "1")
    assert made.exit_code != 0
    assert "no figure of these documents stands in an identity" in made.output
    assert "Traceback" not in made.output


def test_a_folder_that_is_not_there_is_told(gouji: Gouji, tmp_path: Path) -> None:
    made = gouji("eval", "power", tmp_path / "none")
    assert made.exit_code != 0
    assert "no such case" in made.output


def test_effort_is_printed_drawn_and_written(gouji: Gouji, tmp_path: Path) -> None:
    files = ("--svg", tmp_path / "e.svg", "--csv", tmp_path / "e.csv")
    made = gouji("eval", "effort", SMALL, "--rounds", "1", *files)
    assert made.exit_code == 0, made.output
    assert "1 reviews of 1 documents" in made.output
    assert "times as many looks as our order" in made.output
    assert (tmp_path / "e.svg").read_text(encoding="utf-8").startswith("<svg")
    assert (tmp_path / "e.csv").read_text(encoding="utf-8").startswith("looked at,ours")


def test_a_recogniser_with_other_readings_repairs(gouji: Gouji) -> None:
    made = gouji("eval", "power", SMALL, "--trials", "1", "--recogniser")
    assert made.exit_code == 0, made.output
    assert "mismended" in made.output
