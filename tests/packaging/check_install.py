"""Do what the Dockerfile and compose.yaml say, without a Docker engine.

``python -m tests.packaging.check_install`` takes the COPY lines into an empty folder, runs the RUN
lines that install (those that change the system are named and left out), and starts every service
of the image with its own command, on free ports. Each must pass its own healthcheck. Then a
document goes through service and worker, and through scheduler and cluster worker. Where Debian's
Postgres is installed the services share a database of it, else SQLite in the data folder.
It downloads all dependencies and takes minutes, so it is no part of the test suite.
"""

import argparse
import fnmatch
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.packaging.image import (
    ROOT,
    commands,
    compose,
    copied,
    environment,
    filled,
    instructions,
    services_of_the_image,
)
from tests.postgres import Server, programs

SYSTEM = ("apt-get ", "rm ", "useradd ", "install ")
PORTS = ("8080", "8501", "8000", "8786")
PLACES = ("/opt/gouji", "/src", "/data")
SAMPLE = ROOT / "samples" / "yunlu-culture-2023.md"
READY_SECONDS = 180
_SEND = """
import sys
from ui.client import Client
with Client(sys.argv[1], sys.argv[2]) as client:
    job = client.wait(client.upload(sys.argv[3]))
    print(job.state, len(client.result(job).tables), "tables")
"""


class Check:
    """An image as a folder: absolute places of the image stand below it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ports = {port: str(_free_port()) for port in PORTS}
        self._home = folder / "home"
        for place in (*PLACES, "/home"):
            (folder / place.lstrip("/")).mkdir(parents=True, exist_ok=True)
        self._env: dict[str, str] = {}

    @property
    def programs(self) -> Path:
        """Where the installed programs are."""
        return self._folder / "opt" / "gouji" / "bin"

    def build(self) -> None:
        """Run the Dockerfile as far as it does not change the system."""
        where = self._folder
        for name, text in instructions():
            if name == "WORKDIR":
                where = self._folder / text.lstrip("/")
            elif name == "ENV":
                self._env.update(environment(text))
            elif name == "COPY" and (found := copied(text)) is not None:
                for source in found[0]:
                    _copy(ROOT / source, where / found[1])
            elif name == "RUN":
                for command in commands(text):
                    self._install(command, where)

    def _install(self, command: str, where: Path) -> None:
        if command.startswith(SYSTEM):
            print(f"not run here: {command}")
            return
        print(f"run: {command}", flush=True)
        words = self._placed(command).replace("python -m venv", f"{sys.executable} -m venv", 1)
        done = subprocess.run(words, shell=True, cwd=where, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"exit code {done.returncode}\n{done.stderr}")

    def _placed(self, text: str) -> str:
        """A text of the image with places and ports of this machine."""
        for place in PLACES:
            text = text.replace(place, f"{self._folder}{place}")
        for port, free in self._ports.items():
            text = text.replace(port, free)
        for host in compose()["services"]:
            text = text.replace(f"//{host}:", "//127.0.0.1:")
        return text.replace("0.0.0.0", "127.0.0.1")

    def environment_of(self, service: Mapping[str, Any], database: str | None) -> dict[str, str]:
        """The environment of a service and nothing else."""
        given = {**self._env, **service.get("environment", {})}
        made = {name: self._placed(filled(str(value), {})) for name, value in given.items()}
        for name in ("GOUJI_DATABASE", "GOUJI_QUEUE"):
            if name in made and database is None:
                del made[name]
            elif name in made:
                made[name] = str(database)
        return {**made, "PATH": f"{self.programs}:/usr/bin:/bin", "HOME": str(self._home)}

    def run(self, words: list[str], env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run a program of the image in an empty folder."""
        with TemporaryDirectory(dir=self._folder) as empty:
            command = [str(self.programs / words[0]), *map(self._placed, words[1:])]
            return subprocess.run(
                command, env=env, cwd=empty, capture_output=True, text=True, check=False
            )

    @contextmanager
    def started(self, name: str, database: str | None) -> Iterator[None]:
        """A service of compose.yaml, once its healthcheck passes."""
        service = services_of_the_image()[name]
        env = self.environment_of(service, database)
        words = [str(self.programs / service["command"][0])]
        words += [self._placed(word) for word in service["command"][1:]]
        log = self._folder / f"{name}.log"
        print(f"start {name}: {' '.join(service['command'])}", flush=True)
        with (
            log.open("wb") as output,
            subprocess.Popen(
                words, env=env, cwd=self._folder / "data", stdout=output, stderr=output,
                start_new_session=True,
            ) as process,
        ):  # fmt: skip
            try:
                self._wait(name, service, process, env, log)
                yield
            finally:
                _end(process)

    def _wait(
        self,
        name: str,
        service: Mapping[str, Any],
        process: subprocess.Popen[bytes],
        env: Mapping[str, str],
        log: Path,
    ) -> None:
        test = service.get("healthcheck", {}).get("test")
        started = time.monotonic()
        while time.monotonic() - started < READY_SECONDS:
            if process.poll() is not None:
                raise SystemExit(f"{name} ended at once:\n{log.read_text()}")
            if test is None and time.monotonic() - started > 10:
                print(f"  {name} runs (it has no healthcheck)")
                return
            if test is not None and self.run(test[1:], env).returncode == 0:
                print(f"  {name} is healthy after {time.monotonic() - started:.0f} s")
                return
            time.sleep(1)
        raise SystemExit(f"{name} is not healthy:\n{log.read_text()}")

    def address(self, port: str) -> str:
        """Host and free port that stand for a port of the image."""
        return f"127.0.0.1:{self._ports[port]}"


