"""What `gouji extract --cluster` does: plan, deal out, merge, and tell how it went."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from extraction.kinds import kinds_of
from extraction.learning.synonymfile import taught
from extraction.storage.place import Place
from schemas.settings import Settings
from ui.cluster.documents import Assignment, Bucket, Spent, Told, extract_remote, merge_bucket
from ui.cluster.engine import Engine, connected
from ui.cluster.planning import RemoteDocument, planned
from ui.cluster.travelling import Orders, orders
from ui.console import Heading, Screen
from ui.failures import CRASHED, FAILED, complain, crash
from ui.summary import Counts

_PROBE = ".gouji-probe"


class Tally(NamedTuple):
    """What came of all documents. ``without`` counts those in which no table was found."""

    states: Counter[str]
    counts: Counts
    buckets: frozenset[int]
    told: int
    spent: Spent | None


def run_on_cluster(
    arguments: Sequence[str], out: str, settings: Settings, address: str, *, force: bool
) -> int:
    """Extract what ``arguments`` name on a cluster into the place ``out``; give the exit code.

    Raises:
        BusyError: the cluster can't be reached, or is gone.
        OutputError: the results can't be written.
        UsageError: an address, a setting or the schema file is wrong.
    """
    place = Place(out)
    data = settings.data or (Path(place.shown(), ".gouji") if place.is_local else None)
    settings = taught(settings, data)
    kinds_of(settings)
    given = orders(place.address, settings, force=force)
    place.put(_PROBE, b"")
    place.remove(_PROBE)
    inputs = planned(arguments)
    for problem in inputs.problems:
        complain(str(problem))
    screen = Screen()
    if not inputs.documents:
        return FAILED
    with connected(address) as engine:
        started = time.perf_counter()
        tally = _extracted(engine, inputs.documents, given, screen)
        seconds = time.perf_counter() - started
        unmerged = _merged(engine, place, tally.buckets)
        threads = engine.threads()
    _tell(screen, tally, len(inputs.documents))
    if tally.spent is not None:
        spent = tally.spent
        cost = "cost unknown" if spent.cost is None else f"cost {spent.cost:.4f}"
        screen.line(
            f"model {settings.model}: {spent.requests} requests, {spent.tokens_in} tokens in, "
            f"{spent.tokens_out} out, {cost}"
        )
    rate = len(inputs.documents) / seconds
    screen.line(
        f"{len(inputs.documents)} documents in {seconds:.1f} s: {rate:.2f} a second, "
        f"{threads} worker{'s' if threads != 1 else ''}"
    )
    screen.line(f"results: {place.shown()}")
    if tally.states["crashed"]:
        return CRASHED
    return FAILED if inputs.problems or tally.told or unmerged else 0


def _extracted(
    engine: Engine, documents: Sequence[RemoteDocument], given: Orders, screen: Screen
) -> Tally:
    states: Counter[str] = Counter()
    sums = Counts(0, 0, 0, 0, 0, 0)
    buckets: set[int] = set()
    told = 0
    spent: Spent | None = None
    assignments = (Assignment(document, given) for document in documents)
    with screen.progress(len(documents)) as step:
        for done in engine.done(extract_remote, assignments):
            document = done.item.document
            made = done.made or Told("failed", f"{document.shown}: {done.failure}")
            states[made.state] += 1
            told += _complained(document, made)
            if made.bucket is not None:
                buckets.add(made.bucket)
            if made.counts is not None:
                sums = Counts(*map(sum, zip(sums, made.counts, strict=True)))
            spent = _added(spent, made.spent)
            step(document.name, 1)
    return Tally(states, sums, frozenset(buckets), told, spent)


def _added(one: Spent | None, other: Spent | None) -> Spent | None:
    if one is None or other is None:
        return one or other
    known = one.cost is not None and other.cost is not None
    return Spent(
        one.requests + other.requests,
        one.tokens_in + other.tokens_in,
        one.tokens_out + other.tokens_out,
        (one.cost or Decimal(0)) + (other.cost or Decimal(0)) if known else None,
    )


def _complained(document: RemoteDocument, told: Told) -> bool:
    """Say what is wrong with a document; whether something is."""
    if told.sentence:
        crash(told.sentence, told.trace)
    elif told.counts is not None and not told.counts.tables:
        complain(
            f"{document.shown}: no table was found in it; see that it holds one, "
            "upright and legible"
        )
    else:
        return False
    return True


def _merged(engine: Engine, place: Place, buckets: Iterable[int]) -> bool:
    """Merge the parts of these buckets; whether one could not be."""
    items = (Bucket(place.address, number) for number in sorted(buckets))
    wrong = [done.made or done.failure for done in engine.done(merge_bucket, items)]
    sentences = [sentence for sentence in wrong if sentence]
    for sentence in sentences:
        complain(f"{sentence} (the results stand; run again to merge their cells)")
    return bool(sentences)


def _tell(screen: Screen, tally: Tally, documents: int) -> None:
    counts = tally.counts
    states = tally.states
    columns: Iterator[tuple[str, object]] = iter(
        (
            ("documents", documents),
            ("extracted", states["extracted"]),
            ("unchanged", states["unchanged"]),
            ("failed", states["failed"] + states["crashed"]),
            ("tables", counts.tables),
            ("cells", counts.cells),
            ("figures", counts.figures),
            ("proved", counts.share),
            ("suspect", counts.suspect),
            ("findings", counts.findings),
        )
    )
    names, values = zip(*columns, strict=True)
    screen.table([Heading(name, figures=True) for name in names], [[str(v) for v in values]])
