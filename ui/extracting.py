"""Running the pipeline over many documents: one outcome for each, whatever happens."""

import hashlib
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from pydantic import ValidationError

from extraction import __version__
from extraction.unread import unread_parts
from schemas.errors import DefectError, GoujiError, InputError, OutputError, UsageError
from schemas.settings import Settings
from ui.failures import internal, machine
from ui.inputs import Job

if TYPE_CHECKING:
    from extraction.asking.answers import Answers

State = Literal["extracted", "unchanged", "failed", "crashed"]


class Order(NamedTuple):
    """What holds for all documents of a run. ``answers`` answer the requests to a model.

    Without ``workbook`` no XLSX is made.
    """

    settings: Settings
    force: bool = False
    answers: "Answers | None" = None
    workbook: bool = True


class Outcome(NamedTuple):
    """What became of one document: failed is for its supplier to mend, crashed for us."""

    job: Job
    state: State
    sentence: str = ""
    trace: str = ""


class Progress(Protocol):
    """Hears how far the documents of a run are."""

    def page(self, job: Job, done: int) -> None:
        """So many pages of the document are read."""

    def done(self, outcome: Outcome) -> None:
        """The document is finished, with whatever outcome."""


def pages_of(source: Path, settings: Settings) -> int:
    """How many pages a document has; 1 for a text, and for what can't be opened."""
    from extraction.readers.formats import is_paged

    if not is_paged(source):
        return 1
    from extraction.pages.reading import open_paged

    try:
        with open_paged(source, settings) as file:
            return file.page_count
    except GoujiError:
        return 1


def make_settings(**flags: object) -> Settings:
    """The settings of a run: the flags that are given, and the environment for the others.

    Raises:
        UsageError: a setting has a value that is not allowed.
    """
    given: dict[str, Any] = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "GOUJI_" + "_".join(str(step) for step in first["loc"]).upper()
        raise UsageError(f"the setting {name} is wrong: {first['msg'].lower()}") from None


def prepare(folder: Path) -> None:
    """Make the output folder and see that it can be written.

    Raises:
        OutputError: it can't.
    """
    probe = folder / ".gouji-probe"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise OutputError(
            f"{folder}: can't write results here: {error.strerror or error}; choose another --out"
        ) from None


def extract_all(
    jobs: Sequence[Job], order: Order, processes: int, progress: Progress
) -> tuple[Outcome, ...]:
    """Extract every document; ``progress`` hears of each as it ends, in the order of ``jobs``.

    Text documents go side by side; a scan has the processes for its pages. Where a model is
    asked, texts wait for its answers in threads, so that requests of all of them are under way.
    """
    from extraction.readers.formats import is_paged

    texts = [job for job in jobs if not is_paged(job.source)]
    outcomes: dict[Job, Outcome] = {}
    if order.answers is not None and len(texts) > 1:
        done = _extract_in_threads(texts, order, progress)
        outcomes = {outcome.job: outcome for outcome in done}
    elif processes > 1 and len(texts) > 1:
        done = _extract_in_parallel(texts, order, processes, progress.done)
        outcomes = {outcome.job: outcome for outcome in done}
    for job in jobs:
        if job not in outcomes:
            outcomes[job] = extract_one(job, order, progress)
            progress.done(outcomes[job])
    return tuple(outcomes[job] for job in jobs)


