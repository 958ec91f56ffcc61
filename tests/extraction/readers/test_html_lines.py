import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.readers.html_lines import split_tables, tag_lines, with_lines


def test_every_start_tag_gets_its_line() -> None:
    assert with_lines("a<b>\n<td\nx=1>c</b></p>d", 3) == (
        "a<b source-line=3+0 >\n<td source-line=4+1 \nx=1>c</b></p><br source-line=5+0 >d"
    )


@pytest.mark.parametrize("value", [None, "", "5", "5+", "+1", "a+b", "-1+0", "5+0/"])
def test_a_foreign_line_attribute_says_nothing(value: str | None) -> None:
    assert tag_lines(value) is None


@given(
    st.lists(
        st.sampled_from(["<table>", "<table\n>", "</table>", "<tr>", "<td>", "x", "\t", "|", "\n"])
    )
)
def test_the_parts_make_up_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    parts = list(split_tables(text))
    assert "".join(part.text for part in parts) == text
    line = 1
    for part in parts:
        assert part.line == line
        line += part.text.count("\n")
