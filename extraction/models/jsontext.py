"""JSON in what models write, and schemas without what only costs tokens."""

import json
import re
from typing import Any

from extraction.models.port import Said

_NAME = re.compile(r"[^A-Za-z0-9_-]")
_NAME_LENGTH = 64  # the longest name of a function or schema that OpenAI's API takes


def json_text(said: Said) -> str:
    """The JSON of an answer: of the called function, else in the text.

    Some models think aloud or put a fence around it; the last whole JSON object counts then.
    """
    if said.tool_calls:
        return said.tool_calls[0].function.arguments
    text = (said.content or "").strip()
    return text if text.startswith("{") else _last_object(text) or text


def _last_object(text: str) -> str | None:
    decoder = json.JSONDecoder()
    found, start = None, text.find("{")
    while start >= 0:
        try:
            _, end = decoder.raw_decode(text, start)
        except (json.JSONDecodeError, RecursionError):
            # An opening brace that closes nowhere: the answer is cut off, or it is prose. One
            # further line is tried at a time, so that hostile text costs no quadratic work.
            line = text.find("\n", start)
            start = text.find("{", line) if line >= 0 else -1
            continue
        found = text[start:end]
        start = text.find("{", end)
    return found


def schema_name(model_name: str) -> str:
    """A name as the API takes it for a function or a schema."""
    return _NAME.sub("_", model_name)[:_NAME_LENGTH]


def slim(schema: Any) -> Any:
    """A JSON schema without titles, descriptions and empty defaults.

    Our prompts say all of it, and a schema is paid for with every request.
    """
    if isinstance(schema, list):
        return [slim(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {}
    for key, value in schema.items():
        said = key in ("title", "description") and isinstance(value, str)
        if said or (key == "default" and value in (None, [])):
            continue
        if key in ("properties", "$defs"):
            # Here the keys are names of ours, and a field may well be named title.
            kept[key] = {name: slim(inner) for name, inner in value.items()}
        else:
            kept[key] = slim(value)
    return kept
