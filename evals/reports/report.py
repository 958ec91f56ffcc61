"""The report of an evaluation: what was run, and how every document of it came out.

Its JSON holds every cell of gold with its verdict, so that two reports can be compared cell by
cell (`DocumentScore.verdicts`).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from evals.measures.counts import Counts
from evals.measures.score import DocumentScore
from schemas.errors import InputError
from schemas.frozen import Frozen

REPORT_FORMAT: Literal[1] = 1
"""The version of the shape of a report."""

GroupSort = Literal["all", "kind", "tag", "document"]


class CaseReport(Frozen):
    """One case: its name, source and tags, how it was read, and its score.

    ``error`` says in one sentence why there is no result; all of its cells count as not read.
    ``replayed`` tells that recorded answers stood in for a model.
    """

    name: str
    source: str
    tags: tuple[str, ...] = ()
    engine: str = "headers"
    model: str | None = None
    replayed: bool = False
    error: str | None = None
    score: DocumentScore


class Measure(Frozen):
    """A measure of a group: its value and a 95 % interval over documents, where there are enough.

    ``value`` is None where there is nothing to measure. For a share ``part`` of ``whole`` was
    counted; other measures leave them out.
    """

    name: str
    value: float | None
    part: float | None = None
    whole: float | None = None
    low: float | None = None
    high: float | None = None


class Group(Frozen):
    """Documents, or the tables of one kind, taken together."""

    sort: GroupSort
    name: str
    documents: int
    counts: Counts
    measures: tuple[Measure, ...]

    def measure(self, name: str) -> Measure:
        """A measure by its name; one without a value where the group has none."""
        return next((m for m in self.measures if m.name == name), Measure(name=name, value=None))


class Bin(Frozen):
    """Claims of like confidence: how many, their mean confidence, and the share that is right."""

    low: float
    high: float
    cells: int
    confidence: float
    right: float


class ClassMeasure(Frozen):
    """Findings of one class; recall and precision are None where there is nothing to divide by.

    ``found`` errors have some finding about them, ``as_class`` one of their class; ``false``
    findings of this class are about no planted error.
    """

    finding_class: str
    planted: int
    found: int
    as_class: int
    false: int
    recall: float | None
    precision: float | None


class Report(Frozen):
    """An evaluation. ``settings`` are those of the run that bear on its result, as text."""

    format: Literal[1]
    made: str
    version: str
    commit: str | None = None
    engine: str
    settings: Mapping[str, str] = Field(default_factory=dict)
    intervals: str
    groups: tuple[Group, ...]
    findings: tuple[ClassMeasure, ...]
    reliability: tuple[Bin, ...]
    cases: tuple[CaseReport, ...]

    @property
    def overall(self) -> Group:
        """All documents together."""
        return self.groups[0]

    def sorted_groups(self, sort: GroupSort) -> tuple[Group, ...]:
        """The groups of one sort, in their order."""
        return tuple(group for group in self.groups if group.sort == sort)


def write_report(report: Report, path: Path) -> None:
    """Write the JSON of a report.

    Raises:
        OutputError: the file can't be written.
    """
    from extraction.export.atomic import write_whole

    write_whole(path, report.model_dump_json(exclude_defaults=True).encode())


def read_report(path: Path) -> Report:
    """The report in a JSON file, or in the ``report.json`` of a folder.

    Raises:
        InputError: it can't be read, or is no report of this version.
    """
    file = path / "report.json" if path.is_dir() else path
    try:
        content = json.loads(file.read_bytes())
    except OSError as error:
        raise InputError(f"{file}: can't be read: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise InputError(f"{file}: is no JSON; name a report of gouji eval run") from None
    if not isinstance(content, dict) or "cases" not in content:
        raise InputError(f"{file}: is no report; name a report.json of gouji eval run")
    if content.get("format", REPORT_FORMAT) != REPORT_FORMAT:
        raise InputError(
            f"{file}: has format {content['format']}, this version reads {REPORT_FORMAT};"
            " run gouji eval run again"
        )
    try:
        return Report.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise InputError(
            f"{file}: at {place}: {first['msg'].lower()}; run gouji eval run again"
        ) from None
