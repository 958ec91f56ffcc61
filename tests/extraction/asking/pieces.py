"""Pieces of invented tables, and a desk that answers what it is given."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from extraction.models.client import Answered
from schemas.document import Segment
from schemas.piece import Piece


def piece_of(segment: Segment, *candidates: str, wanted: tuple[int, ...] = ()) -> Piece:
    """A whole segment as one piece."""
    return Piece(
        segment=0,
        candidates=candidates or (segment.kind,),
        title=segment.title,
        unit=segment.unit,
        header=segment.header,
        rows=segment.body,
        wanted=wanted,
        reason="a test asks",
    )


class Saying:
    """Answers with what it is given, one after the other, and keeps what it was asked."""

    def __init__(self, *answers: object) -> None:
        self._answers: Iterator[object] = iter(answers)
        self.heard: list[str] = []

    async def ask(self, messages: Sequence[Any], answer_type: type[Any]) -> Any:
        self.heard.append("\n".join(str(message["content"]) for message in messages))
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        if not isinstance(answer, BaseModel):
            answer = answer_type.model_validate(answer)
        return Answered(answer, answer.model_dump_json(), "", requests=1, cached=False)
