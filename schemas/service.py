"""What the service says of its clients and of the documents that they sent."""

from typing import Literal

from schemas.frozen import Frozen

Scope = Literal["read", "write", "metrics"]
"""read: results, findings, queue · write: uploads, cancelling, corrections · metrics: counts over
all clients, for the one who runs the service."""

JobState = Literal["waiting", "working", "done", "failed", "set_aside", "cancelled"]
"""failed: the document can't be read as it is, says ``reason`` · set_aside: its work died or ran
out of time as often as it may, says ``reason``."""

ENDED: frozenset[JobState] = frozenset({"done", "failed", "set_aside", "cancelled"})


class Client(Frozen):
    """A program that uses the service, known by its key; the key itself is not kept.

    Moments are UTC in ISO 8601; ``last_used_at`` is right to about a minute.
    """

    client_id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: str
    revoked_at: str | None = None
    last_used_at: str | None = None


class IssuedKey(Frozen):
    """A new key, to be shown once: only its hash is kept."""

    client: Client
    key: str


class Job(Frozen):
    """One document of one client, from its upload to its result.

    ``job_id`` is a hash of client, content, name and settings: the same upload is the same job.
    ``document_id`` is its document on the review desk, once it is done. Moments are UTC in ISO
    8601; ``tries`` counts the times that work on it began; higher ``priority`` comes first.
    """

    job_id: str
    client_id: str
    name: str
    sha256: str
    size: int
    state: JobState
    priority: int = 0
    tries: int = 0
    pages: int | None = None
    pages_done: int = 0
    reason: str | None = None
    document_id: str | None = None
    created_at: str
    started_at: str | None = None
    ended_at: str | None = None


class Submission(Frozen):
    """What became of an upload: ``created`` is false where the same job was there already."""

    job: Job
    created: bool


class ServiceCounts(Frozen):
    """Jobs by state, over all clients, and the age in seconds of the oldest that waits."""

    jobs: dict[JobState, int]
    oldest_waiting: float = 0.0


class ArchiveEntry(Frozen):
    """A document out of an archive: its path in there, and what became of it."""

    entry: str
    submission: Submission


class ArchiveProblem(Frozen):
    """An entry of an archive that was not taken, and one sentence that says why."""

    entry: str
    detail: str


class ArchiveReceipt(Frozen):
    """What became of an archive: one job for each document, and what was not taken."""

    accepted: tuple[ArchiveEntry, ...]
    problems: tuple[ArchiveProblem, ...] = ()
