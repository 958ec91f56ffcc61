"""A throw-away Postgres server for the tests, from Debian's package ``postgresql``."""

import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

PACKAGE = "postgresql"
NEEDED = "GOUJI_NEEDS_POSTGRES"
"""Set to 1 where a missing server is a failure; CI=true says so too."""
_PROGRAMS = Path("/usr/lib/postgresql")
_OWNER = "postgres"
_ORDER = ("--locale-provider", "icu", "--icu-locale", "en-US")
"""Another order than that of code points, which SQLite has. Postgres 15 and later know it."""
_MEMORY = Path("/dev/shm")
_ENOUGH = 1 << 30
"""Bytes; every database of a test takes 8 MB."""


class Server:
    """A server in a folder of its own, reached by a socket in that folder alone."""

    def __init__(self, programs: Path) -> None:
        """Make the server and start it. It keeps nothing that a power cut would not take."""
        self._programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="gouji-postgres-", dir=_place()))
        # A server refuses to run as root.
        self._user = _OWNER if os.geteuid() == 0 else None
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        self._guard = self._guarded()
        self._run(
            "initdb", "--pgdata", str(self._data), "--username", "gouji", "--auth", "trust",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", *_ORDER,
        )  # fmt: skip
        self.start()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = (
            f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off "
            "-c full_page_writes=off -c shared_buffers=32MB"
        )
        self._run(
            "pg_ctl", "start", "--wait", "--pgdata", str(self._data),
            "--log", str(self.folder / "log"), "--options", options,
        )  # fmt: skip

    def stop(self) -> None:
        """Stop the server at once; connections are cut."""
        self._run("pg_ctl", "stop", "--wait", "--mode", "immediate", "--pgdata", str(self._data))

    def remove(self) -> None:
        """Stop the server and remove its folder."""
        self._guard.communicate()

    def _guarded(self) -> subprocess.Popen[str]:
        """What stops and removes the server when the tests end, also where they are killed."""
        stop = f"'{self._programs / 'pg_ctl'}' stop --silent --mode immediate -D '{self._data}'"
        return subprocess.Popen(
            ["sh", "-c", f"read -r _; {stop}; rm -rf '{self.folder}'"],
            user=self._user,
            cwd="/",
            # It ends with the process that holds the other end.
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )

    def url(self, name: str) -> str:
        """The URL of a database of this server."""
        return f"postgresql+psycopg://gouji@/{name}?host={self.folder}"

    def new_database(self, like: str | None = None) -> str:
        """The URL of a new database: an empty one, or a copy of one that nobody has open."""
        name = f"t{secrets.token_hex(6)}"
        of = "" if like is None else f" TEMPLATE {like.partition('?')[0].rpartition('/')[2]}"
        self.say(f"CREATE DATABASE {name}{of}")
        return self.url(name)

    def say(self, sql: str, database: str = "postgres") -> str:
        """What psql prints for a statement."""
        return self._run(
            "psql", "--host", str(self.folder), "--username", "gouji", "--no-psqlrc",
            "--set", "ON_ERROR_STOP=1", "--tuples-only", "--no-align", "--command", sql, database,
        )  # fmt: skip

    def _run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [self._programs / program, *arguments],
            user=self._user,
            cwd="/",
            stdin=subprocess.DEVNULL,
            # The server inherits no pipe: a reader would wait for it.
            stdout=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
            stderr=subprocess.DEVNULL if program == "pg_ctl" else subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{program} failed: {done.stdout}"
        return done.stdout or ""


def _place() -> Path | None:
    """Memory, where there is enough of it; else wherever temporary files are."""
    try:
        return _MEMORY if shutil.disk_usage(_MEMORY).free >= _ENOUGH else None
    except OSError:
        return None


def programs() -> Path:
    """The folder of the server's programs; the test is skipped, on CI it fails, without them."""
    found = sorted(_PROGRAMS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    said = f"Postgres is tested with Debian's package: apt-get install {PACKAGE}"
    if os.environ.get(NEEDED) == "1" or os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)
