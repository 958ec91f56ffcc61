"""What `gouji batch write` and `read` do."""

from collections.abc import Sequence
from pathlib import Path

from extraction.asking.answers import Answers
from extraction.learning.synonymfile import taught
from extraction.models.batchfile import keep_answers, read_answers, write_requests
from extraction.models.opening import open_stored
from extraction.models.recorded import RecordedCompleter
from extraction.pipeline import extract
from extraction.records.answers import answer_store
from extraction.records.batches import Batch, batch_of, batches_of, keep_batch
from schemas.errors import GoujiError, UsageError
from schemas.settings import Engine, Settings
from ui.console import Screen
from ui.extracting import make_settings
from ui.failures import FAILED, complain
from ui.inputs import expand
from ui.run import run_extract

ANY_MODEL = "any-model"
"""What requests name where no model is set: whoever answers the file knows which it is."""


def write_batch(
    arguments: Sequence[str], out: Path, flags: Settings, engine: Engine, data: Path | None
) -> int:
    """Write the requests about documents to ``out``; give the exit code.

    Raises UsageError where no model is to be asked.
    """
    if engine == "headers":
        raise UsageError("the engine headers asks no model; choose --engine auto or model")
    settings = flags.model_copy(
        update={
            "engine": engine,
            "model": flags.model or ANY_MODEL,
            "mode": "json_schema" if flags.mode == "auto" else flags.mode,
            "data": data or out.resolve().parent / ".gouji",
        }
    )
    settings = taught(settings, settings.data)
    inputs = expand(arguments)
    problems: list[GoujiError] = list(inputs.problems)
    screen = Screen()
    assert settings.data is not None
    store = answer_store(settings)
    recorded = RecordedCompleter(store)
    asked: list[Path] = []
    with (
        Answers(settings, open_stored(recorded), store) as answers,
        screen.progress(len(inputs.files)) as step,
    ):
        for path in inputs.files:
            try:
                extract(path, settings, answers=answers)
                asked.append(path)
            except GoujiError as error:
                problems.append(error)
            step(path.name, 1)
    for problem in problems:
        complain(str(problem))
    count = write_requests(out, recorded.pending)
    keep_batch(settings.data, batch_of(out.stem, recorded.pending, asked, settings))
    screen.line(f"{count} requests about {len(asked)} documents: {out}")
    if not count and asked:
        screen.line("nothing is left open; gouji extract reads these documents by their headers")
    return FAILED if problems else 0


def read_batch(
    files: Sequence[Path], out: Path | None, following: Path | None, data: Path | None
) -> int:
    """Store answers, extract their documents, write what is still to be asked; the exit code.

    Raises:
        InputError: a file can't be read.
        UsageError: the requests of the answers are not known in the data folder.
    """
    folder = data or _data_of(files[0])
    store = answer_store(make_settings(data=folder))
    keys: list[str] = []
    problems: list[str] = []
    try:
        for path in files:
            keys += [answer.key for answer in read_answers(path) if answer.key]
        batches = batches_of(folder, keys)
        if not batches:
            raise UsageError(
                f"{folder} knows no request of these answers; name the data folder of "
                "gouji batch write by --data"
            )
        for path in files:
            problems += keep_answers(path, store).problems
    finally:
        store.close()
    for problem in problems:
        complain(problem)
    target = out or files[0].resolve().parent / "results"
    codes = [
        _extract(batch, folder, target, following or _following(files[0])) for batch in batches
    ]
    return max([*codes, FAILED if problems else 0])


def _extract(batch: Batch, data: Path, out: Path, following: Path) -> int:
    """Extract the documents of one batch; requests that are still open go to ``following``."""
    settings = batch.settings_for(data)
    store = answer_store(settings)
    recorded = RecordedCompleter(store)
    with Answers(settings, open_stored(recorded), store) as answers:
        code = run_extract(batch.sources, out, settings, force=False, processes=1, answers=answers)
    if recorded.pending:
        write_requests(following, recorded.pending)
        sources = [Path(source) for source in batch.sources]
        keep_batch(data, batch_of(following.stem, recorded.pending, sources, settings))
        Screen().line(
            f"{len(recorded.pending)} requests are open: {following} "
            "(answer them, and read the answers back)"
        )
    return code


def _data_of(answers: Path) -> Path:
    """The data folder beside the answers, or in the current folder."""
    beside = answers.resolve().parent / ".gouji"
    return beside if beside.is_dir() else Path(".gouji")


def _following(answers: Path) -> Path:
    return answers.with_name(f"{answers.stem}.next.jsonl")
