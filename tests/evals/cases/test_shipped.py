"""The shipped cases: they are what `python -m evals.cases.make` writes, and cover what they must.

`--regenerate-golden` rewrites them, as it does the golden files.
"""

import pytest

from evals.cases.case import load_boxes, load_cases
from evals.cases.make import SHIPPED, picture_files, text_files, write
from extraction.readers.formats import is_paged
from schemas.finding import SERIOUSNESS
from schemas.kinds import builtin_kinds

MOST_BYTES = 2_000_000


def test_the_shipped_cases_are_up_to_date(request: pytest.FixtureRequest) -> None:
    made = text_files()
    if request.config.getoption("--regenerate-golden"):
        write(made)
        write(picture_files())
    stale = [name for name, content in made.items() if (SHIPPED / name).read_bytes() != content]
    assert stale == [], "run python -m evals.cases.make and read the difference"


def test_they_cover_every_kind_every_class_texts_scans_and_pictures() -> None:
    cases = load_cases([SHIPPED])
    assert len(cases) >= 12
    tables = [table for case in cases for table in case.gold.tables]
    assert {table.kind for table in tables if table.rows} == {k.kind for k in builtin_kinds()}
    found = {finding.finding_class for case in cases for finding in case.gold.findings}
    assert found == set(SERIOUSNESS)
    tags = [tag for case in cases for tag in case.tags]
    for tag, least in (("text", 8), ("scan", 4), ("image", 1), ("mangled", 2), ("code-columns", 2)):
        assert tags.count(tag) >= least, tag
    assert {table.unit for table in tables} >= {"元", "万元"}


def test_pages_have_boxes_for_their_cells() -> None:
    for case in load_cases([SHIPPED]):
        boxes = load_boxes(case)
        assert bool(boxes) == is_paged(case.source)
        names = {f"{table.kind}#{table.ordinal}" for table in case.gold.tables}
        assert {box.table for box in boxes} <= names


def test_they_are_small() -> None:
    assert sum(file.stat().st_size for file in SHIPPED.rglob("*") if file.is_file()) < MOST_BYTES
