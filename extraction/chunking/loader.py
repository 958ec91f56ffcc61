"""Segments as documents of langchain. The door to its documents and document loaders."""

from collections.abc import Iterator, Sequence

from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document as TextDocument

from extraction.chunking.outline import Place, outer_parents, outline
from prompts.tabletext import framed, row_text, table_text
from schemas.document import Document, Segment
from schemas.piece import Piece

__all__ = ["SegmentLoader", "TextDocument"]


class SegmentLoader(BaseLoader):
    """Loads the segments of a document that are to be asked, one text document for each.

    Its text are the body rows as a prompt holds them, one a line. Its metadata: ``document``
    (name), ``sha256``, ``segment`` (index), ``kind``, ``title``, ``unit``, ``header`` (lines),
    ``parents``, ``frame`` (all that stands around the rows of any piece), and by row ``above``
    (the line of parents that a piece beginning there has more) and ``ranks`` (depth of the group
    that the row opens).
    """

    def __init__(self, document: Document, segments: Sequence[int] | None = None) -> None:
        """Take a document and the indices of segments in it, all where None."""
        self._document = document
        self._segments = range(len(document.segments)) if segments is None else segments

    def lazy_load(self) -> Iterator[TextDocument]:
        """The segments as text documents, in the order of the indices."""
        for index in self._segments:
            yield self._loaded(index, self._document.segments[index])

    def _loaded(self, index: int, segment: Segment) -> TextDocument:
        places = outline(segment.body, segment.spans_known)
        parents = outer_parents(segment)
        empty = Piece(
            segment=index,
            candidates=(segment.kind,),
            title=segment.title,
            unit=segment.unit,
            header=segment.header,
            rows=(),
            parents=parents,
        )
        heads = enumerate(segment.header, start=1)
        return TextDocument(
            page_content="\n".join(
                row_text(f"r{number}", row) for number, row in enumerate(segment.body, start=1)
            ),
            metadata={
                "document": self._document.info.name,
                "sha256": self._document.info.sha256,
                "segment": index,
                "kind": segment.kind,
                "title": segment.title,
                "unit": segment.unit,
                "header": tuple(row_text(f"h{n}", row, spans=True) for n, row in heads),
                "parents": parents,
                "frame": table_text(empty),
                "above": tuple(_above(place) for place in places),
                "ranks": tuple(place.rank for place in places),
            },
        )


def _above(place: Place) -> str:
    return f"above: {' > '.join(map(framed, place.above))}" if place.above else ""
