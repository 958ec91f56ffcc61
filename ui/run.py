"""What `gouji extract` does: plan, extract, gather the cells, and tell how it went."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from extraction.export.columns import Kinds
from extraction.export.result import read_result
from extraction.kinds import kinds_of
from extraction.learning.synonymfile import taught
from extraction.ocr.second import second_reader
from extraction.stages.export import export_cells
from schemas.errors import GoujiError
from schemas.settings import Settings
from ui.console import Heading, Item, Mark, Screen
from ui.extracting import Order, Outcome, extract_all, pages_of, prepare
from ui.failures import CRASHED, FAILED, complain, crash
from ui.inputs import Job, expand, plan
from ui.summary import counts_of

if TYPE_CHECKING:
    from extraction.asking.answers import Answers


def run_extract(
    arguments: Sequence[str],
    folder: Path,
    settings: Settings,
    *,
    force: bool,
    processes: int,
    answers: "Answers | None" = None,
) -> int:
    """Extract what ``arguments`` name into ``folder``; give the exit code.

    ``answers`` answer the requests to a model in place of its endpoint.

    Raises:
        OutputError: the folder can't be written.
        UsageError: the schema file is no schema, or the second reader is not installed.
    """
    if settings.data is None:
        settings = settings.model_copy(update={"data": folder / ".gouji"})
    settings = taught(settings, settings.data)
    kinds = kinds_of(settings)
    # Asked before anything is read: a scan takes long, and is read twice only at its end.
    second_reader(settings)
    prepare(folder)
    inputs = expand(arguments)
    jobs, clashes = plan(inputs.files, folder)
    problems: list[GoujiError] = [*inputs.problems, *clashes]
    for problem in problems:
        complain(str(problem))
    screen = Screen()
    pages = {job: pages_of(job.source, settings) for job in jobs}
    with (
        answering(settings, answers) as answering_now,
        screen.progress(sum(pages.values())) as step,
    ):
        order = Order(settings, force, answering_now)
        outcomes = extract_all(jobs, order, processes, Bar(pages, step))
    for outcome in outcomes:
        if outcome.sentence:
            crash(outcome.sentence, outcome.trace)
    done = [outcome for outcome in outcomes if outcome.state in ("extracted", "unchanged")]
    without: tuple[Path, ...] = ()
    if done:
        export_cells([outcome.job.target for outcome in done], folder, kinds)
        without = _sum_up(screen, done, {kind.kind: kind for kind in kinds}, folder)
    if any(outcome.state == "crashed" for outcome in outcomes):
        return CRASHED
    told = bool(without) or any(outcome.sentence for outcome in outcomes)
    return FAILED if problems or told or len(done) < len(outcomes) else 0


@contextmanager
def answering(settings: Settings, given: "Answers | None") -> "Iterator[Answers | None]":
    """What answers the requests of a run to a model; None where none is asked."""
    if settings.engine == "headers" or given is not None:
        yield given
        return
    from extraction.asking.answers import Answers
    from extraction.models.pricing import Prices

    notice = Prices.load(settings).notice(settings.model or "")
    with Answers.live(settings) as answers:
        if notice is not None:
            complain(notice)
        yield answers


def spending(results: Sequence[Path]) -> str | None:
    """What asking a model took for these results, in one line; None where none was asked."""
    runs = [run for run in (read_result(path).run for path in results) if run.model is not None]
    if not runs:
        return None
    costs = [run.cost for run in runs]
    known = [Decimal(cost) for cost in costs if cost is not None]
    cost = "cost unknown" if len(known) < len(costs) else f"cost {sum(known, Decimal(0)):.4f}"
    return (
        f"model {runs[0].model}: {sum(run.requests for run in runs)} requests, "
        f"{sum(run.tokens_in for run in runs)} tokens in, "
        f"{sum(run.tokens_out for run in runs)} out, {cost}"
    )


class Bar:
    """Moves the progress bar: page by page within a document, or by a whole document."""

    def __init__(self, pages: Mapping[Job, int], step: Callable[[str, int], None]) -> None:
        self._pages = pages
        self._step = step
        self._shown: dict[Job, int] = {}

    def page(self, job: Job, done: int) -> None:
        """So many pages of the document are read."""
        self._step(job.source.name, max(0, done - self._shown.get(job, 0)))
        self._shown[job] = max(done, self._shown.get(job, 0))

    def done(self, outcome: Outcome) -> None:
        """The document is finished, with whatever outcome."""
        job = outcome.job
        self._step(job.source.name, self._pages.get(job, 1) - self._shown.get(job, 0))


def _sum_up(
    screen: Screen, done: Sequence[Outcome], kinds: Kinds, folder: Path
) -> tuple[Path, ...]:
    """Tell what came of the documents that are done; give those in which no table was found."""
    without = _tell(screen, done, kinds)
    spent = spending([o.job.target for o in done if o.state == "extracted"])
    if spent is not None:
        screen.line(spent)
    screen.line(f"results: {folder}")
    for source in without:
        complain(f"{source}: no table was found in it; see that it holds one, upright and legible")
    return without


def _tell(screen: Screen, outcomes: Sequence[Outcome], kinds: Kinds) -> tuple[Path, ...]:
    """Print what became of the documents; give those in which no table was found."""
    headings = (
        Heading("document"),
        Heading("tables", figures=True),
        Heading("cells", figures=True),
        Heading("figures", figures=True),
        Heading("proved", figures=True),
        Heading("suspect", figures=True),
        Heading("findings", figures=True),
        Heading(""),
    )
    rows: list[Sequence[Item]] = []
    without: list[Path] = []
    for outcome in outcomes:
        counts = counts_of(read_result(outcome.job.target), kinds)
        numbers = (counts.tables, counts.cells, counts.figures)
        suspect = Mark(str(counts.suspect), "bold red" if counts.suspect else "")
        note = "unchanged" if outcome.state == "unchanged" else ""
        if not counts.tables:
            # Where pages were not read, that is said already.
            without += [] if outcome.sentence else [outcome.job.source]
            note = f"{note}, no table found" if note else "no table found"
        rows.append(
            (
                outcome.job.source.name,
                *map(str, numbers),
                counts.share,
                suspect,
                str(counts.findings),
                note,
            )
        )
    screen.table(headings, rows)
    return tuple(without)
