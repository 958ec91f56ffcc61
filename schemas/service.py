"""What the service says of its clients and of the documents that they sent."""

from typing import Literal

from schemas.frozen import Frozen

Scope = Literal["read", "write"]
"""read: results, findings, queue · write: also uploads, cancelling, corrections."""

JobState = Literal["waiting", "working", "done", "failed", "set_aside", "cancelled"]
"""failed: the document can't be read as it is, says ``reason`` · set_aside: its work died or ran
out of time as often as it may, says ``reason``."""

ENDED: frozenset[JobState] = frozenset({"done", "failed", "set_aside", "cancelled"})


class Client(Frozen):
    """A program that uses the service, known by its key; the key itself is not kept."""

    client_id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: str
    revoked_at: str | None = None


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
