"""A desk over the shipped samples, extracted once."""

from pathlib import Path

from extraction.pipeline import extract
from extraction.review.desk import Desk
from extraction.stages.export import export
from schemas.review import Decision, DecisionAction, Outcome, ReviewState
from schemas.table import Cell, CellRef
from tests.builders import SETTINGS

SAMPLES = Path(__file__).parents[3] / "samples"
DOUBTFUL = SAMPLES / "fengting-emergency-2025.txt"
"""The sample with planted errors: a misread figure, and sums that the document breaks."""


def result_of(source: Path, folder: Path) -> Path:
    """The result of a sample in a folder."""
    return export(extract(source, SETTINGS), folder)


def desk_with(folder: Path, *results: Path) -> tuple[Desk, tuple[str, ...]]:
    """A desk with these results, and their ids."""
    desk = Desk(folder, settings=SETTINGS)
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
