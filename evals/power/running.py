"""All mutations on all documents, in as many processes as are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import accumulate
from random import Random
from typing import NamedTuple

from evals.power.draws import DRAWS
from evals.power.mutations import SINGLE, Mutation
from evals.power.recogniser import measured
from evals.power.report import PowerReport, PowerRow, Slip, row_of
from evals.power.subjects import Subject, counts_of
from evals.power.trials import Trial, trial
from extraction.pipeline import rare_collection

SINGLE_ERRORS = "any single error"
"""The rows of all mutations of `SINGLE` together."""
_TRIES = 30
"""Draws until one changes a figure; a document in which none does is passed over."""
_CHUNK = 12
"""Trials of a task: the progress moves as often."""
_SLIPS = 500
"""Trials to look at that are kept, at most."""

Step = Callable[[str, int], None]


class Plan(NamedTuple):
    """Which mutations are made how often; ``recogniser`` gives every figure other readings."""

    trials: int
    seed: int
    jobs: int = 1
    recogniser: bool = False
    mutations: tuple[str, ...] = tuple(DRAWS)


class Made(NamedTuple):
    """A trial that was made, and on what."""

    document: str
    mutation: str
    number: int
    changed: Mutation
    trial: Trial


class _Task(NamedTuple):
    subject: Subject
    plan: Plan
    numbers: tuple[tuple[str, int], ...]


def power(subjects: Sequence[Subject], plan: Plan, step: Step) -> PowerReport:
    """The power of the sums of these documents; ``step`` hears of trials done."""
    able = [subject for subject in subjects if subject.covered]
    made = sorted(made_trials(able, plan, step), key=_order_of(plan))
    figures, covered = counts_of(subjects)
    return PowerReport(
        documents=tuple(subject.name for subject in subjects),
        figures=figures,
        covered=covered,
        trials=plan.trials,
        seed=plan.seed,
        recogniser=plan.recogniser,
        rows=tuple(_rows(made, plan)),
        slips=tuple(_slips(made, {s.name: s for s in able}))[:_SLIPS],
    )


def total_of(plan: Plan) -> int:
    """How many trials a plan makes."""
    return plan.trials * len(plan.mutations)


def made_trials(subjects: Sequence[Subject], plan: Plan, step: Step) -> Iterator[Made]:
    """All trials, as they are done; documents are drawn in proportion to their covered figures."""
    tasks = list(_tasks(subjects, plan))
    if plan.jobs == 1:
        for task in tasks:
            yield from _done(task)
            step(task.subject.name, len(task.numbers))
        return
    with ProcessPoolExecutor(plan.jobs) as pool:
        waiting = {pool.submit(_list_done, task): task for task in tasks}
        for future in as_completed(waiting):
            yield from future.result()
            task = waiting[future]
            step(task.subject.name, len(task.numbers))


def _tasks(subjects: Sequence[Subject], plan: Plan) -> Iterator[_Task]:
    if not subjects:
        return
    weights = list(accumulate(len(subject.covered) for subject in subjects))
    dealt: dict[str, list[tuple[str, int]]] = {subject.name: [] for subject in subjects}
    for name in plan.mutations:
        rng = Random(f"{plan.seed}:{name}")
        for number in range(plan.trials):
            (subject,) = rng.choices(subjects, cum_weights=weights)
            dealt[subject.name].append((name, number))
    for subject in subjects:
        own = dealt[subject.name]
        for start in range(0, len(own), _CHUNK):
            yield _Task(subject, plan, tuple(own[start : start + _CHUNK]))


def _list_done(task: _Task) -> list[Made]:
    return list(_done(task))


def _done(task: _Task) -> Iterator[Made]:
    with rare_collection():
        for name, number in task.numbers:
            made = one_trial(task.subject, task.plan, name, number)
            if made is not None:
                yield made


def one_trial(subject: Subject, plan: Plan, name: str, number: int) -> Made | None:
    """The trial of a number; None where the mutation changes no covered figure of the document."""
    rng = Random(f"{plan.seed}:{subject.name}:{name}:{number}")
    for _ in range(_TRIES):
        mutation = DRAWS[name](rng, subject)
        if mutation.changes or mutation.units:
            reading = (measured(), rng) if plan.recogniser else None
            found = trial(subject, mutation, reading)
            if found is not None:
                return Made(subject.name, name, number, mutation, found)
    return None


def _order_of(plan: Plan) -> Callable[[Made], tuple[int, int]]:
    rank = {name: index for index, name in enumerate(plan.mutations)}
    return lambda made: (rank[made.mutation], made.number)


def _rows(made: Sequence[Made], plan: Plan) -> Iterator[PowerRow]:
    for name in plan.mutations:
        yield _row(name, [one for one in made if one.mutation == name])
    single = [one for one in made if one.mutation in SINGLE]
    if single:
        yield _row(SINGLE_ERRORS, single)
    for name in plan.mutations:
        yield from _by_kind(name, [one for one in made if one.mutation == name])
    yield from _by_kind(SINGLE_ERRORS, single)


def _row(name: str, made: Sequence[Made]) -> PowerRow:
    trials = [one.trial for one in made]
    return row_of(name, None, (t.tally for t in trials), (t.seconds for t in trials))


def _by_kind(name: str, made: Iterable[Made]) -> Iterator[PowerRow]:
    by_kind: dict[str, list[Trial]] = {}
    for one in made:
        for kind in one.trial.tallies:
            by_kind.setdefault(kind, []).append(one.trial)
    for kind, trials in sorted(by_kind.items()):
        yield row_of(name, kind, (t.tallies[kind] for t in trials))


def _slips(made: Sequence[Made], subjects: Mapping[str, Subject]) -> Iterator[Slip]:
    for one in made:
        if one.trial.slipped or one.trial.misled:
            printed = subjects[one.document].printed
            yield Slip(
                document=one.document,
                mutation=one.mutation,
                number=one.number,
                read=tuple((c, printed[c], text) for c, text in one.changed.changes.items()),
                missed=one.trial.slipped,
                wrongly=one.trial.misled,
            )
