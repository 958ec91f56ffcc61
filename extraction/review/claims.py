"""Who holds a document, and why someone else can't have it."""

from collections.abc import Iterator, Mapping
from unicodedata import category

from extraction.records.reviews import Values
from extraction.records.words import storable
from schemas.errors import ClaimedError, ConflictError, NotFoundError, UsageError
from schemas.review import Decision, Edit, QueueEntry

_LONGEST_NAME = 200
"""Characters of a name that the database holds."""
_UNSEEN = frozenset({"Cc", "Cs"})


def named(who: str) -> None:
    """See that a person says who it is. Raises UsageError where the name can't be kept."""
    if not who.strip():
        raise UsageError("say who you are: a name is needed for every decision")
    if len(who) > _LONGEST_NAME or any(category(character) in _UNSEEN for character in who):
        raise UsageError(f"a name has at most {_LONGEST_NAME} characters, and no control character")


def writable(said: Decision | Edit) -> None:
    """See that every text of a decision or an edit can be kept.

    Raises:
        UsageError: one has NUL, or half of a character (a lone surrogate).
    """
    for text in _texts(said.model_dump()):
        if text != storable(text):
            raise UsageError(
                "the text has a character that can't be stored (NUL, or half of one); type it anew"
            )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)


def holder(columns: Values, expired: str) -> tuple[str, str] | None:
    """Who holds a document and since when; a claim older than ``expired`` holds nothing."""
    who, since = columns["claimed_by"], columns["claimed_at"]
    return None if who is None or since is None or since < expired else (who, since)


def refusal(
    document_id: str, columns: Values | None, expired: str, asking: str
) -> ConflictError | UsageError:
    """Why a document can't be taken or changed by the one who is ``asking``."""
    if columns is None:
        return NotFoundError(f"there is no document {document_id}; gouji import brings it in")
    held = holder(columns, expired)
    if held is not None and held[0] != asking:
        who, since = held
        message = f"{columns['name']} is in the hands of {who} since {since} (UTC)"
        return ClaimedError(message, who=who, since=since)
    return ConflictError(
        f"{columns['name']} was changed in the meantime (version {columns['version']} now); "
        "look at it again"
    )


def entry_of(row: Values, expired: str) -> QueueEntry:
    """A document as it stands in the queue."""
    held = holder(row, expired)
    first = row["first_doubts"]
    settled = max(0, first - row["doubts"])
    return QueueEntry(
        document_id=row["id"],
        name=row["name"],
        department=row["department"],
        tables=row["tables"],
        figures=row["figures"],
        doubts=row["doubts"],
        findings=row["findings"],
        decisions=row["decided"],
        progress=settled / first if first else 1.0,
        claimed_by=None if held is None else held[0],
        claimed_at=None if held is None else held[1],
    )
