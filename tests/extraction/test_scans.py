"""Sample scans from pixels to proved rows: nothing wrong with a safe status, nearly all right."""

import json
from pathlib import Path

import pytest

from extraction.export.payload import document_payload
from extraction.pipeline import extract
from schemas.document import Document
from schemas.settings import Settings
from tests.scoring import score

ROOT = Path(__file__).resolve().parents[2]
SCANS = ROOT / "samples" / "scans"
GOLD = ROOT / "tests" / "gold" / "scans"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


def read(name: str, data: Path) -> Document:
    return extract(SCANS / f"{name}.pdf", Settings(jobs=2, data=data))


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("qingyu-science-2024", 0.999),
        ("fenghe-culture-2025", 0.99),
        ("yanzhou-science-2025", 0.999),
    ],
)
def test_a_scan_becomes_the_rows_of_its_gold(name: str, share: float, data: Path) -> None:
    document = read(name, data)
    gold = json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
    result = score(gold, document_payload(document))
    assert result.silent == []
    assert result.right >= share
    places = [c.source for t in document.tables for r in t.rows for c in r.cells.values()]
    pages = set(range(1, document.info.pages + 1))
    assert all(p is None or (p.page in pages and p.box is not None) for p in places)


def test_a_second_run_reads_no_page_again(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read("fenghe-culture-2025", data)
    monkeypatch.setattr("extraction.pages.reading.read_page", _never)
    again = read("fenghe-culture-2025", data)
    assert again.tables == first.tables


def _never(*_: object) -> None:
    raise AssertionError("the page was read again")
