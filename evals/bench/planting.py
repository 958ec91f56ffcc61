"""Exports changed on purpose: regressions that a gate must catch, and reruns that it must not."""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from evals.comparison import KINDS, SAFE, normal

Export = dict[str, Any]
"""The JSON object of an export."""

Planting = Callable[[Export, random.Random], str | None]
"""Changes an export in place and says what was done; None where it holds nothing to change."""

FALSIFIED = 10
"""Cells that are falsified at once."""


def remove_rule(export: Export, draw: random.Random) -> str | None:
    """Drop the checks of one rule, what only they proved, and the findings that they led to."""
    rules = sorted({check["rule"] for check in export["checks"]})
    if not rules:
        return None
    rule = draw.choice(rules)
    dropped = {check["id"]: check for check in export["checks"] if check["rule"] == rule}
    kept = {check["id"]: check for check in export["checks"] if check["rule"] != rule}
    export["checks"] = list(kept.values())
    for _, cell in _cells(export):
        gone = [name for name in cell["checks"] if name in dropped]
        if not gone:
            continue
        cell["checks"] = [name for name in cell["checks"] if name in kept]
        left = [kept[name] for name in cell["checks"]]
        accused = any(not dropped[name]["holds"] for name in gone)
        if cell["status"] in SAFE and not left:
            cell["status"] = "unchecked"
        elif cell["status"] == "suspect" and accused and all(check["holds"] for check in left):
            cell["status"] = "proved" if left else "unchecked"
    failing = {
        tuple(cell) for check in dropped.values() if not check["holds"] for cell in check["cells"]
    }
    export["findings"] = [
        one
        for one in export["findings"]
        if not one["cells"] or not {tuple(cell) for cell in one["cells"]} & failing
    ]
    return f"rule {rule} removed"


def remove_class(export: Export, draw: random.Random) -> str | None:
    """Drop the findings of one class."""
    classes = sorted({one["class"] for one in export["findings"]})
    if not classes:
        return None
    name = draw.choice(classes)
    export["findings"] = [one for one in export["findings"] if one["class"] != name]
    return f"findings {name} removed"


def swap_columns(export: Export, draw: random.Random) -> str | None:
    """Exchange two columns of one table, with cells and values."""
    tables = [table for table in export["tables"] if table["kind"] in KINDS and table["rows"]]
    draw.shuffle(tables)
    for table in tables:
        fields = list(dict.fromkeys(field for row in table["rows"] for field in row["values"]))
        pairs = [(a, b) for i, a in enumerate(fields) for b in fields[:i]]
        draw.shuffle(pairs)
        for a, b in pairs:
            if any(_printed(row, a) != _printed(row, b) for row in table["rows"]):
                for row in table["rows"]:
                    for part in (row["values"], row["cells"]):
                        _swap(part, a, b)
                return f"{table['kind']}#{table['ordinal']}: {a} and {b} swapped"
    return None


def move_threshold(export: Export, draw: random.Random) -> str | None:
    """Call suspect cells proved (or unchecked) from a drawn confidence on."""
    suspects = [cell for _, cell in _cells(export) if cell["status"] == "suspect"]
    if not suspects:
        return None
    least = draw.choice(suspects)["confidence"]
    status = draw.choice(("proved", "proved", "unchecked"))
    flipped = [cell for cell in suspects if cell["confidence"] >= least]
    for cell in flipped:
        cell["status"] = status
    return f"{len(flipped)} suspect cells are {status} from a confidence of {least} on"


