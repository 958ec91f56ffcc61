"""What a printed cell can be, judged by its own text: figure, code, label, indicator value."""

import re

from schemas.amount import is_nil, parse_amount
from schemas.grid import GridCell, GridRow
from schemas.kinds.kind import FieldType

TOTAL_LABELS = frozenset({"合计", "总计", "小计", "合计数", "总合计", "合计:", "总计:"})

_CODE = re.compile(r"^(?:[A-Z]{0,2}\d{2,24}|\d{6,12}[A-Z]\d{4,14})$")
_BROKEN_CODE = re.compile(r"^(?=.{3})\d*[^\d\s.,/_一-鿿-]\d*$")
_BROKEN_FIGURE = re.compile(r"^(?=\D*\d)[\d,.]*(?:[A-Za-z\[\]|!{}()][\d,.]*){1,2}$")
_BRACKETED = re.compile(r"^[\[【(（]?[A-Z]?\d{3,}[\]】)）]")
_FIGURE = re.compile(
    r"^(?:[≥≤><=＞＜≧≦~±]|大于|小于|不低于|不少于|不超过|不高于|优于|达到)?"
    r"=?\d[\d,.]*(?:[-~—至]\d[\d.]*)?(?:%|‰|[a-zA-Z/]{0,6}|[一-鿿/（()）]{0,8})$"
)
_PLAIN_NUMBER = re.compile(r"^\d{1,3}(?:\.\d+)?$")
_SHARE = re.compile(r"^\d+(?:\.\d+)?%$")
_NOTE = re.compile(r"^(?:注|备注|说明)[\d一二三]*[:：.、]|^(?:注|备注)$")
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十廿卅]+、|\([一二三四五六七八九十廿卅]+\)|\d+[.、])"
)


def is_amount_text(text: str) -> bool:
    """Whether the text is a printed figure with nothing else but a unit."""
    return parse_amount(text) is not None


def has_decimals(text: str) -> bool:
    """Whether the text is a figure that can't be a code: it prints a point or a comma."""
    return ("." in text or "," in text) and is_amount_text(text)


def is_code_text(label: str) -> bool:
    """Whether a normal form is a code: digits, at most with a letter before or inside."""
    return bool(_CODE.match(label))


def is_broken_code(label: str) -> bool:
    """Whether a normal form is a code but for one sign that was misread: [57002, 2O1."""
    return bool(_BROKEN_CODE.match(label)) and not is_code_text(label)


def is_broken_figure(text: str) -> bool:
    """Whether the text is a figure but for one or two signs that were misread: 17[.80, 3i."""
    odd = len(re.sub(r"[\d,.]", "", text))
    return bool(_BROKEN_FIGURE.match(text)) and odd <= sum(sign.isdecimal() for sign in text)


def is_figure_text(label: str) -> bool:
    """Whether a normal form is an indicator's target such as ≥95%, 12期, 8-10家."""
    return bool(_FIGURE.match(label))


def is_plain_number(label: str) -> bool:
    """Whether a normal form is a bare number of at most three digits (a weight)."""
    return bool(_PLAIN_NUMBER.match(label))


def is_total_label(label: str) -> bool:
    """Whether a normal form is 合计, 总计 or 小计."""
    return label in TOTAL_LABELS


def is_note(label: str) -> bool:
    """Whether a normal form opens a remark (注：, 备注：)."""
    return bool(_NOTE.match(label))


def is_numbered(label: str) -> bool:
    """Whether a normal form opens with a number of an enumeration (一、 （一） 1.)."""
    return bool(_NUMBERED.match(label))


def misfit(cell: GridCell, field_type: FieldType) -> float:
    """What it costs to believe that the cell is of this type: 0 fits, 5 can't be."""
    label = cell.label
    if field_type in ("amount", "quantity"):
        if is_amount_text(cell.clean) or is_nil(cell.clean):
            return 0.0
        return 1.0 if is_broken_figure(cell.clean) else 4.0
    if field_type == "code":
        if is_code_text(label):
            return 0.0
        if is_broken_code(label):
            return 0.5
        return 4.0 if has_decimals(label) else 3.0
    if field_type == "share":
        return 0.0 if _SHARE.match(label) else 3.0
    if field_type == "figure":
        return 0.0 if is_figure_text(label) else 0.4
    if has_decimals(label):
        return 3.0
    return 1.5 if is_code_text(label) and not _BRACKETED.match(label) else 0.0


def filled(row: GridRow) -> tuple[tuple[int, GridCell], ...]:
    """The cells of a row that print something, with their columns (0-based)."""
    return tuple((i, cell) for i, cell in enumerate(row.cells) if not cell.blank)


def has_figures(row: GridRow) -> bool:
    """Whether any cell of the row is a printed figure."""
    return any(is_amount_text(cell.clean) for _, cell in filled(row))
