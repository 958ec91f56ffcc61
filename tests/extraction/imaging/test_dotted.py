"""Hairlines that a threshold left as rows of dots are found, and clean pages are not touched."""

import cv2
import numpy as np

from extraction.imaging.dotted import dotted_ink, is_ragged
from extraction.imaging.raster import Raster, as_raster, to_gray
from extraction.imaging.rules import find_rules
from tests.extraction.imaging.drawing import Drawn, page

DPI = 150.0


def faxed(drawn: Drawn, grain: float) -> Raster:
    """The page in black and white, thresholded in grain at the level of its hairlines."""
    soft = cv2.GaussianBlur(to_gray(drawn.image), (0, 0), 0.6).astype(float)
    noise = np.random.default_rng(3).normal(0, grain, soft.shape)
    return as_raster(np.where(soft + noise < 112, 0, 255))


def test_hairlines_of_a_fax_are_found() -> None:
    drawn = page(DPI, line=0.4)
    gray = faxed(drawn, 25)
    assert is_ragged(gray, DPI)
    found = [(rule.x0, rule.y0, rule.x1, rule.y1) for rule in find_rules(gray, DPI)]
    assert len(found) == len(drawn.rules)
    for rule in drawn.rules:
        assert min(max(np.abs(np.subtract(rule, ends))) for ends in found) <= 3


def test_a_clean_page_is_not_ragged() -> None:
    drawn = page(DPI)
    assert not is_ragged(to_gray(drawn.image), DPI)
    assert not is_ragged(faxed(drawn, 0), DPI)


def test_strokes_of_characters_in_grain_are_no_rules() -> None:
    gray = faxed(page(DPI, ruled=False), 25)
    gray[np.random.default_rng(4).random(gray.shape) < 0.002] = 0
    assert is_ragged(gray, DPI)
    assert find_rules(gray, DPI) == ()


def test_a_bar_has_black_beside_its_lines() -> None:
    gray = np.full((200, 400), 255, np.uint8)
    gray[100:130, 50:350] = 0
    ink, _ = dotted_ink(gray, DPI)
    assert not ink[104:126, 100:300].any()
