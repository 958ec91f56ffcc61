"""Which row of a result answers which row of gold, and which table which.

Greedy by likeness: the most alike are paired first, whatever their order. A row is as like
another as they have printed values in common under the same field, each field of the key
counting four times. Among equally alike pairs the one that is nearer in print goes first.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

Values = Mapping[str, Decimal | str]
"""The printed values of a row by field, in the form in which they are compared; no blanks."""

Pairs = tuple[tuple[int, int], ...]
"""Indexes that go together: of gold, of the result; in the order of gold."""

_KEY_WEIGHT = 3
_USUAL = ("code", "name")
_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "revenue_expenditure_summary": ("side", "item"),
        "fiscal_appropriation_summary": ("side", "item"),
        "three_public": (),
        "procurement": ("project", "item", "function"),
        "service_purchase": ("project", "service"),
        "asset_allocation": ("project", "asset_name"),
        "funding_composition": ("side", "item"),
        "project_profile": ("name",),
        "project_funding": ("item",),
        "project_spending": ("item",),
        "indicators": ("level1", "level2", "name"),
        "allocation": ("district",),
    }
)
"""The key fields that tell rows of one table apart; those that all its rows share are left out."""


def key_fields(kind: str) -> tuple[str, ...]:
    """The fields by which the rows of a kind are known."""
    return _KEYS.get(kind, _USUAL)


def pair_rows(gold: Sequence[Values], found: Sequence[Values], kind: str) -> Pairs:
    """The rows of two tables of a kind that go together; rows with nothing in common do not."""
    if len(gold) == len(found) and all(a and a == b for a, b in zip(gold, found, strict=True)):
        return tuple((i, i) for i in range(len(gold)))
    keys = key_fields(kind)
    where: dict[tuple[str, Decimal | str], list[int]] = defaultdict(list)
    for j, row in enumerate(found):
        for cell in row.items():
            where[cell].append(j)
    candidates = []
    for i, row in enumerate(gold):
        likeness: Counter[int] = Counter()
        for cell in row.items():
            weight = 1 + _KEY_WEIGHT * (cell[0] in keys)
            for j in where.get(cell, ()):
                likeness[j] += weight
        candidates += [(-worth, abs(i - j), -i, -j) for j, worth in likeness.items()]
    candidates.sort()
    taken: dict[int, int] = {}
    used: set[int] = set()
    for _, _, negative_i, negative_j in candidates:
        i, j = -negative_i, -negative_j
        if i not in taken and j not in used:
            taken[i] = j
            used.add(j)
    return tuple(sorted(taken.items()))


def pair_tables(
    gold: Sequence[Sequence[Values]], found: Sequence[Sequence[Values]], kind: str
) -> Pairs:
    """The tables of a kind that go together: those first whose paired rows share most values.

    Two empty tables go together as well.
    """
    wanted = [_cells(table) for table in gold]
    there = [_cells(table) for table in found]
    # What two tables share at most is counted at once; their rows are paired only where a pair
    # of tables may be the next best.
    queue: list[tuple[int, int, int, int, int]] = []
    for a, cells in enumerate(wanted):
        for b, others in enumerate(there):
            most = (cells & others).total() + (not gold[a] and not found[b])
            if most:
                queue.append((-most, 0, abs(a - b), -a, -b))
    heapq.heapify(queue)
    taken: dict[int, int] = {}
    used: set[int] = set()
    while queue:
        _, exact, apart, negative_a, negative_b = heapq.heappop(queue)
        a, b = -negative_a, -negative_b
        if a in taken or b in used:
            continue
        if exact:
            taken[a] = b
            used.add(b)
            continue
        shared = _shared(gold[a], found[b], kind)
        if shared:
            heapq.heappush(queue, (-shared, 1, apart, negative_a, negative_b))
    return tuple(sorted(taken.items()))


def _cells(table: Sequence[Values]) -> Counter[tuple[str, Decimal | str]]:
    return Counter(cell for row in table for cell in row.items())


def _shared(gold: Sequence[Values], found: Sequence[Values], kind: str) -> int:
    if not gold and not found:
        return 1
    return sum(
        found[j].get(field) == value
        for i, j in pair_rows(gold, found, kind)
        for field, value in gold[i].items()
    )
