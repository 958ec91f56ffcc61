"""From scored documents to the report of a run."""

import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from evals.measures.calibration import calibration
from evals.measures.intervals import METHOD
from evals.reports.grouping import class_measures, groups_of
from evals.reports.report import REPORT_FORMAT, Bin, CaseReport, Report
from extraction import __version__

_PLACES = 6
"""Decimals of a confidence in a reliability bin."""


def make_report(cases: Sequence[CaseReport], settings: Mapping[str, str]) -> Report:
    """The report of the cases, dated now; ``settings`` are those that bear on the results."""
    engines = sorted({case.engine for case in cases})
    found = calibration([case.score.sureties for case in cases])
    return Report(
        format=REPORT_FORMAT,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        version=__version__,
        commit=commit_of(Path(__file__).resolve().parents[2]),
        engine=", ".join(engines),
        settings=dict(settings),
        intervals=METHOD,
        groups=groups_of(cases),
        findings=class_measures(cases),
        reliability=tuple(
            Bin(
                low=one.low,
                high=one.high,
                cells=one.cells,
                confidence=round(one.confidence, _PLACES),
                right=round(one.right, _PLACES),
            )
            for one in found.bins
        ),
        cases=tuple(cases),
    )


def commit_of(folder: Path) -> str | None:
    """The commit of a checkout, with + where files were changed since; None elsewhere."""
    if not (folder / ".git").exists():
        return None
    try:
        commit = _git(folder, "rev-parse", "--short=12", "HEAD").strip()
        changed = _git(folder, "status", "--porcelain", "--untracked-files=no").strip()
    except (OSError, subprocess.SubprocessError):
        return None
    return f"{commit}+" if changed else commit


def _git(folder: Path, *words: str) -> str:
    command = ["git", "-C", str(folder), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
    return done.stdout
