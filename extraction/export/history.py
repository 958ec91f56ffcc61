"""What people did in the review, as rows for a sheet and for CSV."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from extraction.export.atomic import replacing
from extraction.export.inert import csv_text
from extraction.export.result import Result, ResultEvent

HISTORY_COLUMNS = (
    "no.", "who", "at", "action", "table", "row", "field", "before", "after", "why", "undoes",
    "undone",
)  # fmt: skip


def history_row(event: ResultEvent) -> tuple[str | int | None, ...]:
    """An event as the values of the columns; rows are counted from 0, moments are UTC."""
    table = None if event.kind is None else f"{event.kind}#{event.ordinal}"
    return (
        event.number,
        event.who,
        event.at,
        event.action,
        table,
        event.row,
        event.field,
        _told(event.before),
        _told(event.after),
        event.why,
        event.undoes,
        "undone" if event.undone else None,
    )


def write_history(results: Iterable[Result], path: Path) -> int:
    """Write one row for each event of all results to a CSV file, and say how many.

    Raises:
        OutputError: the file can't be written.
    """
    count = 0
    with replacing(path) as part, part.open("w", encoding="utf-8-sig", newline="") as text:
        lines = csv.writer(text)
        lines.writerow(("document", *HISTORY_COLUMNS))
        for result in results:
            name = csv_text(result.document.name)
            for event in result.history:
                lines.writerow((name, *(_field(value) for value in history_row(event))))
                count += 1
    return count


def _field(value: str | int | None) -> str | int | None:
    return csv_text(value) if isinstance(value, str) else value


def _told(value: Any) -> str | None:
    """A JSON value for people: of a cell its value and status, of rows what they say."""
    if value is None:
        return None
    if isinstance(value, dict):
        if "status" in value:
            asked = f", suggested {value['suggestion']}" if value.get("suggestion") else ""
            return f"{value.get('value') or '(blank)'} ({value['status']}{asked})"
        return ", ".join(f"{key}: {said}" for key, said in value.items())
    if isinstance(value, list):
        return "\n".join(_told(item) or "" for item in value)
    return json.dumps(value, ensure_ascii=False)
