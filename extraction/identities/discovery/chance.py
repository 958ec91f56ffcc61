"""How likely it is that a sum holds by accident, and how many such accidents are allowed.

For unrelated figures the difference between a total and its parts is spread over a range at
least as wide as the larger of the two sides, in steps of the grain of the line (the power of ten
that divides all its figures: 1,000 where all end in 000). So it falls within a tolerance of 0
with a chance of at most about grain / range. Lines are taken as independent; one that repeats
another does not count. The chance that at least h of n lines hold is at most the sum over their
choices: C(n, h) times the h largest chances (union bound).

Many candidates are tried. Each gets a part of the allowance, more if words speak for it: weighted
Bonferroni (Roeder and Wasserman 2009, Statistical Science 24, 398-413). The expected number of
false alarms in a table of unrelated figures is then at most ``ARITHMETIC_ALLOWANCE``, plus
``LABEL_ALLOWANCE`` for each line whose words call it a total or a difference. A sum that is
where a line with a total's words would have it, and that holds on every line, needs less: we put
it at one in ten that such a line is no sum, and allow an accident in ten then, so one in a
hundred in all.
"""

from collections.abc import Sequence
from math import inf, lgamma, log

ARITHMETIC_ALLOWANCE = 0.01
LABEL_ALLOWANCE = 0.02
TOTAL_ALLOWANCE = 0.1
_HOLDS = log(0.97)
_FAILS = log(0.03)
"""A figure in thirty-three is taken to be misread or misprinted."""


def chance_of(tolerance: int, span: int, grain: int) -> float:
    """The chance that one line holds by accident, at most 1 (arguments in the smallest unit)."""
    if span <= 0:
        return 1.0
    return min(1.0, (2 * (tolerance // grain) + 1) * grain / span)


def log_chance(held: Sequence[float], near: Sequence[float], lines: int) -> float:
    """The logarithm of the bound for lines with these chances holding, out of so many.

    ``near`` are the chances of lines that fail by one digit; -inf is never reached.
    """
    count = len(held) + len(near)
    if not count:
        return 0.0
    chosen = lgamma(lines + 1) - lgamma(count + 1) - lgamma(lines - count + 1)
    if near:
        chosen += count * log(2)
    return min(0.0, chosen + sum(log(max(p, 1e-300)) for p in (*held, *near)))


def log_odds(held: Sequence[float], near: Sequence[float], lines: int) -> float:
    """How much more likely these lines are under the sum than by accident (natural log)."""
    gained = sum(_HOLDS - log(max(p, 1e-300)) for p in held)
    gained += sum(_FAILS - log(max(p, 1e-300)) for p in near)
    return gained + (lines - len(held) - len(near)) * _FAILS if lines else -inf
