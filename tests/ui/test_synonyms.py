"""`gouji synonyms`, and what extract makes of them."""

import json
from pathlib import Path

import pytest

from extraction.learning.synonymfile import FILE
from tests.extraction.learning.family import KIND, UNKNOWN, written
from tests.ui.conftest import Gouji


@pytest.fixture
def corrected(gouji: Gouji, tmp_path: Path) -> Path:
    """A data folder whose desk has a document with one column given its field."""
    from extraction.review.desk import Desk
    from schemas.review import SetField
    from tests.builders import SETTINGS

    source, out = written(tmp_path, 2024), tmp_path / "out"
    gouji("extract", source, "--out", out)
    assert gouji("import", out).exit_code == 0
    with Desk(out / ".gouji", settings=SETTINGS) as desk:
        state = desk.open(desk.queue()[0].document_id, "Li")
        edit = SetField(kind=KIND, ordinal=1, who="Li", field=UNKNOWN, to="project")
        desk.edit(state.document_id, state.version, edit)
    return out / ".gouji"


def project_of(out: Path, name: str) -> str | None:
    found = json.loads((out / f"{name}.json").read_text(encoding="utf-8"))
    value: str | None = found["tables"][0]["rows"][0]["values"]["project"]
    return value


def test_a_candidate_is_listed_accepted_used_carried_and_taken_back(
    gouji: Gouji, corrected: Path, tmp_path: Path
) -> None:
    listed = gouji("synonyms", "list", "--data", corrected).stdout
    ident = next(line.split()[0] for line in listed.splitlines() if UNKNOWN in line)
    assert f"{KIND}/project" in listed
    done = gouji("synonyms", "accept", ident, "--data", corrected, "--who", "Wang")
    assert done.exit_code == 0, done.stderr
    second, out = written(tmp_path, 2025), corrected.parent
    run = gouji("extract", second, "--out", out)
    assert project_of(out, "2025") == "202.00"
    assert "unchanged" not in run.stdout
    assert "unchanged" in gouji("extract", second, "--out", out).stdout

    carried = tmp_path / "carried.jsonl"
    assert gouji("synonyms", "export", carried, "--data", corrected).exit_code == 0
    elsewhere = tmp_path / "elsewhere"
    gouji("extract", second, "--out", elsewhere)
    assert project_of(elsewhere, "2025") is None
    run = gouji("extract", second, "--out", elsewhere, "--synonyms", carried)
    assert "unchanged" not in run.stdout
    assert project_of(elsewhere, "2025") == "202.00"
    imported = ("synonyms", "import", carried, "--data", elsewhere / ".gouji", "--who", "Zhao")
    assert "accepted 1 of 1" in gouji(*imported).stdout
    assert "accepted 0 of 1" in gouji(*imported).stdout
    history = gouji("synonyms", "list", "--history", "--data", elsewhere / ".gouji").stdout
    assert "accepted by Wang" in history

    gouji("synonyms", "remove", ident, "--data", corrected, "--who", "Wang")
    gouji("extract", second, "--out", out)
    assert project_of(out, "2025") is None
    refused = gouji("synonyms", "export", carried, "--data", corrected)
    assert refused.exit_code == 1
    assert "no synonym is accepted" in refused.stderr


def test_what_can_not_be_is_said_in_one_sentence(
    gouji: Gouji, corrected: Path, tmp_path: Path
) -> None:
    unknown = gouji("synonyms", "accept", "12345678", "--data", corrected)
    assert unknown.exit_code == 1
    assert "no synonym 12345678" in unknown.stderr
    missing = gouji("extract", tmp_path / "2024.txt", "--out", tmp_path / "x", "--synonyms", "gone")
    assert missing.exit_code == 1
    assert "no such file of synonyms" in missing.stderr
    synonym = {"kind": KIND, "header": ["基本支出"], "field": "project"}
    event = {"do": "accept", "synonym": synonym, "who": "Li", "at": "2026-01-01T00:00:00+00:00"}
    bad = tmp_path / "bad.jsonl"
    bad.write_text(json.dumps(event, ensure_ascii=False) + "\n", encoding="utf-8")
    for command in (
        ("synonyms", "import", bad, "--data", corrected),
        ("extract", tmp_path / "2024.txt", "--out", tmp_path / "x", "--synonyms", bad),
    ):
        run = gouji(*command)
        assert run.exit_code == 1
        assert "基本支出” is a declared header of basic" in run.stderr
    assert not (corrected / FILE).exists()
