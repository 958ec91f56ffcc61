"""The desk killed in the middle of decisions: what was acknowledged is there."""

from pathlib import Path

from evals.bench.desk_kill import kill_often, prepared
from tests.extraction.review.test_editing import TEXT


def test_no_acknowledged_decision_is_lost(tmp_path: Path) -> None:
    source = tmp_path / "budget.txt"
    source.write_text(TEXT, encoding="utf-8")
    ident = prepared(source, tmp_path)
    found = kill_often(tmp_path / "data", ident, kills=3, seed=7)
    assert found.acknowledged >= 3
    assert (found.lost, found.torn) == (0, 0)
    assert found.besides <= found.kills
