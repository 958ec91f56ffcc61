"""What `gouji extract` does: plan, extract, gather the cells, and tell how it went."""

from collections.abc import Sequence
from pathlib import Path

from extraction.export.columns import Kinds
from extraction.export.result import read_result
from extraction.kinds import kinds_of
from extraction.stages.export import export_cells
from schemas.errors import GoujiError
from schemas.settings import Settings
from ui.console import Heading, Item, Mark, Screen
from ui.extracting import Order, Outcome, extract_all, prepare
from ui.failures import CRASHED, FAILED, complain, crash
from ui.inputs import expand, plan
from ui.summary import counts_of


def run_extract(
    arguments: Sequence[str], folder: Path, settings: Settings, *, force: bool, processes: int
) -> int:
    """Extract what ``arguments`` name into ``folder``; give the exit code.

    Raises:
        OutputError: the folder can't be written.
        UsageError: the schema file is no schema.
    """
    kinds = kinds_of(settings)
    prepare(folder)
    inputs = expand(arguments)
    jobs, clashes = plan(inputs.files, folder)
    problems: list[GoujiError] = [*inputs.problems, *clashes]
    for problem in problems:
        complain(str(problem))
    screen = Screen()
    with screen.progress(len(jobs)) as step:
        outcomes = extract_all(
            jobs, Order(settings, force), processes, lambda o: step(o.job.source.name)
        )
    for outcome in outcomes:
        if outcome.sentence:
            crash(outcome.sentence, outcome.trace)
    done = [outcome for outcome in outcomes if outcome.state in ("extracted", "unchanged")]
    if done:
        export_cells([outcome.job.target for outcome in done], folder, kinds)
        _tell(screen, done, {kind.kind: kind for kind in kinds})
        screen.line(f"results: {folder}")
    if any(outcome.state == "crashed" for outcome in outcomes):
        return CRASHED
    return FAILED if problems or len(done) < len(outcomes) else 0


def _tell(screen: Screen, outcomes: Sequence[Outcome], kinds: Kinds) -> None:
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
    for outcome in outcomes:
        counts = counts_of(read_result(outcome.job.target), kinds)
        numbers = (counts.tables, counts.cells, counts.figures)
        suspect = Mark(str(counts.suspect), "bold red" if counts.suspect else "")
        note = "unchanged" if outcome.state == "unchanged" else ""
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
