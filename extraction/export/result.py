"""The shape of an exported result, as read back from its JSON (the export contract)."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, StrictInt, StrictStr
from pydantic import ValidationError as ShapeError

from schemas.errors import EmptyInputError, InputError, VerificationError
from schemas.page import IDENTITY, Matrix
from schemas.source import Box
from schemas.table import Status

_NO_OBJECT = "holds no JSON object; name the JSON of an extraction"
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")

Address = tuple[StrictStr, StrictInt, StrictInt, StrictStr]
"""The address of a cell: kind, ordinal, row (0-based) and field."""


def _plain_decimal(value: object) -> object:
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return Decimal(value)
    raise ValueError("not a decimal in plain notation")


Figure = Annotated[Decimal, PlainValidator(_plain_decimal)]
"""A decimal that the JSON holds as a string in plain notation."""


class _Part(BaseModel):
    """Keys beyond the contract are allowed and left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class ResultSource(_Part):
    """The place of a cell: line and column, or page and box (points on the kept page image)."""

    line: StrictInt | None = None
    column: StrictInt | None = None
    page: StrictInt | None = None
    box: Box | None = None


class ResultExtent(_Part):
    """The place of a table or finding: its pages, its first and last line."""

    pages: tuple[StrictInt, ...] = ()
    lines: tuple[StrictInt, StrictInt] | None = None


class ResultProof(_Part):
    """How strongly sums prove a cell; ``tolerance`` is None where none does (rank 0)."""

    rank: StrictInt
    tolerance: Figure | None = None


class ResultCell(_Part):
    """One exported cell. ``proof`` is None in a result of a version that told none."""

    printed: StrictStr | None
    status: Status
    confidence: Annotated[float, Field(strict=True)]
    source: ResultSource | None
    checks: tuple[StrictStr, ...]
    suggestion: StrictStr | None
    reason: StrictStr | None
    text: StrictStr | None = None
    proof: ResultProof | None = None


class ResultRow(_Part):
    """One exported row: the values and the cells by field."""

    values: dict[StrictStr, StrictStr | None]
    cells: dict[StrictStr, ResultCell]


class ResultTable(_Part):
    """One exported table."""

    kind: StrictStr
    ordinal: StrictInt
    title: StrictStr | None
    unit: StrictStr | None
    source: ResultExtent
    rows: tuple[ResultRow, ...]
    notes: tuple[StrictStr, ...] = ()

    @property
    def name(self) -> str:
        """The name by which a table is asked for: kind#ordinal."""
        return f"{self.kind}#{self.ordinal}"

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of all rows, in the order in which they first appear."""
        return tuple(dict.fromkeys(field for row in self.rows for field in row.values))


class ResultTerm(_Part):
    """A cell or a printed constant times a coefficient."""

    coefficient: Figure
    cell: Address | None = None
    constant: Figure | None = None
    lines: tuple[StrictInt, ...] = ()


class ResultCheck(_Part):
    """One exported check with the terms of its two sides."""

    id: StrictStr
    rule: StrictStr
    holds: Annotated[bool, Field(strict=True)]
    expected: Figure
    found: Figure
    difference: Figure
    tolerance: Figure
    exact: Figure = Decimal(0)
    cells: tuple[Address, ...]
    left: tuple[ResultTerm, ...]
    right: tuple[ResultTerm, ...]
    combine: Literal["sum", "product", "ratio"] = "sum"
    statement: StrictStr = ""


class ResultFinding(_Part):
    """One exported finding."""

    finding_class: StrictStr = Field(alias="class")
    cells: tuple[Address, ...]
    printed: StrictStr | None
    expected: StrictStr | None
    message: StrictStr
    source: ResultExtent


class ResultSuggestion(_Part):
    """The value that arithmetic asks for in a cell, and the checks that it mends.

    ``together`` are the cells of the same explanation, whose suggestions go with it.
    """

    cell: Address
    value: Figure
    checks: tuple[StrictStr, ...]
    together: tuple[Address, ...] = ()


class ResultCandidate(_Part):
    """A cell that one of several explanations of failing checks changes, and how likely it is."""

    cell: Address
    probability: Annotated[float, Field(ge=0, le=1)]


class ResultDocument(_Part):
    """What identifies the document."""

    name: StrictStr
    sha256: StrictStr
    media_type: StrictStr
    pages: StrictInt


class ResultRun(_Part):
    """How the result was made. ``key`` tells whether it must be made again."""

    engine: StrictStr
    model: StrictStr | None = None
    requests: StrictInt = 0
    tokens_in: StrictInt = 0
    tokens_out: StrictInt = 0
    cost: StrictStr | None = "0"
    version: StrictStr = ""
    seconds: float = 0.0
    key: StrictStr | None = None


class ResultPage(_Part):
    """A page that was read: its kept image, and what leads from points on it to the given page."""

    number: StrictInt
    width: float | None = None
    height: float | None = None
    image: StrictStr | None = None
    transform: Matrix = IDENTITY


class ResultEvent(_Part):
    """What a person did in the review: who, when (UTC), what it was about, before and after."""

    number: StrictInt
    who: StrictStr
    at: StrictStr
    action: StrictStr
    kind: StrictStr | None = None
    ordinal: StrictInt | None = None
    row: StrictInt | None = None
    field: StrictStr | None = None
    before: Any = None
    after: Any = None
    why: StrictStr | None = None
    undoes: StrictInt | None = None
    undone: bool = False


class Result(_Part):
    """An exported result. Made by `parse_result` or `read_result`."""

    document: ResultDocument
    tables: tuple[ResultTable, ...]
    checks: tuple[ResultCheck, ...]
    findings: tuple[ResultFinding, ...]
    run: ResultRun
    pages: tuple[ResultPage, ...] = ()
    history: tuple[ResultEvent, ...] = ()
    suggestions: tuple[ResultSuggestion, ...] | None = None
    candidates: tuple[ResultCandidate, ...] = ()


def parse_result(export: Mapping[str, Any]) -> Result:
    """The result that an exported JSON object holds.

    Raises:
        VerificationError: a key is missing or of the wrong shape.
    """
    try:
        return Result.model_validate(export)
    except ShapeError as error:
        raise VerificationError(_sentence(error)) from None


def _sentence(error: ShapeError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(step) for step in first["loc"]) or "the top level"
    return (
        f"this is not an extraction result: at {place}: {first['msg'].lower()};"
        " extract the document again"
    )


def load_export(path: Path) -> dict[str, Any]:
    """The JSON object of a file, its shape not yet looked at.

    Raises:
        InputError: the file can't be read or is empty.
        VerificationError: it holds no JSON object.
    """
    export = _export(path, _content(path))
    if not isinstance(export, dict):
        raise VerificationError(f"{path}: {_NO_OBJECT}")
    return export


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror or error}") from None
    if not content.strip():
        raise EmptyInputError(f"{path}: the file is empty; name the JSON of an extraction")
    return content


def _export(path: Path, content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise VerificationError(f"{path}: is no JSON; name the JSON of an extraction") from None


def read_result(path: Path) -> Result:
    """The result that a JSON file holds.

    Raises:
        InputError: the file can't be read or is empty.
        VerificationError: it is not an extraction result.
    """
    content = _content(path)
    try:
        # In one pass: twice as fast as by way of the JSON object.
        return Result.model_validate_json(content)
    except ShapeError as error:
        if not isinstance(_export(path, content), dict):
            raise VerificationError(f"{path}: {_NO_OBJECT}") from None
        raise VerificationError(f"{path}: {_sentence(error)}") from None
