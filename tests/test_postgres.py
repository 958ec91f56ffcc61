"""Where there is no server its tests are skipped, and on CI they fail: never silently green."""

from pathlib import Path

import pytest

from tests import postgres


@pytest.mark.parametrize("variable", ["GOUJI_NEEDS_POSTGRES=1", "CI=true", None])
def test_a_missing_server_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str | None
) -> None:
    monkeypatch.setattr(postgres, "_PROGRAMS", tmp_path)
    for name in ("GOUJI_NEEDS_POSTGRES", "CI"):
        monkeypatch.delenv(name, raising=False)
    if variable is not None:
        monkeypatch.setenv(*variable.split("="))
    wanted = pytest.skip.Exception if variable is None else pytest.fail.Exception
    with pytest.raises(wanted, match="apt-get install postgresql"):
        postgres.programs()
