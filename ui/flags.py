"""Flags that several commands share; those of the language model are in `modelflags`."""

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
