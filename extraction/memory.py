"""What was made of immutable things before, so that unchanged ones are not gone through again.

An unchanged table of a document under review is the same object from one decision to the next; so
things are known by identity, which costs nothing, and never by a name that could go stale.
"""

from collections.abc import Callable
from typing import Any, TypeVar

Made = TypeVar("Made")

_MOST = 20_000


class Memory:
    """Results by what they are and of which object; it holds the objects, so none is mistaken."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int], tuple[object, Any]] = {}

    def of(self, what: str, subject: object, make: Callable[[], Made]) -> Made:
        """What was made of the subject, made now where it is not known."""
        found = self._kept.get((what, id(subject)))
        if found is not None and found[0] is subject:
            made: Made = found[1]
            return made
        made = make()
        self.keep(what, subject, made)
        return made

    def recall(self, what: str, subject: object) -> Any:
        """What was kept of the subject, or None."""
        found = self._kept.get((what, id(subject)))
        return found[1] if found is not None and found[0] is subject else None

    def keep(self, what: str, subject: object, made: object) -> None:
        """Keep what was made of the subject."""
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[what, id(subject)] = (subject, made)


class Forgetful(Memory):
    """Keeps nothing: every document of a run is gone through once."""

    def keep(self, what: str, subject: object, made: object) -> None:
        """Keep nothing."""
