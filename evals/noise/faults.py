"""The faults of recognised text, one by one: figures, labels, rows and headers."""

import re
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from evals.noise.confusions import CHARACTERS, DIGITS
from evals.noise.rows import Cell, Row
from schemas.errors import UsageError
from schemas.frozen import Frozen

_LONG = 4
"""Chinese characters from which a label may be wrapped or split."""
_LEAST = 2
"""Characters that stand on either side of a break."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Rates(Frozen):
    """How often each fault strikes, 0 to 1.

    ``digits`` of cells with a figure, ``separators`` of cells with a thousands separator,
    ``characters`` and ``wraps`` of cells with a label, ``lost_tabs``, ``lost_blanks`` and
    ``right_shifts`` of rows where they can happen, ``headers`` of tables.
    """

    digits: float = 0.0
    separators: float = 0.0
    characters: float = 0.0
    wraps: float = 0.0
    lost_tabs: float = 0.0
    lost_blanks: float = 0.0
    right_shifts: float = 0.0
    headers: float = 0.0

    def model_post_init(self, _context: object) -> None:
        """Refuse what is no share.

        Raises:
            UsageError: a rate is below 0 or above 1.
        """
        for name, rate in self:
            if not 0 <= rate <= 1:
                raise UsageError(f"{name}={rate}: a rate is a share; give one from 0 to 1")


FAULTS = tuple(Rates.model_fields)
"""The names of the faults."""


class Fault(NamedTuple):
    """One fault that struck: its name, the line of the source, and what stood there and stands."""

    name: str
    line: int
    before: str
    after: str


class Dice:
    """Chances by seed and site: a site that is hit at one rate is hit at every higher one."""

    def __init__(self, seed: int, rates: Rates) -> None:
        """Keep the seed and the rates."""
        self._seed = seed
        self._rates = rates

    def at(self, fault: str, site: int) -> Random | None:
        """The randomness of a fault at a site where it strikes, else None."""
        rate: float = getattr(self._rates, fault)
        if not rate:
            return None
        rng = Random(f"{self._seed}:{fault}:{site}")
        return rng if rng.random() < rate else None


def misread_digit(text: str, rng: Random) -> str:
    """The text of a figure with one digit taken for another sign; as it was where none can be.

    No figure gets a leading zero that way.
    """
    first = next((n for n, sign in enumerate(text) if sign.isdigit()), -1)
    spots = [n for n, sign in enumerate(text) if sign in DIGITS]
    if not spots:
        return text
    spot = rng.choice(spots)
    ways = [(s, w) for s, w in DIGITS[text[spot]] if not (spot == first and s == "0")]
    signs = rng.choices([s for s, _ in ways], [w for _, w in ways]) if ways else [text[spot]]
    return text[:spot] + signs[0] + text[spot + 1 :]


def misread_separator(text: str, rng: Random) -> str:
    """The text of a figure with one thousands separator read as a decimal point."""
    spots = [n for n, sign in enumerate(text) if sign in ",，"]
    spot = rng.choice(spots) if spots else None
    return text if spot is None else text[:spot] + "." + text[spot + 1 :]


def misread_character(text: str, rng: Random) -> str:
    """The text of a label with one character taken for one of like shape, where there is one."""
    spots = [n for n, sign in enumerate(text) if sign in CHARACTERS]
    if not spots:
        return text
    spot = rng.choice(spots)
    return text[:spot] + rng.choice(CHARACTERS[text[spot]]) + text[spot + 1 :]


def can_wrap(text: str) -> bool:
    """Whether a label is long enough to be wrapped, and has no marks that a break would cut."""
    return len(_CHINESE.findall(text)) >= _LONG and not set(text) & set("<>&* \\")


def cut(text: str, rng: Random) -> tuple[str, str]:
    """A label of four characters or more in two; its indent stays with the first."""
    start = len(text) - len(text.lstrip())
    at = rng.randint(start + _LEAST, len(text.rstrip()) - _LEAST)
    return text[:at], text[at:]


def wrapped(row: Row, spot: int, rng: Random) -> Row:
    """The row with the label at ``spot`` broken inside its cell."""
    head, tail = cut(row.cells[spot].text, rng)
    mark = " " if row.form == "tab" else "<br>"
    return with_text(row, spot, head + mark + tail)


def torn(row: Row, spot: int, rng: Random) -> tuple[Row, Row]:
    """The row with the label at ``spot`` broken, and the row below with the rest of it alone."""
    head, tail = cut(row.cells[spot].text, rng)
    below = [row.blank_cell() for _ in row.cells]
    idents = row.cells[spot].idents
    below[spot] = below[spot]._replace(text=tail, idents=idents)
    return with_text(row, spot, head), row._replace(cells=tuple(below))


def lose_tab(row: Row, rng: Random) -> Row:
    """The row with two neighbouring cells in one, a blank between; all behind stand further left.

    A row where no two neighbours print something stays as it is.
    """
    pairs = zip(row.cells, row.cells[1:], strict=False)
    spots = [n for n, (one, two) in enumerate(pairs) if not (one.blank or two.blank)]
    if not spots:
        return row
    spot = rng.choice(spots)
    one, two = row.cells[spot], row.cells[spot + 1]
    whole = one._replace(
        text=f"{one.text.rstrip()} {two.text.lstrip()}", idents=(*one.idents, *two.idents)
    )
    return row._replace(cells=(*row.cells[:spot], whole, *row.cells[spot + 2 :]))


def lose_blank(row: Row, rng: Random) -> Row:
    """The row without one of its blank cells that has a text behind it; as it was without one."""
    last = _last_text(row)
    spots = [n for n, cell in enumerate(row.cells[: max(last, 0)]) if cell.blank]
    if not spots:
        return row
    spot = rng.choice(spots)
    return row._replace(cells=(*row.cells[:spot], *row.cells[spot + 1 :]))


def shift_right(row: Row, rng: Random) -> Row:
    """The row with a blank cell put in before a text; a blank last cell makes room for it."""
    last = _last_text(row)
    spots = [n for n, cell in enumerate(row.cells) if n and not cell.blank]
    if not spots:
        return row
    spot = rng.choice(spots)
    keep = row.cells[:-1] if last < len(row.cells) - 1 else row.cells
    return row._replace(cells=(*keep[:spot], row.blank_cell(), *keep[spot:]))


def break_header(rows: Sequence[Row], rng: Random) -> tuple[Row, ...]:
    """The rows of a header with one lost, two in one, or one in two; as they were if none can be.

    One of a single row is not lost: nothing would say what its columns mean. Headers with cells
    that span others are left alone.
    """
    if any(row.spans for row in rows):
        return tuple(rows)
    ways = ["split"] if any(_splits(row) for row in rows) else []
    if len(rows) > 1:
        ways += ["lost", "merged"]
    way = rng.choice(ways) if ways else ""
    spot = rng.randrange(len(rows) - 1) if len(rows) > 1 else 0
    if way == "lost":
        spot = rng.randrange(len(rows))
        return (*rows[:spot], *rows[spot + 1 :])
    if way == "merged":
        return (*rows[:spot], _merged(rows[spot], rows[spot + 1]), *rows[spot + 2 :])
    if way == "split":
        spot = rng.choice([n for n, row in enumerate(rows) if _splits(row)])
        return (*rows[:spot], *_split(rows[spot], rng), *rows[spot + 1 :])
    return tuple(rows)


def with_text(row: Row, spot: int, text: str) -> Row:
    """The row with another text in one cell."""
    cell = row.cells[spot]._replace(text=text)
    return row._replace(cells=(*row.cells[:spot], cell, *row.cells[spot + 1 :]))


def _last_text(row: Row) -> int:
    return max((n for n, cell in enumerate(row.cells) if not cell.blank), default=-1)


def _splits(row: Row) -> bool:
    return any(can_wrap(cell.text) for cell in row.cells)


def _merged(upper: Row, lower: Row) -> Row:
    width = max(len(upper.cells), len(lower.cells))

    def at(row: Row, n: int) -> Cell:
        return row.cells[n] if n < len(row.cells) else row.blank_cell()

    cells = [
        at(upper, n)._replace(text=at(upper, n).text + at(lower, n).text) for n in range(width)
    ]
    return upper._replace(cells=tuple(cells))


def _split(row: Row, rng: Random) -> tuple[Row, Row]:
    upper, lower = [], []
    for cell in row.cells:
        head, tail = cut(cell.text, rng) if can_wrap(cell.text) else (cell.text, "")
        upper.append(cell._replace(text=head))
        lower.append(row.blank_cell()._replace(text=tail))
    return row._replace(cells=tuple(upper)), row._replace(cells=tuple(lower))
