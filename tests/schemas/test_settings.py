"""Settings come from flags, then the environment, then a `.env` file, then the defaults."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from schemas.settings import Settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("ENGINE", "SCHEMA_FILE", "MAX_BYTES", "MAX_COLUMNS", "MAX_ROWS"):
        monkeypatch.delenv(f"GOUJI_{name}", raising=False)
    return tmp_path


def test_the_defaults_need_nothing() -> None:
    settings = Settings()
    assert settings.engine == "headers"
    assert settings.schema_file is None
    assert min(settings.max_bytes, settings.max_columns, settings.max_rows) > 0
    assert settings.max_line_characters > 0


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_MAX_COLUMNS", "12")
    monkeypatch.setenv("GOUJI_SCHEMA_FILE", "own.py")
    settings = Settings()
    assert settings.max_columns == 12
    assert settings.schema_file == Path("own.py")


def test_a_dot_env_file_is_read_and_the_environment_wins(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / ".env").write_text("GOUJI_MAX_ROWS=5\nGOUJI_MAX_COLUMNS=6\nOTHER=1\n")
    monkeypatch.setenv("GOUJI_MAX_COLUMNS", "7")
    settings = Settings()
    assert (settings.max_rows, settings.max_columns) == (5, 7)


def test_flags_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_MAX_COLUMNS", "12")
    assert Settings(max_columns=3).max_columns == 3


@pytest.mark.parametrize(
    ("name", "value"), [("GOUJI_ENGINE", "psychic"), ("GOUJI_MAX_BYTES", "many")]
)
def test_what_can_not_be_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()


def test_settings_do_not_change() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.max_rows = 1  # type: ignore[misc]
