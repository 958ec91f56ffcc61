"""What is sent to the workers decides the results, and holds no secret."""

import pickle
from pathlib import Path
from typing import Any

import pytest

from extraction.export.key import result_key
from schemas.errors import UsageError
from schemas.settings import Settings
from ui.cluster.travelling import orders, settings_here


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"engine": "model", "model": "a"},
        {"dpi": 300, "second_reader": "tesseract"},
        {"model": "a", "ask": "rows", "vision": True, "reasks": 0},
        {"model": "a", "piece_tokens": 500, "answer_tokens": 600, "examples": 0},
    ],
)
def test_a_worker_makes_results_of_the_same_key(
    changed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(**changed)
    sent = orders("out", settings)
    for name, value in (("DPI", "72"), ("MODEL", "its-own"), ("ASK", "rows"), ("MAX_COST", "1")):
        monkeypatch.setenv(f"GOUJI_{name}", value)
    here = settings_here(sent)
    assert result_key("ab", "1", here) == result_key("ab", "1", settings)
    assert here.max_cost is None


def test_no_secret_is_sent_and_a_worker_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {"api_key": "very-secret", "database": "postgresql://me:very-secret@host/db"}
    sent = orders("out", Settings(model="a", chroma_url="http://very-secret@host", **secrets))
    assert b"very-secret" not in pickle.dumps(sent)
    monkeypatch.setenv("GOUJI_API_KEY", "of-the-worker")
    key = settings_here(sent).api_key
    assert key is not None
    assert key.get_secret_value() == "of-the-worker"
    with pytest.raises(UsageError, match="the model's URL holds a password") as refused:
        orders("out", Settings(base_url="https://me:very-secret@host/v1"))
    assert "very-secret" not in str(refused.value)


def test_own_kinds_are_sent_as_their_text(tmp_path: Path) -> None:
    source = Path(__file__).parents[3] / "docs" / "examples" / "my_kinds.py"
    settings = Settings(schema_file=source)
    here = settings_here(orders("out", settings))
    assert here.schema_file not in (None, source)
    assert result_key("ab", "1", here) == result_key("ab", "1", settings)


def test_a_limit_of_money_and_another_version_are_refused() -> None:
    from decimal import Decimal

    with pytest.raises(UsageError, match="--max-cost is not kept on a cluster"):
        orders("out", Settings(max_cost=Decimal(1)))
    with pytest.raises(UsageError, match=r"a worker has gouji .* and the run 9\.9; install"):
        settings_here(orders("out", Settings())._replace(version="9.9"))
