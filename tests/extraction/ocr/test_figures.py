import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.ocr.figures import candidates, certainty, digits_of
from extraction.ocr.pattern import MoneyPattern, repair
from schemas.page import Glyph, Word

CENTS = MoneyPattern(decimals=2, separators=True, votes=9)
BOX = (0.0, 0.0, 1.0, 1.0)


def word(text: str, doubts: dict[int, dict[str, float]] | None = None, sure: float = 0.99) -> Word:
    """A word with the alternatives of some places; a doubted glyph has what they leave."""
    glyphs = []
    for i, char in enumerate(text):
        others = (doubts or {}).get(i, {})
        left = max(0.01, sure - sum(others.values()))
        glyphs.append(
            Glyph(character=char, confidence=left, box=BOX, alternatives=tuple(others.items()))
        )
    return Word(text=text, box=BOX, confidence=0.9, glyphs=tuple(glyphs))


def texts(read: Word, pattern: MoneyPattern = CENTS, k: int = 5) -> list[str]:
    return [reading.text for reading in candidates(read, pattern, k)]


def test_marks_are_put_where_the_column_has_them() -> None:
    assert texts(word("21.852.063.45"))[0] == "21,852,063.45"
    assert texts(word("1，234。56"))[0] == "1,234.56"
    assert certainty(candidates(word("4.407.79"), CENTS)) > 0.8


def test_the_recognisers_second_thought_comes_second() -> None:
    assert texts(word("3,502.06", {0: {"8": 0.3}}))[:2] == ["3,502.06", "8,502.06"]


def test_a_lost_digit_and_one_too_many() -> None:
    assert "4,407.79" in texts(word("4,40.79", {3: {"07": 0.2}}))
    assert texts(word("4,4077.79", {4: {"": 0.3}}))[0] == "4,407.79"


def test_groups_of_three_weigh_against_a_lost_digit() -> None:
    whole = certainty(candidates(word("4,407.79"), CENTS))
    short = certainty(candidates(word("4,40.79"), CENTS))
    assert short < 0.5 < whole


def test_a_lost_point_is_a_candidate_and_costs() -> None:
    readings = candidates(word("440779"), CENTS)
    assert "4,407.79" in [r.text for r in readings]
    assert readings[0].cost > candidates(word("4,407.79"), CENTS)[0].cost


def test_letters_are_read_as_the_digits_they_look_like() -> None:
    assert texts(word("l,O3S.00"))[0] == "1,035.00"
    assert texts(word("一12.50"))[0] == "-12.50"


def test_what_is_no_figure_has_no_readings() -> None:
    assert candidates(word("合计"), CENTS) == ()
    assert candidates(word(""), CENTS) == ()
    assert candidates(word("-"), CENTS) == ()
    assert certainty(()) == 0.0


def test_a_misread_character_with_digits_behind_it() -> None:
    assert texts(word("29m.01", {2: {"6": 0.2}}))[0] == "296.01"


def test_a_word_without_glyphs_is_taken_at_its_text() -> None:
    plain = Word(text="1.234.50", box=BOX, confidence=0.9)
    assert texts(plain)[0] == "1,234.50"


def test_confusable_digits_come_last() -> None:
    readings = candidates(word("0.00"), CENTS, 20)
    assert readings[0].text == "0.00"
    assert {"8.00", "6.00"} <= {r.text for r in readings}
    assert readings[1].cost > 6


@given(
    st.text(alphabet="0123456789,.-Ol一计", max_size=12),
    st.dictionaries(
        st.integers(0, 11),
        st.dictionaries(st.sampled_from(["3", "8", "", "07", ",", "元"]), st.floats(0.01, 0.4)),
        max_size=4,
    ),
    st.builds(
        MoneyPattern, decimals=st.none() | st.integers(0, 4), separators=st.none() | st.booleans()
    ),
)
def test_readings_are_ranked_well_formed_and_add_up(
    text: str, doubts: dict[int, dict[str, float]], pattern: MoneyPattern
) -> None:
    readings = candidates(word(text, doubts), pattern, 8)
    costs = [r.cost for r in readings]
    assert costs == sorted(costs)
    assert len(readings) <= 8
    assert sum(math.exp(-cost) for cost in costs) <= 1.0 + 1e-9
    values = [r.text.replace(",", "") for r in readings]
    assert len(values) == len(set(values))
    for reading in readings:
        assert digits_of(reading.text)
        assert repair(reading.text, MoneyPattern()).verdict in {"kept", "doubtful"}


@given(st.integers(0, 10**12), st.integers(0, 99))
def test_a_clear_figure_is_its_own_best_reading(whole: int, cents: int) -> None:
    printed = f"{whole:,}.{cents:02}"
    best = candidates(word(printed), CENTS, 3)[0]
    assert best.text == printed
    assert math.exp(-best.cost) == pytest.approx(certainty([best]))
