"""What passes between the review desk and those who sit at it: decisions, edits, events, states.

Corrections are events: append-only, the latest wins. A cell is addressed as it stands in the
version of the document that the decision is made on.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from schemas.document import Document
from schemas.frozen import Frozen
from schemas.page import Matrix
from schemas.table import CellRef, Status

DecisionAction = Literal["accept", "confirm", "correct", "as_published", "skip"]
"""accept: the suggestion · confirm: keep as printed · correct: type another value ·
as_published: it is printed so, and the document itself is wrong · skip: later."""

Action = Literal[
    "accept",
    "confirm",
    "correct",
    "as_published",
    "skip",
    "move_row",
    "set_field",
    "set_kind",
    "split_row",
    "join_rows",
    "add_row",
    "remove_row",
    "undo",
]


class Decision(Frozen):
    """What a person says of one cell. ``value`` is the typed text, for ``correct`` alone."""

    action: DecisionAction
    cell: CellRef
    who: str
    value: str | None = None
    why: str | None = None


class _TableEdit(Frozen):
    """An edit of the table ``kind`` #``ordinal``; rows are counted from 0."""

    kind: str
    ordinal: int
    who: str
    why: str | None = None


class MoveRow(_TableEdit):
    """The values of a row between two fields (inclusive) go ``by`` columns right (left below 0).

    Without ``first`` and ``last`` all columns of figures go. What would fall off the edge, or on
    a field outside them, refuses the edit.
    """

    action: Literal["move_row"] = "move_row"
    row: int
    by: int
    first: str | None = None
    last: str | None = None


class SetField(_TableEdit):
    """A column is another field; where that field is a column already, the two are exchanged."""

    action: Literal["set_field"] = "set_field"
    field: str
    to: str


class SetKind(_TableEdit):
    """The table is of another kind; its printed rows are mapped again where they are kept."""

    action: Literal["set_kind"] = "set_kind"
    to: str


class SplitRow(_TableEdit):
    """A row was two: the ``second`` values go to a new row below it.

    A field of which the row keeps a part names that part in ``first``; both parts together are
    what is printed in the cell.
    """

    action: Literal["split_row"] = "split_row"
    row: int
    second: dict[str, str]
    first: dict[str, str] = Field(default_factory=dict)


class JoinRows(_TableEdit):
    """A row and the one below it are one; both may not have a figure in the same field."""

    action: Literal["join_rows"] = "join_rows"
    row: int


class AddRow(_TableEdit):
    """A row that stands on the page and not in the table, before row ``row``.

    ``values`` are texts as printed; ``line`` or ``page`` is where it stands.
    """

    action: Literal["add_row"] = "add_row"
    row: int
    values: dict[str, str]
    line: int | None = None
    page: int | None = None


class RemoveRow(_TableEdit):
    """A row that is none: a printed header or a page number."""

    action: Literal["remove_row"] = "remove_row"
    row: int


Edit = Annotated[
    MoveRow | SetField | SetKind | SplitRow | JoinRows | AddRow | RemoveRow,
    Field(discriminator="action"),
]
"""A change of a table; to type a value in the grid is the decision ``correct``."""


class Event(Frozen):
    """What a person did: who, when (UTC, ISO 8601), what was before and after, and why.

    ``number`` counts the events of a document from 1 and is the version that it made. ``before``
    and ``after`` are JSON values: of a cell ``value`` and ``status``, of rows their values.
    ``undoes`` is the number of an event that this one takes back; ``undone`` says that a later
    one took this one back.
    """

    number: int
    who: str
    at: str
    action: Action
    kind: str | None = None
    ordinal: int | None = None
    row: int | None = None
    field: str | None = None
    before: Any = None
    after: Any = None
    why: str | None = None
    undoes: int | None = None
    undone: bool = False

    @property
    def cell(self) -> CellRef | None:
        """The cell that it is about, None where it is about a row or a table."""
        if None in (self.kind, self.ordinal, self.row, self.field):
            return None
        return CellRef.model_validate(
            {"kind": self.kind, "ordinal": self.ordinal, "row": self.row, "field": self.field}
        )


class QueueFilter(Frozen):
    """Which documents to list: those that match all that is given.

    ``text`` is looked for in file name and department; ``kind`` of a table, ``status`` of a
    cell and ``finding`` class must occur in the document. ``open_only`` leaves out those without
    doubts; ``owner`` all but those of one client.
    """

    owner: str | None = None
    text: str = ""
    department: str | None = None
    kind: str | None = None
    status: Status | None = None
    finding: str | None = None
    open_only: bool = False
    limit: int | None = Field(default=None, ge=1)
    offset: int = Field(default=0, ge=0)


class QueueEntry(Frozen):
    """A document in the queue. ``progress`` is the share of its first doubts that are settled."""

    document_id: str
    name: str
    department: str | None
    tables: int
    figures: int
    doubts: int
    findings: int
    decisions: int
    progress: float
    claimed_by: str | None
    claimed_at: str | None


class ReviewState(Frozen):
    """A document under review, in one version.

    ``document`` has tables, checks, findings and suggestions as they stand now; ``doubtful`` the
    cells to look at, those first in which a look pays most. ``undoable`` is the event that an
    undo would take back, ``redoable`` the one that a redo would do again. ``has_lines`` and
    ``image_pages`` say what there is to show beside it.
    """

    document_id: str
    version: int
    name: str
    department: str | None
    document: Document
    doubtful: tuple[CellRef, ...]
    claimed_by: str | None = None
    claimed_at: str | None = None
    undoable: Event | None = None
    redoable: Event | None = None
    has_lines: bool = False
    image_pages: tuple[int, ...] = ()


class Outcome(Frozen):
    """What came of a decision: the new state, and the other cells that it took off the queue."""

    state: ReviewState
    event: Event
    settled: int
    settled_cells: tuple[CellRef, ...]


class SourceLine(Frozen):
    """A line of the source text (1-based)."""

    number: int
    text: str


class PageImage(Frozen):
    """The kept image of a page (PNG). Boxes of cells are points on it: ``width`` x ``height``.

    ``transform`` leads from it to the page as it was given.
    """

    number: int
    png: bytes
    width: float
    height: float
    transform: Matrix


class Progress(Frozen):
    """How far the review of all documents is."""

    documents: int
    finished: int
    doubts: int
    first_doubts: int
    decisions: int
    claimed: int


class Quality(Frozen):
    """Counts for the quality page.

    Cells are counted by status, findings by class, decisions by action and by person (without
    skips and what was undone), and with them what the runs took.

    ``cost`` is a decimal as text, None where the price of some model is not known.
    ``accepted_suggestions`` and ``refused_suggestions`` say how often a person agreed.
    """

    cells: dict[str, int]
    findings: dict[str, int]
    tables: dict[str, int]
    decisions: dict[str, int]
    people: dict[str, int]
    accepted_suggestions: int
    refused_suggestions: int
    requests: int
    tokens_in: int
    tokens_out: int
    cost: str | None
