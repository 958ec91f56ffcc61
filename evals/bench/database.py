"""What the database costs: opening it, a backup while somebody decides, restoring.

The shipped text with planted errors is imported so many times under other names. Printed are the
times of opening a database that is new and one that is current, of decisions alone and while a
backup runs in another process, and the rows that a backup writes and a restoring reads in a second
(processor time: other work on the machine does not lengthen it).
``python -m evals.bench.database`` measures SQLite; ``--database URL`` an empty database at a URL,
into which it writes.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from evals.bench.desk import NAMES, SAMPLES, SETTINGS, Timed, tell, timed
from extraction.backup.restoring import read_manifest
from extraction.pipeline import collect_rarely, extract
from extraction.records.opening import database_url, open_database
from extraction.review.desk import Desk
from extraction.stages.export import export
from schemas.review import Decision

_GOUJI = (sys.executable, "-m", "ui.cli")


def main() -> None:
    """Fill a desk, and print what each thing takes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--database", metavar="URL", help="an empty database")
    given = parser.parse_args()
    collect_rarely()
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        data.mkdir()
        _opening(data, given.database)
        with Desk(data, given.database, SETTINGS) as desk:
            _fill(desk, Path(name), given.documents)
            backup = Path(name) / "backup.zip"
            _deciding(desk, data, given.database, backup)
        _restoring(backup, Path(name) / "restored")


def _opening(data: Path, database: str | None) -> None:
    url = database_url(data, database)
    tell("open a new database", [_opened(url)])
    tell("open a current database", [_opened(url) for _ in range(20)])


def _opened(url: str) -> Timed:
    return timed(lambda: open_database(url).dispose())[1]


def _fill(desk: Desk, folder: Path, count: int) -> None:
    result = export(extract(SAMPLES / NAMES[0], SETTINGS), folder / "out")
    content = json.loads(result.read_text(encoding="utf-8"))
    copy, times = folder / "copy.json", []
    for number in range(count):
        named = {"name": f"{number:05}.txt", "sha256": f"{number:064x}"}
        content["document"] = {**content["document"], **named}
        copy.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        times.append(timed(lambda: desk.bring_in(copy))[1])
    tell("import", times)


def _deciding(desk: Desk, data: Path, database: str | None, backup: Path) -> None:
    ident = desk.queue()[0].document_id
    alone = [_decided(desk, ident) for _ in range(20)]
    before = getrusage(RUSAGE_CHILDREN)
    command = [*_GOUJI, "backup", str(backup), "--data", str(data)]
    command += [] if database is None else ["--database", database]
    meanwhile = []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as run:
        while run.poll() is None:
            meanwhile.append(_decided(desk, ident))
    tell("decide", alone)
    tell("decide while a backup runs", meanwhile)
    rows = sum(table.rows for table in read_manifest(backup).tables)
    print(f"backup: {rows} rows, {backup.stat().st_size / 1e6:.1f} MB, {_rate(rows, before)}")


def _decided(desk: Desk, ident: str) -> Timed:
    state = desk.open(ident, "bench")
    cell = next(check.cells[0] for check in state.document.checks if check.cells)
    decision = Decision(action="correct", cell=cell, who="bench", value=f"{state.version}.00")
    return timed(lambda: desk.decide(ident, state.version, decision))[1]


def _restoring(backup: Path, data: Path) -> None:
    before, start = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    command = [*_GOUJI, "restore", str(backup), "--data", str(data)]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    rows = sum(table.rows for table in read_manifest(backup).tables)
    print(f"restore to SQLite: {_rate(rows, before)}, {time.perf_counter() - start:.1f} s in all")


def _rate(rows: int, before: object) -> str:
    now = getrusage(RUSAGE_CHILDREN)
    spent = now.ru_utime + now.ru_stime - before.ru_utime - before.ru_stime  # type: ignore[attr-defined]
    return f"{rows / spent:,.0f} rows a second of processor time (start-up included)"


if __name__ == "__main__":
    main()