def _copy(source: Path, target: Path) -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    left = [line.removeprefix("**/") for line in lines if line.startswith("**/")]
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(*left), dirs_exist_ok=True)
    elif not any(fnmatch.fnmatch(source.name, pattern) for pattern in left):
        shutil.copy(source, target if target.suffix else target / source.name)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def database() -> Iterator[str | None]:
    """A database of a Postgres server of its own, None where there is no Postgres."""
    try:
        server = Server(programs())
    except BaseException as error:  # pytest's skip, where it is not installed
        print(f"no Postgres here ({type(error).__name__}): SQLite in the data folder")
        yield None
        return
    try:
        yield server.new_database()
    finally:
        server.remove()


def require(done: "subprocess.CompletedProcess[str]", wanted: str) -> None:
    """Print what a program said; stop unless it ended well and said what is wanted."""
    print("  " + "\n  ".join(done.stdout.strip().splitlines()[-4:]))
    if done.returncode != 0 or wanted not in done.stdout:
        raise SystemExit(f"exit code {done.returncode}, {wanted!r} not said\n{done.stderr}")


def main() -> None:
    """Install, start, ask, and say what was found; exit code 1 where something fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.packaging.check_install")
    parser.add_argument("--keep", type=Path, help="an empty folder to install into, and to keep")
    given = parser.parse_args()
    with ExitStack() as stack:
        kept = given.keep or Path(stack.enter_context(TemporaryDirectory(prefix="gouji-image-")))
        check = Check(kept.resolve())
        if not (check.programs / "gouji").exists():
            check.build()
        shutil.rmtree(kept / "src", ignore_errors=True)
        bare = check.environment_of({}, None)
        require(check.run(["python", "-m", "pip", "check"], bare), "No broken requirements")
        require(check.run(["gouji", "--version"], bare), "gouji ")
        url = stack.enter_context(database())
        for name in ("chroma", "app", "worker", "review", "scheduler", "cluster-worker"):
            stack.enter_context(check.started(name, url))
        app = check.environment_of(services_of_the_image()["app"], url)
        key = check.run(["gouji", "keys", "add", "check"], app).stdout.strip()
        send = ["python", "-c", _SEND, f"http://{check.address('8080')}", key, str(SAMPLE)]
        require(check.run(send, app), "done 33 tables")
        require(
            check.run(
                ["gouji", "extract", str(SAMPLE), "--out", "/data/out", "--cluster",
                 f"tcp://{check.address('8786')}"], app,
            ), "1 documents in",
        )  # fmt: skip
    print("all services answer")


if __name__ == "__main__":
    main()
