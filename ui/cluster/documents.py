"""What a worker does: one document fetched, extracted and put among the results; one bucket merged.

The part comes last of all: where it stands under the key of the result, all of it stands.
"""

import hashlib
from contextlib import closing, nullcontext
from decimal import Decimal
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from extraction.export.parts import (
    bucket_of,
    facts_of,
    merge,
    merged_name,
    part_content,
    part_name,
    stamp_of,
)
from extraction.export.result import Result, read_result
from extraction.kinds import kinds_of
from extraction.readers.formats import is_paged
from extraction.records.store import PageStore, data_folder
from extraction.storage.place import Place
from schemas.errors import UsageError
from schemas.settings import Settings
from ui.cluster.planning import RemoteDocument
from ui.cluster.travelling import Orders, settings_here
from ui.extracting import Order, Outcome, State, document_key, extract_anew, guarded
from ui.inputs import Job
from ui.summary import Counts, counts_of

if TYPE_CHECKING:
    from extraction.asking.answers import Answers

RESULTS = "results"
FILES = ".gouji/files"


class Assignment(NamedTuple):
    """A document and what is to be done with it."""

    document: RemoteDocument
    orders: Orders


class Spent(NamedTuple):
    """What asking a model took; ``cost`` is None where no price is known."""

    requests: int
    tokens_in: int
    tokens_out: int
    cost: Decimal | None


class Told(NamedTuple):
    """What became of a document, small enough for a million of them."""

    state: State
    sentence: str = ""
    trace: str = ""
    counts: Counts | None = None
    bucket: int | None = None
    spent: Spent | None = None


def extract_remote(assignment: Assignment) -> Told:
    """Extract one document unless its result stands already; never raises.

    Two workers that do the same document write the same, but for the seconds that it took;
    the last to write stands.
    """
    document = assignment.document
    made: list[tuple[Counts, Spent | None]] = []
    with TemporaryDirectory(prefix="gouji-") as name:
        folder = Path(name)
        source = folder / "in" / PurePosixPath(document.name).name
        job = Job(source, folder / "out" / f"{source.stem}.json")

        def work() -> Outcome:
            outcome, counts, spent = _extract(assignment, job)
            made.append((counts, spent))
            return outcome

        outcome = guarded(job, work)
        sentence = outcome.sentence.replace(str(source), document.shown)
    stands = outcome.state in ("extracted", "unchanged")
    bucket = bucket_of(document.target) if stands else None
    counts, spent = made[0] if made else (None, None)
    return Told(outcome.state, sentence, outcome.trace, counts, bucket, spent)


def _extract(assignment: Assignment, job: Job) -> tuple[Outcome, Counts, Spent | None]:
    document, given = assignment
    settings = settings_here(given)
    out = Place(given.out)
    job.source.parent.mkdir()
    job.target.parent.mkdir()
    Place(document.address).fetch(document.name, job.source)
    key = document_key(job.source, settings)
    if not given.force:
        stands = _standing(out, document, key)
        if stands is not None:
            return Outcome(job, "unchanged"), stands, None
    settings = _with_data(settings, job)
    with nullcontext() if settings.engine == "headers" else _live(settings) as answers:
        order = Order(settings, given.force, answers, workbook=False)
        outcome = extract_anew(job, order, key)
    result = read_result(job.target)
    counts = counts_of(result, {kind.kind: kind for kind in kinds_of(settings)})
    _put(out, document, job.target, result, settings, counts)
    return outcome, counts, _spent(result)


def _with_data(settings: Settings, job: Job) -> Settings:
    """The settings with a data folder: the worker's, else one that goes with the document.

    Readings of pages are not shared then, since what they say of page images is in the folder.
    """
    if settings.data is not None:
        return settings
    own = {"database": None} if is_paged(job.source) else {}
    return settings.model_copy(update={"data": job.target.parent / ".gouji", **own})


def _spent(result: Result) -> Spent | None:
    run = result.run
    if run.model is None:
        return None
    cost = None if run.cost is None else Decimal(run.cost)
    return Spent(run.requests, run.tokens_in, run.tokens_out, cost)


def _live(settings: Settings) -> "Answers":
    from extraction.asking.answers import Answers

    return Answers.live(settings)


def _standing(out: Place, document: RemoteDocument, key: str) -> Counts | None:
    """The counts of the result that stands under this key, None where none does.

    Raises UsageError where the place holds the result of another document.
    """
    part = out.read(part_name(document.target))
    if part is None:
        return None
    facts = facts_of(part)
    name = facts.get("name", document.name)
    if name != document.name:
        raise UsageError(
            f"{out.shown(_result_name(document))} holds the result of {name}; "
            "choose another --out, or replace it by --force"
        )
    counts = facts.get("counts")
    if facts.get("key") != key or not isinstance(counts, list):
        return None
    return Counts(*counts) if out.exists(_result_name(document)) else None


def _put(
    out: Place,
    document: RemoteDocument,
    made: Path,
    result: Result,
    settings: Settings,
    counts: Counts,
) -> None:
    """Put page images, the result and its part, in this order, among the results."""
    images = [page.image for page in result.pages if page.image is not None]
    if images:
        with closing(PageStore(data_folder(settings), settings.database)) as store:
            for digest in images:
                name = f"{FILES}/{digest[:2]}/{digest}"
                if not out.exists(name):
                    out.put(name, store.file(digest))
    out.put(_result_name(document), made.read_bytes())
    facts = {"name": document.name, "key": result.run.key, "counts": list(counts)}
    kinds = {kind.kind: kind for kind in kinds_of(settings)}
    out.put(part_name(document.target), part_content(document.name, result, kinds, facts))


def _result_name(document: RemoteDocument) -> str:
    return f"{RESULTS}/{document.target}.json"


class Bucket(NamedTuple):
    """A bucket of the results at an address."""

    out: str
    number: int


def merge_bucket(bucket: Bucket) -> str:
    """Merge the parts of a bucket into its file, unless it is made of these very parts.

    Gives what is wrong, in a sentence, or nothing. Never raises.
    """
    job = Job(Path(merged_name(bucket.number)), Path(merged_name(bucket.number)))

    def work() -> Outcome:
        _merge(Place(bucket.out), bucket.number)
        return Outcome(job, "extracted")

    return guarded(job, work).sentence


def _merge(out: Place, number: int) -> None:
    parts = sorted(out.files(f"parts/bucket={number}"))
    stamp = hashlib.sha256(repr(parts).encode()).hexdigest()
    known = all(part.version is not None for part in parts)
    with out.opened(merged_name(number)) as file:
        if known and file is not None and stamp_of(file) == stamp:
            return
    with TemporaryDirectory(prefix="gouji-") as folder:
        target = Path(folder, "cells.parquet")
        contents = ((out.shown(part.name), out.read(part.name)) for part in parts)
        merge(((n, content) for n, content in contents if content is not None), target, stamp)
        out.put(merged_name(number), target)
