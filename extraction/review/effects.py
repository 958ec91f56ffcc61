"""What an event does to the tables, with everything that it needs to be replayed.

An effect depends on no engine: the value of an accepted suggestion and the rows of a table that
was mapped again stand in it.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from schemas.frozen import Frozen
from schemas.review import (
    AddRow,
    Decision,
    DecisionAction,
    Edit,
    JoinRows,
    MoveRow,
    RemoveRow,
    SetField,
    SetKind,
    SplitRow,
)
from schemas.table import CellRef, Table


class Judged(Frozen):
    """A person's word on a cell. ``value`` is the one it has from now on, None for a blank.

    ``expected`` is what arithmetic asked for in a cell that was published wrong.
    """

    action: DecisionAction
    cell: CellRef
    who: str
    value: str | None = None
    expected: str | None = None
    why: str | None = None


class Remapped(Frozen):
    """A table of another kind, its rows mapped again; ``table`` has the new kind."""

    action: Literal["remapped"] = "remapped"
    kind: str
    ordinal: int
    who: str
    table: Table
    why: str | None = None


class Placed(Frozen):
    """A column, or what is printed under a header that no field had, is the field ``to`` now.

    ``table`` has it there, and no doubt of the reading that a person's word has settled.
    """

    action: Literal["placed"] = "placed"
    kind: str
    ordinal: int
    who: str
    header: str
    to: str
    table: Table
    why: str | None = None


Doing = (
    Judged
    | Remapped
    | Placed
    | MoveRow
    | SetField
    | SetKind
    | SplitRow
    | JoinRows
    | AddRow
    | RemoveRow
)
Effect = Annotated[Doing, Field(discriminator="action")]

EFFECTS: TypeAdapter[Doing] = TypeAdapter(Effect)
"""Effects to JSON and back."""

__all__ = ["EFFECTS", "Decision", "Doing", "Edit", "Effect", "Judged", "Placed", "Remapped"]
