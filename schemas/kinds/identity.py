"""Identities that a kind declares over its own rows; `extraction.identities` makes equations."""

from typing import Literal

from schemas.frozen import Frozen


class ColumnSum(Frozen):
    """In every row, ``total`` is the sum of ``parts`` (blank counts as zero)."""

    total: str
    parts: tuple[str, ...]


class Product(Frozen):
    """In every row, ``amount`` is ``quantity`` times ``price``."""

    amount: str
    quantity: str
    price: str


class CodeHierarchy(Frozen):
    """Rows form a tree by their codes (201 > 20103 > 2010301) under the row named 合计.

    A parent row is the sum of its children in every field of ``amounts``; ``customary`` fields
    are summed by most publishers only. ``style`` says what makes a child: a code that begins
    with the parent's, or a lower level of code below it (216 > 216001 > 31 > a project).
    ``detail`` names the field that only the lowest rows fill (procurement lists).
    """

    code: str
    name: str
    amounts: tuple[str, ...]
    customary: tuple[str, ...] = ()
    detail: str | None = None
    style: Literal["prefix", "levels"] = "prefix"


class NumberedHierarchy(Frozen):
    """Rows form a tree by numbering (一、 > （一） > 1.), with 本年…合计 and 总计 rows.

    With ``side`` the rows of each side are a tree of their own, and the totals of the two
    sides are equal.
    """

    item: str
    amounts: tuple[str, ...]
    side: str | None = None


class ShareOfTotal(Frozen):
    """``share`` is ``amount`` over that of the side's total row, as printed (a percentage)."""

    share: str
    amount: str
    side: str
    item: str


class GrandTotal(Frozen):
    """The row whose ``label`` is 合计 is the sum of all other rows, in every amount field."""

    label: str
    amounts: tuple[str, ...] = ()
    every_column: bool = False


Identity = ColumnSum | Product | CodeHierarchy | NumberedHierarchy | ShareOfTotal | GrandTotal