def _extract_in_threads(
    jobs: Sequence[Job], order: Order, progress: Progress
) -> tuple[Outcome, ...]:
    from concurrent.futures import ThreadPoolExecutor, as_completed

    with ThreadPoolExecutor(min(order.settings.concurrency, len(jobs))) as pool:
        futures = [pool.submit(extract_one, job, order) for job in jobs]
        try:
            for future in as_completed(futures):
                progress.done(future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return tuple(future.result() for future in futures)


def _extract_in_parallel(
    jobs: Sequence[Job], order: Order, processes: int, done: Callable[[Outcome], None]
) -> tuple[Outcome, ...]:
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context

    outcomes: dict[Job, Outcome] = {}
    # Forking a process that draws a progress bar in a thread can hang, so workers start afresh.
    pool = ProcessPoolExecutor(min(processes, len(jobs)), mp_context=get_context("spawn"))
    try:
        futures = {pool.submit(extract_one, job, order): job for job in jobs}
        for future in as_completed(futures):
            job = futures[future]
            error = future.exception()
            if isinstance(error, Exception):
                outcomes[job] = Outcome(job, "crashed", f"{job.source}: {internal(error)}")
            else:
                outcomes[job] = future.result()
            done(outcomes[job])
    finally:
        pool.shutdown(cancel_futures=True)
    return tuple(outcomes[job] for job in jobs)


def extract_one(job: Job, order: Order, progress: Progress | None = None) -> Outcome:
    """Extract one document unless its result stands already; never raises."""

    def work() -> Outcome:
        key = document_key(job.source, order.settings)
        if not order.force:
            _refuse_to_replace_another(job)
            if _stands(job.target, key):
                return Outcome(job, "unchanged")
        return extract_anew(job, order, key, progress)

    return guarded(job, work)


def guarded(job: Job, work: Callable[[], Outcome]) -> Outcome:
    """What comes of the work on a document; an error becomes its outcome. Never raises."""
    try:
        return work()
    except DefectError as error:
        sentence = _naming(job.source, f"internal error: {error}")
        return Outcome(job, "crashed", sentence, traceback.format_exc())
    except GoujiError as error:
        return Outcome(job, "failed", _naming(job.source, str(error)), traceback.format_exc())
    except OSError as error:
        return Outcome(job, "failed", _naming(job.source, machine(error)), traceback.format_exc())
    except Exception as error:
        sentence = _naming(job.source, internal(error))
        return Outcome(job, "crashed", sentence, traceback.format_exc())


def extract_anew(job: Job, order: Order, key: str, progress: Progress | None = None) -> Outcome:
    """Extract one document and write its result under the key.

    Raises GoujiError where it can't be extracted or written.
    """
    unread = _extract(job, order, key, progress)
    if unread:
        sentence = f"{'; '.join(unread)}; run again to try {'it' if len(unread) == 1 else 'them'}"
        return Outcome(job, "extracted", _naming(job.source, sentence))
    return Outcome(job, "extracted")


def _extract(job: Job, order: Order, key: str, progress: Progress | None) -> tuple[str, ...]:
    """Extract and export one document; say why parts of it were not read."""
    from extraction.kinds import kinds_of
    from extraction.pipeline import extract
    from extraction.stages.export import export

    def on_page(done: int, _count: int) -> None:
        if progress is not None:
            progress.page(job, done)

    settings = order.settings
    if settings.data is None:
        settings = settings.model_copy(update={"data": job.target.parent / ".gouji"})
    document = extract(job.source, settings, on_page, order.answers)
    unread = unread_parts(document)
    # Without its key the result stands, but the next run tries the missing parts.
    run = document.run.model_copy(update={"key": None if unread else key})
    export(
        document.model_copy(update={"run": run}),
        job.target.parent,
        kinds_of(order.settings),
        workbook=order.workbook,
    )
    return unread


def document_key(source: Path, settings: Settings) -> str:
    """The key of a document's result; equal keys, equal results.

    Raises InputError where the document can't be read, UsageError where the schema file can't.
    """
    from extraction.export.key import result_key

    if not source.name.isprintable():
        # Names from old archives hold bytes that are no UTF-8, which JSON can't say.
        raise InputError(f"{source}: its name has unreadable characters; rename the file")
    try:
        with source.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{source}: can't be read: {error.strerror or error}") from None
    return result_key(sha256, __version__, settings)


def _stands(target: Path, key: str) -> bool:
    from extraction.export.result import read_result

    if not target.exists() or not target.with_suffix(".xlsx").exists():
        return False
    try:
        return read_result(target).run.key == key
    except GoujiError:
        return False


def _refuse_to_replace_another(job: Job) -> None:
    from extraction.export.result import read_result

    if not job.target.exists():
        return
    try:
        name = read_result(job.target).document.name
    except GoujiError:
        return
    if name != job.source.name:
        raise UsageError(
            f"{job.target} holds the result of {name};"
            " choose another --out, or replace it by --force"
        )


def _naming(source: Path, sentence: str) -> str:
    return sentence if source.name in sentence else f"{source}: {sentence}"
