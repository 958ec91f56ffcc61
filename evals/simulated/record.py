"""What the simulated reader was asked and what it spoiled, for tests and benchmarks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from evals.simulated.faults import FaultNote
from schemas.frozen import Frozen


class Seen(Frozen):
    """What a server has seen: attempts, different requests, and those that came more than once.

    Tokens are the estimates that it reported as usage; ``answered`` counts completions with
    status 200; ``most_in_flight`` is the largest number of requests worked on at once.
    ``charged_twice`` counts requests that were completed more than once, each time for money;
    ``replayed`` the completions that were sent again for nothing, by their idempotency key.
    """

    attempts: int
    different: int
    repeated: int
    answered: int
    most_in_flight: int
    tokens_in: int
    tokens_out: int
    charged_twice: int
    replayed: int


@dataclass
class Record:
    """Grows with every request; the server alone writes it."""

    counts: Counter[str] = field(default_factory=Counter)
    charged: Counter[str] = field(default_factory=Counter)
    notes: list[FaultNote] = field(default_factory=list)
    replayed: int = 0
    answered: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def attempt(self, request: str) -> int:
        """Count an attempt of a request and say which one it is, from 1."""
        self.counts[request] += 1
        return self.counts[request]

    def note(self, notes: Iterable[FaultNote]) -> None:
        """Keep what was injected."""
        self.notes.extend(notes)

    def enter(self) -> None:
        """A request begins to be worked on."""
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)

    def leave(self) -> None:
        """A request is no longer worked on."""
        self.in_flight -= 1

    def answer(self, request: str, tokens_in: int, tokens_out: int) -> None:
        """Count the completion of a request and its tokens."""
        self.charged[request] += 1
        self.answered += 1
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out

    def seen(self) -> Seen:
        """The counts as they stand now."""
        return Seen(
            attempts=self.counts.total(),
            different=len(self.counts),
            repeated=sum(1 for count in self.counts.values() if count > 1),
            answered=self.answered,
            most_in_flight=self.most_in_flight,
            tokens_in=self.tokens_in,
            tokens_out=self.tokens_out,
            charged_twice=sum(1 for count in self.charged.values() if count > 1),
            replayed=self.replayed,
        )

    def forget(self) -> None:
        """Begin anew, as if no request had come."""
        self.counts.clear()
        self.charged.clear()
        self.notes.clear()
        self.answered = self.replayed = self.tokens_in = self.tokens_out = 0
        self.most_in_flight = self.in_flight
