"""`gouji batch`: requests to a model as files, answered wherever and whenever."""

from pathlib import Path
from typing import Annotated

import typer

from ui.failures import told
from ui.flags import SchemaFlag
from ui.modelflags import AskFlag, EngineFlag, ModelFlag

app = typer.Typer(
    name="batch",
    help="Requests to a model as files: write them, answer them anywhere, read the answers back.",
    short_help="Carry requests to a model and its answers as files.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

DataFolder = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="The data folder [.gouji beside the file]."),
]
Requests = Annotated[
    Path, typer.Argument(metavar="REQUESTS.jsonl", help="A file of gouji batch write.")
]


@app.command("write", short_help="Write the requests about documents to a file.")
def write(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT", help="Documents, folders, quoted patterns.")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="REQUESTS.jsonl", help="The file to write.")
    ],
    engine: EngineFlag = None,
    ask: AskFlag = None,
    model: ModelFlag = None,
    schema: SchemaFlag = None,
    data: DataFolder = None,
) -> None:
    """Write every request about the documents, in the format of the OpenAI Batch API.

    The data folder remembers the documents and settings: `gouji batch read` needs only the
    answers. Without --engine, auto: what the printed headers leave open is asked. Nothing is sent.
    """
    with told():
        from ui.batching import write_batch
        from ui.extracting import make_settings

        flags = make_settings(engine=engine, ask=ask, model=model, schema_file=schema)
        code = write_batch(inputs, out, flags, engine or "auto", data)
    raise typer.Exit(code)


@app.command("read", short_help="Read answers back and extract the documents by them.")
def read(
    answers: Annotated[
        list[Path],
        typer.Argument(metavar="RESPONSES.jsonl", help="Answers, whoever wrote them."),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Where results go [results beside it]."),
    ] = None,
    following: Annotated[
        Path | None,
        typer.Option("--next", metavar="FILE", help="Where further requests go."),
    ] = None,
    data: DataFolder = None,
) -> None:
    """Read answers and extract the documents of their requests.

    Answers are lines of the Batch API's output, or {"custom_id": ..., "content": ...}. What must
    be asked again goes to a further file of requests: answer it, and read it back in the same way.
    Results are written in each round. The exit code is 1 while requests are open.
    """
    with told():
        from ui.batching import read_batch

        code = read_batch(answers, out, following, data)
    raise typer.Exit(code)


@app.command("submit", short_help="Send a file of requests to the endpoint's batch service.")
def submit(requests: Requests, data: DataFolder = None) -> None:
    """Send a file of requests to the batch service of GOUJI_BASE_URL."""
    with told():
        from ui.batchservice import submit_batch

        submit_batch(requests, data)


@app.command("status", short_help="Tell how far the endpoint's batch service is.")
def status(requests: Requests, data: DataFolder = None) -> None:
    """Tell how far the batch service is. The exit code is 1 until the answers are there."""
    with told():
        from ui.batchservice import batch_status

        code = batch_status(requests, data)
    raise typer.Exit(code)


@app.command("fetch", short_help="Fetch the answers from the endpoint's batch service.")
def fetch(
    requests: Requests,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="RESPONSES.jsonl", help="The file to write."),
    ] = None,
    data: DataFolder = None,
) -> None:
    """Fetch the answers into a file, to be read by `gouji batch read`."""
    with told():
        from ui.batchservice import fetch_batch

        fetch_batch(requests, out, data)
