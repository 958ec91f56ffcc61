"""What a job is after a try, by how the try ended."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple

from extraction.records.jobs import Row

How = Literal["done", "lost", "failed", "stopped", "strike", "setback"]
"""How a try ends by itself. lost: the job is another's by now · failed: the document is at fault ·
stopped: a setting is · strike: perhaps the document is · setback: the machine is."""

Ending = How | Literal["loss", "release"]
"""Beside that: loss, the worker died · release, the worker was stopped."""

LOSSES = 10
"""A document whose worker died so often may be what kills it. Other things kill workers more often
than documents do, so it is far above `Settings.tries`."""
_LONGEST_WAIT = 300.0
_FIRST_WAIT = 1.0


class Verdict(NamedTuple):
    """The columns of a job after a try, and in how many seconds it is to be tried again."""

    values: dict[str, Any]
    after: float | None = None


def verdict(row: Row, how: Ending, reason: str, tries: int, now: datetime) -> Verdict:
    """What a job becomes. ``tries`` is how many strikes set it aside."""
    if how == "failed":
        return _ended("failed", reason, now)
    if how == "stopped":
        return _ended("set_aside", reason, now)
    if how == "strike":
        strikes = row.strikes + 1
        if strikes >= tries:
            told = f"set aside after {strikes} tries: {reason}" if strikes > 1 else reason
            return _ended("set_aside", told, now, strikes=strikes)
        return _again(_wait(strikes), reason, now, strikes=strikes)
    if how == "setback":
        setbacks = row.setbacks + 1
        return _again(_wait(setbacks), reason, now, setbacks=setbacks)
    if how == "loss":
        losses = row.losses + 1
        if losses >= LOSSES:
            told = f"set aside: {losses} workers died while they worked on it"
            return _ended("set_aside", told, now, losses=losses)
        return _again(0.0, reason, now, losses=losses)
    return _again(0.0, reason, now)


def moment(now: datetime) -> str:
    """A moment as the ledger has it: UTC in ISO 8601 with microseconds."""
    return now.astimezone(UTC).isoformat(timespec="microseconds")


def _wait(times: int) -> float:
    """Seconds to wait, doubled with each time."""
    return min(_LONGEST_WAIT, _FIRST_WAIT * float(2 ** min(times, 16)))


def _ended(state: str, reason: str, now: datetime, **counts: int) -> Verdict:
    return Verdict({"state": state, "reason": reason, "ended_at": moment(now), **counts})


def _again(after: float, reason: str, now: datetime, **counts: int) -> Verdict:
    then = moment(now + timedelta(seconds=after))
    values = {"state": "waiting", "reason": reason or None, "not_before": then, **counts}
    return Verdict(values, after)
