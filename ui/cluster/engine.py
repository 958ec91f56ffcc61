"""The one door to dask and dask.distributed: workers, and work dealt to them.

Work is submitted in windows, so that the scheduler holds a few tasks for each worker however many
documents there are. A task whose worker dies goes to another by itself.
"""

import logging
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Any, Generic, NamedTuple, TypeVar

import dask
from distributed import Client, Future, KilledWorker, LocalCluster
from distributed.cli.dask_worker import main as dask_worker

from schemas.errors import BusyError, GoujiError, UsageError

Item = TypeVar("Item")
Made = TypeVar("Made")

AHEAD = 4
"""Tasks for each thread of the workers that are submitted and not done."""

_LOCAL = re.compile(r"local:([1-9]\d{0,3})")
_REMOTE = re.compile(r"(?:tcp|tls|ws|wss)://[^@\s]+:\d+")
_CONNECT_SECONDS = 5
_WORKER_SECONDS = 30
"""How long a scheduler without a worker is waited for."""
_LOOK_SECONDS = 5.0
"""How often a silent cluster is looked at."""
_LOGGER = "distributed"
# The readers of pages have processes of their own, which a daemon may not start.
_CONFIG = ("distributed.worker.daemon", False)


class Done(NamedTuple, Generic[Item, Made]):
    """What became of an item: ``made``, or why the engine could not make it."""

    item: Item
    made: Made | None
    failure: str = ""


class Engine:
    """Workers that are there to be given work. Made by `connected`."""

    def __init__(self, client: Client, address: str) -> None:
        self._client = client
        self._address = address

    def threads(self) -> int:
        """How many tasks the workers do at a time, now."""
        try:
            return sum(self._client.nthreads().values())  # type: ignore[no-untyped-call]
        except Exception:  # a lost scheduler raises whatever its transport does
            return 0

    def done(
        self, work: Callable[[Item], Made], items: Iterable[Item]
    ) -> Iterator[Done[Item, Made]]:
        """Each item with what ``work`` makes of it, in the order in which they are done.

        ``work`` is a function of a module that the workers have; it should not raise.
        Raises BusyError where the scheduler or all workers are gone; work that is done stays done.
        """
        finished: SimpleQueue[Future[Any]] = SimpleQueue()
        under_way: dict[object, tuple[Future[Any], Item]] = {}
        left = iter(items)
        window = AHEAD * max(1, self.threads())
        while True:
            for item in islice(left, max(0, window - len(under_way))):
                future = self._submitted(work, item)
                under_way[future.key] = future, item
                future.add_done_callback(finished.put)  # type: ignore[no-untyped-call]
            if not under_way:
                return
            future = self._next(finished)
            _, item = under_way.pop(future.key)
            done: Done[Item, Made] = self._read(future, item)
            future.release()  # type: ignore[no-untyped-call]
            yield done
            if finished.empty():
                window = AHEAD * max(1, self.threads())

    def _submitted(self, work: Callable[[Item], Made], item: Item) -> "Future[Any]":
        try:
            return self._client.submit(work, item, pure=False)
        except Exception:
            raise self._gone() from None

    def _next(self, finished: "SimpleQueue[Future[Any]]") -> "Future[Any]":
        silent = 0.0
        while True:
            try:
                return finished.get(timeout=_LOOK_SECONDS)
            except Empty:
                silent = 0.0 if self.threads() else silent + _LOOK_SECONDS
            if self._client.status != "running":
                raise self._gone()
            if silent >= _WORKER_SECONDS:
                raise BusyError(
                    f"{self._address}: no worker is left; start workers and run again, "
                    "what is done is kept"
                )

    def _read(self, future: "Future[Any]", item: Item) -> Done[Item, Made]:
        if future.status == "finished":
            try:
                return Done(item, future.result())
            except Exception:
                raise self._gone() from None
        if future.status != "error":
            raise self._gone()
        error = future.exception()  # type: ignore[no-untyped-call]
        if isinstance(error, KilledWorker):
            return Done(item, None, "its worker died each time it was tried; look at its memory")
        if isinstance(error, ImportError):
            raise UsageError(
                f"{self._address}: its workers can't load gouji; install the same version there"
            )
        return Done(item, None, f"the engine could not do it ({type(error).__name__}); run again")

    def _gone(self) -> GoujiError:
        return BusyError(
            f"{self._address}: the scheduler is gone; start it and run again, what is done is kept"
        )


@contextmanager
def connected(address: str) -> Iterator[Engine]:
    """Workers at an address: `local:N` starts N here, `tcp://host:port` is a scheduler.

    Raises UsageError where it is neither, BusyError where nobody answers or there is no worker.
    """
    local = _LOCAL.fullmatch(address)
    if local is None and not _REMOTE.fullmatch(address):
        raise UsageError(
            f"--cluster {address!r}: is no cluster; write local:4, or the address of a scheduler "
            "such as tcp://host:8786"
        )
    # Its loggers tell of lost connections at length; what matters is told as outcomes.
    for name in [name for name in logging.root.manager.loggerDict if name.startswith(_LOGGER)]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    with dask.config.set({_CONFIG[0]: _CONFIG[1]}), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if local is None:
            with _client(address) as client:
                yield Engine(client, address)
            return
        with (
            LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=int(local[1]),
                threads_per_worker=1,
                # Its HTTP server runs in any case; nobody else is to reach it.
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL + 1,
            ) as cluster,
            Client(cluster) as client,  # type: ignore[no-untyped-call]
        ):
            yield Engine(client, address)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        client = Client(  # type: ignore[no-untyped-call]
            address, timeout=_CONNECT_SECONDS, set_as_default=False
        )
    except Exception as error:
        raise BusyError(
            f"{address}: no scheduler answers ({type(error).__name__});"
            " see the address, and that `dask scheduler` runs there"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_WORKER_SECONDS)
        except Exception:
            raise BusyError(
                f"{address}: the scheduler has no worker; start one by gouji cluster worker"
                f" {address}"
            ) from None
        yield client


def serve_worker(address: str, workers: int, folder: str | None) -> None:
    """Do the work of a scheduler in so many processes, until stopped.

    ``folder`` is where their temporary files go, the system's place where none is given.
    """
    where: list[Any] = [] if folder is None else ["--local-directory", folder]
    with dask.config.set({_CONFIG[0]: _CONFIG[1]}):
        dask_worker.main(
            [address, "--nworkers", str(workers), "--nthreads", "1", "--no-dashboard", *where],
            standalone_mode=False,
        )
