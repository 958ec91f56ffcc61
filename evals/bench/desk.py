"""How long a person waits at the desk: the queue, the next cell, a decision, an undo.

The three shipped texts, extracted once, are imported again and again as documents of their own
(other names, other hashes) until there are so many. Then are printed, in milliseconds of wall
time: the queue of all documents by a new process's desk (its start-up included), with a filter
and by pages of 100; opening documents never opened before; each decision, with all checks run
again, and each undo, on the documents in doubt; and the same on ``--document`` (a file) and on a
table of ``--rows`` rows. ``cpu`` is the time of the processor, which other work does not lengthen.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeVar

from extraction.pipeline import collect_rarely, extract
from extraction.review.desk import Desk
from extraction.stages.export import export
from schemas.review import AddRow, Decision, QueueFilter, ReviewState
from schemas.settings import Settings
from schemas.table import Cell, CellRef

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
NAMES = ("fengting-emergency-2025.txt", "qinglan-subdistrict-2024.txt", "yunlu-culture-2023.md")
SETTINGS = Settings(_env_file=None)
Made = TypeVar("Made")


class Timed(NamedTuple):
    """Wall and processor time of one call, in milliseconds."""

    wall: float
    cpu: float


def main() -> None:
    """Fill a desk and print how long each thing takes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--opened", type=int, default=20)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--document", type=Path)
    given = parser.parse_args()
    # As the server of the desk does.
    collect_rarely()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fill(folder, given.documents)
        _queue(folder / "data")
        _decisions(folder / "data", given.opened)
        if given.document is not None:
            _alone(given.document, folder / "alone", given.document.name)
        _alone(_long_table(folder, given.rows), folder / "long", f"a table of {given.rows} rows")


