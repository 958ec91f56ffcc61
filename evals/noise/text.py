"""Recognised text disturbed as recognisers disturb it, with the truth carried along.

What the gold of the disturbed text says:

- A value of a row is what is printed now, in the field where it belongs. A misread figure stands
  there misread; its finding is of class ``ocr_digit``, ``printed`` now and ``expected`` before.
- A misread label likewise; its finding is of class ``label``.
- Cells that moved to other columns keep their fields. Each line where some did has one finding
  of class ``misaligned``, which names the first gold row that moved.
- Wrapped labels stay whole in the gold. Broken headers change nothing in it: no value of the
  gold stands in a header. Neither makes a finding.
- A gold value whose cell is not known for sure, and prose, titles and units, are left alone, and
  so are cells that a finding of the gold is about already.

Each chance hangs on the seed, the fault and the place alone. So what is hit at one rate is hit at
every higher one, unless a further fault of the row comes before it.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from evals.comparison import normal
from evals.noise import faults
from evals.noise.binding import Binding, Gold, bind, figure
from evals.noise.carrying import Change, Lines, Move, carry_gold
from evals.noise.faults import Dice, Fault, Rates
from evals.noise.rows import Part, Row, breaks, joined, parts_of

_HEADER_ROWS = 3
_BREAKS = ("\n", "\r\n", "\r")


class Noised(NamedTuple):
    """A disturbed text, its gold (None where none was given), and the faults that struck."""

    text: str
    gold: dict[str, Any] | None
    faults: tuple[Fault, ...]


class _Struck(NamedTuple):
    """What became of one row: the rows in its place, and what changed in it."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...] = ()
    changes: tuple[Change, ...] = ()


def noise_text(text: str, rates: Rates, seed: int, gold: Gold | None = None) -> Noised:
    """Disturb the tables of a text (tab-separated, Markdown or HTML).

    The same arguments give the same text; rates of 0 give back the text as it was.

    Args:
        text: the text with any line breaks.
        rates: how often each fault strikes.
        seed: any integer.
        gold: the content of the gold file of the text, whose tables have lines.
    """
    parts = parts_of(text)
    rows = [part for part in parts if isinstance(part, Row) and not part.rule]
    binding = bind(gold, rows) if gold is not None else _by_look(rows)
    closed = frozenset() if gold is None else _accused(gold, binding)
    dice = Dice(seed, rates)
    headers = _broken_headers(rows, binding, dice)
    made: list[Part] = []
    lines: dict[int, int] = {}
    ends: dict[int, int] = {}
    struck: list[Fault] = []
    changes: list[Change] = []
    at = 1
    for part in parts:
        if isinstance(part, str):
            made.append(part)
            at += breaks(part)
            continue
        if part.line in headers:
            result = headers[part.line]
        else:
            result = _disturbed(part, binding, closed, dice)
        struck += result.faults
        changes += result.changes
        if not result.rows and made and made[-1] in _BREAKS:
            # A lost row takes its line break with it.
            made.pop()
            at -= 1
        lines[part.line] = at
        new = _placed(result.rows)
        made += new
        at += breaks(joined(new))
        ends[part.line] = at
    carried = None
    if gold is not None:
        moves = tuple(_moves(rows, made, binding))
        carried = carry_gold(gold, binding, changes, moves, Lines(lines, ends))
    return Noised(joined(made), carried, tuple(struck))


def _placed(rows: Sequence[Row]) -> list[Part]:
    """Rows as parts, each on a line of its own."""
    found: list[Part] = []
    for row in rows:
        found += ["\n", row] if found else [row]
    return found


def _by_look(rows: Sequence[Row]) -> Binding:
    """Without gold: every figure and label counts, but for rows at the head of a table."""
    values: dict[int, tuple[()]] = {}
    headers: list[tuple[int, ...]] = []
    head: list[int] | None = None
    last = -1
    for row in rows:
        if row.line > last + 2:
            head = []
        last = row.line
        if head is not None and len(head) < _HEADER_ROWS and not _has_figure(row):
            head.append(row.line)
            continue
        if head:
            headers.append(tuple(head))
        head = None
        values |= {i: () for cell in row.cells if not cell.blank for i in cell.idents}
    return Binding(values, tuple(headers))


def _has_figure(row: Row) -> bool:
    return any(figure(cell.text) is not None for cell in row.cells)


def _accused(gold: Gold, binding: Binding) -> frozenset[int]:
    """Cells that a finding of the gold names."""
    said = {(f.get("table"), f.get("column"), f.get("printed")) for f in gold.get("findings", ())}
    found = set()
    for ident, places in binding.values.items():
        for place in places:
            table = gold["tables"][place.table]
            value = table["rows"][place.row][place.field]
            if (f"{table['kind']}#{table['ordinal']}", place.field, value) in said:
                found.add(ident)
    return frozenset(found)


