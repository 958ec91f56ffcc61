"""What a chat request asks for: which answer, of which kinds, of which table or pictures."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evals.simulated.faults import ServedMode

Wanted = Literal["plan", "rows", "crops", "sample"]
"""sample: any instance of the schema, for requests that are about no table."""

_KIND = re.compile(r"^(?:Kind|-) (\S+) \(", re.MULTILINE)
_AGAIN = re.compile(r"Answer now only for (r\d+(?:, r\d+)*)\.")
_TABLE_END = "\n</table>"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request taken apart.

    ``prompt`` is the last message with a table (None: there is none), ``kinds`` the names that
    it offers, ``rows`` the numbers to which a later message confines the answer, and
    ``pictures`` the SHA-256 (hex) of the images' bytes. ``tool`` is the function to call.
    """

    wanted: Wanted
    mode: ServedMode | None
    tool: str | None
    schema: Mapping[str, Any]
    prompt: str | None
    kinds: tuple[str, ...]
    rows: tuple[int, ...]
    pictures: tuple[str, ...]


def asked_of(body: Mapping[str, Any]) -> Asked:
    """What the body of a chat request asks for."""
    mode, tool, schema = _form_of(body)
    texts = [_text(message) for message in body.get("messages", ())]
    users = [t for t, m in zip(texts, body.get("messages", ()), strict=True) if _asks(m)]
    tables = [index for index, text in enumerate(users) if _TABLE_END in text]
    prompt = users[tables[-1]] if tables else None
    pictures = tuple(_pictures(body.get("messages", ())))
    said = prompt or "\n".join(users)
    later = users[tables[-1] + 1 :] if tables else []
    return Asked(
        wanted=_wanted(schema, said),
        mode=mode,
        tool=tool,
        schema=schema,
        prompt=prompt,
        kinds=_offered(schema, said),
        rows=_confined(later),
        pictures=pictures,
    )


def _form_of(
    body: Mapping[str, Any],
) -> tuple[ServedMode | None, str | None, Mapping[str, Any]]:
    if body.get("tools"):
        function = body["tools"][0]["function"]
        return "tools", function["name"], function.get("parameters") or {}
    form = body.get("response_format") or {}
    if form.get("type") == "json_schema":
        return "json_schema", None, form.get("json_schema", {}).get("schema") or {}
    return ("json_object" if form.get("type") == "json_object" else None), None, {}


def _asks(message: Mapping[str, Any]) -> bool:
    return message.get("role") == "user"


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, str):
        return content
    parts = [part for part in content or () if part.get("type") == "text"]
    return "\n".join(part["text"] for part in parts)


def _pictures(messages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for message in messages:
        content = message.get("content")
        for part in content if isinstance(content, list) else ():
            if part.get("type") == "image_url":
                yield picture_key(part["image_url"]["url"])


def picture_key(url: str) -> str:
    """The SHA-256 (hex) of the bytes in a data URL; of the address itself where it is none."""
    _, comma, encoded = url.partition(";base64,")
    try:
        content = base64.b64decode(encoded, validate=True) if comma else url.encode()
    except binascii.Error:
        content = url.encode()
    return hashlib.sha256(content).hexdigest()


def _wanted(schema: Mapping[str, Any], said: str) -> Wanted:
    names = schema.get("properties", {}).keys()
    if not names:
        task = said.partition("<table>")[0]
        if '{"readings"' in task:
            return "crops"
        if 'Answer {"rows"' in task:
            return "rows"
        return "plan" if _TABLE_END in said else "sample"
    if "readings" in names:
        return "crops"
    if "columns" in names and "kind" in names:
        return "plan"
    return "rows" if "rows" in names else "sample"


def _offered(schema: Mapping[str, Any], said: str) -> tuple[str, ...]:
    head = said.partition("<table>")[0]
    named = tuple(dict.fromkeys(_KIND.findall(head)))
    title = str(schema.get("title") or "")
    return named or ((title.removeprefix("Rows_"),) if title.startswith("Rows_") else ())


def _confined(later: Sequence[str]) -> tuple[int, ...]:
    found = [match.group(1) for text in later if (match := _AGAIN.search(text))]
    return tuple(int(name[1:]) for name in found[-1].split(", ")) if found else ()
