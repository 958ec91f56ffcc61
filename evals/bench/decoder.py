"""How many wrong figures the sums of a document catch, locate and put right.

Invented disclosures (all styles, both units, seeds from 5000) are extracted; then figures that
stand in at least one sum are mutated, and the document is checked and decoded again. For each
mutation are printed the shares of wrong figures with their 95 % Wilson intervals: ``caught`` (a
failing check, suggestion or candidate set covers it), ``alone`` (accused by itself), ``among``
(among the cells of the smallest candidate sets), ``rightly`` and ``wrongly`` (suggestions with the
true value, with another one or at a right figure), ``tail`` (within the tolerance of rounding, so
that no sum fails). Time is CPU time of decoding alone.
``--decoder stage`` measures the stage of the pipeline, ``search`` the search over all identities.
"""

import argparse
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from math import sqrt
from random import Random
from statistics import median
from types import MappingProxyType

from evals.bench.decoder_mutations import SINGLE
from evals.bench.decoder_trials import (
    DECODERS,
    Draw,
    Outcome,
    Subject,
    draw_share,
    draw_single,
    draw_two,
    draw_two_near,
    subject_of,
    trial,
)
from evals.synthetic import Options
from evals.synthetic.model import Style, Unit

FIRST_SEED = 5000
STYLES: tuple[Style, ...] = ("street", "office", "notice")
UNITS: tuple[Unit, ...] = ("元", "万元")
_Z = 1.959964
"""Two-sided 95 % point of the normal distribution."""
_TRIES = 20
_FIGURES = 400
"""Covered figures of a usual disclosure: `--trials` are those of a document of this size."""

DRAWS: Mapping[str, Draw] = MappingProxyType(
    {
        **{name: draw_single(name) for name in SINGLE},
        "two at once": draw_two,
        "two in one sum": draw_two_near,
        "0.5 % wrong": draw_share(0.005),
        "2 % wrong": draw_share(0.02),
        "5 % wrong": draw_share(0.05),
    }
)


def wilson(count: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, J. Am. Stat. Assoc. 22, 209-212)."""
    if not of:
        return 0.0, 1.0
    share, z2 = count / of, _Z * _Z
    centre = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, centre - half), min(1.0, centre + half)


def outcomes(
    number: int, seed: int, trials: int, decoder: str = "search"
) -> dict[str, list[Outcome]]:
    """The outcomes of so many trials of every mutation on one document."""
    style, unit = tuple(product(STYLES, UNITS))[number % (len(STYLES) * len(UNITS))]
    subject = subject_of(seed + number, Options(style=style, unit=unit))
    found: dict[str, list[Outcome]] = {name: [] for name in DRAWS}
    if len(subject.covered) < 2:
        return found
    for name, draw in DRAWS.items():
        rng = Random(f"{seed}:{number}:{name}")
        for _ in range(_trials_of(subject, trials)):
            drawn = (draw(rng, subject) for _ in range(_TRIES))
            made = (trial(subject, changes, DECODERS[decoder]) for changes in drawn if changes)
            outcome = next((o for o in made if o is not None), None)
            if outcome is not None:
                found[name].append(outcome)
    return found


def _trials_of(subject: Subject, trials: int) -> int:
    """Trials in proportion to the figures of a document, so that each figure counts alike."""
    return max(1, round(trials * len(subject.covered) / _FIGURES))


def measured(
    count: int, seed: int, trials: int, jobs: int, decoder: str
) -> dict[str, list[Outcome]]:
    """All outcomes by mutation."""
    found: dict[str, list[Outcome]] = {name: [] for name in DRAWS}
    with ProcessPoolExecutor(jobs) as pool:
        tasks = [pool.submit(outcomes, number, seed, trials, decoder) for number in range(count)]
        for task in tasks:
            for name, made in task.result().items():
                found[name].extend(made)
    return found


def lines(found: Mapping[str, list[Outcome]]) -> Iterator[str]:
    """The table of figures, one mutation a line, and the time."""
    names = ("caught", "alone", "among", "rightly", "wrongly", "tail")
    yield f"{'mutation':<16}{'wrong':>6}" + "".join(f"{name:>22}" for name in names)
    for name, made in found.items():
        wrong = sum(o.wrong for o in made)
        counts = [sum(getattr(o, column) for o in made) for column in names]
        yield f"{name:<16}{wrong:>6}" + "".join(f"{_share(n, wrong):>22}" for n in counts)
    yield ""
    yield f"{'mutation':<16}{'median ms':>10}{'95 %':>8}{'max':>8}"
    for name, made in found.items():
        times = sorted(1000 * o.seconds for o in made)
        if times:
            high = times[int(0.95 * (len(times) - 1))]
            yield f"{name:<16}{median(times):>10.1f}{high:>8.1f}{times[-1]:>8.1f}"


def _share(count: int, of: int) -> str:
    low, high = wilson(count, of)
    share = 100 * count / of if of else 0.0
    return f"{share:.2f} [{100 * low:.2f}-{100 * high:.2f}]"


def main() -> None:
    """Read the command line, run the trials and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.decoder", description=__doc__)
    parser.add_argument("--count", type=int, default=12, help="number of documents")
    parser.add_argument("--trials", type=int, default=40, help="of each mutation and document")
    parser.add_argument("--seed", type=int, default=FIRST_SEED, help="of the first document")
    parser.add_argument("--jobs", type=int, default=1, help="documents side by side")
    parser.add_argument("--decoder", choices=sorted(DECODERS), default="search")
    given = parser.parse_args()
    print(
        "\n".join(lines(measured(given.count, given.seed, given.trials, given.jobs, given.decoder)))
    )


if __name__ == "__main__":
    main()
