"""How near asking comes to the speed that latency and concurrency allow.

The server is a process of its own and has read all tables before the clock runs: what is measured
is our own side of asking, from the pieces to their cells in fields.
"""

import json
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from evals.bench.model_documents import read_by_headers, settings_for
from evals.simulated.faults import Faults
from evals.simulated.server import serving_apart
from evals.synthetic import Options, make_disclosure
from extraction.asking.rounds import Reader
from extraction.kinds import kinds_of
from extraction.models.client import ModelClient
from extraction.models.opening import open_live
from extraction.models.usage import Usage
from extraction.records.answers import AnswerStore
from schemas.document import Segment
from schemas.piece import Piece

KIND = "expenditure_by_function"
SEED = 4100


class Load(NamedTuple):
    """So many requests at once, each answered after ``latency`` seconds, ``rounds`` times over."""

    concurrency: int
    latency: float
    rounds: int

    @property
    def requests(self) -> int:
        """How many requests in all."""
        return self.concurrency * self.rounds

    @property
    def ideal(self) -> float:
        """Seconds that they take where nothing but the latency takes time."""
        return self.requests * self.latency / self.concurrency


LOADS = (Load(1, 0.5, 16), Load(8, 1.0, 8), Load(64, 2.0, 6))


class Dispatched(NamedTuple):
    """A load, the wall seconds that it took, and the requests that the server has seen."""

    load: Load
    seconds: float
    seen: int

    @property
    def efficiency(self) -> float:
        """The ideal time by the time that it took, 0..1."""
        return self.load.ideal / self.seconds


def dispatched(loads: tuple[Load, ...] = LOADS) -> Iterator[Dispatched]:
    """Measure each load with a server process and a data folder of its own."""
    segment = _segment()
    for load in loads:
        with (
            serving_apart() as url,
            TemporaryDirectory() as folder,
        ):
            yield _measured(load, url, Path(folder), segment)


def _segment() -> Segment:
    made = make_disclosure(SEED, Options(style="street", unit="元"))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "one.txt"
        path.write_text(made.text, encoding="utf-8")
        document = read_by_headers(path)
    return next(segment for segment in document.segments if segment.kind == KIND)


def _piece(segment: Segment, name: str) -> Piece:
    """The table under a title of its own, so that its request is like no other."""
    return Piece(
        segment=0,
        candidates=(segment.kind,),
        title=f"{segment.title}（{name}）",
        unit=segment.unit,
        header=segment.header,
        rows=segment.body,
        reason="a benchmark asks",
    )


def _measured(load: Load, url: str, folder: Path, segment: Segment) -> Dispatched:
    pieces = [_piece(segment, str(number)) for number in range(load.requests)]
    # Libraries are imported, and the server reads the tables: an endpoint's computing is part of
    # its latency.
    _asked(pieces, load, url, folder / "warm")
    _change(url, Faults(latency=load.latency))
    seconds = _asked(pieces, load, url, folder / "measured")
    return Dispatched(load, seconds, _attempts(url))


def _asked(pieces: Sequence[Piece], load: Load, url: str, folder: Path) -> float:
    """The seconds that it takes to have all pieces read, with nothing stored before."""
    settings = settings_for(url, folder).model_copy(update={"concurrency": load.concurrency})
    store = AnswerStore(folder)
    opened = open_live(settings, store)
    try:
        reader = Reader(
            desk=ModelClient(settings, opened.completer, Usage()),
            kinds={kind.kind: kind for kind in kinds_of(settings)},
            settings=settings,
            by_headers={},
            examples=lambda piece: (),
            halve=lambda piece: (piece,),
        )
        started = time.perf_counter()
        readings = opened.run(reader.read_all(pieces))
        seconds = time.perf_counter() - started
    finally:
        opened.close()
        store.close()
    assert all(reading.placing is not None and not reading.complaints for reading in readings)
    return seconds


def _change(url: str, faults: Faults) -> None:
    """Let the server err and wait otherwise, and count anew."""
    content = faults.model_dump_json().encode()
    address = f"{url.removesuffix('/v1')}/simulated/faults"
    urllib.request.urlopen(urllib.request.Request(address, content, method="PUT")).close()


def _attempts(url: str) -> int:
    with urllib.request.urlopen(f"{url.removesuffix('/v1')}/simulated/seen") as answer:
        return int(json.load(answer)["attempts"])


def heading() -> str:
    """The heads of the columns."""
    heads = ("concurrency", "latency s", "requests", "ideal s", "wall s", "efficiency")
    return "".join(f"{head:>13}" for head in heads)


def shown(found: Dispatched) -> str:
    """A line of the table; the efficiency in per cent, cut and not rounded."""
    load = found.load
    tenths = int(found.efficiency * 1000)
    columns = (
        str(load.concurrency),
        f"{load.latency:.1f}",
        str(found.seen),
        f"{load.ideal:.2f}",
        f"{found.seconds:.2f}",
        f"{tenths // 10}.{tenths % 10}%",
    )
    return "".join(f"{column:>13}" for column in columns)
