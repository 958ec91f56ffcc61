"""One piece put to the model, and asked again where its answer can't stand."""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from extraction.asking.by_plan import place_by_plan
from extraction.asking.by_rows import place_by_rows
from extraction.asking.placed import Placing
from extraction.asking.questions import NO_ANSWER, Desk
from prompts.builder import again_messages, messages
from prompts.example import Example
from schemas.answer import PlanAnswer, RowsAnswer, rows_answer
from schemas.errors import (
    AnswerError,
    CostError,
    EndpointError,
    GoujiError,
    PendingError,
    UsageError,
)
from schemas.kinds import GENERIC, KindRow
from schemas.piece import Piece
from schemas.settings import Ask, Settings

AnswerT = TypeVar("AnswerT", bound=PlanAnswer | RowsAnswer)
_ROW = re.compile(r"\br(\d+)\b")
OTHER_KIND = "The model answered with the kind {kind}, which was not offered."


@dataclass(frozen=True, slots=True)
class PieceReading:
    """What became of a piece: its kind and placed rows, or why there are none.

    ``complaints`` are those that were left when asking ended; ``asked`` counts the rounds.
    ``failure`` says why a question stayed without answer; what was answered before stands.
    """

    piece: Piece
    kind: str = GENERIC
    placing: Placing | None = None
    complaints: tuple[str, ...] = ()
    answer: PlanAnswer | RowsAnswer | None = None
    failure: str | None = None
    asked: int = 1


