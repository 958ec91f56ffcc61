"""What a database says when something is wrong, as a sentence for whoever must act."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    SQLAlchemyError,
)

from schemas.errors import BusyError, OutputError, UsageError

_FULL = ("disk", "readonly", "No space", "unable to open")


@contextmanager
def database_told(name: str, what: str) -> Iterator[None]:
    """Errors of SQLAlchemy in the block as ours; ``what`` was to be done: read, written, opened.

    A broken constraint passes as it is: only the caller knows what it means.

    Raises:
        BusyError: the database is locked or can't be reached.
        OutputError: it can't be written.
        UsageError: it can't hold a text or a number because of its length.
    """
    try:
        yield
    except IntegrityError:
        raise
    except DataError as error:
        # What the server says of other values quotes them.
        why = "a text is too long" if "too long" in first_line(error) else "a value does not fit"
        raise UsageError(f"the database {name} can't hold this: {why}; shorten it") from None
    except DBAPIError as error:
        said = first_line(error)
        if isinstance(error, OperationalError) and any(word in said for word in _FULL):
            raise OutputError(
                f"the database {name} can't be {what} ({said}); free some space, or "
                "allow writing there"
            ) from None
        if error.connection_invalidated or "connection" in said:
            raise BusyError(
                f"the database {name} can't be reached ({said}); see that its server runs and "
                "that the URL is right, then try again"
            ) from None
        if isinstance(error, OperationalError):
            raise BusyError(
                f"the database {name} can't be {what} now ({said}); another program may "
                "hold it: try again in a moment"
            ) from None
        raise _unusable(name, what, error) from None
    except SQLAlchemyError as error:
        raise _unusable(name, what, error) from None


def first_line(error: Exception) -> str:
    """The first line of what an error says, or its name."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def _unusable(name: str, what: str, error: Exception) -> OutputError:
    return OutputError(
        f"the database {name} can't be {what} ({first_line(error)}); choose another "
        "--data or --database"
    )
