"""The wall between an error and the person who sees it: a sentence, never a traceback."""

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from schemas.errors import DefectError, GoujiError

FAILED = 1
CRASHED = 70
DEBUG = "GOUJI_DEBUG"


@contextmanager
def told() -> Iterator[None]:
    """Turn what goes wrong in the block into one sentence on stderr and an exit code.

    1 where the input, the command or the machine is wrong, 70 where gouji itself is.
    """
    try:
        yield
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise
    except DefectError as error:
        crash(f"internal error: {error}", traceback.format_exc())
        raise typer.Exit(CRASHED) from None
    except GoujiError as error:
        complain(str(error))
        raise typer.Exit(FAILED) from None
    except OSError as error:
        complain(machine(error))
        raise typer.Exit(FAILED) from None
    except Exception as error:
        crash(internal(error), traceback.format_exc())
        raise typer.Exit(CRASHED) from None


def machine(error: OSError) -> str:
    """The sentence for what the machine refuses: a full disk, a closed folder."""
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}the machine refuses: {error.strerror or error}"


def internal(error: Exception) -> str:
    """The sentence for an error that nobody foresaw."""
    what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return f"internal error ({what}); please report it, with the output under {DEBUG}=1"


def complain(sentence: str) -> None:
    """One sentence on stderr."""
    typer.echo(f"gouji: {printable(sentence)}", err=True)


def crash(sentence: str, trace: str) -> None:
    """The sentence on stderr, and the traceback where it is asked for."""
    complain(sentence)
    if os.environ.get(DEBUG) == "1":
        typer.echo(trace, err=True)


def printable(text: str) -> str:
    """The text on one line, without what a terminal would obey or could not encode."""
    from extraction.export.inert import legal

    return legal(" ".join(text.splitlines()))
