"""The desk killed in the middle of decisions: what was acknowledged is there."""

from pathlib import Path

from evals.bench.desk_kill import Where, kill_often, prepared
from tests.extraction.review.test_editing import TEXT


def test_no_acknowledged_decision_is_lost(tmp_path: Path, database: str) -> None:
    source = tmp_path / "budget.txt"
    source.write_text(TEXT, encoding="utf-8")
    where = Where(tmp_path / "data", database)
    ident = prepared(source, where)
    found = kill_often(where, ident, kills=2, seed=7)
    assert found.acknowledged >= 2
    assert (found.lost, found.torn) == (0, 0)
    assert found.besides <= found.kills
