"""`gouji serve`: the HTTP interface on this machine, with its workers."""

from pathlib import Path
from typing import Annotated

import typer

from ui.failures import told
from ui.flags import SchemaFlag


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("serve", short_help="Serve the HTTP interface, with workers.")(serve)


def serve(
    host: Annotated[
        str, typer.Option(help="Where to listen; other machines reach 0.0.0.0.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8080,
    workers: Annotated[
        int,
        typer.Option("--workers", min=0, metavar="N", help="Worker processes; 0: they run apart."),
    ] = 1,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="The data folder [.gouji].")
    ] = None,
    database: Annotated[
        str | None,
        typer.Option("--database", metavar="URL", help="Another database than the folder's."),
    ] = None,
    schema: SchemaFlag = None,
) -> None:
    """Serve the HTTP interface until the command is told to stop.

    Nobody is let in without a key: gouji keys add NAME makes one. Requests are logged as JSON on
    stderr. For other machines put a proxy with TLS before it; see docs/service.md.
    """
    with told():
        from ui.extracting import make_settings
        from ui.reviewing import free

        settings = make_settings(data=data, database=database, schema_file=schema)
        free(host, port)
        # Late: the server takes a while to load.
        from ui.api.running import serve as run

        run(settings, host=host, port=port, workers=workers)
