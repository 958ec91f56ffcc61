"""`gouji cluster worker`: the processes that do the work of a cluster."""

from pathlib import Path
from typing import Annotated

import typer

from ui.failures import told

app = typer.Typer(
    name="cluster",
    help="Run the workers of a cluster, for `gouji extract --cluster`.",
    no_args_is_help=True,
)


@app.callback()
def cluster() -> None:
    """Run the workers of a cluster, for `gouji extract --cluster`."""


@app.command(short_help="Do the work of a scheduler until stopped.")
def worker(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Such as tcp://host:8786.")],
    workers: Annotated[
        int, typer.Option("--workers", "-w", min=1, metavar="N", help="Processes, one a core.")
    ] = 1,
    scratch: Annotated[
        Path | None,
        typer.Option("--scratch", metavar="DIR", help="Where the engine spills [a temporary one]."),
    ] = None,
) -> None:
    """Do the work of the scheduler at ADDRESS (`dask scheduler`) in N processes, until stopped.

    Settings of where things are and who may use them are read here: GOUJI_API_KEY, GOUJI_DATA,
    GOUJI_CHROMA_URL, and the credentials of object stores.
    """
    with told():
        from ui.cluster.engine import serve_worker

        serve_worker(address, workers, None if scratch is None else str(scratch))
