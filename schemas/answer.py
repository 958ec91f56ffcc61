"""What a language model answers: a reading plan of a piece, its rows, or readings of crops.

All figures are printed text, never numbers: a JSON number passes through a binary float.
Columns and rows are numbered from 1, as the prompt prints them (c1, r1).
"""

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from schemas.kinds.kind import KindRow

_SIDE = "revenue or expenditure"


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlannedColumn(_Answer):
    """One printed column and the field that its cells belong to."""

    column: int = Field(ge=1, description="number of the printed column (3 for c3)")
    field: str = Field(description="field name")


class PlannedRow(_Answer):
    """A row whose cells stand in other columns than those of the table: all its cells."""

    row: int = Field(ge=1, description="number of the row (12 for r12)")
    columns: tuple[PlannedColumn, ...]


class JoinedRow(_Answer):
    """A printed row that only continues the text of another row."""

    row: int = Field(ge=1)
    into: int = Field(ge=1, description="number of the row that it continues")


class SplitPart(_Answer):
    """A part of a cell's printed text that is a field of its own."""

    field: str
    text: str = Field(description="the part, copied exactly")


class SplitCell(_Answer):
    """One printed cell that holds the text of several fields."""

    row: int = Field(ge=1)
    column: int = Field(ge=1)
    parts: tuple[SplitPart, ...]


class FixedField(_Answer):
    """A field that a block label gives to all rows of a range (side: revenue | expenditure)."""

    field: str
    value: str
    first: int = Field(ge=1)
    last: int = Field(ge=1)


class PlacedCell(_Answer):
    """One printed cell of a form and its field."""

    field: str
    row: int = Field(ge=1)
    column: int = Field(ge=1)


class PlanAnswer(_Answer):
    """How to read a piece: which column is which field, and the exceptions. No figures."""

    kind: str = Field(description="one of the offered kinds, or table where none fits")
    columns: tuple[PlannedColumn, ...] = ()
    not_data: tuple[int, ...] = Field(
        default=(), description="rows that are no data: repeated headers, notes, page numbers"
    )
    shifted: tuple[PlannedRow, ...] = ()
    joined: tuple[JoinedRow, ...] = ()
    split: tuple[SplitCell, ...] = ()
    fixed: tuple[FixedField, ...] = ()
    carried: tuple[str, ...] = Field(
        default=(), description="fields printed once for several rows below (merged cells)"
    )
    cells: tuple[PlacedCell, ...] = Field(
        default=(), description="only for a form of labels and values: every value cell"
    )


class AnsweredRow(_Answer):
    """The root of the row models that `rows_answer` makes: ``r`` says which rows it is from."""

    r: tuple[int, ...] = Field(
        min_length=1, description="numbers of the printed rows it is read from, usually one"
    )


class MoreCell(_Answer):
    """A printed column that has no field of its own: its header and the cell's text."""

    header: str
    text: str


class RowsAnswer(_Answer):
    """The root of the answers that `rows_answer` makes."""

    rows: tuple[AnsweredRow, ...]


@cache
def rows_answer(kind: type[KindRow]) -> type[RowsAnswer]:
    """The answer model of a kind: a list of rows, every field an optional printed text."""
    fields: dict[str, Any] = {}
    for spec in kind.fields():
        says = " | ".join(spec.headers[:2]) or (_SIDE if spec.type == "side" else "")
        fields[spec.name] = (str | None, Field(default=None, description=says))
    if kind.wildcard is not None:
        fields["more"] = (tuple[MoreCell, ...], Field(default=()))
    row = create_model(f"Row_{kind.kind}", __base__=AnsweredRow, **fields)
    return create_model(
        f"Rows_{kind.kind}",
        __base__=RowsAnswer,
        rows=(tuple[row, ...], Field(description="one entry for every data row, in order")),
    )


class CropReading(_Answer):
    """What stands in one picture of a cell."""

    crop: int = Field(ge=1, description="number of the picture")
    text: str | None = Field(description="exactly what is printed; null if nothing is readable")


class CropsAnswer(_Answer):
    """The readings of numbered pictures of cells."""

    readings: tuple[CropReading, ...]
