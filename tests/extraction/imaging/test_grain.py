"""Grain is measured on blank paper alone, and smoothed only where there is much of it."""

import cv2
import numpy as np
import pytest

from extraction.imaging.grain import grain_of, without_grain
from extraction.imaging.raster import Raster, as_raster, to_gray
from tests.extraction.imaging.drawing import page

DPI = 150.0


@pytest.fixture(scope="module")
def gray() -> Raster:
    return to_gray(page(DPI).image)


def grainy(gray: Raster, sigma: float) -> Raster:
    """The page on paper of gray 200, so that no noise is cut off, and normal noise on it."""
    noise = np.random.default_rng(1).normal(0, sigma, gray.shape)
    return as_raster(np.clip(gray * (200 / 255) + noise, 0, 255))


@pytest.mark.parametrize("sigma", [5.0, 12.0])
def test_the_grain_of_paper_is_measured(gray: Raster, sigma: float) -> None:
    assert grain_of(grainy(gray, sigma), DPI) == pytest.approx(sigma, rel=0.2, abs=1)


def test_a_scaled_page_has_its_grain(gray: Raster) -> None:
    larger = cv2.resize(grainy(gray, 15), None, fx=4 / 3, fy=4 / 3, interpolation=cv2.INTER_LINEAR)
    assert grain_of(as_raster(larger), 200) > 6


def test_a_clean_page_stays_as_it_is(gray: Raster) -> None:
    assert grain_of(gray, DPI) <= 1
    assert without_grain(gray, DPI).gray is gray


def test_a_grainy_page_is_smoothed(gray: Raster) -> None:
    smooth = without_grain(grainy(gray, 12), DPI)
    assert smooth.grain >= 6
    assert grain_of(smooth.gray, DPI) < smooth.grain / 1.5


def test_a_page_without_paper_has_no_grain() -> None:
    assert grain_of(np.full((20, 20), 255, np.uint8), DPI) == 0
