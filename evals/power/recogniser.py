"""Readings of an imagined recogniser whose confidences were measured on degraded scans.

The counts stand in ``recogniser.json``, which `evals.power.scan_confidences` makes anew.
"""

from functools import cached_property
from itertools import accumulate
from pathlib import Path
from random import Random

from pydantic import ConfigDict

from schemas.frozen import Frozen

MEASURED = Path(__file__).with_name("recogniser.json")


class Seen(Frozen):
    """How an amount was read: rightly or not, how surely (0..1), with how many other readings.

    ``true_at`` is where the printed amount stands among these (from 0), None where it does not.
    """

    right: bool
    confidence: float
    alternatives: int = 0
    true_at: int | None = None


class Measured(Frozen):
    """What was seen how often, on scans of which conditions, and what counts it again."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    command: str
    conditions: tuple[str, ...]
    counts: tuple[tuple[Seen, int], ...]

    def drawn(self, rng: Random, *, right: bool) -> Seen:
        """One reading of those that were right or misread, as often as it was seen."""
        seen, weights = self._right if right else self._misread
        (one,) = rng.choices(seen, cum_weights=weights)
        return one

    @cached_property
    def _right(self) -> tuple[list[Seen], list[int]]:
        return self._of(right=True)

    @cached_property
    def _misread(self) -> tuple[list[Seen], list[int]]:
        return self._of(right=False)

    def _of(self, *, right: bool) -> tuple[list[Seen], list[int]]:
        own = [(seen, times) for seen, times in self.counts if seen.right is right]
        return [seen for seen, _ in own], list(accumulate(times for _, times in own))


def measured() -> Measured:
    """The counts that ship."""
    return Measured.model_validate_json(MEASURED.read_bytes())
