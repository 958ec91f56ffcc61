"""Which single slip takes one printed figure to another, in words."""

from decimal import Decimal

from schemas.amount import decimals_of, plain_decimal
from ui.explainwords import Words


def slip(printed: Decimal, wanted: Decimal, words: Words) -> str | None:
    """The slip between what is printed and what is wanted, or None where it is more than one.

    Places count digits from the left, the point left out.
    """
    if printed == -wanted:
        return words("sign")
    places = max(decimals_of(printed), decimals_of(wanted))
    read, meant = (
        plain_decimal(abs(v).quantize(Decimal(1).scaleb(-places))).replace(".", "")
        for v in (printed, wanted)
    )
    if len(read) == len(meant):
        wrong = [i for i, (a, b) in enumerate(zip(read, meant, strict=True)) if a != b]
        if len(wrong) == 1:
            at = wrong[0]
            return words("digit", at + 1, read[at], meant[at])
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
            first, last = wrong
            if (read[first], read[last]) == (meant[last], meant[first]):
                return words("swapped", first + 1, last + 1)
    small, large = sorted((abs(printed), abs(wanted)))
    if small and any(small * 10**power == large for power in range(1, 5)):
        return words("point")
    for at in range(len(meant)):
        if len(meant) == len(read) + 1 and meant[:at] + meant[at + 1 :] == read:
            return words("lost", at + 1, meant[at])
    for at in range(len(read)):
        if len(read) == len(meant) + 1 and read[:at] + read[at + 1 :] == meant:
            return words("added", at + 1, read[at])
    return None
