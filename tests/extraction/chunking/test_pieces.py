import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.chunking.outline import outline, parents_of
from extraction.chunking.pieces import check_cover, halves, only_rows, pieces_of, rejoin
from prompts.tabletext import read_table_text, table_text
from schemas.document import Document, Segment
from schemas.errors import DefectError
from schemas.grid import GridCell, GridRow
from schemas.piece import Piece
from schemas.settings import Settings
from schemas.source import Source
from tests.builders import segment, text_document

HEADER = "科目编码 | 科目名称 | 合计"
ITEMS = "\n".join(f"20103{n:02} | 事务{n} | {n}.00" for n in range(1, 61))
BODY = f"201 | 一般公共服务支出 | 9.00\n20103 | 政府办公厅 | 9.00\n{ITEMS}"


def document(*segments: Segment) -> Document:
    return text_document("").model_copy(update={"segments": segments})


def settings(tokens: int) -> Settings:
    return Settings(_env_file=None, piece_tokens=tokens)


def pieces(made: Segment, tokens: int = 500) -> tuple[Piece, ...]:
    return pieces_of(document(made), 0, ("table",), "unknown kind", settings(tokens), len)


def test_what_travels_with_a_piece() -> None:
    made = segment("table", HEADER, BODY, parents=(("project", "某项目", 1),))
    first, second, *_ = found = pieces(made)
    assert [piece.part for piece in found] == list(range(1, len(found) + 1))
    assert {piece.parts for piece in found} == {len(found)}
    assert {(p.unit, p.header, p.reason, p.candidates) for p in found} == {
        ("元", made.header, "unknown kind", ("table",))
    }
    assert (first.first, first.before, first.parents) == (1, None, ("某项目",))
    assert second.first == first.numbers.stop
    assert second.before == first.rows[-1]
    assert second.parents == ("某项目", "201 一般公共服务支出", "20103 政府办公厅")


def test_a_parent_is_named_once() -> None:
    body = f"年度目标 | 产出指标 | {'长' * 150}\n | | 培训人数\n | | {'长' * 200}"
    made = segment("table", "", body, parents=(("target", "年度目标", 1),))
    assert pieces(made, 300)[1].parents == ("年度目标", "产出指标")


def test_a_small_segment_is_one_piece() -> None:
    made = segment("table", "", "项目名称 | 某项目\n预算 | 3.00")
    (only,) = pieces(made)
    assert (only.rows, only.header, only.parts) == (made.body, (), 1)


def test_a_segment_without_rows_has_no_pieces() -> None:
    assert pieces(segment("table", HEADER, "")) == ()


def test_a_long_row_is_a_piece_and_does_not_travel() -> None:
    made = segment("table", "", f"甲 | 1.00\n乙 | {'长' * 900}\n丙 | 1.00\n丁 | 2.00")
    found = pieces(made)
    assert [len(piece.rows) for piece in found] == [1, 1, 2]
    assert found[1].before == made.body[0]
    assert found[2].before is None


def test_halves_re_join_and_keep_what_explains_them() -> None:
    made = segment("table", HEADER, BODY, parents=(("project", "某项目", 1),))
    whole = pieces(made, 10_000)[0]
    low, high = halves(whole, made)
    assert rejoin((high, low)) == made.body
    assert abs(len(low.rows) - len(high.rows)) <= 2
    assert high.before == low.rows[-1]
    assert high.parents == ("某项目", "201 一般公共服务支出", "20103 政府办公厅")
    assert (low.before, low.parents) == (whole.before, whole.parents)


def test_halves_ask_for_what_was_asked_for() -> None:
    made = segment("table", HEADER, BODY)
    whole = pieces(made, 10_000)[0]
    low, high = halves(only_rows(whole, (50, 40, 45)), made)
    assert (low.wanted, high.wanted) == ((40,), (45, 50))
    alone = only_rows(whole, [40])
    assert halves(alone, made) == (alone,)


def test_a_single_row_has_no_halves() -> None:
    made = segment("table", "", "甲 | 1.00")
    assert halves(pieces(made)[0], made) == pieces(made)


