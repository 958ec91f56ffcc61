"""The review service: queue, claims, decisions, undo, history."""

import functools
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extraction.export.payload import document_payload
from extraction.review.desk import CLAIM, Desk
from extraction.review.evaluating import evaluated
from extraction.verification import verify
from schemas.errors import ClaimedError, ConflictError, UsageError
from schemas.review import QueueFilter, ReviewState
from schemas.table import CellRef
from tests.builders import SETTINGS
from tests.extraction.review.at_desk import (
    DOUBTFUL,
    ON_BOTH,
    SAMPLES,
    Place,
    accused,
    cell_of,
    decide,
    desk_with,
    result_of,
    value_of,
)
from tests.extraction.review.test_editing import TEXT
from tests.postgres import Server


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    for name in ("fengting-emergency-2025.txt", "yunlu-culture-2023.md"):
        result_of(SAMPLES / name, folder)
    return folder


@pytest.fixture(scope="module")
def doubtful(results: Path) -> Path:
    return results / DOUBTFUL.with_suffix(".json").name


@pytest.fixture(scope="module")
def imported(
    tmp_path_factory: pytest.TempPathFactory, doubtful: Path
) -> Callable[[Server | None], Place]:
    """Where the sample with planted errors was imported, once for each database."""

    @functools.cache
    def place(server: Server | None) -> Place:
        folder = tmp_path_factory.mktemp("imported") / "data"
        url = None if server is None else server.new_database()
        desk_with(folder, doubtful, database=url)[0].close()
        return Place(folder, url)

    return place


@pytest.fixture
def place(
    tmp_path: Path, imported: Callable[[Server | None], Place], server: Server | None
) -> Place:
    return imported(server).copied(tmp_path / "data", server)


@pytest.fixture
def desk(place: Place) -> Iterator[Desk]:
    with place.desk() as made:
        yield made


@pytest.fixture
def state(desk: Desk) -> ReviewState:
    return desk.open(desk.queue()[0].document_id, "Li")


@pytest.mark.parametrize("name", ["fengting-emergency-2025", "yunlu-culture-2023"])
def test_an_import_evaluated_again_says_what_the_result_says(
    results: Path, tmp_path: Path, name: str
) -> None:
    desk, (ident,) = desk_with(tmp_path, results / f"{name}.json")
    loaded = desk._load(ident)
    again = evaluated(loaded.basis, loaded.view.standing).document
    assert again.tables == loaded.basis.document.tables
    assert again.findings == loaded.basis.document.findings
    assert [(c.id, c.holds, c.cells) for c in again.checks] == [
        (c.id, c.holds, c.cells) for c in loaded.basis.document.checks
    ]


