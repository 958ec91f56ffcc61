"""The server process: uvicorn, with its worker processes beside it."""

import logging
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import uvicorn

from extraction.jobs.clients import Clients
from extraction.jobs.service import Service
from schemas.errors import OutputError
from schemas.settings import Settings
from ui.api.app import create_app
from ui.api.backend import Backend
from ui.api.logs import Forwarding, Log, json_logger
from ui.api.supervising import Workers, worker_process
from ui.api.uploads import PREFIX

_GRACE = 30
"""Seconds for requests under way to end."""
_KEEP_ALIVE = 20
_CONNECTIONS = 1000
"""More at once are answered 503, so that memory is bounded whoever connects."""
_BACKLOG = 512
_LEFT = 24 * 3600.0
"""Seconds after which a folder of an upload is nobody's."""


def serve(settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT; then requests under way are finished, and workers stopped.

    Raises:
        OutputError, UsageError, BusyError: the data folder or its database can't be used.
    """
    log = json_logger(sys.stderr)
    service = Service(settings)
    _spool_to(service.data / "incoming")
    backend = Backend(service, Clients(settings), settings)
    app = create_app(backend, log)
    _forward(log)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        backlog=_BACKLOG,
        limit_concurrency=_CONNECTIONS,
        # The parser that bounds what headers may take in memory; the other does not.
        http="h11",
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=_GRACE,
    )
    environment = _environment(settings)
    children = Workers(workers, lambda: worker_process(environment), log)
    signal.signal(signal.SIGTERM, _end)
    children.start()
    log.info("serving", host=host, port=port, workers=workers)
    try:
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run()
    finally:
        children.stop()
        log.info("stopped")


def _spool_to(folder: Path) -> None:
    """Large uploads go to the disk of the data folder: a temporary folder may be in memory."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{PREFIX}*"):
            # What a server left that was killed; another over the same folder may be at work.
            if time.time() - left.stat().st_mtime > _LEFT:
                shutil.rmtree(left, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"{folder}: can't be made ({error.strerror or error}); choose another --data"
        ) from None
    tempfile.tempdir = str(folder)


def _forward(log: Log) -> None:
    logger = logging.getLogger("uvicorn")
    logger.handlers = [Forwarding(log)]
    logger.propagate = False
    logger.setLevel(logging.INFO)


def _environment(settings: Settings) -> Mapping[str, str]:
    """The environment of a worker. A URL may hold a password, so it is no argument: those show."""
    given = {
        "GOUJI_DATA": settings.data,
        "GOUJI_DATABASE": settings.database,
        "GOUJI_SCHEMA_FILE": settings.schema_file,
    }
    return {**os.environ, **{name: str(value) for name, value in given.items() if value}}


def _end(_signal: int, _frame: object) -> None:
    """Uvicorn passes the signal on when it has ended: then the workers are to be ended too."""
    raise SystemExit(0)
