"""A draft of gold from an extraction, for a person to correct."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from evals.cases.case import CASE_FILE, CASE_FORMAT, GOLD_FILE
from evals.cases.gold import Doubt, Gold, gold_json
from evals.comparison import GoldTable, normal
from evals.found import GoldFinding
from evals.synthetic.gold import label_of
from extraction.export.atomic import write_whole
from schemas.amount import decimal_of, plain_decimal
from schemas.document import Document
from schemas.errors import OutputError, UsageError
from schemas.finding import Finding
from schemas.kinds import GENERIC, KindRow
from schemas.table import Cell, Table

DOUBTFUL = 0.9
"""Cells that are proved by nothing and less certain than this are put before a person."""

_CLAIMED = frozenset({"repaired", "corrected"})
_FIGURES = frozenset({"amount", "quantity"})
_MOST_LINES = 3


class Target(NamedTuple):
    """Where a draft goes; ``linked`` names the document by its path in place of a copy."""

    folder: Path
    linked: bool = False
    force: bool = False


def draft_gold(document: Document, kinds: Sequence[type[KindRow]]) -> Gold:
    """The gold that an extraction gives: every cell as printed, doubtful ones in ``review``.

    Tables of no declared kind are left out: they have no fields to be compared by. In a text
    a repaired cell is as it is printed; on a picture, as the second reading has it.
    """
    by_name = {kind.kind: kind for kind in kinds}
    picture = document.path is not None
    tables = [table for table in document.tables if table.kind != GENERIC]
    made = tuple(_table(table, by_name.get(table.kind), picture=picture) for table in tables)
    return Gold(
        document=document.info.name,
        tables=made,
        findings=tuple(_finding(finding, made) for finding in document.findings),
        review=tuple(_doubts(tables)),
    )


def refuse_to_replace(target: Target, source: Path) -> None:
    """See that nothing is lost by writing a draft.

    Raises:
        UsageError: a case is there already, and nothing says that it may be replaced.
    """
    if target.force:
        return
    there = [target.folder / CASE_FILE, target.folder / GOLD_FILE]
    if not target.linked and not _same_folder(source, target.folder):
        there.append(target.folder / source.name)
    for path in there:
        if path.exists():
            raise UsageError(
                f"{path} is there already and may hold corrections;"
                " choose another --out, or replace it by --force"
            )


def write_draft(gold: Gold, source: Path, target: Target) -> Path:
    """Write case.toml, gold.json and the document (or its path) into a folder; give gold.json.

    Raises:
        OutputError: the folder can't be written.
        UsageError: a case is there already (see `refuse_to_replace`).
    """
    refuse_to_replace(target, source)
    folder = target.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if target.linked:
            named = Path(os.path.relpath(source.resolve(), folder.resolve())).as_posix()
        else:
            named = source.name
            if not _same_folder(source, folder):
                shutil.copyfile(source, folder / named)
        write_whole(folder / GOLD_FILE, gold_json(gold).encode())
        write_whole(folder / CASE_FILE, case_toml(named, ("draft",)).encode())
    except OSError as error:
        raise OutputError(
            f"{folder}: can't write the draft here: {error.strerror or error}; choose another --out"
        ) from None
    return folder / GOLD_FILE


def case_toml(source: str, tags: Sequence[str], **further: str) -> str:
    """The text of a case.toml; ``further`` are answers and cells, paths as seen from its folder."""
    lines = [f"format = {CASE_FORMAT}", f"source = {_quoted(source)}"]
    lines.append(f"tags = [{', '.join(_quoted(tag) for tag in tags)}]")
    lines += [f"{key} = {_quoted(path)}" for key, path in further.items()]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _same_folder(source: Path, folder: Path) -> bool:
    return source.resolve().parent == folder.resolve()


def _table(table: Table, kind: type[KindRow] | None, *, picture: bool) -> GoldTable:
    types: Mapping[str, str] = kind.types() if kind is not None else {}
    other = (kind.wildcard if kind is not None else None) or "text"
    fields = tuple(dict.fromkeys((*types, *(f for row in table.rows for f in row.values))))
    rows = tuple(
        {
            field: _value(
                row.values.get(field),
                row.cells.get(field),
                figure=types.get(field, other) in _FIGURES,
                picture=picture,
            )
            for field in fields
        }
        for row in table.rows
    )
    return GoldTable(
        kind=table.kind,
        ordinal=table.ordinal,
        title=table.title,
        unit=table.unit,
        lines=table.source.lines,
        pages=() if table.source.lines is not None else table.source.pages,
        rows=rows,
    )


def _value(value: str | None, cell: Cell | None, *, figure: bool, picture: bool) -> str | None:
    if cell is None or cell.status not in _CLAIMED or picture:
        return value or None
    number = decimal_of(cell.printed) if figure else None
    return plain_decimal(number) if number is not None else cell.printed or None


def _doubts(tables: Sequence[Table]) -> Iterator[Doubt]:
    """The cells to look at, the least certain first."""
    found = [
        (cell.confidence, Doubt(
            table=f"{table.kind}#{table.ordinal}", row=index, field=field, printed=cell.printed,
            suggestion=cell.suggestion, reason=reason,
        ))
        for table in tables
        for index, row in enumerate(table.rows, 1)
        for field, cell in row.cells.items()
        if (reason := _reason(cell)) is not None
    ]  # fmt: skip
    yield from (doubt for _, doubt in sorted(found, key=lambda pair: pair[0]))


def _reason(cell: Cell) -> str | None:
    if cell.status == "suspect":
        return cell.reason or "suspect"
    if cell.status == "repaired":
        return f"repaired: first read as {cell.printed}"
    if cell.status == "unchecked" and cell.confidence < DOUBTFUL:
        return f"no check covers it, and its confidence is {cell.confidence:.2f}"
    return None


def _finding(finding: Finding, tables: Sequence[GoldTable]) -> GoldFinding:
    table, row, column = _named(finding, tables)
    first, last = finding.source.lines or (0, -1)
    lines = range(first, last + 1)
    return GoldFinding(
        finding_class=finding.finding_class,
        table=None if table is None else f"{table.kind}#{table.ordinal}",
        row=row,
        column=column,
        printed=finding.printed,
        expected=finding.expected,
        lines=tuple(lines) if len(lines) <= _MOST_LINES else (first, last),
        why=finding.message,
    )


def _named(
    finding: Finding, tables: Sequence[GoldTable]
) -> tuple[GoldTable | None, str | None, str | None]:
    """The table, row and column of the cell that a finding is about."""
    if finding.finding_class == "narrative":
        return None, None, None
    by_address = {(table.kind, table.ordinal): table for table in tables}
    for cell in finding.cells:
        table = by_address.get((cell.kind, cell.ordinal))
        if table is None:
            continue
        row = dict(table.rows[cell.row])
        if finding.printed is None or normal(row.get(cell.field)) == normal(finding.printed):
            return table, label_of(table.kind, row, cell.row), cell.field
    lines = finding.source.lines
    if finding.cells or lines is None:
        return None, None, None
    over = (t for t in tables if t.lines and t.lines[0] <= lines[0] <= t.lines[1])
    return next(over, None), None, None
