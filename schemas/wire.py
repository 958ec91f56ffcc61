"""What the service answers beside jobs and results, for the server and its clients alike."""

from schemas.frozen import Frozen
from schemas.kinds.kind import FieldSpec, FieldType, Layout
from schemas.review import Event, QueueEntry
from schemas.service import Job
from schemas.table import Cell, CellRef


class JobPage(Frozen):
    """Jobs in the order in which they came. ``next`` is what ``after`` is for the next page."""

    items: tuple[Job, ...]
    next: str | None = None


class TableSummary(Frozen):
    """A table of a result: its address, what is printed over it, its columns."""

    kind: str
    ordinal: int
    title: str | None
    unit: str | None
    rows: int
    fields: tuple[str, ...]
    headers: tuple[str, ...]


class QueueItem(QueueEntry):
    """A document in the queue, with its job."""

    job_id: str


class Doubt(Frozen):
    """A cell to look at: what is printed, what is claimed, what sums ask for, and why."""

    cell: CellRef
    value: str | None
    found: Cell | None


class Review(Frozen):
    """A document under review. ``doubts`` are in the order in which a look pays most."""

    job_id: str
    document_id: str
    version: int
    name: str
    department: str | None
    doubts: tuple[Doubt, ...]
    claimed_by: str | None
    claimed_at: str | None
    undoable: Event | None
    redoable: Event | None = None
    image_pages: tuple[int, ...]


class Done(Frozen):
    """What came of a change: the event, the other cells that it settled, and the document."""

    event: Event
    settled_cells: tuple[CellRef, ...]
    review: Review


class Kind(Frozen):
    """A kind of table: its printed titles, the fields that tell its rows apart, all its fields.

    ``wildcard`` is the type of further printed columns, None where none are kept.
    """

    kind: str
    title: str
    titles: tuple[str, ...]
    layout: Layout
    key: tuple[str, ...]
    fields: tuple[FieldSpec, ...]
    wildcard: FieldType | None


class Problem(Frozen):
    """What went wrong, in one sentence; ``code`` is for programs.

    ``who`` and ``since`` are set where someone else holds the document.
    """

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    who: str | None = None
    since: str | None = None
