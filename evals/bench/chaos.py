"""Whether anything is lost, doubled or paid twice when everything is killed.

Documents are sent to `gouji serve` and worked on by `gouji worker` while the server, the workers,
their whole groups of processes and single documents' processes are killed (SIGKILL) at random
moments. Once the database is held by another for longer than anyone waits, once the disk is full.
Then every document must have exactly one right result: equal to that of an undisturbed run.
``python -m evals.bench.chaos`` takes about a quarter of an hour and prints the counts.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from evals.bench.chaos_documents import Given, content, documents, undisturbed
from evals.bench.chaos_storm import Storm
from evals.simulated.faults import Faults
from evals.simulated.record import Record, Seen
from evals.simulated.server import serving
from extraction.export.result import load_export
from extraction.jobs.service import Service
from schemas.service import Job
from schemas.settings import Settings

_LEASE = 3.0
_LATENCY = 0.15
"""Seconds that the model takes to answer: long enough to be killed while it does."""
_CUT = 8.0
"""Seconds for which the database is held, and the disk is full; one waits 5 for the database."""
_DISK = 1024
"""Megabytes of the disk that is filled, where one can be made (as root)."""


class Counted(NamedTuple):
    """What was found at the end. ``aside`` are documents whose own process was killed too often."""

    documents: int
    kills: Counter[str]
    trials: tuple[str, ...]
    acknowledged: int
    right: int
    wrong: int
    aside: int
    lost: int
    doubled: int
    tries: int
    seen: Seen

    @property
    def sound(self) -> bool:
        """Whether nothing is lost, wrong, doubled or paid twice."""
        bad = self.lost or self.wrong or self.doubled or self.seen.charged_twice
        return not bad and self.right + self.aside == self.documents


def main() -> None:
    """Let everything be killed, and print what is left."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--every", type=int, default=4, metavar="N", help="one document in N is put to the model"
    )
    parser.add_argument(
        "--latency", type=float, default=_LATENCY, help="seconds that the model takes to answer"
    )
    parser.add_argument(
        "--forgetful", action="store_true", help="a model endpoint that honours no idempotency key"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = chaos(
            Path(folder), given.documents, given.kills, workers=given.workers, seed=given.seed,
            every=given.every,
            faults=Faults(latency=given.latency, idempotent=not given.forgetful),
        )  # fmt: skip
    print(told(found))
    sys.exit(0 if found.sound else 1)


def told(found: Counted) -> str:
    """The counts, in words."""
    kills = ", ".join(f"{count} {what}" for what, count in sorted(found.kills.items()))
    return (
        f"{found.documents} documents, {found.acknowledged} uploads acknowledged, "
        f"{found.kills.total()} kills ({kills}), {', '.join(found.trials)}; {found.tries} tries\n"
        f"results right {found.right}, wrong {found.wrong}, set aside {found.aside}, "
        f"lost {found.lost}, doubled {found.doubled}\n"
        f"requests to the model {found.seen.different}, sent {found.seen.attempts} times, "
        f"answered again for nothing {found.seen.replayed}, "
        f"paid twice {found.seen.charged_twice}"
    )


def chaos(
    folder: Path,
    count: int,
    kills: int,
    *,
    workers: int,
    seed: int,
    every: int = 4,
    faults: Faults | None = None,
    cut: float = _CUT,
    disk: bool = True,
) -> Counted:
    """Send so many documents and kill so often meanwhile; what is left of them.

    One document in ``every`` is put to a model, whose endpoint has these ``faults``.
    ``cut`` is for how many seconds the database is held and the disk is full; a ``disk`` to fill is
    mounted where that is possible.
    """
    (folder / "documents").mkdir()
    given = documents(folder / "documents", count, seed, every)
    with serving() as url:
        right = undisturbed(given, _settings(folder / "undisturbed", url))
    record = Record()
    with (
        serving(faults or Faults(latency=_LATENCY, idempotent=True), record) as url,
        _small_disk(folder / "disk", disk) as place,
    ):
        settings = _settings(place / "data", url)
        with Service(settings) as service:
            storm = Storm(service, given, folder, workers, Random(seed))
            storm.rage(kills, cut)
            storm.calm()
            return _counted(service, given, right, storm, record.seen())


def _settings(data: Path, url: str) -> Settings:
    return Settings(
        _env_file=None, data=data, engine="headers", model="simulated", base_url=url,
        mode="json_schema", lease_seconds=_LEASE,
    )  # fmt: skip


@contextmanager
def _small_disk(folder: Path, wanted: bool) -> Iterator[Path]:
    """A disk of its own that can be filled, where one may be mounted; else just a folder."""
    folder.mkdir()
    options = f"size={_DISK}m"
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    mounted = wanted and sys.platform == "linux" and os.geteuid() == 0
    mounted = mounted and not subprocess.run(mount, check=False, capture_output=True).returncode
    try:
        yield folder
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)


def _counted(
    service: Service, given: Sequence[Given], right: Mapping[str, Any], storm: Storm, seen: Seen
) -> Counted:
    jobs = service.jobs(storm.client_id, limit=10 * len(given))
    by_name = {job.name: job for job in jobs}
    acknowledged = frozenset(storm.acknowledged.values())
    outcomes = Counter(
        _outcome(service, by_name.get(path.name), acknowledged, right[path.name])
        for path, _ in given
    )
    return Counted(
        documents=len(given),
        kills=storm.kills,
        trials=tuple(storm.trials),
        acknowledged=len(acknowledged),
        right=outcomes["right"],
        wrong=outcomes["wrong"],
        aside=outcomes["aside"],
        lost=outcomes["lost"] + len(acknowledged - {job.job_id for job in jobs}),
        doubled=len(jobs) - len(by_name) + _doubled(service, storm.client_id, jobs),
        tries=sum(job.tries for job in jobs),
        seen=seen,
    )


def _outcome(service: Service, job: Job | None, acknowledged: frozenset[str], right: Any) -> str:
    if job is None or job.job_id not in acknowledged:
        return "lost"
    if job.state == "set_aside":
        return "aside"
    if job.state != "done":
        return "lost"
    export = load_export(service.result_path(job.job_id))
    return "right" if content(export) == right else "wrong"


def _doubled(service: Service, client_id: str, jobs: Sequence[Job]) -> int:
    """Documents that are at the desk more than once, or came there more than once."""
    done = {job.document_id for job in jobs if job.state == "done"}
    with service.desk(client_id) as desk:
        at_desk = [entry.document_id for entry in desk.queue()]
    file = sqlite3.connect(service.data / "gouji.sqlite3")
    (runs,) = file.execute("SELECT COUNT(*) FROM runs").fetchone()
    file.close()
    return abs(len(at_desk) - len(done)) + abs(int(runs) - len(done))


if __name__ == "__main__":
    main()
