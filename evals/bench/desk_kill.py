"""Whether a decision that was acknowledged is ever lost when the desk is killed.

A process decides without pause on a shipped sample and tells of each decision once it is stored.
It is killed (SIGKILL) at a random moment, again and again. Then another process looks: every
decision told of must be there, with its value; at most the one under way may be there besides; the
version, the cells and what a replay of all events gives must agree.
``python -m evals.bench.desk_kill`` kills 50 times and prints the counts; ``--database URL`` does so
on another database than the file in a data folder.
"""

import argparse
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import NamedTuple

from extraction.pipeline import extract
from extraction.review.counting import flat
from extraction.review.desk import Desk
from extraction.stages.export import export
from schemas.review import Decision, ReviewState
from schemas.settings import Settings
from schemas.table import CellRef

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "fengting-emergency-2025.txt"
_LONGEST = 0.6
"""Seconds after the last acknowledged decision within which the process is killed."""


class Where(NamedTuple):
    """The data folder of the desk, and its database where that is no file in the folder."""

    data: Path
    database: str | None

    def desk(self) -> Desk:
        """A desk there."""
        return Desk(self.data, self.database)


class Told(NamedTuple):
    """A decision that was acknowledged: its number and the value that the cell got."""

    number: int
    value: str


class Killed(NamedTuple):
    """What was found after some kills."""

    kills: int
    acknowledged: int
    lost: int
    besides: int
    torn: int


def main() -> None:
    """Kill, look, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--document", type=Path, default=SAMPLE)
    parser.add_argument("--database", metavar="URL", help="an empty database")
    parser.add_argument("--child", nargs=2, metavar=("DATA", "ID"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        decide_forever(Where(Path(given.child[0]), given.database), given.child[1])
    with tempfile.TemporaryDirectory() as folder:
        where = Where(Path(folder) / "data", given.database)
        ident = prepared(given.document, where)
        found = kill_often(where, ident, given.kills, given.seed)
    print(
        f"{found.kills} kills, {found.acknowledged} decisions acknowledged: {found.lost} lost, "
        f"{found.besides} stored without having been acknowledged, {found.torn} torn states"
    )
    sys.exit(1 if found.lost or found.torn else 0)


def prepared(document: Path, where: Where) -> str:
    """A desk with one document; its id."""
    result = export(extract(document, Settings(_env_file=None)), where.data.parent / "out")
    with where.desk() as desk:
        return desk.bring_in(result, source=document.parent).document_id


def decide_forever(where: Where, ident: str) -> None:
    """Decide again and again, and tell of each decision when it is stored."""
    with where.desk() as desk:
        state = desk.open(ident, "bench")
        cell = first_figure(state)
        while True:
            value = f"{state.version + 1}.00"
            decision = Decision(action="correct", cell=cell, who="bench", value=value)
            state = desk.decide(ident, state.version, decision).state
            print(state.version, value, flush=True)


def first_figure(state: ReviewState) -> CellRef:
    """A cell that sums cover."""
    return next(check.cells[0] for check in state.document.checks if check.cells)


def kill_often(where: Where, ident: str, kills: int, seed: int) -> Killed:
    """Kill a deciding process so often, and look after each time."""
    random = Random(seed)
    told: dict[int, str] = {}
    lost = besides = torn = 0
    for _ in range(kills):
        new = _killed_once(where, ident, random)
        told.update((each.number, each.value) for each in new)
        stored, sound = _look(where, ident)
        lost = sum(stored.get(number) != value for number, value in told.items())
        besides = len(stored.keys() - told.keys())
        torn += not sound
        # Events that were under way are decisions too: the next process sees them.
    return Killed(kills, len(told), lost, besides, torn)


def _killed_once(where: Where, ident: str, random: Random) -> list[Told]:
    command = [sys.executable, "-m", "evals.bench.desk_kill", "--child", str(where.data), ident]
    command += [] if where.database is None else ["--database", where.database]
    wanted, wait = random.randint(1, 3), random.uniform(0, _LONGEST)
    told: list[Told] = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        if run.stdout is None:
            raise RuntimeError("the process has no output")
        for line in run.stdout:
            told.append(_parsed(line))
            if len(told) >= wanted:
                break
        time.sleep(wait)
        run.send_signal(signal.SIGKILL)
        # What it said before it died was acknowledged too; half a line was not.
        told += [_parsed(line) for line in run.stdout if line.endswith("\n")]
    return told


def _parsed(line: str) -> Told:
    number, value = line.split()
    return Told(int(number), value)


def _look(where: Where, ident: str) -> tuple[dict[int, str], bool]:
    """The values of the stored decisions, and whether all that is stored agrees."""
    with where.desk() as desk:
        state = desk.state(ident)
        events = desk.history(ident)
        entry = desk.queue()[0]
        stored = {event.number: str(event.after["value"]) for event in events}
        agree = (
            state.version == len(events) == max(stored, default=0)
            and entry.doubts == len(state.doubtful)
            and desk.stored_cells(ident) == flat(state.document)
        )
    return stored, agree


if __name__ == "__main__":
    main()
