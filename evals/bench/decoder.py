"""How long decoding takes, and how the time grows with the document.

Invented disclosures (all styles, both units, seeds from 5000) are extracted; then figures that
stand in at least one sum are mutated, and the document goes through check, decode, reread and
score again, as in `gouji eval power`. For each mutation are printed the shares of wrong figures
with their 95 % intervals: ``caught`` (suspect, or named by a finding), ``alone`` (accused by
itself), ``among`` (among the cells of the smallest candidate sets), ``rightly`` and ``wrongly``
(suggestions with the true value, with another one or at a right figure), ``tail`` (within the
tolerance of rounding: only a rounding finding tells). Time is CPU time of decoding alone; its
growth is the exponent b of a power law, time = a * tables ^ b, fitted to the medians of the
documents.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from statistics import median
from typing import NamedTuple

import numpy as np

from evals.measures.intervals import wilson
from evals.power.draws import DRAWS
from evals.power.running import Made, Plan, one_trial
from evals.power.subjects import FIRST_SEED, Subject, of_seed
from evals.synthetic import Options
from evals.synthetic.model import Style, Unit

STYLES: tuple[Style, ...] = ("street", "office", "notice")
UNITS: tuple[Unit, ...] = ("元", "万元")
_FIGURES = 400
"""Covered figures of a usual disclosure: `--trials` are those of a document of this size."""


class Outcomes(NamedTuple):
    """The trials of one document, by mutation, and how many tables it has."""

    tables: int
    made: Mapping[str, tuple[Made, ...]]


def outcomes(number: int, seed: int, trials: int) -> Outcomes:
    """The outcomes of so many trials of every mutation on one document."""
    style, unit = tuple(product(STYLES, UNITS))[number % (len(STYLES) * len(UNITS))]
    subject = of_seed(seed + number, Options(style=style, unit=unit))
    plan = Plan(_trials_of(subject, trials), seed)
    found: dict[str, tuple[Made, ...]] = dict.fromkeys(DRAWS, ())
    if len(subject.covered) >= 2:
        for name in DRAWS:
            made = (one_trial(subject, plan, name, k) for k in range(plan.trials))
            found[name] = tuple(one for one in made if one is not None)
    return Outcomes(len(subject.document.tables), found)


def _trials_of(subject: Subject, trials: int) -> int:
    """Trials in proportion to the figures of a document, so that each figure counts alike."""
    return max(1, round(trials * len(subject.covered) / _FIGURES))


def measured(count: int, seed: int, trials: int, jobs: int) -> list[Outcomes]:
    """All outcomes, document by document."""
    with ProcessPoolExecutor(jobs) as pool:
        tasks = [pool.submit(outcomes, number, seed, trials) for number in range(count)]
        return [task.result() for task in tasks]


def lines(found: Sequence[Outcomes]) -> Iterator[str]:
    """The table of figures, one mutation a line, the time, and its growth."""
    names = ("caught", "alone", "among", "rightly", "wrongly", "tail")
    made = {name: [one for each in found for one in each.made[name]] for name in DRAWS}
    yield f"{'mutation':<16}{'wrong':>6}" + "".join(f"{name:>22}" for name in names)
    for name, own in made.items():
        tallies = [one.trial.tally for one in own]
        wrong = sum(tally.wrong for tally in tallies)
        counts = [sum(getattr(tally, column) for tally in tallies) for column in names]
        yield f"{name:<16}{wrong:>6}" + "".join(f"{_share(n, wrong):>22}" for n in counts)
    yield ""
    yield f"{'mutation':<16}{'median ms':>10}{'95 %':>8}{'max':>8}{'growth':>8}"
    for name, own in made.items():
        times = sorted(1000 * one.trial.seconds for one in own)
        if times:
            high = times[int(0.95 * (len(times) - 1))]
            told = f"{name:<16}{median(times):>10.1f}{high:>8.1f}{times[-1]:>8.1f}"
            exponent = growth([(d.tables, [m.trial.seconds for m in d.made[name]]) for d in found])
            yield told + (f"{'-':>8}" if exponent is None else f"{exponent:>8.2f}")


def growth(documents: Sequence[tuple[int, Sequence[float]]]) -> float | None:
    """The exponent of time over tables, by least squares of the logarithms; None of one size.

    Args:
        documents: for each its number of tables, and the seconds of its trials.
    """
    known = [(tables, median(seconds)) for tables, seconds in documents if tables and any(seconds)]
    if len({tables for tables, _ in known}) < 2:
        return None
    tables, seconds = np.log(np.array(known, dtype=np.float64)).T
    return float(np.polyfit(tables, seconds, 1)[0])


def _share(count: int, of: int) -> str:
    low, high = wilson(min(count, of), of)
    share = 100 * count / of if of else 0.0
    return f"{share:.2f} [{100 * low:.2f}-{100 * high:.2f}]"


def main() -> None:
    """Read the command line, run the trials and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.decoder", description=__doc__)
    parser.add_argument("--count", type=int, default=12, help="number of documents")
    parser.add_argument("--trials", type=int, default=40, help="of each mutation and document")
    parser.add_argument("--seed", type=int, default=FIRST_SEED, help="of the first document")
    parser.add_argument("--jobs", type=int, default=1, help="documents side by side")
    given = parser.parse_args()
    print("\n".join(lines(measured(given.count, given.seed, given.trials, given.jobs))))


if __name__ == "__main__":
    main()
