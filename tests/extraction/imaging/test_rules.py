"""Ruling lines are found within a point, healed where broken, and strokes are not taken."""

import cv2
import numpy as np
import pytest

from extraction.imaging.raster import Raster, as_raster, to_gray
from extraction.imaging.rules import find_rules
from extraction.imaging.segments import Piece, merged
from schemas.page import Rule
from tests.extraction.imaging.drawing import Drawn, page

DPI = 150.0


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return page(DPI)


@pytest.fixture(scope="module")
def gray(drawn: Drawn) -> Raster:
    return to_gray(drawn.image)


def assert_rules(found: tuple[Rule, ...], drawn: Drawn, within: float = 1.0) -> None:
    ends = [(rule.x0, rule.y0, rule.x1, rule.y1) for rule in found]
    assert len(ends) == len(drawn.rules), ends
    for rule in drawn.rules:
        nearest = min(max(abs(a - b) for a, b in zip(rule, e, strict=True)) for e in ends)
        assert nearest <= within, rule


@pytest.mark.parametrize("dpi", [100, 150, 200, 300])
@pytest.mark.parametrize("line", [0.25, 0.75, 2])
def test_rules_are_found_within_a_point(dpi: float, line: float) -> None:
    drawn = page(dpi, line=line)
    assert_rules(find_rules(to_gray(drawn.image), dpi), drawn)


def test_rows_as_low_as_print_allows(drawn: Drawn) -> None:
    dense = page(200, (842, 595), rows=34, columns=7)
    assert_rules(find_rules(to_gray(dense.image), 200), dense)


def test_strokes_of_characters_are_no_rules() -> None:
    assert find_rules(to_gray(page(DPI, ruled=False).image), DPI) == ()
    assert find_rules(np.full((1754, 1240), 255, np.uint8), DPI) == ()


def test_faint_rules_are_found(gray: Raster, drawn: Drawn) -> None:
    assert_rules(find_rules(as_raster(255 - (255 - gray.astype(float)) * 0.15), DPI), drawn)


@pytest.mark.parametrize(("blur", "sigma"), [(0.0, 25), (1.2, 12)])
def test_grain_and_blur(gray: Raster, drawn: Drawn, blur: float, sigma: float) -> None:
    noise = np.random.default_rng(0).normal(0, sigma, gray.shape)
    soft = cv2.GaussianBlur(gray, (0, 0), blur) if blur else gray
    assert_rules(find_rules(as_raster(np.clip(soft + noise, 0, 255)), DPI), drawn)


def test_broken_rules_are_healed(gray: Raster, drawn: Drawn) -> None:
    random = np.random.default_rng(5)
    broken = gray.copy()
    for _ in range(400):
        y, x = random.integers(0, gray.shape[0] - 8), random.integers(0, gray.shape[1] - 8)
        broken[y : y + 8, x : x + 8] = 255
    # A corner that is wiped out may cost a rule its last points.
    assert_rules(find_rules(broken, DPI), drawn, within=6)


def test_bent_rules_are_one(gray: Raster, drawn: Drawn) -> None:
    height, width = gray.shape
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    bent = cv2.remap(gray, xs, ys + 6 * np.sin(xs / width * np.pi), cv2.INTER_LINEAR)
    assert_rules(find_rules(as_raster(np.where(bent == 0, gray.min(), bent)), DPI), drawn, 4)


def test_double_rules_are_one_and_bars_are_none() -> None:
    gray = np.full((1000, 1000), 255, np.uint8)
    gray[300:302, 100:900] = 0
    gray[306:308, 100:900] = 0
    gray[500:560, 100:900] = 90
    gray[0:3, :] = 0
    found = find_rules(gray, DPI)
    double = [rule for rule in found if 140 < rule.y0 < 150]
    assert len(double) == 1
    assert double[0].y0 == pytest.approx(304 * 72 / DPI, abs=0.5)
    assert all(rule.y0 > 3 for rule in found)


def test_a_gap_of_a_merged_cell_is_not_closed() -> None:
    pieces = (Piece(0, 100, 50, 50), Piece(104, 200, 50.5, 50.5), Piece(230, 300, 50, 50))
    assert [(p.start, p.end) for p in merged(pieces)] == [(0, 200), (230, 300)]
    assert len(merged((Piece(0, 100, 50, 50), Piece(103, 200, 54, 54)))) == 2
