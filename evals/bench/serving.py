"""A service of its own for a bench: started as a person does, on a free port, with keys."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from extraction.jobs.clients import Clients
from schemas.settings import Settings

ROOT = Path(__file__).parents[2]
_START = 120.0


class Served:
    """`gouji serve` over a data folder; what it logs is in ``log`` there."""

    def __init__(self, data: Path, settings: Mapping[str, str], *, workers: int) -> None:
        self.data = data
        self._settings = settings
        self._workers = workers
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "Served":
        command = (
            sys.executable, "-m", "ui.cli", "serve", "--port", str(self.port),
            "--workers", str(self._workers), "--data", str(self.data),
        )  # fmt: skip
        self._log = (self.data / "log").open("wb")
        self._process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **self._settings}, stderr=self._log
        )
        until = time.monotonic() + _START
        while not self.ready():
            if self._process.poll() is not None or time.monotonic() > until:
                self.__exit__()
                raise SystemExit("the service did not start; see its log")
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=90)
        self._log.close()

    def ready(self) -> bool:
        """Whether it answers, its database too."""
        try:
            with urllib.request.urlopen(f"{self.url}/health/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def key(self, name: str) -> str:
        """A key for a client of this name, to read and to write."""
        with Clients(Settings(_env_file=None, data=self.data)) as clients:
            return clients.add(name, ("read", "write")).key

    def memory(self, *, peak: bool = False) -> int:
        """The server's resident memory in bytes, or the most so far; without workers (Linux)."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        wanted = "VmHWM" if peak else "VmRSS"
        line = next(line for line in status.splitlines() if line.startswith(wanted))
        return int(line.split()[1]) * 1024
