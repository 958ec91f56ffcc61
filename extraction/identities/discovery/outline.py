"""Sums that labels alone lay out: code prefixes, enumerations within another, indentation."""

from collections.abc import Callable, Sequence

from extraction.identities.discovery.axis import Axis, Item, Parts
from extraction.identities.discovery.words import Role

Depths = Sequence[int | None]


def outlines(axis: Axis) -> tuple[tuple[Parts, ...], ...]:
    """For each scheme that the labels print, parent = sum of the lines right below it."""
    found = []
    for parents in (_by_code, _by_number, _by_indent):
        made = _sums(axis.items, parents(axis.items))
        if made:
            found.append(made)
    return tuple(found)


def _sums(items: Sequence[Item], parents: Sequence[int | None]) -> tuple[Parts, ...]:
    children: dict[int, list[int]] = {}
    for index, parent in enumerate(parents):
        if parent is not None and items[index].role is not Role.OF_WHICH:
            children.setdefault(parent, []).append(index)
    return tuple(
        Parts(parent, tuple((1, child) for child in below)) for parent, below in children.items()
    )


def _by_code(items: Sequence[Item]) -> list[int | None]:
    """The nearest line above whose code is the longest proper beginning of the own one."""
    last: dict[str, int] = {}
    parents: list[int | None] = []
    for index, item in enumerate(items):
        lengths = range(len(item.code) - 1, 0, -1)
        parents.append(next((last[item.code[:n]] for n in lengths if item.code[:n] in last), None))
        if item.code:
            last[item.code] = index
    return parents


def _by_number(items: Sequence[Item]) -> list[int | None]:
    """Enumerations nest in the order in which their patterns first appear below one another."""
    return _nested([item.number or None for item in items], lambda a, b: a == b)


def _nested(marks: Sequence[str | None], same: Callable[[str, str], bool]) -> list[int | None]:
    stack: list[tuple[str, int]] = []
    parents: list[int | None] = []
    for index, mark in enumerate(marks):
        if mark is None:
            parents.append(None)
            continue
        depth = next((d for d, (other, _) in enumerate(stack) if same(other, mark)), len(stack))
        del stack[depth:]
        parents.append(stack[-1][1] if stack else None)
        stack.append((mark, index))
    return parents


def _by_indent(items: Sequence[Item]) -> list[int | None]:
    """The nearest line above that begins further left, within one section."""
    stack: list[int] = []
    parents: list[int | None] = []
    for index, item in enumerate(items):
        while stack and (
            items[stack[-1]].indent >= item.indent or items[stack[-1]].section != item.section
        ):
            stack.pop()
        totalled = item.role is Role.TOTAL
        parents.append(stack[-1] if stack and not totalled else None)
        stack.append(index)
    return parents
