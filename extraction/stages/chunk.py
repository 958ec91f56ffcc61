"""Chunk: what is to be asked of a language model, in pieces of whole rows."""

from extraction.asking.which import Wanted, all_tables, open_tables
from extraction.chunking.pieces import only_rows, pieces_of
from extraction.kinds import kinds_of
from extraction.models.tokens import TokenEstimate
from schemas.document import Document
from schemas.piece import Piece
from schemas.settings import Settings


def chunk(document: Document, settings: Settings) -> Document:
    """The document with its pieces: of all tables, or of what the printed headers leave open."""
    if settings.engine == "headers":
        return document
    kinds = kinds_of(settings)
    if settings.engine == "model":
        wanted = all_tables(document.segments, kinds)
    else:
        wanted = open_tables(
            document.segments, document.tables, _origins(document), document.checks, kinds
        )
    estimate = TokenEstimate.load(settings, document.info.sha256)
    pieces = [piece for want in wanted for piece in _pieces(document, want, settings, estimate)]
    return document.model_copy(update={"pieces": tuple(pieces)})


def _origins(document: Document) -> tuple[int, ...]:
    """The segment (index) of every table: both are in document order, some segments make none."""
    origins = []
    tables = iter(document.tables)
    table = next(tables, None)
    for index, segment in enumerate(document.segments):
        if table is not None and (table.kind, table.source) == (segment.kind, segment.extent):
            origins.append(index)
            table = next(tables, None)
    return tuple(origins)


def _pieces(
    document: Document, want: Wanted, settings: Settings, estimate: TokenEstimate
) -> list[Piece]:
    found = []
    for piece in pieces_of(
        document, want.segment, want.candidates, want.reason, settings, estimate.tokens
    ):
        concerned = tuple(n for n in want.rows if n in piece.numbers)
        if want.rows and not concerned:
            continue
        # A plan is about columns: all rows of the piece show what stands in them.
        found.append(only_rows(piece, concerned) if concerned and settings.ask == "rows" else piece)
    return found
