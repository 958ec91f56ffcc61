"""Whether one figure can be another one misread: by one digit, point or transposition."""

from decimal import Decimal

from schemas.amount import plain_decimal


def is_one_misreading(printed: Decimal, true: Decimal) -> bool:
    """Whether one edit takes the digits of one figure to those of the other.

    An edit is a digit read as another, lost, added, two neighbours exchanged, the decimal
    point moved, or the sign lost. Printed places are kept: 90000.00 is not 9000.00 + digits.
    """
    if printed == true:
        return False
    a, b = _digits(printed, true)
    if a == b or _point_moved(printed, true):
        return True
    if len(a) == len(b):
        wrong = [i for i in range(len(a)) if a[i] != b[i]]
        if len(wrong) == 1:
            return True
        i = wrong[0]
        return len(wrong) == 2 and wrong[1] == i + 1 and a[i] == b[i + 1] and a[i + 1] == b[i]
    if abs(len(a) - len(b)) == 1:
        longer, shorter = (a, b) if len(a) > len(b) else (b, a)
        return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
    return False


def _digits(printed: Decimal, true: Decimal) -> tuple[str, str]:
    exponents = [
        e for e in (printed.as_tuple().exponent, true.as_tuple().exponent) if isinstance(e, int)
    ]
    places = -min(0, *exponents)
    texts = [plain_decimal(abs(v).quantize(Decimal(1).scaleb(-places))) for v in (printed, true)]
    return texts[0].replace(".", ""), texts[1].replace(".", "")


def _point_moved(printed: Decimal, true: Decimal) -> bool:
    small, large = sorted((abs(printed), abs(true)))
    return small != 0 and any(small * factor == large for factor in (10, 100, 1000, 10000))
