"""What is asked of a language model: a piece of one printed table, its rows never split."""

from schemas.frozen import Frozen
from schemas.grid import GridRow


class Piece(Frozen):
    """Some body rows of a segment with all that is needed to understand them.

    ``segment`` is the index of the segment in the document. Body rows are numbered through the
    whole segment (1-based): ``rows`` begin with number ``first``, so that pieces re-join by
    number. ``before`` is the last row of the previous piece and ``parents`` the printed labels
    that the rows stand under, from the outermost; neither is to be answered. ``candidates`` are
    the kinds that it may be, the likeliest first; one only where the kind is known.
    ``wanted`` are the numbers of the rows that are asked for, all rows where it is empty.
    ``reason`` says why a model is asked.
    """

    segment: int
    part: int = 1
    parts: int = 1
    candidates: tuple[str, ...]
    title: str | None
    unit: str | None
    header: tuple[GridRow, ...]
    first: int = 1
    rows: tuple[GridRow, ...]
    before: GridRow | None = None
    parents: tuple[str, ...] = ()
    wanted: tuple[int, ...] = ()
    reason: str = ""

    @property
    def numbers(self) -> range:
        """The numbers (1-based) of the body rows in this piece."""
        return range(self.first, self.first + len(self.rows))
