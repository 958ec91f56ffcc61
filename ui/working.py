"""What `gouji worker` does: performs the jobs of the service until it is told to stop."""

from extraction.jobs.worker import Worker
from extraction.orphans import stop_with
from schemas.settings import Settings
from ui.failures import complain


def run_worker(settings: Settings, processes: int, parent: int | None = None) -> None:
    """Perform jobs, so many documents at a time, until SIGTERM or SIGINT.

    Where ``parent`` is named, the worker also stops when that process is gone.

    Raises:
        UsageError: the URL is of no database or queue that can be used.
        OutputError: the data folder can't be used.
        BusyError: the database or the queue can't be reached.
    """
    worker = Worker(settings, processes, complain)
    if parent is not None:
        stop_with(parent)
    worker.run()