def falsify(export: Export, draw: random.Random) -> str | None:
    """Change one digit in each of ten cells: as printed, as claimed, or both."""
    numbers = [
        (row, field)
        for (row, field), cell in _cells(export)
        if _digits(cell["printed"]) and _digits(cell["printed"]) == _digits(row["values"][field])
    ]
    if len(numbers) < FALSIFIED:
        return None
    how = draw.choice(("printed", "claimed", "both"))
    for row, field in draw.sample(numbers, FALSIFIED):
        cell = row["cells"][field]
        place = draw.randrange(len(_digits(cell["printed"]) or ""))
        step = draw.randint(1, 9)
        if how != "claimed":
            cell["printed"] = _other_digit(cell["printed"], place, step)
        if how != "printed":
            row["values"][field] = _other_digit(row["values"][field], place, step)
    return f"{FALSIFIED} cells falsified, {how}"


PLANTINGS: Mapping[str, Planting] = MappingProxyType(
    {
        "rule removed": remove_rule,
        "findings of a class removed": remove_class,
        "column swapped": swap_columns,
        "threshold moved": move_threshold,
        "10 cells falsified": falsify,
    }
)
"""The regressions, by what is planted."""


def rerun(export: Export, draw: random.Random) -> Export:
    """The same export as another run could write it.

    Tables, rows, checks, findings and keys stand in another order; time, name, key and version
    are others. Addresses follow the rows.
    """
    moved: dict[tuple[str, int, int], int] = {}
    for table in export["tables"]:
        order = list(range(len(table["rows"])))
        draw.shuffle(order)
        table["rows"] = [table["rows"][old] for old in order]
        moved |= {(table["kind"], table["ordinal"], old): new for new, old in enumerate(order)}
    for check in export["checks"]:
        check["cells"] = [_moved(cell, moved) for cell in check["cells"]]
        for term in (*check["left"], *check["right"]):
            if term.get("cell"):
                term["cell"] = _moved(term["cell"], moved)
    for one in export["findings"]:
        one["cells"] = [_moved(cell, moved) for cell in one["cells"]]
    for part in ("tables", "checks", "findings"):
        draw.shuffle(export[part])
    run = export["run"]
    run.update(seconds=round(draw.uniform(0.1, 90), 3), version="0.0.0", key=f"{draw.random()}")
    export["document"]["name"] = f"elsewhere-{draw.randrange(1000)}.txt"
    mixed: Export = _mixed(export, draw)
    return mixed


def _mixed(part: Any, draw: random.Random) -> Any:
    """The same JSON, the keys of its objects in another order."""
    if isinstance(part, dict):
        keys = list(part)
        draw.shuffle(keys)
        return {key: _mixed(part[key], draw) for key in keys}
    if isinstance(part, list):
        return [_mixed(item, draw) for item in part]
    return part


def _moved(cell: Sequence[Any], moved: Mapping[tuple[str, int, int], int]) -> list[Any]:
    kind, ordinal, row, field = cell
    return [kind, ordinal, moved.get((kind, ordinal, row), row), field]


def _cells(export: Export) -> Iterator[tuple[tuple[Export, str], Export]]:
    """Every printed cell of a declared kind: its row and field, and the cell."""
    for table in export["tables"]:
        if table["kind"] in KINDS:
            for row in table["rows"]:
                for field, cell in row["cells"].items():
                    if cell["printed"]:
                        yield (row, field), cell


def _printed(row: Export, field: str) -> object:
    cell = row["cells"].get(field)
    return normal(row["values"].get(field) if cell is None else cell["printed"])


def _swap(part: Export, a: str, b: str) -> None:
    one, other = part.pop(a, None), part.pop(b, None)
    part.update({key: item for key, item in ((a, other), (b, one)) if item is not None})


def _digits(text: str | None) -> str:
    return "".join(sign for sign in text or "" if sign.isascii() and sign.isdigit())


def _other_digit(text: str, place: int, step: int) -> str:
    at = [i for i, sign in enumerate(text) if sign.isascii() and sign.isdigit()][place]
    return f"{text[:at]}{(int(text[at]) + step) % 10}{text[at + 1 :]}"


def copied(export: str) -> Export:
    """A new export from the JSON of one."""
    loaded: Export = json.loads(export)
    return loaded
