"""The storm of the bench of chaos: a server and workers that are killed and started again."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from types import MappingProxyType

import httpx

from evals.bench.chaos_documents import Given
from extraction.jobs.clients import Clients
from extraction.jobs.service import Service
from schemas.errors import GoujiError
from schemas.service import ENDED
from schemas.settings import Settings

ROOT = Path(__file__).parents[2]
_WEIGHTS: Mapping[str, int] = MappingProxyType(
    {"worker": 4, "group": 2, "document": 2, "server": 2}
)
"""Who is killed how often: a worker alone, it with all its processes, the process of a document
alone, the server."""
_PATIENCE = 900.0
_LONGEST_LULL = 8.0
_PAUSE = 0.2


class Storm:
    """The processes that are killed and started again, and the sender who is not."""

    def __init__(
        self, service: Service, given: Sequence[Given], folder: Path, workers: int, random: Random
    ) -> None:
        self.service = service
        self.given = given
        self.random = random
        self.kills: Counter[str] = Counter()
        self.trials: list[str] = []
        self.acknowledged: dict[str, str] = {}
        """Job ids by the names of the documents whose upload was acknowledged."""
        with Clients(service.settings) as clients:
            issued = clients.add("chaos", ("read", "write"))
        self.client_id = issued.client.client_id
        self._key = issued.key
        self._folder = folder
        self._port = _free_port()
        self._log = (folder / "log").open("wb")
        self._server = self._serve()
        self._workers = [self._work() for _ in range(workers)]
        self._sender = threading.Thread(target=self._send_all, daemon=True)
        self._blows: Mapping[str, Callable[[], bool]] = MappingProxyType(
            {
                "worker": self._kill_worker,
                "group": self._kill_group,
                "document": self._kill_document,
                "server": self._kill_server,
            }
        )

    def rage(self, kills: int, cut: float) -> None:
        """Kill so often, spread over the work.

        Meanwhile the database is held once and the disk is full once, for ``cut`` seconds each.
        """
        self._sender.start()
        trials = {max(1, kills // 3): self._hold_database, max(2, 2 * kills // 3): self._fill_disk}
        while (dealt := self.kills.total()) < kills:
            self._await_share(dealt / kills)
            time.sleep(self.random.uniform(0.0, 1.0))
            name = self.random.choices(tuple(_WEIGHTS), tuple(_WEIGHTS.values()))[0]
            if not self._blows[name]():
                continue
            self.kills[name] += 1
            trial = trials.pop(self.kills.total(), None)
            if trial is not None:
                threading.Thread(target=trial, args=(cut,), daemon=True).start()

    def calm(self) -> None:
        """Wait until every document has come to its end, and stop everything."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if not self._sender.is_alive() and self._ended() >= len(self.given):
                break
            time.sleep(0.5)
        processes = [self._server, *self._workers]
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()
        self._log.close()

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

    def _serve(self) -> "subprocess.Popen[bytes]":
        return self._run("serve", "--workers", "0", "--port", str(self._port))

    def _work(self) -> "subprocess.Popen[bytes]":
        return self._run("worker")

    def _run(self, *command: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "ui.cli", *command], cwd=self._folder,
            env=_environment(self.service.settings), stdout=self._log, stderr=self._log,
            start_new_session=True,
        )  # fmt: skip

    def _send_all(self) -> None:
        """Send each document until its upload is acknowledged."""
        headers = {"Authorization": f"Bearer {self._key}"}
        with httpx.Client(base_url=f"http://127.0.0.1:{self._port}", headers=headers) as client:
            for path, engine in self.given:
                while not self._sent(client, path, engine):
                    time.sleep(_PAUSE)
                time.sleep(_PAUSE)

    def _sent(self, client: httpx.Client, path: Path, engine: str) -> bool:
        files = {"file": (path.name, path.read_bytes())}
        try:
            answer = client.post("/v1/jobs", files=files, data={"engine": engine}, timeout=30.0)
        except httpx.HTTPError:
            return False
        if not answer.is_success:
            return False
        self.acknowledged[path.name] = answer.json()["job"]["job_id"]
        return True

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

    def _kill_server(self) -> bool:
        self._server.kill()
        self._server.wait()
        self._server = self._serve()
        return True

    def _hold_database(self, seconds: float) -> None:
        self.trials.append(f"the database held for {seconds:g} s")
        file = sqlite3.connect(self.service.data / "gouji.sqlite3", timeout=60)
        file.execute("BEGIN EXCLUSIVE")
        time.sleep(seconds)
        file.rollback()
        file.close()

    def _fill_disk(self, seconds: float) -> None:
        if not self.service.data.parent.is_mount():
            return
        self.trials.append(f"the disk full for {seconds:g} s")
        ballast = self.service.data.parent / "ballast"
        until = time.monotonic() + seconds
        with ballast.open("wb", buffering=0) as file:
            while time.monotonic() < until:
                try:
                    file.write(bytes(65536))
                except OSError:
                    time.sleep(0.01)
        ballast.unlink()


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


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
