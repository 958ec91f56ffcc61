"""What a careful auditor would want to see."""

from typing import Literal

from pydantic import Field, field_serializer

from schemas.frozen import Frozen
from schemas.source import Extent
from schemas.table import CellRef

FindingClass = Literal[
    "ocr_digit", "sum", "cross_table", "narrative", "misaligned", "label", "rounding"
]

SERIOUSNESS: tuple[FindingClass, ...] = (
    "ocr_digit",
    "sum",
    "cross_table",
    "narrative",
    "misaligned",
    "label",
    "rounding",
)
"""The classes from the most to the least serious: the order in which findings are exported."""


class Finding(Frozen):
    """One sentence with its arithmetic, in the document's own terms, and the cells it is about."""

    finding_class: FindingClass = Field(alias="class")
    cells: tuple[CellRef, ...] = ()
    printed: str | None = None
    expected: str | None = None
    message: str
    source: Extent = Extent()

    @field_serializer("cells")
    def _cells_as_lists(self, cells: tuple[CellRef, ...]) -> list[list[str | int]]:
        return [[c.kind, c.ordinal, c.row, c.field] for c in cells]
