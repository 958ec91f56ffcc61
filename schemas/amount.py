"""Amounts as printed and as `Decimal`; never through float.

Units are 元 and 万元 (1 万元 = 10 000 元). A blank is None, a printed 0.00 is zero.
"""

import re
import unicodedata
from decimal import Decimal
from typing import Literal

from schemas.frozen import Frozen

Unit = Literal["元", "万元"]

SCALE_OF_WAN = Decimal(10000)
"""元 in one 万元."""

_NUMERAL = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_AMOUNT = re.compile(rf"^\(?({_NUMERAL.pattern})\)?(万元|亿元|万|元)?[。.]?$")
_CURRENCY = re.compile(r"^([-(]{0,2})(?:US|HK|NZ|A|C|S|R)?[$£€¥](?=[-(]?\d)")
_NIL = frozenset({"", "-", "--", "—", "——", "－", "/"})
_UNIT = re.compile(r"位[:：]?[(（]?(万元|元)")
_BARE_UNIT = re.compile(r"[(（](万元|元)[)）]")


class Amount(Frozen):
    """A printed figure: its numeral as printed, its value, and the unit printed with it."""

    numeral: str
    value: Decimal
    unit: str | None = None

    @property
    def decimals(self) -> int:
        """Digits printed after the decimal point."""
        return decimals_of(self.value)


def decimals_of(value: Decimal) -> int:
    """Digits after the decimal point of ``value`` as it was printed."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def parse_amount(text: str | None) -> Amount | None:
    """Read a printed figure, or None where the text is blank or no figure.

    Full-width digits, thousands separators, a currency sign, a suffix 元/万/万元/亿元 and
    parentheses around a negative figure are read; nothing is rounded or scaled.
    """
    if text is None:
        return None
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).replace("−", "-")
    plain = _CURRENCY.sub(r"\1", plain)
    match = _AMOUNT.match(plain)
    if match is None:
        return None
    numeral, unit = match.group(1), match.group(2)
    value = Decimal(numeral.replace(",", ""))
    if plain.startswith("(") and ")" in plain:
        value, numeral = -value, f"-{numeral}"
    return Amount(numeral=numeral, value=value, unit="万元" if unit == "万" else unit)


def decimal_of(text: str | None) -> Decimal | None:
    """The value of a printed figure, or None where it is blank or no figure."""
    amount = parse_amount(text)
    return None if amount is None else amount.value


def is_nil(text: str) -> bool:
    """Whether the text stands for nothing: blank or a lone dash."""
    return text.strip() in _NIL


def plain_decimal(value: Decimal) -> str:
    """A decimal without thousands separators or exponent, its printed places kept."""
    return format(value, "f")


def parse_unit(text: str) -> Unit | None:
    """The unit that a line such as 「单位：万元」 or a header 「金额(元)」 states, or None."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    match = _UNIT.search(plain) or _BARE_UNIT.search(plain)
    if match is None:
        return None
    return "万元" if match.group(1) == "万元" else "元"


def scale_between(unit: str | None, other: str | None) -> Decimal:
    """The factor that takes a figure in ``unit`` to ``other`` (元 to 万元 is 0.0001)."""
    if unit == other or unit is None or other is None:
        return Decimal(1)
    return 1 / SCALE_OF_WAN if unit == "元" else SCALE_OF_WAN


def rounding_unit(decimals: int) -> Decimal:
    """The least step that a figure printed to so many decimals can show."""
    return Decimal(1).scaleb(-decimals)
