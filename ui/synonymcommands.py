"""What the commands of `gouji synonyms` do."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from extraction.export.atomic import write_whole
from extraction.learning.lessons import Lesson, Lessons
from extraction.learning.synonymfile import FILE, read_events, said
from extraction.records.opening import DATABASE
from extraction.review.desk import Desk
from schemas.errors import UsageError
from schemas.settings import Settings
from schemas.synonym import SynonymAction, SynonymEvent
from ui.console import Heading, Item, Mark, Screen
from ui.reviewing import login

_STYLES = (("candidate", "bold"), ("accepted", "green"), ("rejected", "dim"))


@contextmanager
def lessons_in(data: Path, settings: Settings) -> Iterator[Lessons]:
    """The synonyms of a data folder, with what its desk teaches where there is one."""
    if settings.database is None and not (data / DATABASE).is_file():
        yield Lessons(data, settings.schema_file)
        return
    with Desk(data, settings=settings) as desk:
        yield Lessons(data, settings.schema_file, desk.observed)


def show_synonyms(lessons: Lessons) -> None:
    """Print all synonyms with their standing and evidence."""
    found = lessons.all()
    screen = Screen()
    if not found:
        screen.line("nothing was taught yet: on the desk, a column is given its field on Document")
        return
    figures = ("documents", "hold", "fail")
    names = ("id", "", "header", "means", *figures, "who", "")
    screen.table(
        [Heading(name, figures=name in figures) for name in names], [_row(one) for one in found]
    )


def _row(lesson: Lesson) -> Sequence[Item]:
    synonym, evidence = lesson.synonym, lesson.evidence
    decided = lesson.decided if lesson.standing != "candidate" else None
    who = ", ".join(evidence.people) if decided is None else decided.who
    notes = [lesson.refused or "", "read from a picture" if evidence.recognised else ""]
    if decided is not None:
        notes = [decided.at[:10], decided.why or ""]
    return (
        synonym.id,
        Mark(lesson.standing, dict(_STYLES)[lesson.standing]),
        evidence.printed or "/".join(synonym.header),
        synonym.kind if synonym.field is None else f"{synonym.kind}/{synonym.field}",
        str(len(evidence.documents)),
        str(evidence.holds),
        str(evidence.fails),
        who,
        "; ".join(filter(None, notes)),
    )


def show_history(lessons: Lessons) -> None:
    """Print what was done to synonyms."""
    events = lessons.history()
    screen = Screen()
    if not events:
        screen.line("nobody has accepted or rejected anything")
        return
    headings = [Heading(name) for name in ("at", "who", "what", "synonym", "why")]
    screen.table(headings, [_told(event) for event in events])


def _told(event: SynonymEvent) -> Sequence[Item]:
    return (event.at, event.who, event.do, event.synonym.name, event.why or "")


def decide(
    lessons: Lessons,
    do: SynonymAction,
    ids: Sequence[str],
    who: str | None,
    why: str | None,
    *,
    force: bool = False,
) -> None:
    """Accept, reject or remove the synonyms of these ids, and tell of each."""
    said_of = {"accept": "accepted", "reject": "rejected", "remove": "removed"}
    for ident in ids:
        synonym = lessons.decide(do, ident, who or login(), why, force=force)
        Screen().line(f"{said_of[do]} {ident}  {synonym.name}")


def export_file(data: Path, file: Path) -> None:
    """Write the events by which synonyms hold, in a fixed order.

    Raises:
        UsageError: none holds.
    """
    now = said(read_events(data / FILE))
    if not now.accepted:
        raise UsageError(f"{data / FILE}: no synonym is accepted; gouji synonyms list tells more")
    last = {event.synonym: event for event in now.events}
    lines = [last[one].model_dump_json(exclude_defaults=True) for one in now.accepted]
    write_whole(file, "".join(f"{line}\n" for line in lines).encode())
    Screen().line(f"{len(lines)} synonyms: {file}")


def import_file(data: Path, file: Path, who: str | None, schema: Path | None) -> None:
    """Accept what holds in a file.

    Raises:
        UsageError: there is no such file, or it contradicts what is declared or accepted.
    """
    if not file.is_file():
        raise UsageError(f"{file}: no such file of synonyms; gouji synonyms export writes one")
    events = read_events(file)
    new = Lessons(data, schema).bring_in(events, who or login(), file.name)
    Screen().line(f"accepted {new} of {len(said(events).accepted)} synonyms of {file}")
