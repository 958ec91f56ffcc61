"""What `gouji worker` does: performs the jobs of the service until it is told to stop."""

from extraction.work.worker import Worker
from schemas.settings import Settings
from ui.failures import complain


def run_worker(settings: Settings, processes: int) -> None:
    """Perform jobs, so many documents at a time, until SIGTERM or SIGINT.

    Raises:
        UsageError: the URL is of no database or queue that can be used.
        OutputError: the data folder can't be used.
        BusyError: the database or the queue can't be reached.
    """
    Worker(settings, processes, complain).run()
