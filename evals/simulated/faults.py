"""The faults of language models and of their endpoints, drawn so that a run can be repeated.

Every draw depends on the seed, the request and how often that request was seen, and on nothing
else: not on the order in which requests come, nor on the rates of other faults.
"""

import random
from typing import Annotated, Any, Literal

from pydantic import Field

from schemas.frozen import Frozen

RowFault = Literal[
    "digit_changed",
    "row_dropped",
    "row_doubled",
    "columns_swapped",
    "blank_filled",
    "total_invented",
]
RequestFault = Literal[
    "status_429",
    "status_500",
    "hang",
    "disconnect",
    "refusal",
    "truncated_json",
    "wrong_schema",
]
ServedMode = Literal["tools", "json_schema", "json_object"]

ROW_FAULTS: tuple[RowFault, ...] = (
    "row_dropped",
    "row_doubled",
    "columns_swapped",
    "blank_filled",
    "total_invented",
    "digit_changed",
)
"""In the order in which they strike a row."""

REQUEST_FAULTS: tuple[RequestFault, ...] = (
    "status_429",
    "status_500",
    "hang",
    "disconnect",
    "refusal",
    "truncated_json",
    "wrong_schema",
)
"""In the order in which they are drawn; at most one strikes an attempt."""

Rate = Annotated[float, Field(ge=0, le=1)]


class Faults(Frozen):
    """How the simulated reader errs, how slow it is and what it can do.

    Rates are probabilities from 0 to 1. Those of the first group strike each row of an answer by
    itself; those of the second each attempt of a request. ``first_attempts`` confines the second
    group to the first so many attempts of a request (None: all of them).
    ``latency``, ``retry_after`` and ``hang_seconds`` are seconds; ``context`` counts estimated
    tokens of prompt and answer. ``modes`` are the ways in which it can be held to a schema; a
    request for another is refused with 400, as servers do. ``key`` None accepts any key.
    ``most_in_flight`` requests are worked on at once, one more gets 429 (None: no limit).
    ``idempotent`` endpoints answer a request that comes again with the same ``Idempotency-Key`` by
    the completion that they made first, and charge nothing for it; most endpoints don't.
    """

    digit_changed: Rate = 0.0
    row_dropped: Rate = 0.0
    row_doubled: Rate = 0.0
    columns_swapped: Rate = 0.0
    blank_filled: Rate = 0.0
    total_invented: Rate = 0.0

    status_429: Rate = 0.0
    status_500: Rate = 0.0
    hang: Rate = 0.0
    disconnect: Rate = 0.0
    refusal: Rate = 0.0
    truncated_json: Rate = 0.0
    wrong_schema: Rate = 0.0
    first_attempts: int | None = Field(default=None, ge=0)

    seed: int = 0
    latency: float = Field(default=0.0, ge=0)
    retry_after: float = Field(default=0.05, ge=0)
    hang_seconds: float = Field(default=3600.0, ge=0)
    modes: tuple[ServedMode, ...] = ("tools", "json_schema", "json_object")
    context: int = Field(default=131_072, ge=1)
    models: tuple[str, ...] = ("simulated",)
    key: str | None = None
    most_in_flight: int | None = Field(default=None, ge=1)
    idempotent: bool = False

    @classmethod
    def each_row(cls, rate: float, **others: Any) -> "Faults":
        """All faults of rows at one rate."""
        rates: dict[str, Any] = dict.fromkeys(ROW_FAULTS, rate)
        return cls.model_validate(rates | others)

    def struck(self, dice: "Dice") -> RequestFault | None:
        """The fault that strikes this attempt as a whole, or None."""
        if self.first_attempts is not None and dice.attempt > self.first_attempts:
            return None
        for fault in REQUEST_FAULTS:
            rate: float = getattr(self, fault)
            if rate and dice.of(fault).random() < rate:
                return fault
        return None

    def strikes(self, fault: RowFault, row: int | str, dice: "Dice") -> random.Random | None:
        """The source of chance for a fault that strikes this row, or None where it doesn't."""
        rate: float = getattr(self, fault)
        if not rate:
            return None
        chance = dice.of(f"{fault}/{row}")
        return chance if chance.random() < rate else None


class FaultNote(Frozen):
    """One fault that was injected: in which attempt of which request, where, and what changed.

    ``request`` is the request's key; ``row`` the number of the printed row (for readings of
    crops the number of the crop) and None where the whole answer is struck; ``field`` may name
    several, apart by ``,``.
    """

    request: str
    attempt: int
    fault: RowFault | RequestFault
    row: int | None = None
    field: str | None = None
    before: str | None = None
    after: str | None = None


class Dice:
    """The chance of one attempt of one request; every named draw is independent."""

    def __init__(self, seed: int, request: str, attempt: int) -> None:
        self._prefix = f"{seed}/{request}/{attempt}/"
        self.request = request
        self.attempt = attempt

    def of(self, name: str) -> random.Random:
        """The source of chance for the draw of this name, the same on every run."""
        return random.Random(self._prefix + name)

    def note(
        self, fault: RowFault, row: int, name: str | None, before: str | None, after: str | None
    ) -> FaultNote:
        """The note of a fault of rows that struck this attempt; see `FaultNote`."""
        return FaultNote(
            request=self.request,
            attempt=self.attempt,
            fault=fault,
            row=row,
            field=name,
            before=before,
            after=after,
        )
