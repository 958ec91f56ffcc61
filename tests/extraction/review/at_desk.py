"""A desk over the shipped samples, extracted once."""

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from extraction.pipeline import extract
from extraction.review.desk import Desk
from extraction.stages.export import export
from schemas.review import Decision, DecisionAction, Outcome, ReviewState
from schemas.table import Cell, CellRef
from tests.builders import SETTINGS
from tests.postgres import Server

SAMPLES = Path(__file__).parents[3] / "samples"
DOUBTFUL = SAMPLES / "fengting-emergency-2025.txt"
"""The sample with planted errors: a misread figure, and sums that the document breaks."""


ON_BOTH = pytest.mark.parametrize("on", ["sqlite", "postgres"], indirect=True)
"""The test runs on SQLite and on Postgres; without this mark on SQLite alone."""


class Place(NamedTuple):
    """A data folder, and the database of its desk: None for its own file."""

    folder: Path
    database: str | None

    def desk(self) -> Desk:
        """A desk there."""
        return Desk(self.folder, self.database, settings=SETTINGS)

    def copied(self, folder: Path, server: Server | None) -> "Place":
        """The same as it stands now, at another place."""
        copy = shutil.copytree(self.folder, folder)
        if self.database is None or server is None:
            return Place(copy, None)
        return Place(copy, server.new_database(self.database))


def result_of(source: Path, folder: Path) -> Path:
    """The result of a sample in a folder."""
    return export(extract(source, SETTINGS), folder)


def desk_with(
    folder: Path, *results: Path, database: str | None = None
) -> tuple[Desk, tuple[str, ...]]:
    """A desk with these results, and their ids."""
    desk = Desk(folder, database, settings=SETTINGS)
    return desk, tuple(desk.bring_in(path, source=SAMPLES).document_id for path in results)


def cell_of(state: ReviewState, cell: CellRef) -> Cell:
    """A cell as a state has it."""
    return row_values(state, cell)[1]


def value_of(state: ReviewState, cell: CellRef) -> str | None:
    """The value of a cell as a state has it."""
    return row_values(state, cell)[0]


def row_values(state: ReviewState, cell: CellRef) -> tuple[str | None, Cell]:
    for table in state.document.tables:
        if (table.kind, table.ordinal) == (cell.kind, cell.ordinal):
            row = table.rows[cell.row]
            return row.values.get(cell.field), row.cells[cell.field]
    raise AssertionError(f"there is no cell {cell}")


def accused(state: ReviewState) -> CellRef:
    """The first cell with a suggestion."""
    return next(cell for cell in state.doubtful if cell_of(state, cell).suggestion is not None)


def decide(
    desk: Desk,
    state: ReviewState,
    action: DecisionAction,
    cell: CellRef,
    value: str | None = None,
    who: str = "Li",
) -> Outcome:
    """A decision on the version of a state."""
    decision = Decision(action=action, cell=cell, who=who, value=value)
    return desk.decide(state.document_id, state.version, decision)
