"""What is corrected in one document makes the next one of its family right."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from extraction.export.key import result_key
from extraction.export.payload import document_payload
from extraction.learning.lessons import Lessons
from extraction.learning.synonymfile import FILE, taught
from extraction.pipeline import extract
from extraction.review.desk import Desk
from extraction.stages.export import export
from schemas.errors import UsageError
from schemas.review import ReviewState, SetField, SetKind
from schemas.settings import Settings
from schemas.synonym import Synonym
from tests.builders import SETTINGS
from tests.extraction.learning.family import KIND, UNKNOWN, text_of, written


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path / "data", settings=SETTINGS) as made:
        yield made


def opened(desk: Desk, source: Path) -> ReviewState:
    result = export(extract(source, SETTINGS), source.parent / "out")
    return desk.open(desk.bring_in(result, source=source.parent).document_id, "Li")


def placed(desk: Desk, state: ReviewState, to: str = "project") -> ReviewState:
    edit = SetField(kind=KIND, ordinal=1, who="Li", field=UNKNOWN, to=to)
    return desk.edit(state.document_id, state.version, edit).state


def lessons(desk: Desk) -> Lessons:
    return Lessons(desk.data, None, desk.observed)


def said_of(source: Path, settings: Settings) -> dict:
    made = document_payload(extract(source, settings))
    made["run"] = None
    return made


def statuses(state: ReviewState) -> set[str]:
    return {c.status for t in state.document.tables for r in t.rows for c in r.cells.values()}


def test_a_corrected_document_teaches_the_next_and_taking_it_back_unteaches(
    desk: Desk, tmp_path: Path
) -> None:
    first, second = written(tmp_path, 2024), written(tmp_path, 2025)
    before = said_of(second, SETTINGS)
    state = opened(desk, first)
    assert state.doubtful
    (heading,) = desk.headings(state.document_id, KIND, 1).unplaced
    assert (heading.printed, heading.rows) == (UNKNOWN, 7)
    state = placed(desk, state)
    assert not state.doubtful
    assert desk.headings(state.document_id, KIND, 1).unplaced == ()

    (lesson,) = lessons(desk).all()
    assert lesson.synonym == Synonym(kind=KIND, header=(UNKNOWN,), field="project")
    assert (lesson.evidence.people, lesson.evidence.documents) == (("Li",), ("2024.txt",))
    assert lesson.evidence.holds > 5
    assert lesson.evidence.fails == 0
    assert taught(SETTINGS, desk.data).synonyms == ()

    lessons(desk).decide("accept", lesson.synonym.id, "Wang")
    settings = taught(SETTINGS, desk.data)
    read = extract(second, settings)
    (table,) = read.tables
    assert [row.values["project"] for row in table.rows][:2] == ["202.00", "182.00"]
    assert {c.status for r in table.rows for c in r.cells.values()} == {"proved", "unchecked"}
    assert not read.findings
    assert table.notes == (f"the header {UNKNOWN} is taken for project: a learned synonym",)
    assert read.run.synonyms is not None
    assert read.run.synonyms.startswith("1 of sha256:")
    assert result_key("a", "1", settings) != result_key("a", "1", SETTINGS)

    lessons(desk).decide("remove", lesson.synonym.id, "Wang", "tried")
    again = taught(SETTINGS, desk.data)
    assert said_of(second, again) == before
    assert result_key("a", "1", again) == result_key("a", "1", SETTINGS)
    assert [e.do for e in lessons(desk).history()] == ["accept", "remove"]
    assert lessons(desk).all()[0].standing == "candidate"


def test_what_is_undone_teaches_nothing(desk: Desk, tmp_path: Path) -> None:
    state = placed(desk, opened(desk, written(tmp_path, 2024)))
    assert desk.observed()
    desk.undo(state.document_id, state.version, "Li")
    assert desk.observed() == ()


def test_the_same_header_in_several_documents_is_one_candidate(desk: Desk, tmp_path: Path) -> None:
    for year in (2023, 2024):
        placed(desk, opened(desk, written(tmp_path, year)))
    (one,) = desk.observed()
    assert one.evidence.documents == ("2023.txt", "2024.txt")


def test_a_column_whose_sums_fail_is_accepted_on_a_persons_word_alone(
    desk: Desk, tmp_path: Path
) -> None:
    source = written(tmp_path, 2024)
    text = source.read_text(encoding="utf-8").replace("\t181.00\n2010301", "\t171.00\n2010301", 1)
    source.write_text(text, encoding="utf-8")
    placed(desk, opened(desk, source))
    (lesson,) = lessons(desk).all()
    assert lesson.evidence.fails
    with pytest.raises(UsageError, match="sums over the column fail"):
        lessons(desk).decide("accept", lesson.synonym.id, "Wang")
    lessons(desk).decide("accept", lesson.synonym.id, "Wang", force=True)
    assert lessons(desk).all()[0].standing == "accepted"


def test_a_column_is_placed_only_where_nothing_is_lost(desk: Desk, tmp_path: Path) -> None:
    state = opened(desk, written(tmp_path, 2024))
    with pytest.raises(UsageError, match="basic is a column already"):
        placed(desk, state, "basic")
    with pytest.raises(UsageError, match="has no field profit"):
        placed(desk, state, "profit")
    state = placed(desk, state)
    history = desk.history(state.document_id)
    assert [(e.action, e.before, e.after) for e in history] == [
        ("set_field", {"field": UNKNOWN}, {"field": "project"})
    ]


def test_a_column_put_right_settles_the_doubt_of_its_header(desk: Desk, tmp_path: Path) -> None:
    source = written(tmp_path, 2024, header="")
    state = opened(desk, source)
    cells = [c for r in state.document.tables[0].rows for c in r.cells.values()]
    assert sum((c.reason or "").startswith("The header may stand off") for c in cells) > 10
    assert any("may stand off its columns" in n for n in state.document.tables[0].notes)
    (heading,) = desk.headings(state.document_id, KIND, 1).unplaced
    edit = SetField(kind=KIND, ordinal=1, who="Li", field=heading.printed, to="project")
    state = desk.edit(state.document_id, state.version, edit).state
    assert heading.printed == "column 5"
    assert not state.doubtful
    assert statuses(state) == {"proved", "unchecked"}
    assert desk.observed() == ()
    assert desk.undo(state.document_id, state.version, "Li").state.doubtful


def test_figures_under_an_unknown_header_are_not_those_of_its_neighbour(tmp_path: Path) -> None:
    source = written(tmp_path, 2024, f"{UNKNOWN}\t事业单位经营支出")
    (table,) = extract(source, SETTINGS).tables
    assert {row.values["operating"] for row in table.rows} == {None}
    assert f"printed columns without a field of this kind: {UNKNOWN}" in table.notes


def test_a_kind_that_a_person_names_teaches_the_title(desk: Desk, tmp_path: Path) -> None:
    title = "年度各科目用款安排情况表"
    source = tmp_path / "2024.txt"
    text = text_of(2024).replace("支出预算总表", title)
    source.write_text(text.replace("基本支出", "日常用款"), encoding="utf-8")
    state = opened(desk, source)
    assert [table.kind for table in state.document.tables] == ["table"]
    edit = SetKind(kind="table", ordinal=1, who="Li", to=KIND)
    state = desk.edit(state.document_id, state.version, edit).state
    headings = desk.headings(state.document_id, KIND, 1).unplaced
    assert [heading.printed for heading in headings] == ["日常用款", UNKNOWN]
    edit = SetField(kind=KIND, ordinal=1, who="Li", field="日常用款", to="basic")
    state = placed(desk, desk.edit(state.document_id, state.version, edit).state)
    assert not state.doubtful
    assert statuses(state) == {"proved", "unchecked"}
    for lesson in lessons(desk).all():
        lessons(desk).decide("accept", lesson.synonym.id, "Wang")
    assert {s.field for s in taught(SETTINGS, desk.data).synonyms} == {None, "basic", "project"}
    other = tmp_path / "2025.txt"
    text = text_of(2025).replace("支出预算总表", title).replace("基本支出", "日常用款")
    other.write_text(text, encoding="utf-8")
    read = extract(other, taught(SETTINGS, desk.data))
    assert [table.kind for table in read.tables] == [KIND]
    assert not [c for r in read.tables[0].rows for c in r.cells.values() if c.status == "suspect"]


def test_a_file_that_was_torn_is_told_and_nothing_is_read(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"do":"acc', encoding="utf-8")
    with pytest.raises(UsageError, match="line 1 tells of no synonym"):
        taught(SETTINGS, tmp_path)
