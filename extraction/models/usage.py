"""What was asked and what it took: requests and tokens, of a document or of a run."""

import threading

from schemas.frozen import Frozen


class UsageCounts(Frozen):
    """Requests and tokens of one model.

    ``requests`` were answered by the endpoint, ``cached`` by the store or a recording. Tokens are
    those of ``requests`` only, ``tokens_cached`` (in and out) those that the cached answers took
    when they were paid for. ``estimated`` requests reported no tokens: theirs are estimates.
    """

    requests: int = 0
    cached: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    estimated: int = 0

    def plus(self, other: "UsageCounts") -> "UsageCounts":
        """Both together."""
        return UsageCounts(
            **{name: getattr(self, name) + getattr(other, name) for name in type(self).model_fields}
        )


class Usage:
    """A tally by model; safe for threads."""

    def __init__(self) -> None:
        self._by_model: dict[str, UsageCounts] = {}
        self._lock = threading.Lock()

    def add(self, model: str, counts: UsageCounts) -> None:
        """Count so much more for a model."""
        with self._lock:
            self._by_model[model] = self._by_model.get(model, UsageCounts()).plus(counts)

    def by_model(self) -> dict[str, UsageCounts]:
        """The counts so far, by the name of the model."""
        with self._lock:
            return dict(self._by_model)

    def total(self) -> UsageCounts:
        """The counts so far of all models together."""
        counts = UsageCounts()
        for of_model in self.by_model().values():
            counts = counts.plus(of_model)
        return counts
