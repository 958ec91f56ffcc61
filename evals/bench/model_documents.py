"""Documents of the benchmark of the model path, and how they are put to the simulated reader."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import NamedTuple

from evals.comparison import GoldTable, compare
from evals.sweep import FORMATS, STYLES, SUFFIXES, UNITS, gold_of
from evals.synthetic import Options, make_disclosure
from extraction.asking.answers import Answers
from extraction.export.payload import document_payload
from extraction.export.result import Result, parse_result
from extraction.models.jsontext import json_text
from extraction.models.opening import open_live
from extraction.models.port import CACHED, Body, Completer, Completion, text_of
from extraction.models.tokens import raw_schema_tokens, raw_tokens
from extraction.pipeline import extract
from extraction.records.answers import AnswerStore
from schemas.document import Document
from schemas.settings import Ask, Engine, Settings

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
FIRST_SEED = 4000
MODEL = "simulated"
SUFFIXES_OF_TEXTS = frozenset({".txt", ".md"})


class Invented(NamedTuple):
    """An invented document in a file, what it really prints, and the reading by its headers."""

    path: Path
    gold: tuple[GoldTable, ...]
    headers: Document
    result: Result
    """The result of the headers engine."""


class Sent(NamedTuple):
    """Estimated tokens of requests: of their messages, of schemas beside these, of the answers."""

    requests: int = 0
    messages: float = 0.0
    schemas: float = 0.0
    out: float = 0.0

    def plus(self, other: "Sent") -> "Sent":
        """Both together."""
        return Sent._make(a + b for a, b in zip(self, other, strict=True))

    @property
    def total(self) -> float:
        """All tokens."""
        return self.messages + self.schemas + self.out


@dataclass
class Meter:
    """A completer that counts what goes through it and was not answered before."""

    inner: Completer
    sent: Sent = field(default_factory=Sent)

    async def complete(self, body: Body) -> Body:
        """See `Completer.complete`."""
        completion = await self.inner.complete(body)
        if not completion.get(CACHED):
            self.sent = self.sent.plus(sent_of(body, completion))
        return completion


def sent_of(body: Body, completion: Body) -> Sent:
    """The tokens of one request and its answer, by their characters."""
    schema = body.get("response_format") or body.get("tools")
    return Sent(
        requests=1,
        messages=raw_tokens(text_of(body["messages"])),
        schemas=raw_schema_tokens(schema),
        out=raw_tokens(json_text(Completion.model_validate(completion).said)),
    )


def settings_for(url: str, folder: Path, engine: Engine = "model", ask: Ask = "plan") -> Settings:
    """Settings under which a document is read by the server at this URL, without examples."""
    return Settings(
        engine=engine,
        ask=ask,
        model=MODEL,
        base_url=url,
        api_key=None,
        data=folder,
        schema_file=None,
        prices=None,
        max_cost=None,
        examples=0,
        mode="json_schema",
        concurrency=8,
    )


def read_by_model(path: Path, settings: Settings) -> tuple[Document, Sent]:
    """A document read through the product's own path, and what was sent for it."""
    assert settings.data is not None
    store = AnswerStore(settings.data)
    opened = open_live(settings, store)
    meter = Meter(opened.completer)
    with Answers(settings, replace(opened, completer=meter), store) as answers:
        return extract(path, settings, answers=answers), meter.sent


def read_by_headers(path: Path) -> Document:
    """A document read by its headers alone."""
    return extract(path, Settings(engine="headers", schema_file=None))


def result_of(document: Document) -> Result:
    """What a document is exported as."""
    return parse_result(document_payload(document))


def invented(count: int, folder: Path) -> Iterator[Invented]:
    """So many invented documents, in turn of every style, unit and format.

    Only those that the headers engine reads without a miss, so that what is wrong in a reading
    by the model is due to the faults.
    """
    looks = tuple(product(FORMATS, UNITS, STYLES))
    for number in range(count):
        form, unit, style = looks[number % len(looks)]
        options = Options(style=style, unit=unit, form=form)
        made = make_disclosure(FIRST_SEED + number, options)
        path = folder / f"{made.name}{SUFFIXES[form]}"
        path.write_text(made.text, encoding="utf-8")
        gold = tuple(gold_of(made)[0])
        headers = read_by_headers(path)
        result = result_of(headers)
        if compare(gold, result).misses:
            print(f"{path.name}: not read right by its headers, left out")
            continue
        yield Invented(path, gold, headers, result)


def texts_in(arguments: Sequence[Path]) -> tuple[Path, ...]:
    """The text documents that are named, those of folders in order of their names."""
    found: list[Path] = []
    for path in arguments:
        inside = (
            sorted(p for p in path.iterdir() if p.suffix in SUFFIXES_OF_TEXTS)
            if (path.is_dir())
            else [path]
        )
        found += [p for p in inside if p.stem != "README"]
    return tuple(found)
