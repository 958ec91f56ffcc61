"""Every fault is provable, noted as it was done, and the same on every run of a seed."""

from typing import Any

import pytest

from evals.simulated.asked import picture_key
from evals.simulated.completion import Completer, Reply
from evals.simulated.faults import REQUEST_FAULTS, ROW_FAULTS, Dice, FaultNote, Faults
from evals.simulated.record import Record
from extraction.asking.by_plan import place_by_plan
from extraction.models.port import body_key
from prompts.builder import crop_messages
from schemas.answer import CropsAnswer, PlanAnswer, rows_answer
from schemas.settings import Ask
from tests.builders import KINDS
from tests.evals.simulated.asking import TRUE_ROWS, asking, piece

KIND = KINDS["expenditure_by_function"]


def completer(faults: Faults, record: Record | None = None) -> Completer:
    return Completer(faults, record or Record(), KINDS, {})


def text_of(reply: Reply) -> str:
    return str(reply.body["choices"][0]["message"]["content"])


def spoilt(faults: Faults, ask: Ask = "rows") -> tuple[Any, list[FaultNote]]:
    record = Record()
    text = text_of(completer(faults, record).complete(asking(ask)))
    answer: Any = rows_answer(KIND) if ask == "rows" else PlanAnswer
    return answer.model_validate_json(text), record.notes


def rows_of(answer: Any) -> list[dict[str, Any]]:
    made = [row.model_dump(exclude_none=True) for row in answer.rows]
    return [row | {"r": list(row["r"])} for row in made]


def changed(answer: Any) -> dict[int, set[str]]:
    """The fields by row in which an answer is other than the truth."""
    found = {}
    for row, true in zip(rows_of(answer), TRUE_ROWS, strict=True):
        names = {n for n in row.keys() | true.keys() if row.get(n) != true.get(n)}
        if names:
            found[row["r"][0]] = names
    return found


@pytest.mark.parametrize(
    "fault", ["digit_changed", "columns_swapped", "blank_filled", "total_invented"]
)
def test_texts_are_changed_as_noted(fault: str) -> None:
    answer, notes = spoilt(Faults.model_validate({fault: 1}))
    noted = {note.row: set((note.field or "").split(",")) for note in notes}
    assert changed(answer) == noted
    assert {note.fault for note in notes} == {fault}
    assert len(notes) >= 3


def test_a_changed_digit_keeps_the_rest() -> None:
    _, notes = spoilt(Faults(digit_changed=1))
    assert len(notes) == len(TRUE_ROWS)
    for note in notes:
        assert note.before is not None and note.after is not None
        differing = [pair for pair in zip(note.before, note.after, strict=True) if len({*pair}) > 1]
        assert len(differing) == 1
        assert all(sign.isdigit() for sign in differing[0])


def test_a_blank_gets_what_is_printed_near() -> None:
    _, notes = spoilt(Faults(blank_filled=1))
    printed = {text for row in TRUE_ROWS for text in row.values() if isinstance(text, str)}
    assert notes and all(note.before is None and note.after in printed for note in notes)


def test_an_invented_total_is_no_text_of_its_row() -> None:
    _, notes = spoilt(Faults(total_invented=1))
    for note in notes:
        row = TRUE_ROWS[(note.row or 0) - 1]
        assert note.field == "total"
        assert note.after != row.get("total")


def test_rows_are_dropped_and_doubled() -> None:
    answer, notes = spoilt(Faults(row_dropped=1))
    assert (answer.rows, len(notes)) == ((), len(TRUE_ROWS))
    answer, notes = spoilt(Faults(row_doubled=1))
    numbers = [row["r"][0] for row in rows_of(answer)]
    assert numbers == [number for number in range(1, 7) for _ in range(2)]
    assert [note.row for note in notes] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("fault", ROW_FAULTS)
def test_plans_are_spoilt_in_places_that_can_be_told(fault: str) -> None:
    right, none = spoilt(Faults(), "plan")
    wrong, notes = spoilt(Faults.model_validate({fault: 1}), "plan")
    assert (none, right != wrong, bool(notes)) == ([], True, True)
    made, true = (place_by_plan(piece(), plan, KIND) for plan in (wrong, right))
    assert made != true
    assert {note.fault for note in notes} == {fault}


def test_about_the_rate_of_rows_is_struck() -> None:
    struck = sum(
        Faults(row_dropped=0.2).strikes("row_dropped", row, Dice(1, "k", 1)) is not None
        for row in range(2000)
    )
    assert 340 < struck < 460


def test_a_seed_gives_the_same_faults_on_every_run() -> None:
    faults = Faults.each_row(0.3, seed=5)
    first, again = spoilt(faults), spoilt(faults)
    assert first == again
    assert first[1] != spoilt(Faults.each_row(0.3, seed=6))[1]


def test_a_request_seen_again_is_drawn_anew() -> None:
    record = Record()
    reader = completer(Faults(digit_changed=0.5, seed=3), record)
    texts = [text_of(reader.complete(asking())) for _ in range(3)]
    assert len(set(texts)) > 1
    assert record.counts == {body_key(asking()): 3}


def test_one_fault_does_not_move_another() -> None:
    _, alone = spoilt(Faults(row_dropped=0.3, seed=2))
    _, both = spoilt(Faults(row_dropped=0.3, digit_changed=1, seed=2))
    assert [note for note in both if note.fault == "row_dropped"] == alone


@pytest.mark.parametrize("fault", REQUEST_FAULTS)
def test_a_struck_request_is_noted(fault: str) -> None:
    record = Record()
    reply = completer(Faults.model_validate({fault: 1}), record).complete(asking())
    assert [(note.fault, note.row) for note in record.notes] == [(fault, None)]
    assert reply.lost == (fault if fault in ("hang", "disconnect") else None)


def test_readings_of_pictures_are_spoilt_too() -> None:
    pictures = [f"data:image/png;base64,{text}" for text in ("aGVsbG8=", "d29ybGQ=")]
    truth = {picture_key(picture): "1,203.50" for picture in pictures}
    body = {"model": "simulated", "messages": crop_messages(pictures)}
    record = Record()
    reader = Completer(Faults(digit_changed=1), record, KINDS, truth)
    made = CropsAnswer.model_validate_json(text_of(reader.complete(body)))
    assert [reading.text for reading in made.readings] == [note.after for note in record.notes]
    assert all(note.before == "1,203.50" != note.after for note in record.notes)
    for fault, count in (("row_dropped", 0), ("row_doubled", 4)):
        spoiler = Completer(Faults.model_validate({fault: 1}), Record(), KINDS, truth)
        answer = CropsAnswer.model_validate_json(text_of(spoiler.complete(body)))
        assert len(answer.readings) == count
