"""What a document really prints, as a person wrote it down: the gold of a case."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.cases.shape import GOLD_VERSION, shape_refusals
from evals.comparison import GoldTable
from evals.found import GoldFinding
from schemas.errors import EmptyInputError, InputError
from schemas.frozen import Frozen
from schemas.kinds import KindRow, builtin_kinds


class Doubt(Frozen):
    """A cell of a draft that a person should look at first.

    ``row`` is counted from 1; ``suggestion`` is the value that the sums or another reading ask
    for, ``reason`` why the reading is doubted.
    """

    table: str
    row: int
    field: str
    printed: str | None
    suggestion: str | None = None
    reason: str


class Gold(Frozen):
    """The gold of one document: its tables and the errors that its figures carry.

    ``review`` is what a draft leaves to a person to look at; it is empty when all is looked at.
    """

    gold_version: int = GOLD_VERSION
    document: str
    entity: str | None = None
    year: int | None = None
    tables: tuple[GoldTable, ...]
    findings: tuple[GoldFinding, ...]
    review: tuple[Doubt, ...] = ()


def load_gold(path: Path, kinds: Sequence[type[KindRow]] | None = None) -> Gold:
    """The gold that a JSON file holds, its shape checked; ``kinds`` are the built-in ones.

    Raises:
        InputError: the file can't be read, is no gold, or is of another version; the sentence
            names the file, the place in it, and the cure.
    """
    content = read_gold_json(path)
    wrong = shape_refusals(content, builtin_kinds() if kinds is None else kinds)
    if wrong:
        more = f" (and {len(wrong) - 1} more: run gouji gold check)" if len(wrong) > 1 else ""
        raise InputError(f"{path}: {wrong[0]}{more}")
    return gold_of(content)


def read_gold_json(path: Path) -> dict[str, Any]:
    """The JSON object of a gold file, its shape not yet looked at.

    Raises:
        InputError: the file can't be read, is empty or holds no JSON object.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is no UTF-8; save it as UTF-8") from None
    if not text.strip():
        raise EmptyInputError(f"{path}: is empty; make it anew by gouji gold draft")
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise InputError(f"{path}: is no JSON at {place}: {error.msg}; mend it there") from None
    except RecursionError:
        raise InputError(f"{path}: is nested too deeply for gold; draft it anew") from None
    if not isinstance(content, dict):
        raise InputError(f"{path}: holds no JSON object; see docs/evaluation.md for the shape")
    return content


def gold_of(content: Mapping[str, Any]) -> Gold:
    """The gold of a JSON object whose shape is right."""
    findings = [
        {"finding_class": f["class"], **{key: f[key] for key in f if key != "class"}}
        for f in content["findings"]
    ]
    return Gold.model_validate({**content, "findings": findings})


def gold_json(gold: Gold) -> str:
    """The text of a gold file, rows one to a line so that a person can read and change them."""
    lines = [f' "gold_version": {gold.gold_version}']
    lines += [f' "{key}": {_line(getattr(gold, key))}' for key in ("document", "entity", "year")]
    lines.append(f' "tables": [\n{_joined(_table(table) for table in gold.tables)}\n ]')
    findings = [finding.model_dump(mode="json") for finding in gold.findings]
    for finding in findings:
        finding["class"] = finding.pop("finding_class")
    ordered = [{"class": f["class"], **f} for f in findings]
    lines.append(_list("findings", ordered))
    if gold.review:
        lines.append(_list("review", [doubt.model_dump(mode="json") for doubt in gold.review]))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _table(table: GoldTable) -> str:
    head = table.model_dump(mode="json", exclude={"rows", "notes"}, exclude_none=False)
    if table.lines is None:
        del head["lines"]
    if not table.pages:
        del head["pages"]
    if table.notes:
        head["notes"] = list(table.notes)
    keys = ", ".join(f'"{key}": {_line(value)}' for key, value in head.items())
    if not table.rows:
        return f'  {{{keys}, "rows": []}}'
    rows = _joined(f"    {_line(dict(row))}" for row in table.rows)
    return f'  {{{keys},\n   "rows": [\n{rows}\n   ]}}'


def _list(key: str, items: Sequence[Mapping[str, object]]) -> str:
    if not items:
        return f' "{key}": []'
    return f' "{key}": [\n{_joined("  " + _line(item) for item in items)}\n ]'


def _joined(lines: Any) -> str:
    return ",\n".join(lines)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
