import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.export.inert import csv_text, is_formula_like, legal
from tests.extraction.export.worked_example import DANGEROUS


@pytest.mark.parametrize("text", [t for t in DANGEROUS if not t.startswith(("-12", "\x0b"))])
def test_what_might_run_gets_an_apostrophe(text: str) -> None:
    assert csv_text(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["-12.50", "+86", "-1,234.00", "-5%", "合计", "2010301", "", "≥95%"]
)
def test_a_plain_figure_or_text_stays(text: str) -> None:
    assert csv_text(text) == text


def test_a_control_character_does_not_hide_a_formula() -> None:
    assert csv_text("\x0b=1+1") == "'=1+1"
    assert csv_text(" =1+1") == "' =1+1"


def test_control_characters_and_lone_surrogates_are_dropped() -> None:
    assert legal("a\x00b\x1b[31mc\x9b\ud800d\n\t") == "ab[31mcd\n\t"


@given(st.text())
def test_no_field_starts_with_what_might_run(text: str) -> None:
    field = csv_text(text)
    figure = field.lstrip("+-").replace(",", "").removesuffix("%").replace(".", "", 1)
    assert not is_formula_like(field) or figure.isdigit()
