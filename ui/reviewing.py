"""What `gouji review` does: the place is looked at, then the desk is served in the browser."""

import getpass
import socket
from pathlib import Path

from schemas.errors import UsageError
from ui.console import Screen
from ui.extracting import make_settings

DATABASE = "gouji.sqlite3"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def open_desk(
    data: Path,
    *,
    who: str | None,
    address: str,
    port: int,
    browser: bool,
    database: str | None,
    schema: Path | None,
) -> None:
    """Serve the desk of a data folder until it is stopped.

    Raises:
        UsageError: nothing was imported there, or the port is taken.
    """
    settings = make_settings(schema_file=schema, database=database)
    folder = data_folder_of(data, settings.database)
    free(address, port)
    # Late: Streamlit takes a second to load.
    from ui.review.serving import Place, serve

    place = Place(data=folder, database=settings.database, schema_file=schema, who=who or login())
    shown = "127.0.0.1" if address == "0.0.0.0" else address
    screen = Screen()
    screen.line(f"the review desk of {folder}: http://{shown}:{port}  (Ctrl+C stops it)")
    if address not in _LOOPBACK:
        screen.line("whoever reaches this machine can read and decide: the desk asks no password")
    serve(place, address=address, port=port, open_browser=browser)


def data_folder_of(data: Path, database: str | None) -> Path:
    """The data folder that is meant: the folder itself, or .gouji in a folder of results.

    Raises:
        UsageError: nothing was imported into either.
    """
    places = (data, data / ".gouji")
    found = next((place for place in places if (place / DATABASE).is_file()), None)
    if found is None and database is None:
        raise UsageError(f"{data}: holds no review; gouji import OUT_DIR --data {data} makes one")
    return (found or data).resolve()


def login() -> str:
    """The name under which a person is logged in on this machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "reviewer"


def free(address: str, port: int) -> None:
    """See that an address can be listened on. Raises UsageError where it can't."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise UsageError(
                f"{address}:{port} can't be listened on ({error.strerror or error}); "
                "choose another --port"
            ) from None
