"""Flags that several commands share; those of the language model are in `modelflags`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

SchemaFlag = Annotated[
    Path | None,
    typer.Option("--schema", metavar="FILE", help="A file that declares table kinds of your own."),
]
SynonymsFlag = Annotated[
    Path | None,
    typer.Option(
        "--synonyms",
        metavar="FILE",
        help="What people said of printed headers [synonyms.jsonl of the data folder].",
    ),
]
JobsFlag = Annotated[
    int,
    typer.Option("--jobs", "-j", min=1, metavar="N", help="Pages or texts read side by side."),
]
ClusterFlag = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Do it on a cluster: local:N, or a scheduler such as tcp://host:8786.",
    ),
]


def refuse_addresses(places: Sequence[str], cluster: str | None, dry_run: bool) -> None:
    """Raise UsageError where an address is named without a cluster, or a cluster to no use."""
    from schemas.errors import UsageError

    if cluster is not None and dry_run:
        raise UsageError("--dry-run asks nothing of a cluster; leave out --cluster")
    address = next((place for place in places if "://" in place), None)
    if cluster is None and address is not None:
        scheme = address.partition("://")[0]
        raise UsageError(
            f"{scheme}:// addresses are read and written with --cluster; add --cluster local:2"
        )
