"""The pieces of a segment that are put to a model, their halves, and the way back."""

from collections.abc import Callable, Collection, Sequence
from itertools import accumulate
from typing import Any

from extraction.chunking.outline import outline, parents_of
from prompts.tabletext import row_text
from schemas.document import Document, Segment
from schemas.errors import DefectError
from schemas.grid import GridRow
from schemas.piece import Piece
from schemas.settings import Settings

_LONG_BEFORE = 4
"""A row before that is longer than one in so many parts of the rows doesn't travel to a half."""


def pieces_of(
    document: Document,
    segment_index: int,
    candidates: Sequence[str],
    reason: str,
    settings: Settings,
    length: Callable[[str], int],
) -> tuple[Piece, ...]:
    """The pieces of one segment, every body row in exactly one; none for a segment without rows.

    ``candidates`` are the kinds that it may be, ``reason`` says why a model is asked, ``length``
    counts the tokens of a text. A piece as table text is at most ``settings.piece_tokens``,
    unless it is a single row. Raises DefectError where a row would be lost or doubled.
    """
    # langchain is imported only where a model is to be asked.
    from extraction.chunking.loader import SegmentLoader
    from extraction.chunking.splitter import RowSplitter

    segment = document.segments[segment_index]
    loaded = SegmentLoader(document, (segment_index,)).lazy_load()
    parts = RowSplitter(settings.piece_tokens, length).split_documents(loaded)
    places = outline(segment.body, segment.spans_known)
    whole = Piece(
        segment=segment_index,
        candidates=tuple(candidates),
        title=segment.title,
        unit=segment.unit,
        header=segment.header,
        rows=(),
        reason=reason,
    )
    pieces = []
    for part in parts:
        start = part.metadata["first"] - 1
        parents = parents_of(segment, places, start)
        pieces.append(whole.model_copy(update=_own(part.metadata, segment, parents)))
    check_cover(pieces, segment)
    return tuple(pieces)


def _own(said: dict[str, Any], segment: Segment, parents: tuple[str, ...]) -> dict[str, Any]:
    """The fields of a piece that differ from those of the other pieces."""
    start = said["first"] - 1
    return {
        "part": said["part"],
        "parts": said["parts"],
        "first": said["first"],
        "rows": segment.body[start : start + said["count"]],
        "before": segment.body[start - 1] if said["before"] else None,
        "parents": parents,
    }


def halves(piece: Piece, segment: Segment) -> tuple[Piece, ...]:
    """The piece in two of about the same size, for one that turned out too large for the model.

    Each half is asked for rows that were asked for; the piece alone where that can't be.
    ``segment`` is the one that the piece is from; ``part`` stays that of the piece.
    """
    cut = _middle(piece)
    if cut is None:
        return (piece,)
    head, tail = piece.rows[:cut], piece.rows[cut:]
    first = piece.first + cut
    places = outline(segment.body[:first], segment.spans_known)
    long = _size(head[-1]) * _LONG_BEFORE > sum(map(_size, tail))
    return (
        piece.model_copy(
            update={"rows": head, "wanted": tuple(n for n in piece.wanted if n < first)}
        ),
        piece.model_copy(
            update={
                "first": first,
                "rows": tail,
                "before": None if long else head[-1],
                "parents": parents_of(segment, places, first - 1),
                "wanted": tuple(n for n in piece.wanted if n >= first),
            }
        ),
    )


def _middle(piece: Piece) -> int | None:
    """The number of rows in the first half, None where the piece can't be halved."""
    low, high = 1, len(piece.rows) - 1
    if piece.wanted:
        low = min(piece.wanted) - piece.first + 1
        high = max(piece.wanted) - piece.first
    if low > high:
        return None
    sums = list(accumulate(map(_size, piece.rows), initial=0))
    return min(range(low, high + 1), key=lambda cut: abs(2 * sums[cut] - sums[-1]))


def _size(row: GridRow) -> int:
    return len(row_text("r", row))


def only_rows(piece: Piece, numbers: Collection[int]) -> Piece:
    """The piece with only these rows (numbers in the segment) asked for; the others stay to see.

    Raises DefectError where a number isn't in the piece or none is given: no number at all
    would ask for every row.
    """
    strange = sorted(set(numbers) - set(piece.numbers))
    if strange or not numbers:
        raise DefectError(
            f"rows {strange or 'none'} were to be asked of a piece that holds rows "
            f"{piece.first} to {piece.numbers.stop - 1}; please report this."
        )
    return piece.model_copy(update={"wanted": tuple(sorted(set(numbers)))})


def rejoin(pieces: Sequence[Piece]) -> tuple[GridRow, ...]:
    """The body rows of the segment that the pieces, in any order, are from.

    Raises DefectError where a row is missing between them, before them or stands in two.
    """
    rows: list[GridRow] = []
    for piece in sorted(pieces, key=lambda piece: piece.first):
        if piece.first != len(rows) + 1:
            raise DefectError(
                f"a piece of segment {piece.segment} begins with row {piece.first} where row "
                f"{len(rows) + 1} was due; please report this."
            )
        rows += piece.rows
    return tuple(rows)


def check_cover(pieces: Sequence[Piece], segment: Segment) -> None:
    """Raises DefectError unless each body row is in exactly one piece, under its number."""
    rows = rejoin(pieces)
    same = len(rows) == len(segment.body)
    if not same or any(a is not b and a != b for a, b in zip(rows, segment.body, strict=True)):
        raise DefectError(
            f"the pieces of a table hold {len(rows)} rows that are not the {len(segment.body)} "
            "of the table; please report this."
        )
