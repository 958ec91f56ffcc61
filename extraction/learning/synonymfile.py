"""The file of synonyms in a data folder: one event a line, appended and never overwritten.

A line is JSON, so that the file can be read, compared, and carried to another machine; two of
them put one after the other are one. What holds is what the events come to: removing a synonym is
an event too, and leaves every result as if it had never been accepted.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from extraction.kinds import declared_kinds
from extraction.learning.contradictions import contradiction
from schemas.errors import OutputError, UsageError
from schemas.kinds import KindRow
from schemas.settings import Settings
from schemas.synonym import Synonym, SynonymEvent

FILE = "synonyms.jsonl"
"""The file's name in the data folder."""


class Said(NamedTuple):
    """What the events come to: the synonyms that are accepted and those that are rejected."""

    accepted: tuple[Synonym, ...]
    rejected: tuple[Synonym, ...]
    events: tuple[SynonymEvent, ...]

    def find(self, ident: str) -> Synonym | None:
        """The synonym of an id, in whatever state."""
        return next((e.synonym for e in self.events if e.synonym.id == ident), None)


def read_events(path: Path) -> tuple[SynonymEvent, ...]:
    """All events of a file, the first first; none where there is no file.

    Raises:
        UsageError: the file can't be read, or holds a line that is no event.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path}: the synonyms can't be read ({error}); restore the file"
        ) from None
    events = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            events.append(SynonymEvent.model_validate_json(line))
        except ValidationError:
            raise UsageError(
                f"{path}: line {number} tells of no synonym; restore or remove the line"
            ) from None
    return tuple(events)


def said(events: Iterable[SynonymEvent]) -> Said:
    """What events come to, in their order: of each synonym the latest holds."""
    kept = tuple(events)
    last = {event.synonym: event.do for event in kept}
    in_order = sorted(last, key=lambda one: (one.kind, one.field or "", one.header))
    return Said(
        tuple(one for one in in_order if last[one] == "accept"),
        tuple(one for one in in_order if last[one] == "reject"),
        kept,
    )


def append_events(path: Path, events: Sequence[SynonymEvent]) -> None:
    """Put events at the end of the file; they are on disk when this returns.

    Raises:
        OutputError: the file can't be written; nothing was added.
    """
    lines = "".join(event.model_dump_json(exclude_defaults=True) + "\n" for event in events)
    content = lines.encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # One write at the end, so that two processes don't come between each other.
        with path.open("ab", buffering=0) as file:
            start = file.seek(0, os.SEEK_END)
            if file.write(content) != len(content):
                file.truncate(start)
                raise OSError("no space is left")
            os.fsync(file.fileno())
    except OSError as error:
        raise OutputError(
            f"{path}: can't be written: {error.strerror or error}; free the place, or choose "
            "another --data"
        ) from None


def accept(path: Path, event: SynonymEvent, kinds: Sequence[type[KindRow]]) -> None:
    """Take a synonym from now on; nothing happens where it holds already.

    Raises:
        UsageError: it contradicts what is declared or accepted.
    """
    now = said(read_events(path))
    if event.synonym in now.accepted:
        return
    why = contradiction(event.synonym, kinds, now.accepted)
    if why is not None:
        raise UsageError(f"{event.synonym.name} can't be accepted: {why}")
    append_events(path, [event])


def in_force(path: Path, kinds: Sequence[type[KindRow]]) -> tuple[Synonym, ...]:
    """The synonyms that hold, for the headers engine; those of kinds not declared are left out.

    Raises:
        UsageError: one contradicts what is declared, or another one.
    """
    accepted = said(read_events(path)).accepted
    known = {kind.kind for kind in kinds}
    here = tuple(one for one in accepted if one.kind in known)
    for synonym in here:
        why = contradiction(synonym, kinds, here)
        if why is not None:
            raise UsageError(
                f"{path}: {synonym.name} can't be used ({why}); gouji synonyms remove {synonym.id}"
            )
    return here


def taught(settings: Settings, data: Path | None) -> Settings:
    """The settings with the synonyms of their file, or of the data folder.

    Raises:
        UsageError: the file that is named is not there, or says what can't be.
    """
    named = settings.synonyms_file
    if named is not None and not named.is_file():
        raise UsageError(f"{named}: no such file of synonyms; gouji synonyms export writes one")
    path = named or (None if data is None else data / FILE)
    if path is None or not path.is_file():
        return settings
    kinds = declared_kinds(settings.schema_file)
    return settings.model_copy(update={"synonyms": in_force(path, kinds)})
