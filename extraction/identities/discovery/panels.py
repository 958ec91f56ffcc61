"""Which columns of a table hold amounts, and which hold the labels of its rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extraction.identities.discovery.words import Role, is_reference_column, plain, role_of
from extraction.identities.ledger import Ledger, ref
from schemas.table import Table

YEAR = re.compile(r"^(?:19|20)\d\d$")
_NUMBERED = re.compile(r"^[一二三四五六七八九十]+[、.．,，]")


@dataclass(frozen=True, slots=True)
class Panel:
    """Columns of figures with the labels to their left (a table of two sides has two panels)."""

    labels: tuple[str, ...]
    figures: tuple[str, ...]


def header_of(ledger: Ledger, table: Table, field: str) -> str:
    """The printed header of a field, its levels parted by ``/``."""
    return ledger.field_name(ref(table, 0, field))


def printed_text(table: Table, row: int, field: str) -> str:
    """What a cell prints, with the blanks that a label begins with."""
    cell = table.rows[row].cells.get(field)
    return "" if cell is None else (cell.text or cell.printed or "")


def panels_of(ledger: Ledger, table: Table, fields: Sequence[str]) -> list[Panel]:
    """The columns of a table with amounts, in groups behind their columns of labels."""
    figured = [name for name in fields if _is_amounts(ledger, table, name)]
    passed = [
        name for name in fields if name not in figured and not _is_label_column(ledger, table, name)
    ]
    panels: list[tuple[list[str], list[str]]] = [([], [])]
    for name in fields:
        if name in figured:
            panels[-1][1].append(name)
        elif name not in passed:
            if panels[-1][1] and not _opens_panel(table, name):
                continue
            if panels[-1][1]:
                panels.append(([], []))
            panels[-1][0].append(name)
    return [Panel(tuple(labels), tuple(figures)) for labels, figures in panels if figures]


def _opens_panel(table: Table, name: str) -> bool:
    """Whether a column of words between figures names lines of its own (a second side)."""
    words = [plain(row.values.get(name) or "") for row in table.rows]
    return any(role_of(word) is Role.TOTAL or _NUMBERED.match(word) for word in words)


def _is_label_column(ledger: Ledger, table: Table, name: str) -> bool:
    """Whether a column holds words or codes (one of notes or serial numbers says nothing)."""
    header = plain(header_of(ledger, table, name).rpartition("/")[2])
    texts = [row.values.get(name) for row in table.rows if row.values.get(name)]
    if not texts:
        return False
    coded = re.search(r"编码|代码|code", header)
    if coded:
        return True
    words = sum(1 for i in range(len(table.rows)) if _is_word(ledger, table, i, name))
    return words > 0 and not is_reference_column(header)


def _is_word(ledger: Ledger, table: Table, row: int, name: str) -> bool:
    return bool(table.rows[row].values.get(name)) and ref(table, row, name) not in ledger.figures


def _is_amounts(ledger: Ledger, table: Table, name: str) -> bool:
    header = plain(header_of(ledger, table, name).rpartition("/")[2])
    if is_reference_column(header) or role_of(plain(header)) is Role.RATE:
        return False
    figures, texts, words, shares = [], [], 0, 0
    for index, row in enumerate(table.rows):
        text = row.values.get(name)
        value = ledger.figures.get(ref(table, index, name))
        if value is None:
            words += bool(text)
        elif "%" in str(text):
            shares += 1
        else:
            figures.append(value)
            texts.append(ledger.printed(ref(table, index, name)) or "")
    if not figures or words > len(figures) or shares > len(figures):
        return False
    if len(figures) > 1 and all(YEAR.match(text) for text in texts):
        return False
    return not is_count(texts) and not _are_codes(texts)


def _are_codes(texts: Sequence[str]) -> bool:
    """Whether numbers are codes: digits only, rising as text, some the beginning of others."""
    if len(texts) < 3 or not all(re.fullmatch(r"\d{3,}", text) for text in texts):
        return False
    pairs = list(pairwise(texts))
    return all(a < b for a, b in pairs) and any(b.startswith(a) for a, b in pairs)


def is_count(texts: Sequence[str]) -> bool:
    """Whether texts are three whole numbers or more that count up by one (of columns, of rows)."""
    if len(texts) < 3 or not all(re.fullmatch(r"\d{1,4}", text) for text in texts):
        return False
    return all(int(b) - int(a) == 1 for a, b in pairwise(texts))
