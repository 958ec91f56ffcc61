"""From a recogniser's probabilities to characters, each with all that it may be besides.

The matrix is T x C: for every time step (a slice of the line, left to right) the probability
of each class. Class 0 is the blank between characters; neighbouring steps of one class are
one character. So the reading is a choice, and what it was chosen over can be read off too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLANK = 0
LEAST = 1e-3
"""Alternatives below this probability are not worth keeping."""

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Emission:
    """One character: its first and last time step, probability at its peak, and the others."""

    character: str
    first: int
    last: int
    confidence: float
    alternatives: tuple[tuple[str, float], ...]


def collapse(
    matrix: Matrix,
    characters: Sequence[str],
    keep: int = 5,
    allowed: NDArray[np.intp] | None = None,
) -> tuple[Emission, ...]:
    """The most probable class of each step, collapsed, with up to ``keep`` alternatives each.

    Args:
        matrix: probabilities, T x C.
        characters: the C classes; the first one is the blank.
        keep: how many alternatives a character keeps, most probable first.
        allowed: classes that may be read; all where None. The blank is always allowed.
    """
    if allowed is not None:
        classes = np.union1d(allowed, np.array([BLANK]))
        matrix, characters = matrix[:, classes], [characters[i] for i in classes]
    best = matrix.argmax(axis=1)
    runs = _runs(best)
    others = [_instead(matrix, runs, i, characters, keep) for i in range(len(runs))]
    for i, text, probability in _lost(matrix, best, runs, characters):
        others[i].append((text, probability))
    return tuple(
        Emission(
            character=characters[best[first]],
            first=first,
            last=last,
            confidence=float(matrix[first : last + 1, best[first]].max()),
            alternatives=_ranked(found, keep),
        )
        for (first, last), found in zip(runs, others, strict=True)
    )


def _runs(best: NDArray[np.intp]) -> list[tuple[int, int]]:
    """First and last step of every run of one class that is no blank."""
    edges = np.flatnonzero(np.diff(best)) + 1
    firsts = [0, *edges.tolist()] if len(best) else []
    lasts = [*(edges - 1).tolist(), len(best) - 1]
    return [(a, b) for a, b in zip(firsts, lasts, strict=False) if best[a] != BLANK]


def _instead(
    matrix: Matrix, runs: list[tuple[int, int]], i: int, characters: Sequence[str], keep: int
) -> list[tuple[str, float]]:
    """Other characters in place of run i, nothing in its place, or the same one twice."""
    first, last = runs[i]
    steps = matrix[first : last + 1]
    printed = int(steps[0].argmax())
    strongest = steps.max(axis=0)
    count = min(keep + 2, len(strongest))
    top = np.argpartition(strongest, len(strongest) - count)[-count:]
    found = [
        (characters[c], float(strongest[c])) for c in top.tolist() if c not in (printed, BLANK)
    ]
    found.append(("", _nothing(matrix, runs, i, printed)))
    if last - first >= 2:
        twice = float(steps[1:-1, BLANK].max())
        found.append((characters[printed] * 2, twice))
    return found


def _nothing(matrix: Matrix, runs: list[tuple[int, int]], i: int, printed: int) -> float:
    """How probable it is that run i is no character of its own."""
    first, last = runs[i]
    blank = float(matrix[first : last + 1, BLANK].min())
    if i and int(matrix[runs[i - 1][0]].argmax()) == printed:
        between = matrix[runs[i - 1][1] + 1 : first, printed]
        blank = max(blank, float(between.min())) if len(between) else blank
    return blank


def _lost(
    matrix: Matrix,
    best: NDArray[np.intp],
    runs: list[tuple[int, int]],
    characters: Sequence[str],
) -> list[tuple[int, str, float]]:
    """Characters that peak below the blank, as (run beside them, both characters, probability)."""
    if not runs:
        return []
    doubted = np.flatnonzero((best == BLANK) & (matrix[:, BLANK] <= 1.0 - LEAST))
    found: list[tuple[int, str, float]] = []
    for step in doubted.tolist():
        second = int(matrix[step, BLANK + 1 :].argmax()) + BLANK + 1
        height = float(matrix[step, second])
        if height < LEAST or height < matrix[max(0, step - 1) : step + 2, second].max():
            continue
        i = sum(last < step for _, last in runs) - 1
        char, beside = characters[second], characters[best[runs[max(i, 0)][0]]]
        found.append((max(i, 0), char + beside if i < 0 else beside + char, height))
    return found


def _ranked(found: list[tuple[str, float]], keep: int) -> tuple[tuple[str, float], ...]:
    best: dict[str, float] = {}
    for text, probability in found:
        if probability >= LEAST:
            best[text] = max(probability, best.get(text, 0.0))
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    return tuple(ranked[:keep])
