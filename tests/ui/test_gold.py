"""gouji gold on the command line: a draft, what it says, and what check makes of it."""

import json
from pathlib import Path

import pytest

from evals.cases.case import load_cases
from evals.cases.gold import load_gold
from evals.comparison import compare
from extraction.export.payload import document_payload
from extraction.export.result import parse_result
from extraction.pipeline import extract
from tests.builders import SETTINGS
from tests.ui.conftest import Gouji

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "evals" / "cases" / "shipped"
NOTICE = SHIPPED / "suyuan-notice-2025" / "suyuan-notice-2025.txt"


@pytest.fixture
def drafted(gouji: Gouji, tmp_path: Path) -> Path:
    """The folder of a draft."""
    folder = tmp_path / "case"
    run = gouji("gold", "draft", NOTICE, "--out", folder)
    assert run.exit_code == 0, run.stderr
    assert "a draft of 7 tables, 124 values and 1 finding" in run.stdout
    assert f"run: gouji gold check {folder}" in run.stdout
    return folder


def test_a_draft_is_a_case_of_what_was_extracted(drafted: Path) -> None:
    (case,) = load_cases([drafted])
    assert (case.name, case.tags, case.source.name) == ("case", ("draft",), NOTICE.name)
    assert case.source.read_bytes() == NOTICE.read_bytes()
    result = parse_result(document_payload(extract(NOTICE, SETTINGS)))
    score = compare(case.gold.tables, result)
    assert (score.cells_right, score.extra) == (score.cells, 0)
    truth = load_gold(SHIPPED / "suyuan-notice-2025" / "gold.json")
    assert [dict(row) for t in case.gold.tables for row in t.rows] == [
        dict(row) for t in truth.tables for row in t.rows
    ]


def test_a_draft_names_the_doubtful_cells_and_the_finding(drafted: Path) -> None:
    gold = load_gold(drafted / "gold.json")
    (finding,) = gold.findings
    assert (finding.finding_class, finding.table) == ("ocr_digit", "allocation#1")
    first = gold.review[0]
    assert (first.table, first.field, first.printed) == ("allocation#1", finding.column, "13")
    assert first.suggestion == finding.expected
    assert first.reason


def test_a_draft_passes_the_check_and_is_told_to_be_unfinished(gouji: Gouji, drafted: Path) -> None:
    run = gouji("gold", "check", drafted)
    assert run.exit_code == 0, run.stderr
    assert "under review; look at them and empty review" in run.stdout
    assert "1 case, 124 values: 0 refused, 0 warnings" in run.stdout


def test_a_draft_replaces_no_case_unless_it_is_told_to(gouji: Gouji, drafted: Path) -> None:
    gold = drafted / "gold.json"
    gold.write_text(gold.read_text(encoding="utf-8").replace('"13"', '"18"'), encoding="utf-8")
    corrected = gold.read_bytes()
    run = gouji("gold", "draft", NOTICE, "--out", drafted)
    assert run.exit_code == 1
    assert "is there already and may hold corrections" in run.stderr
    assert gold.read_bytes() == corrected
    assert gouji("gold", "draft", NOTICE, "--out", drafted, "--force").exit_code == 0
    assert gold.read_bytes() != corrected


def test_a_linked_draft_names_the_document_by_its_path(gouji: Gouji, tmp_path: Path) -> None:
    source = tmp_path / "docs" / "a.txt"
    source.parent.mkdir()
    source.write_bytes(NOTICE.read_bytes())
    assert gouji("gold", "draft", source, "--out", tmp_path / "c", "--link").exit_code == 0
    assert 'source = "../docs/a.txt"' in (tmp_path / "c" / "case.toml").read_text(encoding="utf-8")
    assert not (tmp_path / "c" / "a.txt").exists()


def test_wrong_gold_ends_in_exit_code_1_and_one_sentence_each(gouji: Gouji, drafted: Path) -> None:
    gold = drafted / "gold.json"
    content = json.loads(gold.read_text(encoding="utf-8"))
    table = next(t for t in content["tables"] if t["kind"] == "allocation")
    table["rows"][0]["total"] = "989"
    gold.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    run = gouji("gold", "check", drafted)
    assert run.exit_code == 1
    (sentence,) = run.stderr.splitlines()
    assert "allocation#1 row 1 (合计) total: '989' is not printed in lines" in sentence
    assert "(printed there: 983)" in sentence
    assert "1 refused" in run.stdout


def test_a_document_without_tables_makes_a_draft_and_says_so(gouji: Gouji, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("今天天气很好。\n", encoding="utf-8")
    run = gouji("gold", "draft", source, "--out", tmp_path / "c")
    assert run.exit_code == 1
    assert "no table of a declared kind was found" in run.stderr
    assert gouji("gold", "check", tmp_path / "none").exit_code == 1