def test_a_long_row_does_not_travel_to_a_half() -> None:
    made = segment("table", "", f"甲 | {'长' * 900}\n丙 | 1.00")
    assert halves(pieces(made, 9_000)[0], made)[1].before is None


def test_only_rows_of_the_piece_are_asked_for() -> None:
    piece = pieces(segment("table", HEADER, BODY), 10_000)[0]
    assert only_rows(piece, {12, 3}).wanted == (3, 12)
    assert only_rows(piece, {12, 3}).rows == piece.rows
    with pytest.raises(DefectError, match="63"):
        only_rows(piece, [63])
    with pytest.raises(DefectError, match="none"):
        only_rows(piece, [])


def test_lost_and_doubled_rows_are_noticed() -> None:
    made = segment("table", HEADER, BODY)
    found = pieces(made)
    check_cover(found[::-1], made)
    for wrong in (found[1:], found[:-1], (*found, found[0]), (found[0], *found[2:])):
        with pytest.raises(DefectError):
            check_cover(wrong, made)
    other = segment("table", HEADER, BODY.replace("事务7", "事务8"))
    with pytest.raises(DefectError, match="not the 62"):
        check_cover(found, other)


TEXTS = st.one_of(
    st.just(""),
    st.sampled_from(
        ["201", "20103", "2010301", "03", "合计", "一、收入", "（一）拨款", "1.税", "8,158.32"]
    ),
    st.text(max_size=12),
    st.text(alphabet="长文字|<>\n 12.", max_size=150),
)
CELLS = st.builds(
    GridCell,
    text=TEXTS,
    source=st.just(Source(line=1)),
    row_span=st.integers(1, 4),
    column_span=st.integers(1, 2),
)
GRID_ROWS = st.builds(GridRow, cells=st.lists(CELLS, max_size=5).map(tuple))
PARENTS = st.lists(st.tuples(st.just("target"), st.text(max_size=60), st.just(1)), max_size=2)


@st.composite
def segments(draw: st.DrawFn) -> Segment:
    made = segment("table", "", "甲", unit=draw(st.one_of(st.none(), st.just("万元"))))
    return made.model_copy(
        update={
            "title": draw(st.one_of(st.none(), st.text(max_size=20))),
            "header": draw(st.lists(GRID_ROWS, max_size=2).map(tuple)),
            "body": draw(st.lists(GRID_ROWS, max_size=30).map(tuple)),
            "parents": draw(PARENTS.map(tuple)),
            "spans_known": draw(st.booleans()),
        }
    )


def by_signs(text: str) -> int:
    """A count that rounds, as estimates of tokens do."""
    return -(-2 * len(text) // 3)


LENGTHS = st.sampled_from([len, by_signs])


@given(segments(), st.integers(200, 1500), LENGTHS)
def test_pieces_of_any_segment(made: Segment, tokens: int, length: object) -> None:
    assert callable(length)
    found = pieces_of(document(made), 0, ("table",), "", settings(tokens), length)
    assert rejoin(found) == made.body
    places = outline(made.body, made.spans_known)
    for piece in found:
        assert len(piece.rows) == 1 or length(table_text(piece)) <= tokens
        assert (piece.header, piece.title, piece.unit) == (made.header, made.title, made.unit)
        assert piece.parents == parents_of(made, places, piece.first - 1)
        above = made.body[piece.first - 2] if piece.first > 1 else None
        assert piece.before in (above, None)
        assert list(read_table_text(table_text(piece)).rows) == list(piece.numbers)


@given(segments(), st.data())
def test_halves_of_halves_of_any_segment(made: Segment, data: st.DataObject) -> None:
    found = list(pieces_of(document(made), 0, ("table",), "", settings(1500), len))
    for _ in range(3):
        at = data.draw(st.integers(0, len(found))) if found else 0
        found = [part for p in found[:at] for part in halves(p, made)] + found[at:]
    assert rejoin(found) == made.body
    for piece in found:
        assert piece.before in (None, made.body[piece.first - 2])