def timed(work: Callable[[], Made]) -> tuple[Made, Timed]:
    """What a call gives, and how long it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    made = work()
    spent = Timed((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000)
    return made, spent


def tell(what: str, times: list[Timed]) -> None:
    """Print the median and the longest of some times."""
    walls, cpus = [t.wall for t in times], [t.cpu for t in times]
    print(
        f"{what}: median {median(walls):.0f} ms (cpu {median(cpus):.0f}), "
        f"longest {max(walls):.0f} ms (cpu {max(cpus):.0f}), of {len(times)}",
        flush=True,
    )


def _fill(folder: Path, count: int) -> None:
    results = [export(extract(SAMPLES / name, SETTINGS), folder / "out") for name in NAMES]
    exports = [json.loads(path.read_text(encoding="utf-8")) for path in results]
    times: list[Timed] = []
    cells = 0
    copy = folder / "copy.json"
    with Desk(folder / "data", settings=SETTINGS) as desk:
        for number in range(count):
            made = exports[number % len(exports)]
            name = f"{number:05}-{NAMES[number % len(NAMES)]}"
            made["document"] = {**made["document"], "name": name, "sha256": f"{number:064x}"}
            copy.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
            _, spent = timed(lambda: desk.bring_in(copy))
            times.append(spent)
        cells = sum(desk.quality().cells.values())
    tell(f"import ({count} documents, {cells} cells)", times)
    size = (folder / "data" / "gouji.sqlite3").stat().st_size
    print(f"database: {size / 2**20:.0f} MiB")


def _queue(data: Path) -> None:
    def whole(wanted: QueueFilter) -> int:
        with Desk(data, settings=SETTINGS) as desk:
            return len(desk.queue(wanted))

    for what, wanted in (
        ("queue of all documents", QueueFilter()),
        ("queue of those in doubt", QueueFilter(open_only=True)),
        ("queue by text and class of findings", QueueFilter(text="霁川", finding="ocr_digit")),
        ("queue, 100 of them", QueueFilter(limit=100)),
    ):
        runs = [timed(lambda wanted=wanted: whole(wanted)) for _ in range(5)]  # type: ignore[misc]
        tell(f"{what} ({runs[0][0]} documents)", [spent for _, spent in runs])
    with Desk(data, settings=SETTINGS) as desk:
        tell("numbers of the quality page", [timed(desk.quality)[1] for _ in range(5)])


def _decisions(data: Path, count: int) -> None:
    opened: list[Timed] = []
    decided: list[Timed] = []
    undone: list[Timed] = []
    with Desk(data, settings=SETTINGS) as desk:
        for entry in desk.queue(QueueFilter(open_only=True, limit=count)):
            _sit(desk, entry.document_id, opened, decided, undone)
    tell("open a document", opened)
    tell("decide, all checks again, and the next cell", decided)
    tell("undo", undone)


def _sit(
    desk: Desk, ident: str, opened: list[Timed], decided: list[Timed], undone: list[Timed]
) -> None:
    """Decide on all doubts of a document, and take everything back."""
    state, spent = timed(lambda: desk.open(ident, "bench"))
    opened.append(spent)
    for _ in range(20):
        if not state.doubtful:
            break
        decision = _decision(state)
        outcome, spent = timed(lambda s=state, d=decision: desk.decide(ident, s.version, d))  # type: ignore[misc]
        decided.append(spent)
        state = outcome.state
    while state.undoable is not None:
        outcome, spent = timed(lambda s=state: desk.undo(ident, s.version, "bench"))  # type: ignore[misc]
        undone.append(spent)
        state = outcome.state


def _decision(state: ReviewState) -> Decision:
    cell = state.doubtful[0]
    asked = _cell(state, cell).suggestion is not None
    return Decision(action="accept" if asked else "confirm", cell=cell, who="bench")


def _cell(state: ReviewState, cell: CellRef) -> Cell:
    for table in state.document.tables:
        if (table.kind, table.ordinal) == (cell.kind, cell.ordinal):
            return table.rows[cell.row].cells[cell.field]
    raise LookupError(f"no cell {cell}")


def _alone(source: Path, folder: Path, what: str) -> None:
    result = export(extract(source, SETTINGS), folder / "out")
    opened: list[Timed] = []
    decided: list[Timed] = []
    undone: list[Timed] = []
    with Desk(folder / "data", settings=SETTINGS) as desk:
        made, spent = timed(lambda: desk.bring_in(result, source=source.parent))
        tell(f"{what}: import", [spent])
        _sit(desk, made.document_id, opened, decided, undone)
        state = desk.open(made.document_id, "bench")
        table = state.document.tables[0]
        first = AddRow(
            kind=table.kind, ordinal=1, who="bench", row=0, values={next(iter(_fields(table))): "x"}
        )
        _, spent = timed(lambda: desk.edit(made.document_id, state.version, first))
    tell(f"{what}: open", opened)
    if decided:
        tell(f"{what}: decide", decided)
        tell(f"{what}: undo", undone)
    tell(f"{what}: add a row before all others", [spent])


def _fields(table: object) -> tuple[str, ...]:
    from extraction.review.editing import fields_of
    from schemas.table import Table

    if not isinstance(table, Table):
        raise LookupError("no table")
    return fields_of(table)


def _long_table(folder: Path, rows: int) -> Path:
    """Expenditure by function in so many rows; a digit of two figures is misread."""
    lines = ["# 某市某局", "", "## 2025年部门预算公开", "", "单位：元", ""]
    lines.append("一般公共预算支出表（分功能科目）")
    lines.append("功能科目编码\t功能科目名称\t合计\t基本支出\t\t\t项目支出")
    lines.append("\t\t\t小计\t人员经费\t公用经费\t")
    for number in range(1, rows + 1):
        basic, project = 100 * number + 37, 10 * number + 11
        read = basic + project + (30 if number in (rows // 3, rows // 2) else 0)
        code = f"2{number // 10000:02}{number // 100 % 100:02}{number % 100:02}"
        figures = (read, basic, basic - 21, 21, project)
        lines.append("\t".join((code, f"事项{number}", *(f"{figure}.00" for figure in figures))))
    path = folder / "long.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
