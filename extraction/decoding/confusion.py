"""What it costs to say that a figure was misread: minus log-probability, in nats.

The figures are a judgement, set for about one figure in fifty wrong: -ln(1/50) is 4, and a slip of
one character is one of some dozens at a figure of six or seven characters. Substitutions come
first (look-alikes before others), then lost and added characters; an edit is one of Damerau's
four (Damerau 1964, Comm. ACM 7, 171-176). What no slip explains costs as much as three slips and
is never suggested.
"""

from collections.abc import Sequence
from decimal import Decimal

LOOKALIKE, DIGIT, LOST, ADDED, EXCHANGED, POINT, MINUS, UNIT = 8.0, 8.5, 9.0, 9.5, 10, 9.5, 9.5, 10
ALTERNATIVE, LATER_ALTERNATIVE = 5.0, 0.5
"""Of the first other reading of the recogniser's, and more for each later one."""
SWAPPED = 11.0
"""Two figures that stand side by side or one above the other, each in the other's cell; one of
the two may be blank."""
ODD, LEAST_ODD = 5.0, 3.0
"""How much less a slip costs where what was read is odd: other places than its column prints, the
only minus of its table, a leading zero; and the least that is left."""
BORNE_OUT = 6.0
"""How much less a change costs for every statement of the prose and every customary sum that fails
before and holds after it: by chance one in a thousand does."""
FILLED, FILLED_AMONG_BLANKS = 13.0, 16.0
"""A blank cell in which a figure must have stood; the same where its column is mostly blank."""
FILLED_IN_FULL = 6.0
"""A blank cell in a column that is full otherwise."""
FILLED_TOTAL = 3.5
"""A blank total of parts that are printed: it is seen to be missing."""
STRANGE_MINUS = 8.0
"""How much more a lost minus costs in a table that prints none."""
WILD = 25.0
"""Any other value: the publisher's own error, or a figure misread beyond one slip."""
ABANDONED = 19.0
"""An identity that fails for another reason: a lost row, a sum that the publisher got wrong."""
LEAST_TAIL, MOST_TAIL = 2.0, 7.0
"""An identity left with a rounding tail costs the logarithm of how rare they are among those of
as many terms, but no less and no more than this."""
LEAST = LOOKALIKE
"""No change of a figure that is not odd is cheaper."""

_ALIKE = ("08", "06", "68", "17", "38", "56", "35", "14", "79", "27")


def slip_cost(text: str, value: Decimal) -> float | None:
    """The cost of reading ``value`` as ``text`` by one slip; None where it takes more."""
    old = Decimal(text)
    if old == value:
        return None
    costs = [cost for places in _places(text, value) if (cost := _edit(text, _at(value, places)))]
    small, large = sorted((abs(old), abs(value)))
    if small and (old < 0) == (value < 0):
        costs += [POINT for k in (1, 2, 3) if small.scaleb(k) == large]
        costs += [UNIT] if small.scaleb(4) == large else []
    return min(costs, default=None)


def alternative_cost(alternatives: Sequence[Decimal | None], value: Decimal) -> float | None:
    """The cost of a reading that the recogniser itself weighed."""
    if value not in alternatives:
        return None
    return ALTERNATIVE + LATER_ALTERNATIVE * alternatives.index(value)


def _places(text: str, value: Decimal) -> set[int]:
    own = len(text.partition(".")[2])
    exponent = value.normalize().as_tuple().exponent
    least = max(0, -exponent) if isinstance(exponent, int) else 0
    return {max(least, places) for places in (0, 2, own)}


def _at(value: Decimal, places: int) -> str:
    return format(value.quantize(Decimal(1).scaleb(-places)), "f")


def _edit(read: str, true: str) -> float | None:
    """The cost of one edit between two texts, or None where it takes none or more than one."""
    if abs(len(read) - len(true)) > 1 or read == true:
        return None
    if len(read) == len(true):
        return _same_length(read, true)
    longer, shorter = (read, true) if len(read) > len(true) else (true, read)
    at = next((i for i, c in enumerate(shorter) if longer[i] != c), len(shorter))
    if longer[at + 1 :] != shorter[at:]:
        return None
    if longer[at] == "-":
        return MINUS
    if longer[at] == ".":
        return POINT
    return LOST if longer == true else ADDED


def _same_length(read: str, true: str) -> float | None:
    wrong = [i for i in range(len(read)) if read[i] != true[i]]
    at = wrong[0]
    if len(wrong) == 1:
        pair = read[at] + true[at]
        return None if not pair.isdigit() else LOOKALIKE if _alike(pair) else DIGIT
    if len(wrong) != 2 or wrong[1] != at + 1 or read[at : at + 2] != true[at : at + 2][::-1]:
        return None
    return POINT if "." in read[at : at + 2] else EXCHANGED


def _alike(pair: str) -> bool:
    return pair in _ALIKE or pair[::-1] in _ALIKE
