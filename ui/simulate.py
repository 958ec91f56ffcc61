"""`gouji simulate`: the simulated reader until it is interrupted."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from evals.simulated.faults import REQUEST_FAULTS, ROW_FAULTS, Faults
from schemas.errors import UsageError

ALL_ROW_FAULTS = "rows"
"""The name that stands for all faults of rows at once."""


def make_faults(
    rates: Sequence[str],
    *,
    latency: float = 0.0,
    seed: int = 0,
    key: str | None = None,
    models: Sequence[str] = (),
    modes: str | None = None,
    context: int | None = None,
) -> Faults:
    """The faults that the flags prescribe; rates are ``NAME=RATE``.

    Raises UsageError where a name is unknown or a value can't be.
    """
    given: dict[str, object] = {"latency": latency, "seed": seed, "key": key}
    for rate in rates:
        given |= _rates(rate)
    if models:
        given["models"] = tuple(models)
    if modes is not None:
        given["modes"] = tuple(name for name in modes.split(",") if name and name != "none")
    if context is not None:
        given["context"] = context
    try:
        return Faults.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise UsageError(f"{name}: {first['msg']}; correct the flag.") from None


def _rates(text: str) -> dict[str, object]:
    name, _, rate = text.partition("=")
    if name == ALL_ROW_FAULTS:
        return dict.fromkeys(ROW_FAULTS, rate)
    if name not in (*ROW_FAULTS, *REQUEST_FAULTS):
        known = ", ".join((ALL_ROW_FAULTS, *ROW_FAULTS, *REQUEST_FAULTS))
        raise UsageError(f"{text}: no such fault; write NAME=RATE with one of {known}.")
    return {name: rate}


def run_simulator(port: int, faults: Faults, schema: Path | None) -> None:
    """Serve on loopback until interrupted, then say what was asked and spoilt.

    Raises UsageError where the port is taken or the schema file can't be loaded.
    """
    from evals.simulated.record import Record
    from evals.simulated.server import app, base_url, listen, run
    from extraction.kinds import kinds_of
    from schemas.settings import Settings
    from ui.console import Screen

    kinds = kinds_of(Settings.model_validate({"schema_file": schema}))
    record, screen = Record(), Screen()
    try:
        listening = listen(port)
    except OSError as error:
        raise UsageError(f"port {port}: {error.strerror}; name another --port.") from None
    with listening:
        url = base_url(listening)
        screen.line(f"simulated reader at {url}, model {faults.models[0]}; Ctrl-C ends it")
        screen.line("It is no model: it tests defences and speed, never the accuracy of one.")
        with suppress(KeyboardInterrupt):
            run(app(faults, record, kinds=kinds), listening)
    seen = record.seen()
    screen.line(
        f"{seen.attempts} requests ({seen.different} different), {seen.answered} answered,"
        f" {len(record.notes)} faults injected"
    )
