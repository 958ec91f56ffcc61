"""Log lines as JSON: what was asked, by whom, how it ended; never a document's text, never a key.

The path and the query of a request stay out: they name documents, cells and what was looked for.
The route's template stands for them.
"""

import logging
from typing import TextIO

import structlog
from structlog.typing import FilteringBoundLogger as Log

__all__ = ["Forwarding", "Log", "json_logger"]


def json_logger(stream: TextIO) -> Log:
    """A logger that writes one JSON object a line, with the moment in UTC."""
    made: Log = structlog.wrap_logger(
        structlog.PrintLogger(stream),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    return made


class Forwarding(logging.Handler):
    """Passes what libraries log on, as a line of JSON; a traceback becomes its exception's name."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.INFO)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        error = record.exc_info[0] if record.exc_info else None
        told = {} if error is None else {"error": error.__name__}
        self._log.log(record.levelno, record.getMessage(), logger=record.name, **told)
