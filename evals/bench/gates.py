"""Plant regressions in exports and see whether the strict gate tells them from harmless reruns.

The shipped text cases are extracted once. For each trial the export of one of them is changed
(`evals.bench.planting`), scored as `gouji eval run --results` does, compared with the
first report, and held to the gates. The same arguments print the same counts.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from evals.bench.planting import PLANTINGS, Export, copied, rerun
from evals.cases.case import Case, load_cases
from evals.reports.building import make_report
from evals.reports.comparing import Comparison, compare_reports
from evals.reports.gates import Gates, broken, load_gates
from evals.reports.report import CaseReport, Report
from evals.reports.scored import score_case
from extraction.export.payload import document_payload
from extraction.pipeline import extract
from extraction.readers.formats import is_paged
from schemas.settings import Settings

SHIPPED = Path(__file__).resolve().parents[1] / "cases" / "shipped"
RERUN = "rerun"


class Measured(NamedTuple):
    """Cases, their exports as JSON, and the report that later ones are compared with."""

    cases: tuple[Case, ...]
    exports: tuple[str, ...]
    report: Report


class Trial(NamedTuple):
    """One changed export: what was done, in which case, and the gates that it broke.

    ``overall`` tells whether a measure of all documents alone would have shown it: a regression
    that makes no overall measure worse is seen only cell by cell.
    """

    sort: str
    case: str
    done: str
    broken: tuple[str, ...]
    overall: bool


def text_cases(paths: Sequence[Path] = (SHIPPED,)) -> tuple[Case, ...]:
    """The cases whose documents are texts."""
    return tuple(case for case in load_cases(paths) if not is_paged(case.source))


def measured(cases: Sequence[Case]) -> Measured:
    """The cases extracted by the headers engine, and their report."""
    settings = Settings(engine="headers")
    exports = tuple(
        json.dumps(document_payload(extract(case.source, settings)), ensure_ascii=False)
        for case in cases
    )
    with TemporaryDirectory() as folder:
        scored = [
            _scored(case, export, Path(folder)) for case, export in zip(cases, exports, strict=True)
        ]
    return Measured(tuple(cases), exports, make_report(scored, {"engine": "headers"}))


def planted(base: Measured, count: int, gates: Gates, seed: int = 0) -> Iterator[Trial]:
    """As many regressions, in turn of every sort, each in a case that has room for it."""
    draw = random.Random(seed)
    sorts = tuple(PLANTINGS)
    for number in range(count):
        sort = sorts[number % len(sorts)]
        while True:
            at = draw.randrange(len(base.cases))
            export = copied(base.exports[at])
            done = PLANTINGS[sort](export, draw)
            if done is not None:
                break
        yield _trial(base, at, export, (sort, done), gates)


def reruns(base: Measured, count: int, gates: Gates, seed: int = 0) -> Iterator[Trial]:
    """As many harmless reruns."""
    draw = random.Random(seed)
    for number in range(count):
        at = number % len(base.cases)
        export = rerun(copied(base.exports[at]), draw)
        yield _trial(base, at, export, (RERUN, "the same in another order"), gates)


def _trial(base: Measured, at: int, export: Export, said: tuple[str, str], gates: Gates) -> Trial:
    case = base.cases[at]
    with TemporaryDirectory() as folder:
        scored = _scored(case, json.dumps(export, ensure_ascii=False), Path(folder))
    cases = [*base.report.cases]
    cases[at] = scored
    if said[0] == RERUN:
        cases.reverse()
    # Groups say nothing that the cases do not; to count them anew takes longer than to compare.
    after = base.report.model_copy(update={"cases": tuple(cases), "made": "later", "commit": None})
    comparison = compare_reports(base.report, after)
    return Trial(said[0], case.name, said[1], broken(gates, comparison), _overall(comparison))


def _overall(comparison: Comparison) -> bool:
    spent = ("seconds", "calibration_error")
    return any(
        one.worse and one.sort == "all" and one.measure not in spent for one in comparison.measures
    )


def _scored(case: Case, export: str, folder: Path) -> CaseReport:
    path = folder / f"{case.name}.json"
    path.write_text(export, encoding="utf-8")
    return score_case(case, path)


def _print(trials: Sequence[Trial], told: Callable[[Trial], bool]) -> None:
    sorts = list(dict.fromkeys(trial.sort for trial in trials))
    print(f"{'':<30}{'trials':>8}{'told':>8}{'overall':>9}")
    for sort in sorts:
        own = [trial for trial in trials if trial.sort == sort]
        overall = sum(trial.overall for trial in own)
        print(f"{sort:<30}{len(own):>8}{sum(map(told, own)):>8}{overall:>9}")


def main() -> None:
    """Read the command line, run the trials and print the counts."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.gates", description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="trials of each of both sorts")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--gate", type=Path, help="a gates file in place of the strict one")
    given = parser.parse_args()
    gates = load_gates(given.gate)
    base = measured(text_cases())
    harmful = list(planted(base, given.count, gates, given.seed))
    harmless = list(reruns(base, given.count, gates, given.seed))
    _print((*harmful, *harmless), lambda trial: bool(trial.broken))
    caught = sum(bool(trial.broken) for trial in harmful)
    alarms = sum(bool(trial.broken) for trial in harmless)
    print(f"\nregressions caught      {caught} of {len(harmful)}")
    print(f"false alarms            {alarms} of {len(harmless)}\n")
    names = Counter(said.partition(":")[0] for one in harmful for said in one.broken)
    print("broken gates, over the regressions:")
    for name, count in names.most_common():
        print(f"  {name:<45}{count:>5}")
    for trial in (*(t for t in harmful if not t.broken), *(t for t in harmless if t.broken)):
        print(f"wrong: {trial.sort} in {trial.case}: {trial.done}; {'; '.join(trial.broken)}")


if __name__ == "__main__":
    main()
