"""The envelope that goes through the pipeline, filled stage by stage."""

from decimal import Decimal
from pathlib import Path

from schemas.check import Check
from schemas.finding import Finding
from schemas.frozen import Frozen
from schemas.grid import Block, Grid, GridRow, Paragraph
from schemas.page import Page
from schemas.piece import Piece
from schemas.source import Extent
from schemas.table import CellRef, Table


class DocumentInfo(Frozen):
    """What identifies a document: its file name, the hash of its bytes, its type and size."""

    name: str
    sha256: str
    media_type: str
    pages: int = 1


class Segment(Frozen):
    """The rows of one printed table, classified but not yet mapped to fields.

    ``header`` and ``body`` are the printed rows; ``parents`` say what the block stands in
    (for an indicator block its project and target).
    """

    kind: str
    title: str | None
    unit: str | None
    header: tuple[GridRow, ...]
    body: tuple[GridRow, ...]
    extent: Extent
    spans_known: bool = False
    parents: tuple[tuple[str, str, int], ...] = ()
    notes: tuple[str, ...] = ()


class Asked(Frozen):
    """A piece of a table that was put to a model: why, how often, and what came of it.

    ``rows`` counts the printed rows asked for; ``open`` is what was still wrong at the end;
    ``failure`` says why a question stayed without answer, and may be put again.
    """

    table: str
    kind: str
    rows: int
    reason: str
    requests: int = 1
    outcome: str
    failure: str | None = None
    open: tuple[str, ...] = ()


class Run(Frozen):
    """How a result was made: engine, model, versions, tokens, cost (as printed money) and time.

    ``cost`` is None where the price of the model is not known.

    ``key`` is the hash of all that decides a result; an equal key need not be made again.
    ``synonyms`` says how many learned headers the run was given, and their hash.
    """

    engine: str
    model: str | None = None
    prompt_version: str | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    cost: str | None = "0"
    requests: int = 0
    asked: tuple[Asked, ...] = ()
    seconds: float = 0.0
    version: str = ""
    key: str | None = None
    synonyms: str | None = None


class Suggestion(Frozen):
    """The value that arithmetic asks for in a cell, and the checks that it would mend.

    ``together`` names the other cells of the same explanation: only with their suggested values
    too do all identities over this cell hold.
    """

    cell: CellRef
    value: Decimal
    checks: tuple[str, ...]
    together: tuple[CellRef, ...] = ()


class Candidate(Frozen):
    """A cell that one of several explanations of failing checks changes, and how likely it is."""

    cell: CellRef
    probability: float


class Document(Frozen):
    """A document on its way through the stages; every stage returns a new one.

    ``text`` is what a text file says; ``path`` and ``pages`` are set for files that are read
    page by page (PDF, images). ``candidates`` are the cells of the smallest changes that would
    mend failing checks, where several would do as well.
    """

    info: DocumentInfo
    text: str = ""
    path: Path | None = None
    pages: tuple[Page, ...] = ()
    blocks: tuple[Block, ...] = ()
    segments: tuple[Segment, ...] = ()
    pieces: tuple[Piece, ...] = ()
    tables: tuple[Table, ...] = ()
    checks: tuple[Check, ...] = ()
    findings: tuple[Finding, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    repairs: tuple[Suggestion, ...] = ()
    run: Run = Run(engine="headers")

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The text outside tables, in reading order."""
        return tuple(b for b in self.blocks if isinstance(b, Paragraph))

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The grids, in reading order."""
        return tuple(b for b in self.blocks if isinstance(b, Grid))
