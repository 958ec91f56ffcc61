from pathlib import Path

import pytest

from schemas.errors import UsageError
from ui.review.series import read_series


def test_curves_are_read_over_their_first_column(tmp_path: Path) -> None:
    path = tmp_path / "effort.csv"
    path.write_text("looked,gouji,random,note\n0,1.5,1.5,x\n10%,0.2,1.3,y\n\n", encoding="utf-8")
    found = read_series(path)
    assert found is not None
    assert found.x == "looked"
    assert found.values[2] == {"x": 10.0, "y": 0.2, "series": "gouji"}
    assert len(found.values) == 4


def test_no_file_is_no_curve(tmp_path: Path) -> None:
    assert read_series(tmp_path / "none.csv") is None


@pytest.mark.parametrize("content", [b"", b"a,b\n", b"\xff\xfe\x00", b"a,b\nx,y\n"])
def test_a_file_without_a_curve_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "effort.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"effort\.csv"):
        read_series(path)
