"""Columns of one kind under several groups: each group's 2024 beside its 2023.

Where every group prints the same leaf headers, the groups add up leaf by leaf, and the columns of
one sum don't stand side by side.
"""

from collections.abc import Iterator

from extraction.identities.discovery.axis import Axis
from extraction.identities.discovery.sheet import Sheet, column_item

_FEWEST_GROUPS = 3


def slices_of(sheet: Sheet, along: Axis) -> Iterator[tuple[Axis, tuple[int, ...]]]:
    """For each leaf header of three groups or more: the groups as items, and their columns."""
    columns: dict[str, list[tuple[int, str]]] = {}
    for index, header in enumerate(sheet.headers):
        group, _, leaf = header.rpartition("/")
        if group:
            columns.setdefault(leaf, []).append((index, group))
    if len(columns) < 2:
        return
    for found in columns.values():
        if len(found) >= _FEWEST_GROUPS:
            chosen = tuple(index for index, _ in found)
            groups = [group for _, group in found]
            axis = Axis(
                items=tuple(column_item(group, groups) for group in groups),
                values=tuple(along.values[index] for index in chosen),
                steps=along.steps,
                rounded=along.rounded,
                counting=along.counting,
            )
            yield axis, chosen
