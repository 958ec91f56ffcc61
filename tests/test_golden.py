"""The golden fixture itself, tried in a suite of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CASE = "def test_it(golden):\n    golden('a/b.txt', {text!r})\n"


def run(folder: Path, text: str, *flags: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_case.py").write_text(CASE.format(text=text), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *flags, "."]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    shutil.copy(Path(__file__).parent / "conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return tmp_path


def test_a_missing_golden_file_fails(suite: Path) -> None:
    result = run(suite, "合计\n")
    assert result.returncode == 1
    assert "tests/golden/a/b.txt is missing" in result.stdout


def test_the_flag_rewrites_and_fails_the_suite(suite: Path) -> None:
    result = run(suite, "合计\r\n", "--regenerate-golden")
    assert result.returncode == 1
    assert "The suite fails on purpose" in result.stdout
    assert (suite / "golden/a/b.txt").read_bytes() == "合计\r\n".encode()

    assert run(suite, "合计\r\n").returncode == 0
    assert run(suite, "合计\n").returncode == 1
