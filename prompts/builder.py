"""The messages that put a piece of a table to a language model.

A model that sees nothing but these messages, without any schema beside them, must be able to
answer: they hold the rules, the fields, the form of the answer and an example of it.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from prompts.example import Example
from prompts.fields import describe, described, line_of, plan_fields, row_fields
from prompts.tabletext import framed, table_text
from prompts.template import filled, notes, template_text
from schemas.errors import DefectError
from schemas.kinds import GENERIC, KindRow
from schemas.piece import Piece
from schemas.settings import Ask

Message = dict[str, str]
PictureMessage = dict[str, Any]

_SOME = 5
"""As many candidate kinds are described with two headers a field; more of them with one."""


def messages(
    piece: Piece,
    ask: Ask,
    kinds: Mapping[str, type[KindRow]],
    examples: Sequence[Example] = (),
) -> list[Message]:
    """The system and the user message that ask for the plan or the rows of a piece.

    ``kinds`` are the known kinds by name; those among the piece's candidates are offered, all of
    them where none of the candidates is known. Rows are asked of one kind, the first.

    Raises:
        DefectError: rows are asked of a piece without a known kind.
    """
    offered = [kinds[name] for name in piece.candidates if name in kinds]
    if ask == "rows" and not offered:
        raise DefectError("rows are asked of a table whose kind is not known; ask for the plan.")
    offered = offered[:1] if ask == "rows" else offered or list(kinds.values())
    values = {
        "kinds": _kinds_text(offered, ask),
        "worked": _worked(offered[0], ask) if offered else "",
        "examples": "".join(_example_text(example, ask) for example in examples),
        "table": table_text(piece),
    }
    values["forms"] = _row_forms(offered[0]) if ask == "rows" else _plan_forms(offered)
    return _asked(filled(ask, values))


def again_messages(
    first: Sequence[Mapping[str, Any]],
    answer_json: str,
    complaints: Sequence[str],
    rows: Sequence[int] = (),
) -> list[dict[str, Any]]:
    """The messages that ask again, naming the places to look at and never a wanted figure.

    ``first`` are the messages that were answered by ``answer_json``. With ``rows`` only these
    rows are to be answered, else all that were asked.
    """
    scope = "Answer for all rows that were asked."
    if rows:
        scope = f"Answer now only for {', '.join(f'r{row}' for row in rows)}."
    places = "\n".join(f"- {framed(complaint)}" for complaint in complaints)
    text = filled("again", {"complaints": places, "scope": scope})
    return [
        *(dict(message) for message in first),
        {"role": "assistant", "content": answer_json},
        {"role": "user", "content": text},
    ]


def crop_messages(images: Sequence[str]) -> list[PictureMessage]:
    """The message that asks what pictures of cells say.

    ``images`` are data URLs (``data:image/png;base64,...``), numbered from 1 as they are given.
    """
    parts: list[PictureMessage] = [
        {"type": "text", "text": filled("crops", {"count": str(len(images))})}
    ]
    for number, image in enumerate(images, start=1):
        parts.append({"type": "text", "text": f"picture {number}"})
        parts.append({"type": "image_url", "image_url": {"url": image}})
    return [{"role": "user", "content": parts}]


def page_messages(image: str, kind: type[KindRow], title: str | None) -> list[PictureMessage]:
    """The messages that ask for the rows of a table from the picture (data URL) of its page."""
    values = {
        "title": framed(title or kind.title),
        "kinds": _kinds_text([kind], "rows"),
        "forms": _row_forms(kind),
    }
    parts: list[PictureMessage] = [
        {"type": "text", "text": filled("page", values)},
        {"type": "image_url", "image_url": {"url": image}},
    ]
    return [{"role": "system", "content": filled("system")}, {"role": "user", "content": parts}]


def _asked(user: str) -> list[Message]:
    return [{"role": "system", "content": filled("system")}, {"role": "user", "content": user}]


def _kinds_text(offered: Sequence[type[KindRow]], ask: Ask) -> str:
    if len(offered) == 1:
        return _whole(offered[0], ask)
    headers = 2 if len(offered) <= _SOME else 1
    lead = f'Kinds to choose from by title and headers, with fields ("{GENERIC}": none fits):'
    return "\n".join((lead, *(_compact(kind, headers) for kind in offered)))


def _whole(kind: type[KindRow], ask: Ask) -> str:
    fields = describe(kind) if ask == "plan" else described(row_fields(kind))
    note = notes().get(kind.kind)
    lines = [f"Kind {kind.kind} ({kind.title}). Fields, with headers they are printed under:"]
    return "\n".join((*lines, fields, note) if note else (*lines, fields))


def _compact(kind: type[KindRow], headers: int) -> str:
    fields = "; ".join(line_of(field, headers) for field in plan_fields(kind))
    note = notes().get(kind.kind)
    return f"- {kind.kind} ({kind.title}): {fields}" + (f"\n  {note}" if note else "")


def _row_forms(kind: type[KindRow]) -> str:
    said = ""
    if any(spec.type == "side" for spec in kind.fields()):
        said += (
            ' "side" is "revenue" or "expenditure"; a printed row with entries of both sides gives'
            " two entries of the same r."
        )
    if kind.wildcard is not None:
        said += (
            ' Figures in columns without a field: "more":[{"header":"its lowest printed header",'
            '"text":"18"}].'
        )
    return said


def _plan_forms(offered: Sequence[type[KindRow]]) -> str:
    """The keys that only forms need, where a form is offered."""
    if any(kind.layout == "form" for kind in offered):
        return f"{template_text('plan.form')}\n"
    return ""


def _worked(kind: type[KindRow], ask: Ask) -> str:
    text = template_text(f"worked/{kind.kind}") or template_text(f"worked/{kind.layout}") or ""
    table, _, answers = text.partition("</table>\n")
    by_ask = dict(line.split(": ", 1) for line in answers.splitlines())
    return f"Example of another table, {table}</table>\nanswer: {by_ask[ask]}\n\n"


def _example_text(example: Example, ask: Ask) -> str:
    answer = example.plan if ask == "plan" else example.rows
    compact = json.dumps(json.loads(answer), ensure_ascii=False, separators=(",", ":"))
    return (
        f"A table of another document, kind: {example.kind}\n{example.table}\nanswer: {compact}\n\n"
    )
