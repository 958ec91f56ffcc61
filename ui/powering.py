"""What `gouji eval power` and `gouji eval effort` do: documents in, figures out."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from evals.cases.case import Case, load_cases
from evals.power.effort import EffortPlan, reviews
from evals.power.effort_chart import write_chart
from evals.power.effort_report import effort_report, write_curves, write_effort
from evals.power.report import write_power
from evals.power.running import Plan, power, total_of
from evals.power.subjects import Subject, invented, of_case
from extraction.kinds import kinds_of
from extraction.pipeline import rare_collection
from schemas.errors import EmptyInputError
from schemas.settings import Settings
from ui.console import Screen
from ui.powertable import show_effort, show_power

SHIPPED = Path(__file__).parents[1] / "evals" / "cases" / "shipped"


class Order(NamedTuple):
    """Which documents are made wrong: cases, or the shipped ones, and so many invented ones."""

    cases: tuple[Path, ...]
    invented: int
    seed: int
    jobs: int


class EffortFiles(NamedTuple):
    """Where a report of effort is drawn and written; None is nowhere."""

    svg: Path | None = None
    csv: Path | None = None
    json: Path | None = None


def run_power(
    order: Order, trials: int, *, recogniser: bool, by_kind: bool, json: Path | None
) -> None:
    """Measure, print, and write the file that is asked for.

    Raises:
        InputError: a case or its document can't be read, or no figure is covered.
        OutputError: the file can't be written.
    """
    plan = Plan(trials, order.seed, order.jobs, recogniser)
    cases = cases_of(order)
    with Screen().progress(len(cases) + order.invented + total_of(plan)) as step:
        report = power(subjects_of(cases, order.invented, step), plan, step)
    if json is not None:
        write_power(report, json)
    show_power(Screen(), report, by_kind=by_kind)


def run_effort(order: Order, plan: EffortPlan, files: EffortFiles) -> None:
    """Review, print, and write the files that are asked for.

    Raises:
        InputError: a case or its document can't be read, or no covered figure was misread.
        OutputError: a file can't be written.
    """
    cases = cases_of(order)
    documents = len(cases) + order.invented
    with Screen().progress(documents * (1 + plan.rounds)) as step:
        made = reviews(subjects_of(cases, order.invented, step), plan, step)
    if not made:
        raise EmptyInputError("no covered figure was misread; give a larger --share or more cases")
    report = effort_report(made, plan)
    if files.svg is not None:
        write_chart(report, files.svg)
    if files.csv is not None:
        write_curves(report, files.csv)
    if files.json is not None:
        write_effort(report, files.json)
    show_effort(Screen(), report)


def cases_of(order: Order) -> tuple[Case, ...]:
    """The cases that are named; the shipped ones where nothing is.

    Raises:
        InputError: a case can't be read, or there is none.
    """
    kinds = kinds_of(Settings(schema_file=None))
    if order.cases:
        return load_cases(order.cases, kinds)
    if SHIPPED.is_dir():
        return load_cases([SHIPPED], kinds)
    if order.invented:
        return ()
    raise EmptyInputError("the shipped cases are not installed; name cases, or give --invented N")


def subjects_of(
    cases: tuple[Case, ...], count: int, step: Callable[[str, int], None]
) -> tuple[Subject, ...]:
    """The documents with their right figures.

    Raises:
        EmptyInputError: no identity covers any figure of any of them.
    """
    with rare_collection():
        subjects = tuple(_subjects(cases, count, step))
    if not any(subject.covered for subject in subjects):
        raise EmptyInputError(
            "no figure of these documents stands in an identity that holds; name other cases"
        )
    return subjects


def _subjects(
    cases: tuple[Case, ...], count: int, step: Callable[[str, int], None]
) -> Iterator[Subject]:
    for case in cases:
        yield of_case(case)
        step(case.name, 1)
    for number in range(count):
        yield invented(number)
        step("invented", 1)
