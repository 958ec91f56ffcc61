"""All settings in one table, for docs/configuration.md."""

from decimal import Decimal
from pathlib import Path
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from schemas.settings import Settings

_WORDS = MappingProxyType(
    {
        bool: "true or false",
        int: "whole number",
        float: "number",
        Decimal: "number",
        str: "text",
        Path: "path",
        SecretStr: "secret",
    }
)
_BOUNDS = (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"))


def settings_table() -> str:
    """A Markdown table of every setting: variable, type, default and what it does."""
    prefix = Settings.model_config.get("env_prefix", "")
    lines = ["| variable | type | default | what it does |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        cells = (f"`{prefix}{name.upper()}`", _kind(field), _default(field), _text(field))
        lines.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
    return "\n".join(lines)


def _kind(field: FieldInfo) -> str:
    limits = [
        f"{sign} {getattr(limit, name)}"
        for limit in field.metadata
        for name, sign in _BOUNDS
        if getattr(limit, name, None) is not None
    ]
    return ", ".join((_words(field.annotation), *limits))


def _words(kind: Any) -> str:
    """A type in words: that of a value where one is given, else nothing is said of None."""
    if get_origin(kind) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(kind))
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(_words(each) for each in get_args(kind) if each is not NoneType)
    if get_origin(kind) is tuple:
        return "list, as JSON"
    return _WORDS.get(kind, "JSON")


def _default(field: FieldInfo) -> str:
    default = field.get_default(call_default_factory=True)
    if default is None:
        return "–"
    if isinstance(default, bool):
        return str(default).lower()
    return f"`{default}`" if isinstance(default, str | Path) else str(default)


def _text(field: FieldInfo) -> str:
    return " ".join((field.description or "").split())