@dataclass(frozen=True, slots=True)
class HeadersReading:
    """What the printed headers make of a segment.

    ``rows`` are its data rows (1-based), ``fields`` by column (1-based) the field that most of
    its cells are in.
    """

    rows: frozenset[int] = frozenset()
    fields: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads pieces by asking a desk: the kinds that may be answered, and the way to ask.

    ``by_headers`` is what the headers make of each segment (index); ``halve``
    parts a piece that is too large for the model.
    """

    desk: Desk
    kinds: Mapping[str, type[KindRow]]
    settings: Settings
    by_headers: Mapping[int, HeadersReading]
    examples: Callable[[Piece], Sequence[Example]]
    halve: Callable[[Piece], tuple[Piece, ...]]
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read_all(self, pieces: Sequence[Piece]) -> tuple[PieceReading, ...]:
        """All pieces, asked side by side; the desk bounds how many at a time."""
        found = await asyncio.gather(*(self._read(piece) for piece in pieces))
        return tuple(reading for readings in found for reading in readings)

    async def _read(self, piece: Piece) -> tuple[PieceReading, ...]:
        # One prompt is written at a time and the network is served in between, so that the first
        # question leaves before the last one is written.
        async with self.turn:
            await asyncio.sleep(0)
        try:
            kind = piece.candidates[0]
            if len(piece.candidates) > 1 or self.settings.ask == "plan":
                reading = await self._planned(piece)
                if self.settings.ask != "rows" or reading.kind == GENERIC:
                    return (reading,)
                kind = reading.kind
            known = piece.model_copy(update={"candidates": (kind,)})
            return (await self._rows(known, self.kinds[kind]),)
        except (EndpointError, UsageError, CostError, PendingError) as error:
            return (PieceReading(piece, failure=str(error)),)
        except AnswerError as error:
            halves = self.halve(piece) if error.too_large else ()
            if len(halves) < 2:
                return (PieceReading(piece, failure=str(error)),)
            read = await asyncio.gather(*(self._read(half) for half in halves))
            return tuple(reading for readings in read for reading in readings)

    async def reconsidered(self, reading: PieceReading, complaint: str) -> PieceReading:
        """The piece asked once more, told where to look again; as it was if that fails."""
        if reading.answer is None or reading.kind not in self.kinds:
            return reading
        try:
            again = await self._again(reading.piece, reading.answer, [complaint])
            placing = self._placed(reading.piece, reading.kind, again)
        except NO_ANSWER as error:
            return replace(reading, failure=_open(error))
        kind = again.kind if isinstance(again, PlanAnswer) else reading.kind
        if kind != reading.kind:
            return reading
        return replace(
            reading,
            placing=placing,
            complaints=placing.complaints,
            answer=again,
            asked=reading.asked + 1,
        )

    async def _planned(self, piece: Piece) -> PieceReading:
        plan, placing, asked, failure = await self._settled(piece, "plan", PlanAnswer)
        kind = plan.kind if plan.kind in self.kinds else GENERIC
        return PieceReading(piece, kind, placing, placing.complaints, plan, failure, asked)

    async def _rows(self, piece: Piece, kind: type[KindRow]) -> PieceReading:
        answer, placing, asked, failure = await self._settled(piece, "rows", rows_answer(kind))
        left = placing.complaints
        return PieceReading(piece, kind.kind, placing, left, answer, failure, asked)

    def _placed(self, piece: Piece, kind_name: str, answer: PlanAnswer | RowsAnswer) -> Placing:
        headers = self.by_headers.get(piece.segment, HeadersReading())
        expected = headers.rows
        kind = self.kinds.get(kind_name)
        if isinstance(answer, RowsAnswer):
            return place_by_rows(piece, answer, self.kinds[kind_name], expected, headers.fields)
        if answer.kind == GENERIC:
            return Placing(())
        if kind is None or answer.kind not in piece.candidates:
            return Placing((), (OTHER_KIND.format(kind=answer.kind),))
        return place_by_plan(piece, answer, kind, expected, headers.fields)

    async def _settled(
        self, piece: Piece, ask: Ask, answer_type: type[AnswerT]
    ) -> tuple[AnswerT, Placing, int, str | None]:
        """Ask, and ask again while something is wrong; the answer with the fewest complaints.

        The first that is as good as any is kept, so that asking again never makes it worse.
        """
        latest = (await self.desk.ask(self._messages(piece, ask), answer_type)).answer
        placing = self._placed(piece, _kind(piece, latest), latest)
        best: tuple[AnswerT, Placing] = (latest, placing)
        asked, failure = 1, None
        while placing.complaints and asked <= self.settings.reasks:
            try:
                latest = await self._again(piece, latest, placing.complaints)
            except NO_ANSWER as error:
                failure = _open(error)
                break
            asked += 1
            placing = self._placed(piece, _kind(piece, latest), latest)
            if len(placing.complaints) < len(best[1].complaints):
                best = (latest, placing)
        return *best, asked, failure

    async def _again(self, piece: Piece, answer: AnswerT, complaints: Sequence[str]) -> AnswerT:
        """The answer with what the model says now of the rows that the complaints name."""
        said = answer.model_dump_json(exclude_none=True, exclude_defaults=True)
        if not isinstance(answer, RowsAnswer):
            first = self._messages(piece, "plan")
            again = again_messages(first, said, complaints)
            return (await self.desk.ask(again, type(answer))).answer
        concerned = rows_named(complaints)
        first = self._messages(piece, "rows")
        asked = again_messages(first, said, complaints, sorted(concerned))
        new = await self.desk.ask(asked, type(answer))
        return _merged(answer, new.answer, concerned)

    def _messages(self, piece: Piece, ask: Ask) -> list[dict[str, str]]:
        return messages(piece, ask, self.kinds, self.examples(piece))


def _open(error: GoujiError) -> str | None:
    """Why a question is to be put again another time; None where that would be of no use."""
    return None if isinstance(error, AnswerError) else str(error)


def _kind(piece: Piece, answer: PlanAnswer | RowsAnswer) -> str:
    return answer.kind if isinstance(answer, PlanAnswer) else piece.candidates[0]


def rows_named(complaints: Sequence[str]) -> frozenset[int]:
    """The rows (1-based) that complaints name: r12."""
    return frozenset(int(n) for text in complaints for n in _ROW.findall(text))


def _merged(old: AnswerT, new: AnswerT, concerned: frozenset[int]) -> AnswerT:
    """The old rows with the new ones in the place of those that were concerned."""
    if not isinstance(old, RowsAnswer) or not isinstance(new, RowsAnswer) or not concerned:
        return new
    kept = [row for row in old.rows if not concerned & set(row.r)]
    taken = [row for row in new.rows if concerned & set(row.r)]
    ordered = sorted([*kept, *taken], key=lambda row: row.r[0])
    return old.model_copy(update={"rows": tuple(ordered)})
