"""Spoilt pages: the same bytes from the same seed, and boxes that follow what is printed."""

import json
from pathlib import Path

import numpy as np
import pytest

from evals.cases.case import load_cases
from evals.noise.conditions import find_condition
from evals.noise.folders import given_document
from evals.noise.images import carried_cells, noise_pages, write_noised_pages
from evals.noise.scan import Scan
from evals.rendering.pdf import Sheet, write_scans
from schemas.errors import InputError

BLACK = {"page": 1, "box": [100.0, 60.0, 130.0, 75.0], "text": "12.50", "gold_row": 0,
         "table": "three_public#1", "field": "total"}  # fmt: skip


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page of 200 x 150 points at 144 dpi, black where the one cell is."""
    pixels = np.full((300, 400), 255, np.uint8)
    pixels[120:150, 200:260] = 0
    path = tmp_path / "page.pdf"
    write_scans([Sheet(pixels, 144.0)], path)
    return path


def darkness(scan: Scan, box: list[float]) -> float:
    x0, y0, x1, y1 = (round(v * scan.dpi / 72) for v in box)
    return 255 - float(scan.pixels[y0:y1, x0:x1].mean())


@pytest.mark.parametrize("name", ["clean100", "rotate+2", "skew", "fax", "phone", "heavy150"])
def test_boxes_follow_the_ink(page: Path, name: str) -> None:
    (scan,) = noise_pages(page, find_condition(name), 3, [BLACK])
    (cell,) = json.loads(carried_cells([BLACK], [scan]))
    assert {key: cell[key] for key in BLACK if key != "box"} == {
        key: BLACK[key] for key in BLACK if key != "box"
    }
    x0, y0, x1, y1 = cell["box"]
    wide, tall = x1 - x0, y1 - y0
    assert darkness(scan, [x0 + wide / 4, y0 + tall / 4, x1 - wide / 4, y1 - tall / 4]) > 150
    for dx, dy in ((1.3 * wide, 0), (-1.3 * wide, 0), (0, 1.5 * tall), (0, -1.5 * tall)):
        assert darkness(scan, [x0 + dx, y0 + dy, x1 + dx, y1 + dy]) < 150


def test_a_case_is_written_always_the_same(page: Path, tmp_path: Path) -> None:
    row = dict.fromkeys(
        ("total", "overseas", "vehicles_total", "vehicles_purchase", "vehicles_running",
         "reception")
    ) | {"total": "12.50"}  # fmt: skip
    gold = {
        "document": "page.pdf",
        "tables": [{"kind": "three_public", "ordinal": 1, "unit": "元", "lines": [1, 2],
                    "pages": [1], "rows": [row]}],
        "findings": [],
    }  # fmt: skip
    (tmp_path / "page.json").write_text(json.dumps(gold), encoding="utf-8")
    (tmp_path / "page.cells.json").write_text(json.dumps([BLACK]), encoding="utf-8")
    written = [
        write_noised_pages(given_document(page), find_condition("seal"), 5, tmp_path / name)
        for name in ("a", "b")
    ]
    one, two = (made.path.parent for made in written)
    for file in ("case.toml", "gold.json", "cells.json", "noise.json", "page.seal.pdf"):
        assert (one / file).read_bytes() == (two / file).read_bytes()
    (case,) = load_cases([one])
    assert (case.name, case.tags) == ("page.seal", ("noised", "scan", "seal"))
    assert case.gold.tables[0].lines is None
    assert case.cells is not None
    other = write_noised_pages(given_document(page), find_condition("seal"), 6, tmp_path / "c")
    assert other.path.read_bytes() != written[0].path.read_bytes()


def test_a_cell_on_no_page_is_told(page: Path) -> None:
    scans = noise_pages(page, find_condition("clean100"), 0)
    with pytest.raises(InputError, match="page 2 is not in the document"):
        carried_cells([{**BLACK, "page": 2}], scans)