def _broken_headers(rows: Sequence[Row], binding: Binding, dice: Dice) -> dict[int, _Struck]:
    """For the lines of headers that are hit, what becomes of them."""
    by_line = {row.line: row for row in rows}
    found: dict[int, _Struck] = {}
    for lines in binding.headers:
        head = [by_line[line] for line in lines if line in by_line]
        rng = dice.at("headers", lines[0]) if head else None
        if rng is None or any(row.line in found for row in head):
            continue
        broken = faults.break_header(head, rng)
        if broken == tuple(head):
            continue
        before, after = (" / ".join(r.written for r in some) for some in (head, broken))
        fault = Fault("headers", head[0].line, before, after)
        places = {row.line: [r for r in broken if r.line == row.line] for row in head}
        for row in head:
            said = (fault,) if row is head[0] else ()
            found[row.line] = _Struck(tuple(places[row.line]), said)
    return found


def _disturbed(row: Row, binding: Binding, closed: frozenset[int], dice: Dice) -> _Struck:
    """A body row with its faults; a row in which no value is known stays as it is."""
    if row.rule or not any(i in binding.values for c in row.cells for i in c.idents):
        return _Struck((row,))
    read, struck, changes = _misread(row, binding, closed, dice)
    moved, fault = _shifted(read, dice)
    if fault is not None:
        return _Struck((moved,), (*struck, fault), tuple(changes))
    rows, more = _wrapped(read, binding, dice)
    return _Struck(rows, (*struck, *more), tuple(changes))


def _misread(
    row: Row, binding: Binding, closed: frozenset[int], dice: Dice
) -> tuple[Row, list[Fault], list[Change]]:
    struck: list[Fault] = []
    changes: list[Change] = []
    for spot, cell in enumerate(row.cells):
        ident = cell.idents[0] if cell.idents else -1
        if ident not in binding.values or ident in closed or "<" in cell.text:
            continue
        number = figure(cell.text) is not None
        text = cell.text
        for name, misread in _MISREADINGS[number]:
            rng = dice.at(name, ident)
            if rng is None:
                continue
            now = misread(text, rng)
            if normal(now) != normal(text):
                struck.append(Fault(name, row.line, text, now))
                text = now
        if normal(text) != normal(cell.text):
            row = faults.with_text(row, spot, text)
            changes.append(Change(ident, row.line, cell.text, text, number))
    return row, struck, changes


_MISREADINGS = (
    (("characters", faults.misread_character),),
    (("digits", faults.misread_digit), ("separators", faults.misread_separator)),
)
"""What can happen to a label, and to a figure."""
_SHIFTS = (
    ("lost_tabs", faults.lose_tab),
    ("lost_blanks", faults.lose_blank),
    ("right_shifts", faults.shift_right),
)


def _shifted(row: Row, dice: Dice) -> tuple[Row, Fault | None]:
    """The row after one shift at most; one with cells that span others is not shifted."""
    for name, shift in () if row.spans else _SHIFTS:
        rng = dice.at(name, row.line)
        moved = row if rng is None else shift(row, rng)
        if moved != row:
            return moved, Fault(name, row.line, row.written, moved.written)
    return row, None


def _wrapped(row: Row, binding: Binding, dice: Dice) -> tuple[tuple[Row, ...], list[Fault]]:
    """The row with labels broken in their cells, or one of them over two rows."""
    struck: list[Fault] = []
    below: tuple[Row, ...] = ()
    for spot, cell in enumerate(row.cells):
        ident = cell.idents[0] if cell.idents else -1
        if ident not in binding.values or figure(cell.text) is not None:
            continue
        rng = dice.at("wraps", ident) if faults.can_wrap(cell.text) else None
        if rng is None:
            continue
        if rng.random() < 0.5 and not below and not row.spans:
            row, rest = faults.torn(row, spot, rng)
            below = (rest,)
            after = f"{row.cells[spot].text} / {rest.cells[spot].text}"
        else:
            row = faults.wrapped(row, spot, rng)
            after = row.cells[spot].text
        struck.append(Fault("wraps", row.line, cell.text, after))
    return (row, *below), struck


def _moves(before: Sequence[Row], after: Sequence[Part], binding: Binding) -> Iterator[Move]:
    """The lines of the source where values stand in other columns than before."""
    columns = {i: n for row in before for n, cell in enumerate(row.cells) for i in cell.idents}
    for row in after:
        if not isinstance(row, Row):
            continue
        moved = [
            i for n, cell in enumerate(row.cells) for i in cell.idents
            if columns.get(i) != n and i in binding.values
        ]  # fmt: skip
        if moved:
            shift = [
                n - columns[i] for n, c in enumerate(row.cells) for i in c.idents if i in moved
            ]
            yield Move(row.line, moved[0], shift[0])
