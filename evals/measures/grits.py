"""GriTS, the similarity of tables as grids (Smock, Pesala & Abraham 2023, ICDAR, arXiv:2203.12555).

The measure of cell content: twice the likeness of the most similar substructures of both grids
over the number of their cells (section 4). Finding these is NP-hard; rows and columns are
aligned one after the other, each by dynamic programming, as in the paper's factored algorithm
(section 4.3). Two texts are as like as twice their longest common subsequence over their lengths.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

Grid: TypeAlias = Sequence[Sequence[str]]
"""The texts of a table by row and column; all rows are equally long."""

Rewards: TypeAlias = NDArray[np.float64]

_CLOSE = 1e-9


def grits_content(gold: Grid, found: Grid) -> float:
    """The similarity of two grids, 0..1; two empty grids are alike."""
    shapes = [(len(grid), len(grid[0]) if grid else 0) for grid in (gold, found)]
    sizes = [rows * columns for rows, columns in shapes]
    if not all(sizes):
        return 0.0 if any(sizes) else 1.0
    rewards = _rewards(gold, found)
    rows = _outer(_inner(rewards))
    columns = _outer(_inner(rewards.transpose(1, 0, 3, 2)))
    true = float(
        sum(rewards[i, k, j, l] for i, j in rows for k, l in columns)  # noqa: E741
    )
    return 2 * true / sum(sizes)


def text_likeness(one: str, other: str) -> float:
    """Twice the longest common subsequence over both lengths, 0..1."""
    if one == other:
        return 1.0
    return 2 * LCSseq.similarity(one, other) / (len(one) + len(other))


def _rewards(gold: Grid, found: Grid) -> Rewards:
    """How alike any two cells are: row and column of gold, row and column of the other."""
    here = list(dict.fromkeys(text for row in gold for text in row))
    there = list(dict.fromkeys(text for row in found for text in row))
    alike = np.array([[text_likeness(a, b) for b in there] for a in here])
    at = {text: number for number, text in enumerate(here)}
    to = {text: number for number, text in enumerate(there)}
    rows = np.array([[at[text] for text in row] for row in gold])
    others = np.array([[to[text] for text in row] for row in found])
    return np.asarray(alike[rows[:, :, None, None], others[None, None, :, :]], dtype=np.float64)


def _inner(rewards: Rewards) -> Rewards:
    """The score of the best alignment of every row with every other row."""
    rows, columns, others, other_columns = rewards.shape
    scores = np.zeros((columns + 1, other_columns + 1, rows, others))
    for i in range(1, columns + 1):
        for j in range(1, other_columns + 1):
            paired = scores[i - 1, j - 1] + rewards[:, i - 1, :, j - 1]
            scores[i, j] = np.maximum(paired, np.maximum(scores[i - 1, j], scores[i, j - 1]))
    return np.asarray(scores[-1, -1], dtype=np.float64)


def _outer(worth: Rewards) -> list[tuple[int, int]]:
    """The pairs of the best alignment of two sequences; a pair goes before a gap."""
    n, m = worth.shape
    scores = np.zeros((n + 1, m + 1))
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            paired = scores[i - 1, j - 1] + worth[i - 1, j - 1]
            scores[i, j] = max(paired, scores[i - 1, j], scores[i, j - 1])
    pairs = []
    i, j = n, m
    while i and j:
        if scores[i, j] - (scores[i - 1, j - 1] + worth[i - 1, j - 1]) < _CLOSE:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif scores[i, j] - scores[i - 1, j] < _CLOSE:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]
