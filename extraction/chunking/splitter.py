"""Cuts table text between rows, by tokens. The door to langchain's text splitters."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

from langchain_text_splitters import TextSplitter

from extraction.chunking.cuts import Sizes, cut
from extraction.chunking.loader import TextDocument

BEFORE_SHARE = 4
"""The row before travels along where it takes at most one in so many parts of a piece."""

_BY_ROW = ("above", "ranks")


class RowSplitter(TextSplitter):
    """Splits documents of a `SegmentLoader` into pieces of whole rows.

    A piece with all that travels along (title, unit, header, parents, row before) is at most
    ``piece_tokens`` by ``length``, unless it is a single row.
    """

    def __init__(self, piece_tokens: int, length: Callable[[str], int]) -> None:
        """Take the size of a piece in tokens and what counts the tokens of a text."""
        super().__init__(
            chunk_size=piece_tokens,
            chunk_overlap=0,
            length_function=length,
            strip_whitespace=False,
        )

    def split_text(self, text: str) -> list[str]:
        """The text cut between lines, with nothing that travels along."""
        lines = _lines(text)
        pieces = self._cut(lines, "", [""] * len(lines), [None] * len(lines))
        return ["\n".join(lines[piece.start : piece.stop]) for piece in pieces]

    def split_documents(self, documents: Iterable[TextDocument]) -> list[TextDocument]:
        """The pieces of all documents in order.

        Their metadata are those of the document (without those by row), and ``first`` (number
        of the first row, 1-based), ``count`` (rows), ``part``, ``parts``, ``before`` (whether
        the row before travels along).
        """
        return list(chain.from_iterable(map(self._pieces, documents)))

    def _pieces(self, document: TextDocument) -> list[TextDocument]:
        lines = _lines(document.page_content)
        given = document.metadata
        pieces = self._cut(lines, given["frame"], given["above"], given["ranks"])
        kept = {name: value for name, value in given.items() if name not in _BY_ROW}
        return [
            TextDocument(
                page_content="\n".join(lines[piece.start : piece.stop]),
                metadata={**kept, **self._about(piece, part, len(pieces), lines)},
            )
            for part, piece in enumerate(pieces, start=1)
        ]

    def _about(self, piece: range, part: int, parts: int, lines: Sequence[str]) -> dict[str, Any]:
        return {
            "first": piece.start + 1,
            "count": len(piece),
            "part": part,
            "parts": parts,
            "before": bool(self._before(piece.start, lines)),
        }

    def _before(self, start: int, lines: Sequence[str]) -> str:
        """The line of the row before, empty where there is none or it is too long to travel."""
        if start == 0:
            return ""
        line = f"before: {lines[start - 1]}"
        return line if self._tokens(line) * BEFORE_SHARE <= self._chunk_size else ""

    def _cut(
        self, lines: Sequence[str], frame: str, above: Sequence[str], ranks: Sequence[int | None]
    ) -> list[range]:
        around = self._tokens(frame)
        befores = [self._before(start, lines) for start in range(len(lines))]
        travels = [
            around + self._tokens(parents) + self._tokens(before)
            for parents, before in zip(above, befores, strict=True)
        ]
        rows = [self._tokens(line) for line in lines]
        pieces = cut(Sizes(rows, travels, ranks), self._chunk_size)

        def fits(piece: range) -> bool:
            whole = (
                frame,
                above[piece.start],
                befores[piece.start],
                *lines[piece.start : piece.stop],
            )
            return self._length_function("\n".join(t for t in whole if t)) <= self._chunk_size

        return [part for piece in pieces for part in _fitting(piece, fits)]

    def _tokens(self, line: str) -> int:
        """The tokens of a line with its end."""
        return self._length_function(f"{line}\n") if line else 0


def _fitting(piece: range, fits: Callable[[range], bool]) -> list[range]:
    """The piece, or its halves where the whole counts more than the sum of its lines."""
    if len(piece) < 2 or fits(piece):
        return [piece]
    middle = len(piece) // 2
    return [*_fitting(piece[:middle], fits), *_fitting(piece[middle:], fits)]


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []
