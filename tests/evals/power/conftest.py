"""A small document whose figures are known to be right."""

from pathlib import Path

import pytest

from evals.cases.case import load_cases
from evals.power.subjects import Subject, of_case

SMALL = Path(__file__).parents[3] / "evals" / "cases" / "shipped" / "songyan-subdistrict-2024"


@pytest.fixture(scope="session")
def subject() -> Subject:
    """A shipped case of two tables; its tables come from gold, no page is read."""
    (case,) = load_cases([SMALL])
    return of_case(case)


@pytest.fixture(scope="session")
def tailed() -> Subject:
    """A shipped case of two tables in 万元, whose sums may be off by what rounding explains."""
    (case,) = load_cases([SMALL.parent / "luming-emergency-2024"])
    return of_case(case)
