"""The worked example of docs/own-kinds.md, run as a user would."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "examples"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("grants")
    gouji("extract", str(EXAMPLE / "grants.txt"), "--out", str(out))
    gouji("show", str(out / "grants.json"), "--table", "grants")
    content: dict[str, Any] = json.loads((out / "grants.json").read_text(encoding="utf-8"))
    return content


def gouji(*arguments: str) -> None:
    schema = ("--schema", str(EXAMPLE / "my_kinds.py"))
    command = [sys.executable, "-m", "ui.cli", *arguments, *schema]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def test_the_table_is_of_the_own_kind(exported: dict[str, Any]) -> None:
    (table,) = exported["tables"]
    assert (table["kind"], table["unit"], len(table["rows"])) == ("grants", "元", 7)
    assert table["rows"][0]["values"]["name"] == "合计"
    assert table["rows"][0]["values"]["code"] is None
    assert table["rows"][2]["values"] == {
        "code": "1001", "name": "城乡低保", "recipients": "412", "total": "1236000.00",
        "central": "618000.00", "provincial": "370800.00", "local": "247200.00",
    }  # fmt: skip


def test_the_misread_figure_is_singled_out(exported: dict[str, Any]) -> None:
    rows = exported["tables"][0]["rows"]
    suggested = {
        (index, field): cell["suggestion"]
        for index, row in enumerate(rows)
        for field, cell in row["cells"].items()
        if cell["suggestion"]
    }
    assert suggested == {(5, "total"): "283200.00"}
    assert rows[5]["values"]["total"] == "288200.00"
    classes = [finding["class"] for finding in exported["findings"]]
    assert classes == ["ocr_digit", "misaligned"]


def test_figures_off_the_failing_sums_are_proved(exported: dict[str, Any]) -> None:
    first = exported["tables"][0]["rows"][0]["cells"]
    amounts = ("recipients", "total", "central", "provincial", "local")
    assert {first[field]["status"] for field in amounts} == {"proved"}
