"""How far the review of all documents is, and what it came to."""

from collections import Counter
from decimal import Decimal

from extraction.records.reviews import ReviewStore
from schemas.amount import plain_decimal
from schemas.review import Progress, Quality


def progress_of(store: ReviewStore, expired: str) -> Progress:
    """The sums of all documents; claims older than ``expired`` (UTC, ISO 8601) don't count."""
    return Progress(**store.sums(), claimed=store.claimed_since(expired))


def quality_of(store: ReviewStore) -> Quality:
    """Counts over all documents; what was undone is left out, and skips are no decisions."""
    totals = store.totals()
    actions: Counter[str] = Counter()
    people: Counter[str] = Counter()
    accepted = refused = 0
    for action, who, suggested, count in store.counted_decisions():
        if action == "skip":
            continue
        actions[action] += count
        people[who] += count
        accepted += count if action == "accept" else 0
        refused += count if suggested and action != "accept" else 0
    spent = store.spent()
    costs = [row["cost"] for row in spent]
    known = [Decimal(cost) for cost in costs if cost is not None]
    cost = plain_decimal(sum(known, Decimal(0))) if len(known) == len(costs) else None
    return Quality(
        cells=_of("status", totals),
        findings=_of("finding", totals),
        tables=_of("kind", totals),
        decisions=dict(sorted(actions.items())),
        people=dict(sorted(people.items())),
        accepted_suggestions=accepted,
        refused_suggestions=refused,
        requests=sum(row["requests"] for row in spent),
        tokens_in=sum(row["tokens_in"] for row in spent),
        tokens_out=sum(row["tokens_out"] for row in spent),
        cost=cost,
    )


def _of(what: str, totals: dict[tuple[str, str], int]) -> dict[str, int]:
    return {value: count for (name, value), count in sorted(totals.items()) if name == what}
