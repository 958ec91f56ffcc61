"""Candidate synonyms beside what was decided about them, and deciding about them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from extraction.kinds import declared_kinds
from extraction.learning.contradictions import contradiction
from extraction.learning.synonymfile import FILE, accept, append_events, read_events, said
from schemas.errors import UsageError
from schemas.frozen import Frozen
from schemas.synonym import CandidateSynonym, Evidence, Synonym, SynonymAction, SynonymEvent

Standing = Literal["candidate", "accepted", "rejected"]


class Lesson(Frozen):
    """A synonym as it stands: what speaks for it, what was decided, and what speaks against it.

    ``refused`` says why a candidate can't be accepted. ``decided`` is the last event about it,
    None for one that nobody has decided about.
    """

    synonym: Synonym
    evidence: Evidence
    standing: Standing
    refused: str | None = None
    decided: SynonymEvent | None = None


class Lessons:
    """The synonyms of a data folder.

    Every method raises UsageError where their file is damaged, OutputError where it can't be
    written.
    """

    def __init__(
        self,
        data: Path,
        schema_file: Path | None,
        observed: Callable[[], tuple[CandidateSynonym, ...]] = tuple,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Those of the folder ``data``; ``observed`` gives what the documents at the desk teach."""
        self.path = data / FILE
        self._kinds = declared_kinds(schema_file)
        self._observed = observed
        self._now = now

    def all(self) -> tuple[Lesson, ...]:
        """Candidates first, then what is accepted, then what is rejected."""
        now = said(read_events(self.path))
        last = {event.synonym: event for event in now.events}
        seen = {one.synonym: one.evidence for one in self._observed()}
        decided = {one: last[one].evidence for one in (*now.accepted, *now.rejected)}
        lessons = []
        for synonym, evidence in {**decided, **seen}.items():
            standing: Standing = "candidate"
            if synonym in decided:
                standing = "accepted" if synonym in now.accepted else "rejected"
            refused = None
            if standing == "candidate":
                refused = contradiction(synonym, self._kinds, now.accepted)
            lessons.append(
                Lesson(
                    synonym=synonym,
                    evidence=evidence,
                    standing=standing,
                    refused=refused,
                    decided=last.get(synonym),
                )
            )
        order = ("candidate", "accepted", "rejected")
        lessons.sort(key=lambda one: (order.index(one.standing), one.synonym.kind))
        return tuple(lessons)

    def history(self) -> tuple[SynonymEvent, ...]:
        """Everything that was done to synonyms, the first event first."""
        return read_events(self.path)

    def decide(
        self,
        do: SynonymAction,
        ident: str,
        who: str,
        why: str | None = None,
        *,
        force: bool = False,
    ) -> Synonym:
        """Accept, reject or take back one synonym by its id.

        Raises:
            UsageError: there is none of this id, it contradicts what is declared or accepted, or
                (unless by ``force``) a sum over the column fails in its documents.
        """
        lesson = next((one for one in self.all() if one.synonym.id == ident), None)
        if lesson is None or (do == "remove" and lesson.standing == "candidate"):
            what = "was accepted or rejected" if do == "remove" else "is a candidate or decided"
            raise UsageError(f"no synonym {ident} {what}; gouji synonyms list tells the ids")
        fails = lesson.evidence.fails
        if do == "accept" and fails and not force and lesson.standing != "accepted":
            raise UsageError(
                f"{lesson.synonym.name}: {fails} sums over the column fail in its documents; "
                "review them first, or accept it on your word by --force"
            )
        event = self._event(do, lesson.synonym, lesson.evidence, who, why)
        if do == "accept":
            accept(self.path, event, self._kinds)
        else:
            append_events(self.path, [event])
        return lesson.synonym

    def bring_in(self, events: Sequence[SynonymEvent], who: str, file: str) -> int:
        """Accept what holds in another file; how many are new.

        Raises:
            UsageError: one contradicts what is declared or accepted: none is taken.
        """
        here = list(said(read_events(self.path)).accepted)
        given = said(events)
        last = {event.synonym: event for event in given.events}
        new = [one for one in given.accepted if one not in here]
        made = []
        for synonym in new:
            refused = contradiction(synonym, self._kinds, here)
            if refused is not None:
                raise UsageError(f"{file}: {synonym.name} can't be accepted: {refused}")
            here.append(synonym)
            before = last[synonym]
            why = f"accepted by {before.who} on {before.at[:10]}, from {file}"
            made.append(self._event("accept", synonym, before.evidence, who, why))
        if made:
            append_events(self.path, made)
        return len(made)

    def _event(
        self, do: SynonymAction, synonym: Synonym, evidence: Evidence, who: str, why: str | None
    ) -> SynonymEvent:
        if not who.strip():
            raise UsageError("say who decides: a name for the history is needed")
        at = self._now().astimezone(UTC).isoformat(timespec="seconds")
        return SynonymEvent(do=do, synonym=synonym, who=who, at=at, why=why, evidence=evidence)
