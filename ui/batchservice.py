"""What `gouji batch submit`, `status` and `fetch` do."""

from pathlib import Path

from extraction.export.atomic import write_whole
from extraction.models.batchfile import read_requests
from extraction.models.batchservice import BatchService, BatchState
from extraction.records.batches import Batch, batches_of, keep_batch
from schemas.errors import InputError, UsageError
from ui.batching import ANY_MODEL
from ui.console import Screen
from ui.extracting import make_settings
from ui.failures import FAILED


def submit_batch(requests: Path, data: Path | None) -> None:
    """Send a file of requests to the batch service of the endpoint.

    Raises UsageError where the file is at the service already or names no model.
    """
    folder = _folder(requests, data)
    batch = _batch(requests, folder)
    if batch.provider is not None:
        raise UsageError(
            f"{requests} is at the batch service already as {batch.provider}; "
            "see gouji batch status"
        )
    if batch.settings.get("model") in (None, ANY_MODEL):
        raise UsageError(f"{requests} names no model; set GOUJI_MODEL and write the requests again")
    content = requests.read_bytes()
    with BatchService(make_settings()) as service:
        state = service.submit(requests.name, content)
    keep_batch(folder, batch.model_copy(update={"provider": state.job}))
    Screen().line(f"{requests}: sent as {state.job} ({state.status}); see gouji batch status")


def batch_status(requests: Path, data: Path | None) -> int:
    """Tell how far the batch service is; 1 while answers are still to come."""
    state = _state(requests, data)
    Screen().line(
        f"{state.job}: {state.status}, {state.answered} of {state.total} answered, "
        f"{state.failed} failed"
    )
    return 0 if state.over else FAILED


def fetch_batch(requests: Path, out: Path | None, data: Path | None) -> None:
    """Write the answers of the batch service to a file.

    Raises UsageError while the service still works.
    """
    folder = _folder(requests, data)
    batch = _batch(requests, folder)
    target = out or requests.with_name(f"{requests.stem}.answers.jsonl")
    with BatchService(make_settings()) as service:
        state = service.state(_job(requests, batch))
        if not state.over:
            raise UsageError(
                f"{state.job} is {state.status}, {state.answered} of {state.total} answered; "
                "fetch the answers when it is completed"
            )
        content = service.answers(state)
    write_whole(target, content)
    lines = sum(1 for line in content.splitlines() if line.strip())
    Screen().line(f"{lines} answers: {target} (read them by gouji batch read {target})")


def _state(requests: Path, data: Path | None) -> BatchState:
    batch = _batch(requests, _folder(requests, data))
    with BatchService(make_settings()) as service:
        return service.state(_job(requests, batch))


def _folder(requests: Path, data: Path | None) -> Path:
    return data or requests.resolve().parent / ".gouji"


def _batch(requests: Path, folder: Path) -> Batch:
    """The batch that a file of requests is of."""
    keys = read_requests(requests)
    if not keys:
        raise InputError(f"{requests}: holds no request; there is nothing to send")
    found = [batch for batch in batches_of(folder, keys) if set(keys) <= set(batch.keys)]
    if not found:
        raise UsageError(
            f"{folder} knows no request of {requests.name}; name the data folder of "
            "gouji batch write by --data"
        )
    return next((batch for batch in found if batch.name == requests.stem), found[0])


def _job(requests: Path, batch: Batch) -> str:
    if batch.provider is None:
        raise UsageError(f"{requests} was not sent yet; see gouji batch submit")
    return batch.provider
