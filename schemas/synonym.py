"""Printed headers and titles that people have said the meaning of: data, never code.

An event is what a person did to one; what holds now is what the events come to, in their order.
"""

import hashlib
from typing import Literal

from schemas.frozen import Frozen

SynonymAction = Literal["accept", "reject", "remove"]
"""accept: from now on it is read so · reject: it is not to be offered again · remove: neither."""


class Synonym(Frozen):
    """A printed header that names a field of a kind, or a printed title that names the kind.

    ``header`` is the whole path from the group to the leaf, each part in the form in which the
    headers engine compares headers; ``field`` is None where it is a title (a path of one part).
    """

    kind: str
    header: tuple[str, ...]
    field: str | None = None

    @property
    def id(self) -> str:
        """Eight hexadecimal digits: the same for the same synonym on every machine."""
        said = "\0".join((self.kind, self.field or "", *self.header))
        return hashlib.sha256(said.encode()).hexdigest()[:8]

    @property
    def name(self) -> str:
        """The header and what it means, in one line."""
        meant = self.kind if self.field is None else f"{self.kind}/{self.field}"
        return f"{'/'.join(self.header)} -> {meant}"


class Evidence(Frozen):
    """What speaks for a synonym: where people said so, and which sums cover the column there.

    ``printed`` is the header as printed; ``documents`` are the names of the documents,
    ``holds`` and ``fails`` count the checks over the column, ``rules`` names those that hold.
    ``recognised`` says that the header was read from a picture, and may be misread.
    """

    printed: str = ""
    people: tuple[str, ...] = ()
    last: str = ""
    documents: tuple[str, ...] = ()
    holds: int = 0
    fails: int = 0
    rules: tuple[str, ...] = ()
    recognised: bool = False


class CandidateSynonym(Frozen):
    """A synonym that people's decisions come to, with its evidence."""

    synonym: Synonym
    evidence: Evidence


class SynonymEvent(Frozen):
    """What a person did to a synonym, when (UTC, ISO 8601), and on what evidence."""

    do: SynonymAction
    synonym: Synonym
    who: str
    at: str
    why: str | None = None
    evidence: Evidence = Evidence()


def digest_of(synonyms: tuple[Synonym, ...]) -> str:
    """A hash of synonyms in whatever order: equal where they are the same."""
    lines = sorted(synonym.model_dump_json() for synonym in synonyms)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
