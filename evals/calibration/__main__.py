"""Fit the confidence of cells on noised gold, or check the shipped numbers on fresh seeds.

Invented disclosures and the shipped texts are disturbed at four rates, scanned pages drawn and
spoilt under twelve conditions; all are extracted by the headers engine. The fit is judged on
originals that it was not made on (five folds). It is written to
`extraction/confidence/calibrated.json`, its tables to `docs/calibration.md`. With `--check` nothing
is fitted: the shipped numbers are judged on documents of seeds that no fit ever saw.

Drawn pages and their recognition are kept in `--work`, so that only the first run takes an hour.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from evals.bench.tables import ROOT
from evals.calibration.cells import seen_cells
from evals.calibration.counting import Key, Seen, counted, together
from evals.calibration.fitting import fit
from evals.calibration.judging import (
    SURE,
    Claim,
    by_status_alone,
    claims,
    held_out,
    judged,
    made_of,
)
from evals.calibration.noised import NoisedDocument, noised_scans, noised_texts
from evals.calibration.page import curve, put_into, tables
from evals.calibration.reliability import SHIPPED as RELIABILITY
from evals.calibration.reliability import write_curve
from extraction.confidence.calibrated import SHIPPED, Calibrated, shipped, written
from schemas.errors import GoujiError
from schemas.settings import Settings

FITTED = MappingProxyType({"texts": 40, "scans": 48, "seed": 40_000, "scan_seed": 31_000})
"""How many documents the fit is made on, and their first seeds."""
CHECKED = MappingProxyType({"texts": 20, "scans": 8, "seed": 80_000, "scan_seed": 80_000})
"""How many documents it is checked on; their seeds are in no fit."""
NUMBERS = ROOT / "extraction" / "confidence" / SHIPPED
PAGE = ROOT / "docs" / "calibration.md"
CURVE = ROOT / "docs" / "images" / "calibration.svg"
WORK = ROOT / "out" / "calibration"


def main() -> None:
    """Read the command line, extract the documents, fit or check, print and write."""
    parser = argparse.ArgumentParser(prog="python -m evals.calibration", description=__doc__)
    parser.add_argument("--check", action="store_true", help="judge the shipped numbers, fit none")
    parser.add_argument("--texts", type=int, help="invented disclosures, each at four rates")
    parser.add_argument("--scans", type=int, help="scanned documents, one condition each")
    parser.add_argument("--seed", type=int, help="first seed of the texts")
    parser.add_argument("--scan-seed", type=int, help="first seed of the scans")
    parser.add_argument("--jobs", type=int, default=2, help="documents read at once")
    parser.add_argument("--work", type=Path, default=WORK, help="where pages are kept")
    parser.add_argument("--print-only", action="store_true", help="write no file of the project")
    given = parser.parse_args()
    for name, value in (CHECKED if given.check else FITTED).items():
        if getattr(given, name) is None:
            setattr(given, name, value)
    seen = observed(given, given.work, shipped_too=not given.check)
    found, told = _checked(seen) if given.check else _fitted(seen, given)
    print(told)
    for line in sure_and_wrong(seen, found):
        print(line)
    if not given.print_only:
        put_into(PAGE, "fresh" if given.check else "held-out", told)
        if not given.check:
            CURVE.write_text(curve(found), encoding="utf-8")
            write_curve(found, Path(__file__).with_name(RELIABILITY))


def _checked(seen: Seen) -> tuple[tuple[Claim, ...], str]:
    """The claims of the shipped numbers, and their tables."""
    found = claims(seen, shipped())
    return found, tables(found)


def _fitted(seen: Seen, given: argparse.Namespace) -> tuple[tuple[Claim, ...], str]:
    """Fit and write the numbers; the claims of held-out originals, and their tables."""
    named = (f"--{name.replace('_', '-')} {getattr(given, name)}" for name in FITTED)
    command = f"python -m evals.calibration {' '.join(named)}"
    made = made_of(seen, command, time.strftime("%Y-%m-%d", time.gmtime()))
    if not given.print_only:
        numbers = Calibrated(made=made, strata=fit(seen))
        NUMBERS.write_text(written(numbers), encoding="utf-8")
    found = held_out(seen, made)
    alone = judged(by_status_alone(seen))
    said = f"\nBy the status alone: ECE {alone.error:.4f}, Brier {alone.brier:.5f}.\n"
    return found, tables(found) + said


def observed(given: argparse.Namespace, work: Path, shipped_too: bool) -> Seen:
    """The counted cells of noised documents; what can't be read is named and left out."""
    work.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        ProcessPoolExecutor(given.jobs, mp_context=get_context("spawn")) as pool,
    ):
        documents = chain(
            noised_texts(given.texts, given.seed, Path(folder), shipped_too),
            noised_scans(given.scans, given.scan_seed, work),
        )
        return together(pool.map(partial(_counted, work=work), documents))


def _counted(document: NoisedDocument, work: Path) -> Seen:
    settings = Settings(schema_file=None, data=work / "pages")
    try:
        seen = counted(seen_cells(document, settings))
    except GoujiError as error:
        print(f"{document.path.name}: {error}", file=sys.stderr)
        return Seen({}, ())
    print(f"{document.path.name}: {seen.total.cells} cells", file=sys.stderr, flush=True)
    return seen


def sure_and_wrong(seen: Seen, found: Sequence[Claim]) -> Iterator[str]:
    """A line for every wrong cell that claims to be sure."""
    confidence = {claim.key: claim.confidence for claim in found}
    for cell in seen.wrong:
        sure = confidence.get(Key(cell.group, cell.condition, cell.traits), 0.0)
        if sure >= SURE:
            at = cell.at
            yield (
                f"sure and wrong: {cell.group} {cell.condition} {at.kind}#{at.ordinal} row {at.row}"
                f" {at.field}: {cell.truth.value!r}, should be {cell.truth.wanted} ({sure:.5f})"
            )


if __name__ == "__main__":
    main()
