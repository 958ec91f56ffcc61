"""The storm of the bench of chaos: a sender and workers that are killed and started again.

``python -m evals.bench.chaos_storm LIST N`` is the sender: it sends the documents of a list, from
the Nth on, and tells of each once it is acknowledged.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from evals.bench.chaos_documents import Given
from extraction.work.service import Service
from schemas.errors import GoujiError
from schemas.service import ENDED
from schemas.settings import Settings

ROOT = Path(__file__).parents[2]
CLIENT = "chaos"
_CUT = 8.0
"""Seconds for which the database is held, and the disk is full; one waits 5 for the database."""
_PATIENCE = 900.0
_LONGEST_LULL = 8.0
_PAUSE = 0.2


class Storm:
    """The processes that are killed and started again."""

    def __init__(
        self, service: Service, given: Sequence[Given], folder: Path, workers: int, random: Random
    ) -> None:
        self.service = service
        self.given = given
        self.random = random
        self.kills: Counter[str] = Counter()
        self.trials: list[str] = []
        self.acknowledged: dict[int, str] = {}
        self._list = folder / "list.json"
        self._list.write_text(json.dumps([[str(path), engine] for path, engine in given]))
        self._log = (folder / "log").open("wb")
        self._sender = self._send()
        self._workers = [self._work() for _ in range(workers)]
        self._blows: tuple[tuple[str, int, Callable[[], bool]], ...] = (
            ("worker", 4, self._kill_worker),
            ("group", 2, self._kill_group),
            ("document", 2, self._kill_document),
            ("sender", 2, self._kill_sender),
        )

    def rage(self, kills: int) -> None:
        """Kill so often, spread over the work; hold the database once, and fill the disk once."""
        while self.kills.total() < kills:
            dealt = self.kills.total()
            self._await_share(dealt / kills)
            time.sleep(self.random.uniform(0.0, 1.0))
            names = [name for name, weight, _ in self._blows for _ in range(weight)]
            name = self.random.choice(names)
            if not next(strike for known, _, strike in self._blows if known == name)():
                continue
            self.kills[name] += 1
            if self.kills.total() == max(1, kills // 3):
                self._aside(self._hold_database)
            if self.kills.total() == max(2, 2 * kills // 3):
                self._aside(self._fill_disk)

    def calm(self) -> None:
        """Wait until every document has come to its end, and stop the workers."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            unsent = len(self.acknowledged) < len(self.given)
            if unsent and self._sender.poll() is not None:
                self._sender = self._send()
            if not unsent and self._ended() >= len(self.given):
                break
            time.sleep(0.5)
        for process in self._workers:
            process.terminate()
        for process in self._workers:
            process.wait()
        self._sender.wait()
        self._log.close()

    def _aside(self, act: Callable[[], None]) -> None:
        threading.Thread(target=act, daemon=True).start()

    def _await_share(self, share: float) -> None:
        """Wait until that share of the documents is done, but not for long."""
        until = time.monotonic() + _LONGEST_LULL
        while self._ended() < share * len(self.given) and time.monotonic() < until:
            time.sleep(0.1)

    def _ended(self) -> int:
        try:
            counts = self.service.counts().jobs
        except GoujiError:
            return 0
        return sum(counts.get(state, 0) for state in ENDED)

    def _work(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "ui.cli", "worker"]
        return subprocess.Popen(
            command, cwd=self._list.parent, env=_environment(self.service.settings),
            stdout=self._log, stderr=self._log, start_new_session=True,
        )  # fmt: skip

    def _send(self) -> "subprocess.Popen[str]":
        first = next((n for n in range(len(self.given)) if n not in self.acknowledged), None)
        start = len(self.given) if first is None else first
        command = [sys.executable, "-m", "evals.bench.chaos_storm", str(self._list), str(start)]
        sender = subprocess.Popen(
            command, cwd=self._list.parent, env=_environment(self.service.settings),
            stdout=subprocess.PIPE, stderr=self._log, text=True,
        )  # fmt: skip
        threading.Thread(target=self._listen, args=(sender,), daemon=True).start()
        return sender

    def _listen(self, sender: "subprocess.Popen[str]") -> None:
        for line in sender.stdout or ():
            if line.endswith("\n"):
                number, job_id = line.split()
                self.acknowledged[int(number)] = job_id

    def _kill_worker(self) -> bool:
        at = self.random.randrange(len(self._workers))
        self._workers[at].kill()
        self._workers[at].wait()
        self._workers[at] = self._work()
        return True

    def _kill_group(self) -> bool:
        at = self.random.randrange(len(self._workers))
        os.killpg(self._workers[at].pid, signal.SIGKILL)
        self._workers[at].wait()
        self._workers[at] = self._work()
        return True

    def _kill_document(self) -> bool:
        """The process of a document alone; it counts against the document that was in it."""
        worker = self.random.choice(self._workers).pid
        children = Path(f"/proc/{worker}/task/{worker}/children")
        threads = Path(f"/proc/{worker}/task").glob("*/children")
        found = [pid for file in (children, *threads) for pid in _read(file).split()]
        documents_of = [pid for pid in found if b"spawn_main" in _read_bytes(pid)]
        if not documents_of:
            return False
        try:
            os.kill(int(self.random.choice(documents_of)), signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def _kill_sender(self) -> bool:
        if self._sender.poll() is not None:
            return False
        self._sender.kill()
        self._sender.wait()
        time.sleep(0.05)
        self._sender = self._send()
        return True

    def _hold_database(self) -> None:
        self.trials.append(f"the database held for {_CUT:g} s")
        file = sqlite3.connect(self.service.data / "gouji.sqlite3", timeout=60)
        file.execute("BEGIN EXCLUSIVE")
        time.sleep(_CUT)
        file.rollback()
        file.close()

    def _fill_disk(self) -> None:
        if not self.service.data.parent.is_mount():
            return
        self.trials.append(f"the disk full for {_CUT:g} s")
        ballast = self.service.data.parent / "ballast"
        until = time.monotonic() + _CUT
        with ballast.open("wb", buffering=0) as file:
            while time.monotonic() < until:
                try:
                    file.write(bytes(65536))
                except OSError:
                    time.sleep(0.01)
        ballast.unlink()


def send(listed: Path, start: int) -> None:
    """Send documents one after the other, and tell of each once it is acknowledged."""
    with Service(Settings()) as service:
        given = json.loads(listed.read_text())
        for number in range(start, len(given)):
            path, engine = Path(given[number][0]), given[number][1]
            while True:
                try:
                    made = service.submit(CLIENT, path.name, path, engine=engine)
                    break
                except GoujiError:
                    time.sleep(0.5)
            print(number, made.job.job_id, flush=True)
            time.sleep(_PAUSE)


def _environment(settings: Settings) -> dict[str, str]:
    given = settings.model_dump(mode="json", include={
        "data", "engine", "model", "base_url", "mode", "lease_seconds"
    })  # fmt: skip
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("GOUJI_")},
        **{f"GOUJI_{name.upper()}": str(value) for name, value in given.items()},
        "PYTHONPATH": str(ROOT),
    }


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def _read_bytes(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


if __name__ == "__main__":
    send(Path(sys.argv[1]), int(sys.argv[2]))
