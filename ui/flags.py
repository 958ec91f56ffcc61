"""Flags that several commands share; those of the language model are in `modelflags`."""

from pathlib import Path
from typing import Annotated

import typer

SchemaFlag = Annotated[
    Path | None,
    typer.Option("--schema", metavar="FILE", help="A file that declares table kinds of your own."),
]
JobsFlag = Annotated[
    int,
    typer.Option("--jobs", "-j", min=1, metavar="N", help="Pages or texts read side by side."),
]
