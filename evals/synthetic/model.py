"""Frozen models shared by the parts of the generator."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Style = Literal["street", "office", "notice"]
Unit = Literal["元", "万元"]
Form = Literal["txt", "md", "html"]


class Frozen(BaseModel):
    """Base of every model here: no field may be set after construction."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Options(Frozen):
    """What to vary. None leaves the choice to the seed.

    `mangle` is the share of eligible rows whose layout is disturbed, 0 to 1.
    `errors` is the number of planted errors. `tails` lets tables in 万元 round figures
    that are exact only in 分, so that printed parts may miss their total by 0.01; None
    lets some documents in 元 do so in their forms and prose. `full` prints every kind of
    table; `district`, `year` and `trade` (part of a department's name) fix the department;
    `error_kinds` names the planters to use, in order (see errors.PLANTERS).
    """

    style: Style | None = None
    unit: Unit | None = None
    form: Form = "txt"
    mangle: Decimal = Field(default=Decimal(0), ge=0, le=1)
    errors: int = Field(default=0, ge=0)
    tails: bool | None = None
    funds: bool | None = None
    units: int | None = Field(default=None, ge=1, le=4)
    projects: int | None = Field(default=None, ge=1, le=12)
    breaks: bool | None = None
    forms: bool = True
    full: bool = False
    district: str | None = None
    year: int | None = None
    trade: str | None = None
    error_kinds: tuple[str, ...] = ()


class Cell(Frozen):
    """One printed cell; `table`, `row`, `field` say which gold value it prints.

    `join` marks a cell merged with its left ("<") or upper ("^") neighbour.
    """

    text: str = ""
    table: str = ""
    row: int = -1
    field: str = ""
    join: Literal["", "<", "^"] = ""


class Row(Frozen):
    """One printed line of a table. `group` names what a mangler may do to it."""

    cells: tuple[Cell, ...]
    role: Literal["header", "body", "note"] = "body"
    group: str = ""


class Stub(Frozen):
    """A gold table before its printed values are gathered from the cells.

    `rows` holds the values known without a cell of their own (labels printed once).
    """

    key: str
    kind: str
    title: str
    unit: str | None
    rows: tuple[tuple[tuple[str, str | None], ...], ...] = ()
    notes: tuple[str, ...] = ()


class Figure(Frozen):
    """A number inside prose that may carry a planted error. `tag` says what it states."""

    text: str
    tag: str = ""


class Paragraph(Frozen):
    """Prose: strings and figures in order, with its Markdown heading level (0: text)."""

    pieces: tuple[str | Figure, ...]
    level: int = 0


class Block(Frozen):
    """One printed grid with the lines around it."""

    title: str
    rows: tuple[Row, ...]
    stubs: tuple[Stub, ...]
    unit_line: str = ""
    owner_line: str = ""
    number: str = ""
    remarks: tuple[str, ...] = ()
    untitled: bool = False
    before: tuple[str, ...] = ()
    title_in_grid: bool = False


class Finding(Frozen):
    """What a careful checker would report, in the words of the gold files."""

    cls: str
    table: str | None
    row: str | None
    column: str | None
    printed: str | None
    expected: str | None
    why: str
    at: tuple[tuple[str, int, str], ...] = ()
    figures: tuple[str, ...] = ()


class Draft(Frozen):
    """A document before rendering: its items in order and the findings planted so far."""

    name: str
    entity: str
    year: int
    items: tuple[Paragraph | Block, ...]
    findings: tuple[Finding, ...] = ()


class Disclosure(Frozen):
    """A rendered document and its gold. `gold` has the shape of the gold files."""

    name: str
    text: str
    gold: dict[str, Any]