def test_without_its_source_the_identities_of_the_prose_are_carried_on(
    doubtful: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "alone" / doubtful.name
    alone.parent.mkdir()
    shutil.copy(doubtful, alone)
    desk = Desk(tmp_path / "data", settings=SETTINGS)
    made = desk.bring_in(alone)
    assert not made.has_source
    loaded = desk._load(made.document_id)
    assert loaded.basis.carried
    again = evaluated(loaded.basis, loaded.view.standing).document
    assert {(c.rule, c.left, c.right, c.holds) for c in again.checks} == {
        (c.rule, c.left, c.right, c.holds) for c in loaded.basis.document.checks
    }
    assert desk.source_lines(made.document_id) == ()


@ON_BOTH
def test_the_queue_names_department_and_doubts(desk: Desk, results: Path) -> None:
    desk.bring_in(results / "yunlu-culture-2023.json", source=SAMPLES)
    first, second = desk.queue()
    assert first.name == DOUBTFUL.name and first.doubts > 0 == second.doubts
    assert first.department == "霁川市枫汀区应急管理局"
    assert second.progress == 1.0
    assert [e.name for e in desk.queue(QueueFilter(open_only=True))] == [first.name]
    assert [e.name for e in desk.queue(QueueFilter(text="云麓"))] == [second.name]
    assert [e.name for e in desk.queue(QueueFilter(status="suspect"))] == [first.name]
    assert [e.name for e in desk.queue(QueueFilter(finding="ocr_digit"))] == [first.name]
    assert len(desk.queue(QueueFilter(kind="three_public"))) == 2
    assert desk.queue(QueueFilter(kind="no_such")) == ()
    assert len(desk.queue(QueueFilter(limit=1))) == 1
    assert (
        desk.departments() == (second.department, first.department) or len(desk.departments()) == 2
    )


def test_an_accepted_suggestion_settles_others_and_is_an_event(
    desk: Desk, state: ReviewState
) -> None:
    cell = accused(state)
    assert state.doubtful[0] == cell
    wanted = cell_of(state, cell).suggestion
    outcome = decide(desk, state, "accept", cell)
    assert value_of(outcome.state, cell) == wanted
    assert cell_of(outcome.state, cell).status == "corrected"
    assert cell_of(outcome.state, cell).printed == cell_of(state, cell).printed
    assert outcome.settled == len(outcome.settled_cells) > 0
    assert len(outcome.state.doubtful) == len(state.doubtful) - outcome.settled - 1
    assert (outcome.event.number, outcome.event.who) == (1, "Li")
    assert outcome.event.before["value"] != outcome.event.after["value"] == wanted
    assert desk.queue()[0].doubts == len(outcome.state.doubtful)


def test_a_confirmed_figure_is_accused_no_more(desk: Desk, state: ReviewState) -> None:
    cell = accused(state)
    after = decide(desk, state, "confirm", cell).state
    assert cell_of(after, cell).status == "confirmed"
    assert cell_of(after, cell).suggestion is None
    assert value_of(after, cell) == value_of(state, cell)
    assert cell not in after.doubtful
    assert cell not in {s.cell for s in after.document.suggestions}


def test_as_published_leaves_a_finding_and_takes_the_bystanders_off(
    desk: Desk, state: ReviewState
) -> None:
    cell = accused(state)
    outcome = decide(desk, state, "as_published", cell)
    assert cell_of(outcome.state, cell).status == "confirmed"
    about = [f for f in outcome.state.document.findings if cell in f.cells]
    assert about and all(f.finding_class != "ocr_digit" for f in about)
    assert outcome.settled > 0
    assert verify(document_payload(outcome.state.document)) == ()


def test_another_value_is_typed_as_printed(desk: Desk, state: ReviewState) -> None:
    cell = accused(state)
    after = decide(desk, state, "correct", cell, "１,234．50").state
    assert value_of(after, cell) == "1234.50"
    with pytest.raises(UsageError, match="is no figure"):
        decide(desk, after, "correct", cell, "twelve")
    blank = decide(desk, after, "correct", cell, "").state
    assert value_of(blank, cell) is None
    assert verify(document_payload(blank.document)) == ()


def test_what_is_typed_as_printed_is_a_confirmation(desk: Desk, state: ReviewState) -> None:
    cell = accused(state)
    outcome = decide(desk, state, "correct", cell, cell_of(state, cell).printed)
    assert outcome.event.action == "confirm"


def test_a_skipped_cell_comes_last(desk: Desk, state: ReviewState) -> None:
    cell = state.doubtful[0]
    outcome = decide(desk, state, "skip", cell)
    assert outcome.state.doubtful[-1] == cell
    assert set(outcome.state.doubtful) == set(state.doubtful)
    assert outcome.state.document == state.document
    assert outcome.settled == 0


@ON_BOTH
def test_undo_restores_the_state_and_is_an_event(desk: Desk, state: ReviewState) -> None:
    cell = accused(state)
    first = decide(desk, state, "accept", cell).state
    second = decide(desk, first, "skip", first.doubtful[0]).state
    back = desk.undo(state.document_id, second.version, "Li").state
    assert (back.document, back.doubtful) == (first.document, first.doubtful)
    start = desk.undo(state.document_id, back.version, "Li").state
    assert (start.document, start.doubtful) == (state.document, state.doubtful)
    assert [e.action for e in desk.history(state.document_id)] == [
        "accept", "skip", "undo", "undo",
    ]  # fmt: skip
    assert [e.undone for e in desk.history(state.document_id)] == [True, True, False, False]
    with pytest.raises(UsageError, match="nothing to take back"):
        desk.undo(state.document_id, start.version, "Li")


def test_history_is_that_of_a_cell(desk: Desk, state: ReviewState) -> None:
    cell, other = state.doubtful[0], state.doubtful[1]
    after = decide(desk, state, "correct", cell, "1.00").state
    after = decide(desk, after, "confirm", other).state
    decide(desk, after, "correct", cell, "2.00")
    assert [e.after["value"] for e in desk.history(state.document_id, cell)] == ["1.00", "2.00"]
    assert [e.action for e in desk.history(state.document_id, other)] == ["confirm"]


@ON_BOTH
def test_a_document_is_in_one_hand_at_a_time(desk: Desk, state: ReviewState) -> None:
    with pytest.raises(ClaimedError, match="in the hands of Li since") as refused:
        desk.open(state.document_id, "Wang")
    assert refused.value.who == "Li"
    with pytest.raises(ClaimedError):
        decide(desk, state, "confirm", state.doubtful[0], who="Wang")
    desk.close_document(state.document_id, "Wang")
    with pytest.raises(ClaimedError):
        desk.open(state.document_id, "Wang")
    desk.close_document(state.document_id, "Li")
    assert desk.open(state.document_id, "Wang").claimed_by == "Wang"


def test_a_claim_expires(tmp_path: Path, doubtful: Path) -> None:
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    desk = Desk(tmp_path, settings=SETTINGS, now=lambda: now[0])
    ident = desk.bring_in(doubtful, source=SAMPLES).document_id
    state = desk.open(ident, "Li")
    now[0] += CLAIM + timedelta(seconds=1)
    assert desk.queue()[0].claimed_by is None
    assert desk.open(ident, "Wang").claimed_by == "Wang"
    with pytest.raises(ClaimedError):
        decide(desk, state, "confirm", state.doubtful[0])


def test_an_old_version_is_refused(desk: Desk, state: ReviewState) -> None:
    decide(desk, state, "confirm", state.doubtful[0])
    with pytest.raises(ConflictError):
        decide(desk, state, "confirm", state.doubtful[1])
    assert len(desk.history(state.document_id)) == 1


@ON_BOTH
def test_of_two_desks_on_one_version_one_is_refused(
    desk: Desk, state: ReviewState, place: Place
) -> None:
    other = place.desk()
    seen = other.state(state.document_id)
    decide(desk, state, "confirm", state.doubtful[0])
    with pytest.raises(ConflictError):
        decide(other, seen, "correct", seen.doubtful[0], "1.00")
    assert other.state(state.document_id).version == 1
    assert other.state(state.document_id).document == desk.state(state.document_id).document
    other.close()


@ON_BOTH
def test_decisions_outlive_the_desk(desk: Desk, state: ReviewState, place: Place) -> None:
    after = decide(desk, state, "accept", accused(state)).state
    desk.close()
    with place.desk() as again:
        assert again.state(state.document_id) == after


def test_every_state_verifies(desk: Desk, state: ReviewState) -> None:
    while state.doubtful:
        suggestion = cell_of(state, state.doubtful[0]).suggestion
        action = "accept" if suggestion is not None else "confirm"
        state = decide(desk, state, action, state.doubtful[0]).state
        assert verify(document_payload(state.document)) == ()
    assert desk.progress().finished == 1
    assert desk.quality().accepted_suggestions >= 1
    assert sum(desk.quality().people.values()) == desk.progress().decisions


def test_a_wrong_address_is_told(desk: Desk, state: ReviewState) -> None:
    for cell in (
        CellRef(kind="no_such", ordinal=1, row=0, field="total"),
        state.doubtful[0].model_copy(update={"row": 10_000}),
        state.doubtful[0].model_copy(update={"field": "no_such"}),
    ):
        with pytest.raises(UsageError):
            decide(desk, state, "confirm", cell)
    with pytest.raises(UsageError, match="no document"):
        desk.open("0000", "Li")
    with pytest.raises(UsageError, match="who you are"):
        desk.open(state.document_id, " ")


def test_source_lines_are_numbered_as_in_the_file(desk: Desk, state: ReviewState) -> None:
    printed = DOUBTFUL.read_text(encoding="utf-8").split("\n")
    lines = desk.source_lines(state.document_id, 10, 12)
    assert [(line.number, line.text) for line in lines] == [
        (number, printed[number - 1]) for number in (10, 11, 12)
    ]
    with pytest.raises(UsageError, match="no image"):
        desk.page_image(state.document_id, 1)


@ON_BOTH
def test_importing_again_keeps_decisions(
    desk: Desk, state: ReviewState, doubtful: Path, tmp_path: Path
) -> None:
    decide(desk, state, "accept", accused(state))
    assert desk.bring_in(doubtful, source=SAMPLES).came == "unchanged"
    export = json.loads(doubtful.read_text(encoding="utf-8"))
    export["run"]["seconds"] = 99.0
    other = tmp_path / doubtful.name
    other.write_text(json.dumps(export), encoding="utf-8")
    assert desk.bring_in(other, source=SAMPLES).came == "refused"
    assert desk.state(state.document_id).version == 1
    assert desk.bring_in(other, source=SAMPLES, force=True).came == "replaced"
    assert desk.state(state.document_id).version == 0


def test_a_misread_code_is_asked_first_and_settles_the_figures_under_it(tmp_path: Path) -> None:
    source = tmp_path / "budget.txt"
    source.write_text(TEXT.replace("20502\t", "2Q502\t", 1), encoding="utf-8")
    desk, (ident,) = desk_with(tmp_path / "data", result_of(source, tmp_path))
    with desk:
        state = desk.open(ident, "Li")
        code = CellRef(kind="general_budget_by_function", ordinal=1, row=2, field="code")
        assert state.doubtful[0] == code
        assert cell_of(state, code).alternatives == ("20502",)
        assert verify(document_payload(state.document)) == ()
        outcome = decide(desk, state, "correct", code, "20502")
        assert outcome.settled == len(state.doubtful) - 1 > 0
        assert outcome.state.doubtful == ()
        back = desk.undo(ident, outcome.state.version, "Li").state
        assert decide(desk, back, "confirm", code).state.doubtful[0] != code


def test_what_was_taken_back_is_done_again_by_anyone_until_something_else_is(desk: Desk) -> None:
    state = desk.open(desk.queue()[0].document_id, "Li")
    ident, cell = state.document_id, accused(state)
    assert state.redoable is None
    with pytest.raises(UsageError, match="nothing to do again"):
        desk.redo(ident, state.version, "Li")
    first = decide(desk, state, "accept", cell).state
    second = decide(desk, first, "skip", first.doubtful[0]).state
    for _ in range(2):
        second = desk.undo(ident, second.version, "Li").state
    assert second.redoable is not None and second.redoable.action == "accept"
    desk.close_document(ident, "Li")
    desk.open(ident, "Wang")
    again = desk.redo(ident, second.version, "Wang").state
    assert value_of(again, cell) == value_of(first, cell)
    assert again.undoable is not None and again.undoable.who == "Wang"
    assert again.redoable is not None and again.redoable.action == "skip"
    other = decide(desk, again, "confirm", again.doubtful[0], who="Wang").state
    assert other.redoable is None
    assert [event.action for event in desk.history(ident)] == [
        "accept", "skip", "undo", "undo", "accept", "confirm",
    ]  # fmt: skip
