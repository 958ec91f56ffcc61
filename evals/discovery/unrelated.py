"""Tables of unrelated figures: whatever sum is found in them is a false alarm."""

from random import Random

from evals.discovery.model import Annotated


def unrelated(seed: int, words: bool, digits: int, rows: int, columns: int) -> Annotated:
    """A table of random figures; with ``words`` three of its lines are called totals.

    The words are lies: no figure is the sum of others but by accident.
    """
    rng = Random(f"unrelated:{seed}:{words}:{digits}:{rows}:{columns}")
    names = [f"Item {number}" for number in range(1, rows + 1)]
    if words:
        names[2], names[rows // 2], names[-1] = "Net result", "Subtotal", "Total"
    low, high = 10 ** (digits - 1), 10**digits - 1
    return Annotated(
        name=f"unrelated-{seed}",
        title="Figures",
        unit="",
        header=(("Name", *[f"Measure {c}" for c in range(1, columns + 1)]),),
        rows=tuple(
            (name, *[f"{rng.randint(low, high):,}" for _ in range(columns)]) for name in names
        ),
        sums=(),
    )
