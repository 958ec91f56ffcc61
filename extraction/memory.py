"""What was made of immutable things before, so that unchanged ones are not gone through again.

An unchanged table of a document under review is the same object from one decision to the next; so
things are known by identity, which costs nothing, and never by a name that could go stale.
"""

from collections.abc import Callable
from typing import Any, TypeVar

Made = TypeVar("Made")

_TURNS = 4
"""What so many turns did not ask for is forgotten: an undo or two finds all as it was."""


class Memory:
    """Results by what they are and of which object; it holds the objects, so none is mistaken.

    A turn is one evaluation of a document (`turn`). What the last turns did not use is let go, so
    that a document of any length of review needs the space of a few versions of it.
    """

    def __init__(self) -> None:
        self._used: dict[tuple[str, int], tuple[object, Any]] = {}
        self._before: tuple[dict[tuple[str, int], tuple[object, Any]], ...] = ()

    def turn(self) -> None:
        """Begin anew: what is not asked for in the next turns is forgotten."""
        self._before = (self._used, *self._before[: _TURNS - 1])
        self._used = {}

    def of(self, what: str, subject: object, make: Callable[[], Made]) -> Made:
        """What was made of the subject, made now where it is not known."""
        found = self._found(what, subject)
        if found is not None:
            made: Made = found[1]
            return made
        made = make()
        self.keep(what, subject, made)
        return made

    def recall(self, what: str, subject: object) -> Any:
        """What was kept of the subject, or None."""
        found = self._found(what, subject)
        return None if found is None else found[1]

    def keep(self, what: str, subject: object, made: object) -> None:
        """Keep what was made of the subject."""
        self._used[what, id(subject)] = (subject, made)

    def _found(self, what: str, subject: object) -> tuple[object, Any] | None:
        key = (what, id(subject))
        for known in (self._used, *self._before):
            found = known.get(key)
            if found is not None and found[0] is subject:
                self._used[key] = found
                return found
        return None


class Forgetful(Memory):
    """Keeps nothing: every document of a run is gone through once."""

    def keep(self, what: str, subject: object, made: object) -> None:
        """Keep nothing."""
