from pathlib import Path

import pytest

from extraction.review.desk import Desk
from extraction.review.headings import Headings
from schemas.review import Decision, ReviewState
from schemas.table import CellRef
from tests.builders import KINDS, SETTINGS
from tests.ui.review.sample_desk import ACCUSED, extracted, make_desk, sample_text
from ui.review.acting import Seen, Sent, act, sent_items
from ui.review.card import Card, cards, cell_key, cell_of, shown
from ui.review.places import split_line
from ui.review.sheet import STATUSES, contents, findings, whole


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("cards")
    documents = [extracted(made / "r", f"{n}.txt", sample_text()) for n in ("one", "two")]
    make_desk(made / "data", made / "r", documents)
    return made / "data"


def opened(folder: Path, name: str) -> tuple[Desk, ReviewState]:
    desk = Desk(folder, settings=SETTINGS)
    entry = next(e for e in desk.queue() if e.name == name)
    return desk, desk.open(entry.document_id, "Li")


def first_card(desk: Desk, state: ReviewState) -> Card:
    return cards(shown(desk, state, tuple(KINDS.values()), "en"), state.doubtful[:1])[0]


def sent(state: ReviewState, card: Card, action: str, **more: object) -> Sent:
    seen = Seen(printed=card.printed, value=card.value, suggestion=card.suggestion)
    return Sent.model_validate(
        {"id": "1", "do": "decide", "document": state.document_id, "key": card.key,
         "cell": card.cell, "action": action, "seen": seen, **more}
    )  # fmt: skip


def test_a_card_says_what_is_printed_what_is_asked_for_and_why(folder: Path) -> None:
    desk, state = opened(folder, "one.txt")
    card = first_card(desk, state)
    assert card.key == ACCUSED
    assert (card.printed, card.suggestion, card.delta) == ("26.00", "20.00", "−6.00")
    assert (card.row, card.field, card.unit) == ("208 社会保障和就业支出", "项目支出", "万元")
    assert card.failing == len(card.sums) == 3
    assert all(made.mended for made in card.sums)
    assert {term.value for s in card.sums for term in (*s.left, *s.right) if term.mine} == {"26.00"}
    assert card.place is not None
    line = next(one for one in card.place.lines if one.number == card.place.line)
    assert line.cells[(card.place.at or 0) - 1] == "26.00"


def test_values_that_mend_a_sum_are_offered(folder: Path) -> None:
    desk, state = opened(folder, "one.txt")
    made = shown(desk, state, tuple(KINDS.values()), "en")
    total = CellRef(kind="expenditure_by_function", ordinal=1, row=0, field="project")
    (card,) = cards(made, [total])
    assert [one.value for one in card.alternatives] == ["206.00"]
    assert first_card(desk, state).alternatives == ()


def test_a_decision_is_stored_once_however_often_it_is_sent(folder: Path) -> None:
    desk, state = opened(folder, "one.txt")
    card = first_card(desk, state)
    answer = act(desk, "Li", sent(state, card, "accept"), "en")
    assert (answer.ok, answer.settled, answer.cell) == (True, 5, ACCUSED)
    again = act(desk, "Li", sent(state, card, "accept", again=True), "en")
    assert again.ok
    assert len(desk.history(state.document_id)) == 1
    undone = Sent(id="2", do="undo", document=state.document_id, event=1)
    assert act(desk, "Li", undone, "en").cell == ACCUSED
    assert act(desk, "Li", undone, "en").ok
    assert [event.action for event in desk.history(state.document_id)] == ["accept", "undo"]


def test_what_the_person_did_not_see_is_not_decided(folder: Path) -> None:
    desk, state = opened(folder, "two.txt")
    card = first_card(desk, state)
    other = Decision(action="correct", cell=card.cell, who="Li", value="21.00")
    desk.decide(state.document_id, state.version, other)
    answer = act(desk, "Li", sent(state, card, "accept"), "en")
    assert not answer.ok and not answer.retry
    assert "look at it again" in answer.message
    assert len(desk.history(state.document_id)) == 1


@pytest.mark.parametrize(
    "value", [None, 7, {"items": None}, {"items": [3, {"id": "x"}]}, {"items": [{"do": "rm"}]}]
)
def test_what_no_page_sends_is_left_out(value: object) -> None:
    assert sent_items(value) == ()


def test_a_wrong_figure_is_refused_in_one_sentence(folder: Path) -> None:
    desk, state = opened(folder, "two.txt")
    card = first_card(desk, state)
    answer = act(desk, "Li", sent(state, card, "correct", value="about twenty"), "en")
    assert not answer.ok
    assert answer.message.endswith(".")
    assert answer.message.count("\n") == 0


@pytest.mark.parametrize(
    "cell",
    [
        CellRef(kind="a", ordinal=1, row=0, field="total"),
        CellRef(kind="own#kind", ordinal=12, row=10, field="本年/合计 (万元)"),
    ],
)
def test_a_cell_is_found_again_by_its_key(cell: CellRef) -> None:
    assert cell_of(cell_key(cell)) == cell


@pytest.mark.parametrize("key", ["", "x", "a#1/2", "a#b/1/f", "#1/1/f", "a#1/-1/f"])
def test_what_is_no_key_names_no_cell(key: str) -> None:
    assert cell_of(key) is None


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a\tb\t", ("a", "b", "")),
        ("| a | b |", ("a", "b")),
        ("|| b |", ("", "b")),
        ("plain, text", ("plain, text",)),
        (r"a \| b | c", (r"a \| b", "c")),
    ],
)
def test_a_line_is_set_in_its_columns(text: str, cells: tuple[str, ...]) -> None:
    assert split_line(text) == cells


def test_a_table_is_given_whole_with_its_statuses(folder: Path) -> None:
    desk, state = opened(folder, "one.txt")
    ledger = shown(desk, state, tuple(KINDS.values()), "en").ledger
    listed = contents(state, ledger)
    assert [(one["rows"], one["doubts"]) for one in listed] == [(9, len(state.doubtful))]
    table = whole(state.document.tables[0], ledger, "en", Headings({}, ()))
    headers = [column["header"] for column in table["columns"]]
    assert headers[:3] == ["科目编码", "科目名称", "合计"]
    text, status, asked = table["rows"][5][headers.index("项目支出")]
    assert (text, STATUSES[status], asked) == ("26.00", "suspect", 1)
    assert findings(state.document, "zh")[0]["cell"] == ACCUSED
