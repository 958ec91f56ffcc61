import math

from hypothesis import given
from hypothesis import strategies as st

from prompts.ngrams import DIMENSIONS, ngram_vector, ngram_vectors


def likeness(one: str, other: str) -> float:
    return math.fsum(a * b for a, b in zip(ngram_vector(one), ngram_vector(other), strict=True))


@given(st.text(max_size=30))
def test_a_vector_is_of_length_one_or_zero(text: str) -> None:
    vector = ngram_vector(text)
    assert len(vector) == DIMENSIONS
    size = math.hypot(*vector)
    assert math.isclose(size, 1.0, abs_tol=1e-9) or size == 0.0


def test_like_titles_are_near_and_years_do_not_count() -> None:
    title = "2024年一般公共预算支出表"
    assert math.isclose(likeness(title, "2025年一般公共预算支出表"), 1.0)
    assert likeness(title, "一般公共预算支出预算表") > 0.6
    assert likeness(title, "项目绩效目标申报表") < 0.4
    assert ngram_vectors([title, ""]) == [ngram_vector(title), [0.0] * DIMENSIONS]
