"""A database as the stores hold it: connections to ask, transactions to write."""

from contextlib import AbstractContextManager

from sqlalchemy import URL, Connection

from extraction.records.opening import open_database, reading, shown, writing

_WAIT = 5.0
"""Seconds to wait for another writer before somebody is told."""


class Connected:
    """A database whose tables are up to date; safe for threads and processes.

    ``reading`` and ``writing`` raise BusyError where it is locked or can't be reached, and
    OutputError where it can't be written; an IntegrityError is the caller's to explain.
    """

    def __init__(self, url: str | URL, *, wait: float = _WAIT, durable: bool = True) -> None:
        """Open, or make, the database at a URL (``sqlite:///FILE``, ``postgresql+...``).

        What was acknowledged outlives a power cut where it is ``durable``. Raises as
        `open_database`.
        """
        self.name = shown(url)
        self._engine = open_database(url, wait=wait, durable=durable)
        self.dialect = self._engine.dialect.name
        """``sqlite`` or ``postgresql``."""

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection to ask."""
        return reading(self._engine)

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction: what is done in it is on disk when it ends, or is not done at all."""
        return writing(self._engine)
