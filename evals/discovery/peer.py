"""A reader to compare with: sums of adjacent cells by arithmetic alone.

The published method (AggreCol: Jiang, Vitagliano, Hameed and Naumann, EDBT 2022), its sums only, in
our own words: a cell that is the sum of two or more adjacent ones before or after it is a
candidate; it is kept where the same shape holds on at least 70 % of the lines; found parts are
passed over and the search is repeated. No words, no signs, no bound on accidents. Its authors
publish research code (github.com/lanchiang/AggreCol, Apache 2.0), no package.
"""

from decimal import Decimal
from fractions import Fraction

from evals.discovery.model import Annotated, Place
from evals.discovery.scoring import Found, equal_of
from schemas.amount import decimal_of

_COVERAGE = 0.7
_LONGEST = 60
_ROUNDS = 10
Lines = list[list[Decimal | None]]


def adjacent_sums(table: Annotated) -> Found:
    """The sums of adjacent cells that hold on most lines, down the columns and along the rows."""
    down: Lines = [[decimal_of(text) for text in row] for row in table.rows]
    along: Lines = [list(column) for column in zip(*down, strict=True)]
    found = set()
    for lines, transposed in ((along, False), (down, True)):
        for total, parts, at in _sums(lines):
            places = [Place(at, i) if transposed else Place(i, at) for i in (total, *parts)]
            signed = [(p, Fraction(1 if n == 0 else -1)) for n, p in enumerate(places)]
            found.add(equal_of(signed))
    return Found(frozenset(found), frozenset())


def _sums(lines: Lines) -> list[tuple[int, tuple[int, ...], int]]:
    """Total, parts and line of every sum over the items of these lines."""
    length = len(lines[0]) if lines else 0
    passed: set[int] = set()
    found: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for _ in range(_ROUNDS):
        shapes: dict[tuple[int, tuple[int, ...]], list[int]] = {}
        for at, line in enumerate(lines):
            for shape in _of_line(line, passed, length):
                shapes.setdefault(shape, []).append(at)
        kept = {
            shape: held
            for shape, held in shapes.items()
            if shape not in found and len(held) >= _COVERAGE * _printed(lines, shape[0])
        }
        if not kept:
            break
        for shape, held in sorted(kept.items(), key=lambda kv: (-len(kv[1]), len(kv[0][1]))):
            if shape[0] not in passed and not passed & set(shape[1]):
                found[shape] = held
                passed |= set(shape[1])
    return [(total, parts, at) for (total, parts), held in found.items() for at in held]


def _printed(lines: Lines, item: int) -> int:
    return sum(1 for line in lines if line[item] is not None)


def _of_line(
    line: list[Decimal | None], passed: set[int], length: int
) -> list[tuple[int, tuple[int, ...]]]:
    open_items = [i for i in range(length) if i not in passed and line[i] is not None]
    found = []
    for at, total in enumerate(open_items):
        for way in (open_items[at + 1 :], open_items[:at][::-1]):
            added = Decimal(0)
            for count, item in enumerate(way[:_LONGEST], 1):
                added += line[item] or Decimal(0)
                if count > 1 and added == line[total] and added:
                    found.append((total, tuple(sorted(way[:count]))))
                    break
    return found
