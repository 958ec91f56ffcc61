"""Tables at the desk become examples, and stay so only while they hold."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.simulated.server import serving
from extraction.asking.answers import Answers
from extraction.learning.deskexamples import DeskExamples
from extraction.learning.examplemaking import NOTHING_PROVED
from extraction.learning.following import Follower
from extraction.models.port import text_of
from extraction.pipeline import extract
from extraction.review.desk import Desk
from extraction.stages.export import export
from prompts.tabletext import framed
from schemas.errors import UsageError
from schemas.review import Decision, ReviewState, SetField
from schemas.settings import Settings
from schemas.table import CellRef
from tests.builders import SETTINGS
from tests.extraction.learning.family import KIND, UNKNOWN, written


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path / "data", settings=SETTINGS) as made:
        yield made


@pytest.fixture
def state(desk: Desk, tmp_path: Path) -> ReviewState:
    """A document of the family with its unknown column given its field."""
    source = written(tmp_path, 2024)
    result = export(extract(source, SETTINGS), tmp_path / "out")
    made = desk.open(desk.bring_in(result, source=tmp_path).document_id, "Li")
    edit = SetField(kind=KIND, ordinal=1, who="Li", field=UNKNOWN, to="project")
    return desk.edit(made.document_id, made.version, edit).state


def correct(desk: Desk, state: ReviewState, row: int, field: str, value: str) -> ReviewState:
    cell = CellRef(kind=KIND, ordinal=1, row=row, field=field)
    decision = Decision(action="correct", cell=cell, who="Li", value=value)
    return desk.decide(state.document_id, state.version, decision).state


def test_a_corrected_table_is_shown_to_the_model_with_the_next_document(
    desk: Desk, state: ReviewState, tmp_path: Path
) -> None:
    examples = DeskExamples(desk)
    ready, left = examples.add_ready(state.document_id)
    assert [offer.table for offer in ready] == [f"{KIND}#1"]
    assert not left
    (kept,) = examples.store.list()
    assert '"field":"project"' in kept.plan.replace(" ", "")
    assert framed(UNKNOWN) in kept.header

    asked: list[str] = []
    with serving() as url:
        settings = Settings(
            _env_file=None, engine="model", model="simulated", base_url=url, data=desk.data
        )
        with Answers.live(settings) as answers:
            opened = answers._opened.completer
            complete = opened.complete

            async def heard(body: dict) -> object:
                asked.append(text_of(body["messages"]))
                return await complete(body)

            opened.complete = heard  # type: ignore[method-assign]
            read = extract(written(tmp_path, 2025), settings, answers=answers)
    assert read.run.requests
    assert asked
    assert all(kept.table in text for text in asked)
    assert all(kept.plan in text for text in asked)


def test_an_example_follows_its_table(desk: Desk, state: ReviewState) -> None:
    examples = DeskExamples(desk)
    first = examples.add(state.document_id, f"{KIND}#1")
    assert examples.follow(state.document_id) == ((), ())
    wrong = correct(desk, state, 5, "project", "99.00")
    assert wrong.doubtful
    assert examples.follow(state.document_id).removed == (first.id,)
    assert examples.store.list() == ()
    with pytest.raises(UsageError, match="a cell is suspect"):
        examples.add(state.document_id, f"{KIND}#1")

    back = desk.undo(state.document_id, wrong.version, "Li").state
    assert examples.add(state.document_id, f"{KIND}#1") == first
    renamed = SetField(kind=KIND, ordinal=1, who="Li", field="project", to="operating")
    desk.edit(state.document_id, back.version, renamed)
    assert examples.follow(state.document_id).added == (first.id,)
    (now,) = examples.store.list()
    assert "operating" in now.plan
    with pytest.raises(UsageError, match="there is no table"):
        examples.add(state.document_id, "three_public#1")


def test_what_no_sum_proves_is_added_on_a_persons_word_and_stays(
    desk: Desk, tmp_path: Path
) -> None:
    source = tmp_path / "one.txt"
    lines = source_lines()
    source.write_text("\n".join(lines), encoding="utf-8")
    result = export(extract(source, SETTINGS), tmp_path / "out")
    ident = desk.bring_in(result, source=tmp_path).document_id
    examples = DeskExamples(desk)
    (offer,) = examples.offers(ident)
    assert offer.why == NOTHING_PROVED
    assert offer.on_word
    assert examples.add_ready(ident)[0] == ()
    added = examples.add(ident, offer.table)
    assert added.on_word
    assert examples.follow(ident) == ((), ())
    assert [e.id for e in examples.store.list()] == [added.id]


def source_lines() -> tuple[str, ...]:
    """A table of codes and one amount each, over which there is no sum."""
    return (
        "2024年支出预算总表",
        "单位：万元",
        "",
        "科目编码\t科目名称\t合计",
        "2010301\t行政运行\t10.00",
        "2080501\t行政单位离退休\t7.00",
        "2130101\t行政运行\t3.00",
    )


def test_the_follower_adds_by_itself_and_takes_back(desk: Desk, state: ReviewState) -> None:
    examples = DeskExamples(desk)
    follower = Follower(examples, by_itself=True)
    follower.start()
    follower.tell(state.document_id, len(state.doubtful))
    follower.wait()
    assert len(examples.store.list()) == 1
    wrong = correct(desk, state, 5, "project", "99.00")
    follower.tell(state.document_id, len(wrong.doubtful))
    follower.wait()
    assert examples.store.list() == ()
    back = desk.undo(state.document_id, wrong.version, "Li").state
    follower.tell(state.document_id, len(back.doubtful))
    follower.close()
    assert len(examples.store.list()) == 1
