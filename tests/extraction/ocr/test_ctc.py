from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.ocr.ctc import BLANK, Emission, Matrix, collapse

CHARACTERS = ["blank", *"0123456789.,"]


def matrix(*steps: dict[str, float]) -> Matrix:
    """Each step as its characters' probabilities, "" for the blank; the rest is spread evenly."""
    rows = []
    for step in steps:
        row = np.full(len(CHARACTERS), (1 - sum(step.values())) / len(CHARACTERS), np.float32)
        for char, probability in step.items():
            row[CHARACTERS.index(char) if char else BLANK] = probability
        rows.append(row)
    return np.array(rows, np.float32).reshape(-1, len(CHARACTERS))


def text_of(read: tuple[Emission, ...]) -> str:
    return "".join(e.character for e in read)


def alternatives(emission: Emission) -> dict[str, float]:
    return {text: round(p, 3) for text, p in emission.alternatives}


def test_neighbouring_steps_of_one_class_are_one_character() -> None:
    read = collapse(matrix({"3": 0.9}, {"3": 0.8}, {"": 0.9}, {"3": 0.7}, {"1": 0.9}), CHARACTERS)
    assert text_of(read) == "331"
    assert [(e.first, e.last) for e in read] == [(0, 1), (3, 3), (4, 4)]
    assert [round(e.confidence, 2) for e in read] == [0.9, 0.7, 0.9]


def test_blanks_and_no_steps_are_no_text() -> None:
    assert collapse(matrix({"": 0.9}, {"": 0.9}), CHARACTERS) == ()
    assert collapse(matrix(), CHARACTERS) == ()


def test_other_characters_of_the_peak() -> None:
    (read,) = collapse(matrix({"": 0.99}, {"8": 0.6, "6": 0.3, "3": 0.05}, {"": 0.99}), CHARACTERS)
    assert list(alternatives(read))[:2] == ["6", "3"]
    assert alternatives(read)["6"] == pytest.approx(0.3, abs=0.005)


def test_a_character_that_may_be_none() -> None:
    read = collapse(matrix({"5": 0.99}, {"": 0.9}, {"1": 0.55, "": 0.44}), CHARACTERS)
    assert alternatives(read[1])[""] == pytest.approx(0.44)


def test_a_peak_below_the_blank_is_a_character_that_may_be_lost() -> None:
    steps = matrix({"5": 0.99}, {"": 0.7, "4": 0.28}, {"7": 0.99})
    read = collapse(steps, CHARACTERS)
    assert text_of(read) == "57"
    assert alternatives(read[0])["54"] == pytest.approx(0.28)


def test_a_lost_first_character_goes_with_the_one_after_it() -> None:
    read = collapse(matrix({"": 0.6, "1": 0.39}, {"": 0.99}, {"7": 0.99}), CHARACTERS)
    assert alternatives(read[0])["17"] == pytest.approx(0.39)


def test_the_slope_of_a_peak_is_no_lost_character() -> None:
    read = collapse(matrix({"": 0.8, "7": 0.19}, {"7": 0.99}, {"": 0.7, "7": 0.29}), CHARACTERS)
    assert "77" not in alternatives(read[0])


def test_twice_the_same_digit_with_hardly_a_blank_between() -> None:
    read = collapse(matrix({"0": 0.9}, {"0": 0.5, "": 0.45}, {"0": 0.9}), CHARACTERS)
    assert text_of(read) == "0"
    assert alternatives(read[0])["00"] == pytest.approx(0.45)


def test_once_where_the_blank_between_two_hardly_won() -> None:
    read = collapse(matrix({"0": 0.9}, {"0": 0.45, "": 0.5}, {"0": 0.9}), CHARACTERS)
    assert text_of(read) == "00"
    assert alternatives(read[1])[""] == pytest.approx(0.45)


def test_only_allowed_classes_are_read() -> None:
    steps = matrix({"8": 0.6, "3": 0.3})
    allowed = np.array([CHARACTERS.index("3"), CHARACTERS.index("1")])
    (read,) = collapse(steps, CHARACTERS, allowed=allowed)
    assert read.character == "3"
    assert round(read.confidence, 2) == 0.3
    assert {text for text, _ in read.alternatives} <= {"", "1"}


@given(st.lists(st.lists(st.floats(0.001, 1.0), min_size=12, max_size=12), max_size=12))
def test_any_matrix(rows: list[list[float]]) -> None:
    values = np.array(rows, np.float32).reshape(-1, 12)
    probabilities = np.hstack([values[:, :1], values])
    probabilities /= probabilities.sum(axis=1, keepdims=True) + 1e-9
    read = collapse(probabilities, CHARACTERS, keep=3)
    for emission in read:
        assert 0.0 < emission.confidence <= 1.0
        assert len(emission.alternatives) <= 3
        assert emission.character not in dict(emission.alternatives)
        assert all(0.0 < p <= 1.0 for _, p in emission.alternatives)
    assert all(a.last < b.first for a, b in pairwise(read))
