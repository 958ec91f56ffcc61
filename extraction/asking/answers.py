"""Whatever answers the requests of a run, shared by its documents and threads."""

from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from extraction.asking.model_reading import read_by_model
from extraction.asking.pictures import Refusal
from extraction.asking.rounds import HeadersReading, Reader
from extraction.chunking.pieces import halves
from extraction.kinds import kinds_of
from extraction.models.client import ModelClient
from extraction.models.modes import Modes
from extraction.models.opening import Embed, Opened, open_live
from extraction.models.pricing import Prices
from extraction.models.tokens import TokenEstimate
from extraction.models.usage import Usage
from extraction.records.answers import AnswerStore, answer_store
from extraction.records.store import data_folder
from prompts.example import Example
from prompts.examples import ExampleStore
from prompts.template import prompt_version
from schemas.document import Document, Run, Segment
from schemas.kinds import GENERIC, KindRow
from schemas.piece import Piece
from schemas.settings import Settings
from schemas.table import Table

T = TypeVar("T")


class Answers:
    """A completer with what the run learns of it: its mode, its tokens."""

    def __init__(self, settings: Settings, opened: Opened, store: AnswerStore) -> None:
        """Take what answers, and the store in which facts of the endpoint are kept.

        Raises UsageError where no model is named or the price table is wrong.
        """
        self._opened = opened
        self._store = store
        self._settings = settings
        self._modes = Modes(settings, store)
        self._estimate = TokenEstimate()
        self._prices = Prices.load(settings)
        self.refusal = Refusal()

    @classmethod
    def live(cls, settings: Settings) -> "Answers":
        """Answers of the endpoint of the settings, each kept in the data folder.

        Raises:
            UsageError: no model, URL or key, or a limit of money and no price.
            OutputError: the data folder can't be written.
        """
        store = answer_store(settings)
        return cls(settings, open_live(settings, store), store)

    def __enter__(self) -> "Answers":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Keep what was learned of the model, and let go of everything."""
        self._estimate.save(self._settings, self._store)
        self._opened.close()
        self._store.close()

    def read(self, document: Document, settings: Settings) -> Document:
        """The document with its pieces read by the model, its run with tokens and cost."""
        usage = Usage()
        client = ModelClient(settings, self._opened.completer, usage, self._modes, self._estimate)
        kinds = kinds_of(settings)
        by_name = {kind.kind: kind for kind in kinds}
        reader = Reader(
            desk=client,
            kinds=by_name,
            settings=settings,
            by_headers=_by_headers(document, by_name),
            examples=_examples(document, settings, self._opened.embed),
            halve=lambda piece: halves(piece, document.segments[piece.segment]),
        )
        model_first = settings.engine == "model"
        read: Document = self._opened.run(read_by_model(document, reader, kinds, model_first))
        run = self._with_usage(read.run, usage, settings)
        return read.model_copy(update={"run": run})

    def put(
        self,
        questions: Callable[[ModelClient], Coroutine[Any, Any, T]],
        run: Run,
        settings: Settings,
    ) -> tuple[T, Run]:
        """What comes of questions to the model, and the run of their document with their cost."""
        usage = Usage()
        client = ModelClient(settings, self._opened.completer, usage, self._modes, self._estimate)
        found: T = self._opened.run(questions(client))
        return found, self._with_usage(run, usage, settings)

    def _with_usage(self, run: Run, usage: Usage, settings: Settings) -> Run:
        counts = usage.total()
        cost = self._prices.cost(usage)
        known = cost is not None and run.cost is not None
        return run.model_copy(
            update={
                "model": settings.model,
                "prompt_version": prompt_version(),
                "requests": run.requests + counts.requests,
                "tokens_in": run.tokens_in + counts.tokens_in,
                "tokens_out": run.tokens_out + counts.tokens_out,
                "cost": str(Decimal(run.cost or 0) + (cost or 0)) if known else None,
            }
        )


def _by_headers(
    document: Document, kinds: Mapping[str, type[KindRow]]
) -> dict[int, HeadersReading]:
    """What the headers made of the segments (indexes) that are asked about."""
    found: dict[int, HeadersReading] = {}
    for index in dict.fromkeys(piece.segment for piece in document.pieces):
        segment = document.segments[index]
        for table in document.tables:
            if (table.kind, table.source) == (segment.kind, segment.extent):
                kind = kinds.get(table.kind)
                sides = kind is not None and kind.layout == "sides"
                found[index] = _headers_reading(segment, table, sides)
    return found


def _headers_reading(segment: Segment, table: Table, sides: bool) -> HeadersReading:
    places = {
        cell.source: (number, column)
        for number, row in enumerate(segment.body, 1)
        for column, cell in enumerate(row.cells, 1)
    }
    rows: set[int] = set()
    fields: dict[int, Counter[str]] = {}
    for row in table.rows:
        for name, cell in row.cells.items():
            place = None if cell.source is None else places.get(cell.source)
            if place is not None and cell.printed is not None:
                rows.add(place[0])
                slot = f"{row.values['side']}/{name}" if sides else name
                fields.setdefault(place[1], Counter())[slot] += name != "side"
    usual = {column: names.most_common(1)[0][0] for column, names in fields.items()}
    return HeadersReading(frozenset(rows), usual if table.kind != GENERIC else {})


def _examples(
    document: Document, settings: Settings, embed: Embed | None
) -> Callable[[Piece], Sequence[Example]]:
    """The examples to show for each piece, looked up before anything is asked."""
    if settings.examples < 1:
        return lambda piece: ()
    if embed is None:
        # Nothing may be sent, so likeness by character runs has to do.
        settings = settings.model_copy(update={"embeddings": None})
    store = ExampleStore.of(settings, data_folder(settings), embed)
    found = {
        (piece.segment, piece.first): store.similar(piece, settings.examples, document.info.sha256)
        for piece in document.pieces
    }
    # A half or the piece of a known kind is shown what the whole was shown.
    by_segment = {segment: examples for (segment, _), examples in found.items()}
    return lambda piece: found.get((piece.segment, piece.first), by_segment[piece.segment])
