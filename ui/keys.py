"""`gouji keys`: who may use the service."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.failures import told

if TYPE_CHECKING:
    from extraction.jobs.clients import Clients

app = typer.Typer(
    name="keys",
    help="Keys of the service: one for each client, shown once, kept as a hash.",
    short_help="Keys of the service: make, list and revoke them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

DataFolder = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="The data folder [.gouji].")
]
Database = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="Another database than that of the folder."),
]


@app.command("add", short_help="Make a key for a client, and show it once.")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose key it is.")],
    read: Annotated[
        bool, typer.Option("--read", help="To read only: status, results, the queue.")
    ] = False,
    metrics: Annotated[
        bool, typer.Option("--metrics", help="To read /metrics only: counts over all clients.")
    ] = False,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Make a key, to read and to write unless a flag says otherwise.

    The key is printed alone on standard output. It can't be shown again.
    """
    with told():
        from schemas.service import Scope

        scopes: list[Scope] = ["metrics"] if metrics else []
        scopes += ["read"] if read else []
        with _clients(data, database) as clients:
            issued = clients.add(name, scopes or ["read", "write"])
        typer.echo(issued.key)
        what = ", ".join(issued.client.scopes)
        typer.echo(
            f"gouji: client {issued.client.client_id} ({what}); the key is shown this once",
            err=True,
        )


@app.command("list", short_help="List the clients and when they last came.")
def list_keys(data: DataFolder = None, database: Database = None) -> None:
    """List the clients, what their keys allow, and when they last came (UTC)."""
    with told():
        from ui.console import Heading, Screen

        with _clients(data, database) as clients:
            known = clients.all()
        headings = [Heading(name) for name in ("client", "name", "scopes", "made", "used", "")]
        rows = [
            (
                client.client_id,
                client.name,
                " ".join(client.scopes),
                client.created_at,
                client.last_used_at or "never",
                "" if client.revoked_at is None else f"revoked {client.revoked_at}",
            )
            for client in known
        ]
        Screen().table(headings, rows)


@app.command("revoke", short_help="Make a key count no more.")
def revoke(
    client: Annotated[str, typer.Argument(metavar="CLIENT", help="Its id, as listed.")],
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Make the key of a client count no more, at once, in a running service too.

    Its documents stay.
    """
    with told():
        with _clients(data, database) as clients:
            revoked = clients.revoke(client)
        typer.echo(f"{revoked.client_id} ({revoked.name}): revoked {revoked.revoked_at}")


def _clients(data: Path | None, database: str | None) -> "Clients":
    from extraction.jobs.clients import Clients
    from ui.extracting import make_settings

    return Clients(make_settings(data=data, database=database))
