"""The gold of a text after its cells changed: values, findings and lines."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from evals.noise.binding import Binding, Gold, Place, bare, figure
from evals.synthetic.gold import label_of


class Change(NamedTuple):
    """A cell that is read otherwise: its ident, its line in the source, its text before and now.

    ``number`` says that it printed a figure.
    """

    ident: int
    line: int
    before: str
    now: str
    number: bool


class Move(NamedTuple):
    """A line of the source where cells moved: the first of them, and by how many columns."""

    line: int
    ident: int
    columns: int


class Lines(NamedTuple):
    """For the first line of each row of the source: where it begins now, and where it ends."""

    begin: Mapping[int, int]
    end: Mapping[int, int]


def carry_gold(
    gold: Gold,
    binding: Binding,
    changes: Sequence[Change],
    moves: Sequence[Move],
    lines: Lines,
) -> dict[str, Any]:
    """The gold with what is printed now, a finding for each misreading and move, and new lines.

    Args:
        gold: the gold of the source.
        binding: its values by the cells that print them.
        changes: the cells that are read otherwise.
        moves: the lines whose cells moved.
        lines: where the rows of the source stand now.
    """
    made: dict[str, Any] = deepcopy(dict(gold))
    for change in changes:
        for place in binding.values[change.ident]:
            made["tables"][place.table]["rows"][place.row][place.field] = value_of(change.now)
    _rename_rows(made, gold)
    _renumber(made, lines)
    findings = [
        _misread(made, binding.values[change.ident], change, lines.begin) for change in changes
    ]
    findings += [_moved(made, binding.values[move.ident][0], move, lines.begin) for move in moves]
    if findings or "findings" in made:
        made["findings"] = [*made.get("findings", ()), *findings]
    return made


def value_of(text: str) -> str:
    """The gold value of a text: no blanks, no separators of thousands, no unit behind a figure."""
    number = figure(text)
    core = "".join(text.split())
    return bare(core).replace(",", "").replace("，", "") if number is not None else core


def _label(gold: Gold, place: Place) -> str:
    table = gold["tables"][place.table]
    return label_of(table["kind"], table["rows"][place.row], place.row)


def _name(gold: Gold, place: Place) -> str:
    table = gold["tables"][place.table]
    return f"{table['kind']}#{table['ordinal']}"


def _rename_rows(made: dict[str, Any], gold: Gold) -> None:
    """Let findings name their rows by what these print now."""
    names: dict[tuple[str, str], str] = {}
    for before, after in zip(gold["tables"], made["tables"], strict=True):
        pairs = zip(before["rows"], after["rows"], strict=True)
        for number, (old, new) in enumerate(pairs):
            key = (f"{before['kind']}#{before['ordinal']}", label_of(before["kind"], old, number))
            names.setdefault(key, label_of(before["kind"], new, number))
    for finding in made.get("findings", ()):
        key = (finding.get("table"), finding.get("row"))
        finding["row"] = names.get(key, finding.get("row"))


def _renumber(made: dict[str, Any], lines: Lines) -> None:
    """Move the lines of tables and findings to where they are now."""
    known = sorted(lines.begin)

    def now(line: int) -> int:
        above = bisect_right(known, line)
        row = known[above - 1] if above else None
        return line if row is None else lines.begin[row] + line - row

    for table in made["tables"]:
        if table.get("lines"):
            first, last = table["lines"]
            table["lines"] = [now(first), max(now(last), lines.end.get(last, 0))]
    for finding in made.get("findings", ()):
        finding["lines"] = [now(line) for line in finding.get("lines") or ()]


def _misread(
    made: Gold, places: Sequence[Place], change: Change, lines: Mapping[int, int]
) -> dict[str, Any]:
    place = places[0]
    before, now = value_of(change.before), value_of(change.now)
    return {
        "class": "ocr_digit" if change.number else "label",
        "table": _name(made, place),
        "row": _label(made, place),
        "column": place.field,
        "printed": now,
        "expected": before,
        "lines": [lines[change.line]],
        "why": f"noise: {change.before.strip()} read as {change.now.strip()}",
    }


def _moved(made: Gold, place: Place, move: Move, lines: Mapping[int, int]) -> dict[str, Any]:
    side = "right" if move.columns > 0 else "left"
    return {
        "class": "misaligned",
        "table": _name(made, place),
        "row": _label(made, place),
        "column": None,
        "printed": None,
        "expected": None,
        "lines": [lines[move.line]],
        "why": f"noise: cells of the row stand {abs(move.columns)} column to the {side}",
    }
