"""What `gouji eval run` does: results for all cases, their measures, and the report."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from evals.cases.case import Case, load_cases
from evals.measures.score import Spent
from evals.reports.building import make_report
from evals.reports.crops import crops_of
from evals.reports.html import html_of
from evals.reports.report import CaseReport, Report, write_report
from evals.reports.scored import failed_case, find_export, score_case
from extraction.export.atomic import write_whole
from extraction.kinds import kinds_of
from extraction.pipeline import rare_collection, synonyms_told
from schemas.errors import EmptyInputError, GoujiError, InputError
from schemas.settings import Settings
from ui.console import Screen
from ui.evaltable import show_report
from ui.extracting import Order, Outcome, extract_all, extract_one, pages_of, prepare
from ui.failures import FAILED, complain
from ui.inputs import Job
from ui.run import Bar, answering

if TYPE_CHECKING:
    from extraction.models.usage import UsageCounts

_BEARING = ("engine", "ask", "mode", "model", "second_reader", "vision", "examples", "dpi")
"""Settings that bear on results, as far as they say nothing of the machine."""


class Evaluation(NamedTuple):
    """What is measured: the cases, where the report goes, and how results are had.

    ``results`` is a folder of exports made before, None to extract into ``out``.
    """

    cases: tuple[Path, ...]
    out: Path
    settings: Settings
    results: Path | None = None
    literature: bool = False
    jobs: int = 1


class _Made(NamedTuple):
    """A case with its export, or the sentence that says why there is none.

    ``recorded`` is what the recorded answers took that stood in for a model.
    """

    case: Case
    export: Path | None
    sentence: str = ""
    recorded: Spent | None = None


def run_evaluation(order: Evaluation) -> int:
    """Measure the cases, write the report and print it; give the exit code.

    Raises:
        InputError: a case or its gold can't be read.
        UsageError: two cases have one name, or a model is needed and none is named.
        OutputError: the folder can't be written.
    """
    cases = load_cases(order.cases, kinds_of(order.settings))
    if not cases:
        raise EmptyInputError("no case is named; name folders with a case.toml")
    prepare(order.out)
    made = _found(cases, order.results) if order.results is not None else _extracted(cases, order)
    with rare_collection():
        scored = [_scored(one, order) for one in made]
    report = make_report(scored, settings_of(order.settings))
    _write(report, made, order)
    show_report(Screen(), report)
    Screen().line(f"report: {order.out / 'report.html'}")
    for case in scored:
        if case.error is not None:
            complain(f"{case.name}: {case.error}")
    return FAILED if any(case.error is not None for case in scored) else 0


def settings_of(settings: Settings) -> dict[str, str]:
    """The settings that bear on a result, as text; no key, no address, no path."""
    if settings.engine == "headers":
        names: Sequence[str] = ("engine", "second_reader", "dpi")
    else:
        names = _BEARING
    found = {name: str(getattr(settings, name)) for name in names}
    taught = synonyms_told(settings)
    return found if taught is None else {**found, "synonyms": taught}


def _found(cases: Sequence[Case], folder: Path) -> list[_Made]:
    made = []
    for case in cases:
        try:
            made.append(_Made(case, find_export(case, folder)))
        except InputError as error:
            made.append(_Made(case, None, str(error)))
    return made


def _scored(made: _Made, order: Evaluation) -> CaseReport:
    if made.export is None:
        return failed_case(made.case, order.settings.engine, made.sentence)
    try:
        return score_case(
            made.case, made.export, recorded=made.recorded, literature=order.literature
        )
    except GoujiError as error:
        return failed_case(made.case, order.settings.engine, str(error))


def _write(report: Report, made: Sequence[_Made], order: Evaluation) -> None:
    write_report(report, order.out / "report.json")
    pictures = crops_of(report, [one.export for one in made], order.settings.data)
    write_whole(order.out / "report.html", html_of(report, pictures).encode())


def _extracted(cases: Sequence[Case], order: Evaluation) -> list[_Made]:
    """Extract every case, with its recorded answers where it has them and a model is asked."""
    folder = order.out / "results"
    data = order.settings.data or order.out / ".gouji"
    settings = order.settings.model_copy(update={"data": data})
    asking = settings.engine != "headers"
    jobs = {
        case.name: Job(case.source, folder / case.name / f"{case.source.stem}.json")
        for case in cases
    }
    recorded = [case for case in cases if asking and case.answers is not None]
    live = [case for case in cases if case not in recorded]
    pages = {job: pages_of(job.source, settings) for job in jobs.values()}
    outcomes: dict[str, Outcome] = {}
    spent: dict[str, Spent] = {}
    with Screen().progress(sum(pages.values())) as step:
        bar = Bar(pages, step)
        for case in recorded:
            outcomes[case.name], spent[case.name] = _replayed(case, jobs[case.name], settings, bar)
        if live:
            with answering(settings, None) as answers:
                done = extract_all(
                    [jobs[case.name] for case in live],
                    Order(settings, answers=answers),
                    order.jobs,
                    bar,
                )
            outcomes |= {case.name: one for case, one in zip(live, done, strict=True)}
    return [_made(case, outcomes[case.name], spent.get(case.name)) for case in cases]


def _made(case: Case, outcome: Outcome, recorded: Spent | None) -> _Made:
    if outcome.state in ("extracted", "unchanged"):
        if outcome.sentence:
            complain(outcome.sentence)
        return _Made(case, outcome.job.target, recorded=recorded)
    return _Made(case, None, outcome.sentence)


def _replayed(case: Case, job: Job, settings: Settings, bar: Bar) -> tuple[Outcome, Spent]:
    """Extract a case with its recorded answers, and what these once took; nothing is sent."""
    from extraction.asking.answers import Answers
    from extraction.models.opening import open_stored
    from extraction.models.replay import ReplayCompleter
    from extraction.records.answers import AnswerStore

    assert case.answers is not None
    # What is learned of other models and documents would ask otherwise than was recorded.
    data = job.target.parent / ".gouji"
    own = settings.model_copy(
        update={
            "data": data,
            "database": None,
            "model": settings.model or recorded_model(case.answers),
        }
    )
    spent = Spent()
    try:
        completer = ReplayCompleter(case.answers)
        spent = _recorded_spent(completer.recorded(), own)
        with Answers(own, open_stored(completer), AnswerStore(data)) as answers:
            outcome = extract_one(job, Order(own, answers=answers), bar)
    except GoujiError as error:
        outcome = Outcome(job, "failed", str(error))
    bar.done(outcome)
    return outcome, spent


def _recorded_spent(counts: "UsageCounts", settings: Settings) -> Spent:
    from extraction.models.pricing import Prices
    from extraction.models.usage import Usage

    usage = Usage()
    usage.add(settings.model or "", counts)
    return Spent(
        requests=counts.requests,
        tokens_in=counts.tokens_in,
        tokens_out=counts.tokens_out,
        cost=Prices.load(settings).cost(usage),
    )


def recorded_model(answers: Path) -> str | None:
    """The model that recorded answers name, None where none is named."""
    with answers.open(encoding="utf-8") as lines:
        for line in lines:
            try:
                given = json.loads(line)
            except ValueError:
                return None
            body = given.get("body") or given.get("response", {}).get("body") or {}
            if isinstance(body, dict) and isinstance(body.get("model"), str):
                return str(body["model"])
    return None
