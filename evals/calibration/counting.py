"""Cells counted by what is known of them, so that hundreds of thousands fit in memory."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from evals.calibration.cells import SeenCell
from extraction.confidence.traits import Traits


class Key(NamedTuple):
    """Cells of one original, under one condition, with the same traits."""

    group: str
    condition: str
    traits: Traits


class Count(NamedTuple):
    """Cells, and those of them that are wrong."""

    cells: int = 0
    wrong: int = 0

    def plus(self, other: "Count") -> "Count":
        """Both together."""
        return Count(self.cells + other.cells, self.wrong + other.wrong)


class Seen(NamedTuple):
    """Counts of cells, and every wrong cell by itself."""

    counts: Mapping[Key, Count]
    wrong: tuple[SeenCell, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The originals, in the order in which they were read."""
        return tuple(dict.fromkeys(key.group for key in self.counts))

    def of(self, groups: frozenset[str]) -> "Seen":
        """The part that comes from these originals."""
        counts = {key: count for key, count in self.counts.items() if key.group in groups}
        return Seen(counts, tuple(cell for cell in self.wrong if cell.group in groups))

    @property
    def total(self) -> Count:
        """All cells that say something."""
        total = Count()
        for _, count in self.saying():
            total = total.plus(count)
        return total

    def saying(self) -> Iterator[tuple[Key, Count]]:
        """The counts without blank cells."""
        for key, count in self.counts.items():
            if key.traits.sort != "blank":
                yield key, count


def together(parts: Iterable[Seen]) -> Seen:
    """All counts together."""
    counts: dict[Key, Count] = {}
    wrong: list[SeenCell] = []
    for part in parts:
        for key, count in part.counts.items():
            counts[key] = counts.get(key, Count()).plus(count)
        wrong += part.wrong
    return Seen(counts, tuple(wrong))


def counted(cells: Iterable[SeenCell]) -> Seen:
    """Cells counted by original, condition and traits."""
    counts: dict[Key, Count] = {}
    wrong: list[SeenCell] = []
    for cell in cells:
        key = Key(cell.group, cell.condition, cell.traits)
        counts[key] = counts.get(key, Count()).plus(Count(1, not cell.right))
        if not cell.right:
            wrong.append(cell)
    return Seen(counts, tuple(wrong))
