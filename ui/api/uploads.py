"""Uploads: received within limits, then handed to the service, by themselves or out of archives."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, get_args

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from extraction.jobs.archives import (
    ARCHIVE_SUFFIXES,
    ArchiveLimitError,
    ArchiveLimits,
    Entry,
    Refused,
    entries_of,
)
from extraction.jobs.filenames import clean_name
from schemas.errors import (
    CorruptError,
    EmptyInputError,
    GoujiError,
    InputError,
    LimitError,
    OutputError,
    OversizeError,
    UnknownFormatError,
    UsageError,
)
from schemas.service import ArchiveEntry, ArchiveProblem, ArchiveReceipt, Submission
from schemas.settings import Engine
from ui.api.access import Caller

PREFIX = "gouji-upload-"
"""How the folders begin in which uploads are written."""
_IN_MEMORY = 1024 * 1024
_FIELDS, _FIELD_BYTES = 4, 1024
_QUEUE_AGAIN = 15.0
"""Seconds after which a full queue may have room: a text takes less than one, a scan minutes."""
_HIGHEST = 9
_SHOWN = 300


class Upload(NamedTuple):
    """A received file: the name it was given, its content and size, and what was asked for it."""

    name: str
    file: BinaryIO
    size: int
    engine: Engine | None
    priority: int


@asynccontextmanager
async def received(request: Request, caller: Caller) -> AsyncIterator[Upload]:
    """The file of a multipart request, on disk where it is large; gone when the block ends.

    Raises:
        LimitError: too much waits, or too many uploads come in already.
        UsageError: there is no file, or a field of the form is wrong.
        HTTPException: the form is broken, too large, or takes too long.
    """
    backend = caller.backend
    await run_in_threadpool(room_for, caller)
    with backend.slots.one():
        form = await _form(request, backend.settings.upload_seconds)
        try:
            yield _upload(form, backend.settings.upload_bytes)
        finally:
            await form.close()


async def _form(request: Request, seconds: float) -> FormData:
    if not request.headers.get("Content-Type", "").lower().startswith("multipart/form-data"):
        raise HTTPException(415, "send the file as multipart/form-data, in the field file")
    try:
        async with asyncio.timeout(seconds):
            return await request.form(max_files=1, max_fields=_FIELDS, max_part_size=_FIELD_BYTES)
    except TimeoutError:
        raise HTTPException(
            408, f"the upload took longer than {seconds:g} seconds; send it again"
        ) from None
    except ValueError:
        # Charsets that a form may claim, and that no text is in.
        raise HTTPException(400) from None


def _upload(form: FormData, most: int) -> Upload:
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise UsageError("the form holds no file; send it in the field file")
    if (file.size or 0) > most:
        raise OversizeError(f"the file is larger than {most} bytes; send a smaller one")
    engine = form.get("engine")
    if engine is not None and engine not in get_args(Engine):
        raise UsageError(f"the field engine is one of {', '.join(get_args(Engine))}")
    priority = form.get("priority", "0")
    try:
        number = int(priority) if isinstance(priority, str) and len(priority) < 4 else None
    except ValueError:
        number = None
    if number is None or abs(number) > _HIGHEST:
        raise UsageError(f"the field priority is a number from -{_HIGHEST} to {_HIGHEST}")
    return Upload(file.filename or "", file.file, file.size or 0, engine, number)  # type: ignore[arg-type]


def room_for(caller: Caller) -> None:
    """Raises LimitError where as many documents wait as may."""
    service, settings = caller.backend.service, caller.backend.settings
    own, most = service.waiting(caller.client_id), settings.waiting_per_client
    if own >= most:
        raise LimitError(
            f"{own} documents of this client wait, as many as may; send more when some are done",
            seconds=_QUEUE_AGAIN,
        )
    if service.waiting() >= settings.waiting_in_all:
        raise LimitError(
            "as many documents wait as the service takes; send this one again later",
            seconds=_QUEUE_AGAIN,
        )


def take_document(caller: Caller, upload: Upload) -> Submission:
    """Hand a document to the service; raises as `Service.submit`, and for its name."""
    if upload.name.lower().endswith(ARCHIVE_SUFFIXES):
        raise UnknownFormatError("an archive is sent to /v1/archives; this takes one document")
    name = clean_name(upload.name)
    if upload.size <= _IN_MEMORY:
        return _submit(caller, name, upload.file.read(), upload)
    with _place() as place:
        try:
            with place.open("wb") as file:
                shutil.copyfileobj(upload.file, file)
        except OSError as error:
            raise _full(error) from None
        return _submit(caller, name, place, upload)


def take_archive(caller: Caller, upload: Upload) -> ArchiveReceipt:
    """Hand the documents of an archive to the service, one job each.

    What can't be taken is told of beside the others. Once the queue is full, that is the rest.

    Raises:
        InputError: nothing was taken: no archive, a damaged one, or no document in it.
        LimitError: nothing was taken because the queue is full.
    """
    settings = caller.backend.settings
    limits = ArchiveLimits(
        entries=settings.archive_entries,
        entry_bytes=settings.upload_bytes,
        all_bytes=settings.archive_bytes,
    )
    accepted: list[ArchiveEntry] = []
    refused: list[tuple[str, GoujiError]] = []
    try:
        for entry in entries_of(upload.file, upload.name, limits):
            made = _take_entry(caller, entry, upload)
            if isinstance(made, GoujiError):
                refused.append((entry.name, made))
            else:
                accepted.append(ArchiveEntry(entry=shown(entry.name), submission=made))
    except (ArchiveLimitError, CorruptError) as error:
        refused.append((upload.name, error))
    if not accepted:
        raise _nothing(refused)
    told = (ArchiveProblem(entry=shown(name), detail=str(error)) for name, error in refused)
    return ArchiveReceipt(accepted=tuple(accepted), problems=tuple(told))


def _take_entry(caller: Caller, entry: Entry | Refused, upload: Upload) -> Submission | GoujiError:
    if isinstance(entry, Refused):
        return InputError(entry.detail)
    try:
        name = clean_name(entry.name)
        room_for(caller)
        with _place() as place:
            entry.write(place)
            return _submit(caller, name, place, upload)
    except ArchiveLimitError:
        raise
    except (InputError, UsageError, LimitError) as error:
        return error
    except OSError as error:
        raise _full(error) from None


def _nothing(refused: Sequence[tuple[str, GoujiError]]) -> GoujiError:
    if not refused:
        return EmptyInputError("the archive holds no document; pack files that are read")
    name, first = refused[0]
    if isinstance(first, LimitError | ArchiveLimitError) or len(refused) == 1:
        return first
    return InputError(
        f"none of {len(refused)} entries of the archive can be taken; the first, {shown(name)}: "
        f"{first}"
    )


def _submit(caller: Caller, name: str, content: Path | bytes, upload: Upload) -> Submission:
    made = caller.backend.service.submit(
        caller.client_id, name, content, priority=upload.priority, engine=upload.engine
    )
    caller.backend.metrics.uploaded(made.job.size)
    return made


@contextmanager
def _place() -> Iterator[Path]:
    """A path for one file, in a folder of its own that goes with the block."""
    try:
        folder = tempfile.TemporaryDirectory(prefix=PREFIX)
    except OSError as error:
        raise _full(error) from None
    with folder as name:
        yield Path(name) / "content"


def _full(error: OSError) -> OutputError:
    return OutputError(f"an upload can't be kept: {error.strerror or error}; free some space")


def shown(name: str) -> str:
    """The path of an entry as it is told: one line, not too long."""
    return "".join(c for c in name if c.isprintable())[:_SHOWN]
