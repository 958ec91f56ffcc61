"""Whether a cell of a result names the place where the page prints it.

In a text the place is a line: the line named must print the text, and lie within the lines of its
table unless the field is carried from a heading. On a page it is a box: it must cover the true
one with an intersection over union of at least 0.5, the threshold of the PASCAL VOC challenge
(Everingham et al. 2010, IJCV 88(2), section 4.2) that grounding in documents took over.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.cases.case import TrueBox
from evals.comparison import GoldTable
from evals.measures.score import Place
from extraction.export.result import Result, ResultCell
from schemas.label import normal_form
from schemas.source import Box

LEAST_OVERLAP = 0.5
"""The least intersection over union of boxes that counts as the same place."""

_SAID = frozenset({"side"})
"""Fields that no cell prints: they say in which half of a table a row stands."""
_CARRIED = frozenset({"project", "target", "level1", "level2"})
"""Labels that are printed once, above the rows that they hold for; these rows name no place."""
_NUMERALS = re.compile(r"(?<!\S)\d{2,3}(?!\S)")
"""A part of a code that stands alone in its cell."""
_WRAPPED = 6
"""Lines over which one cell of an HTML table may run."""

Transforms = Mapping[int, NDArray[np.float64]]
"""By page: the homography from points of the given page to points of the kept image."""


class Places:
    """What is known of where a document prints the cells of its gold."""

    def __init__(self, lines: Sequence[str] = (), boxes: Iterable[TrueBox] = ()) -> None:
        """Take the lines of a text (item 0 is line 1), or the true boxes of pages, or neither."""
        self._lines = lines
        self._boxes = {(box.table, box.row, box.field): box for box in boxes}
        self._flat: dict[int, str] = {}

    def right(
        self, cell: ResultCell, at: tuple[GoldTable, int, str], transforms: Transforms
    ) -> bool | None:
        """Whether a rightly read cell names its place; None where this can't be told."""
        table, row, field = at
        if field in _SAID or cell.printed is None:
            return None
        if field in _CARRIED and cell.source is None:
            return None
        if self._lines and table.lines is not None:
            return self._on_its_line(cell, table.lines, field)
        true = self._boxes.get((f"{table.kind}#{table.ordinal}", row, field))
        if true is None:
            return None
        source = cell.source
        if source is None or source.box is None or source.page != true.page:
            return False
        box = moved(true.box, transforms.get(true.page))
        return overlap(box, source.box) >= LEAST_OVERLAP

    def true_place(
        self, table: GoldTable, row: int, field: str, transforms: Transforms
    ) -> Place | None:
        """Where gold says that a cell stands, on the kept page image; None for texts."""
        true = self._boxes.get((f"{table.kind}#{table.ordinal}", row, field))
        if true is None:
            return None
        return Place(page=true.page, box=moved(true.box, transforms.get(true.page)))

    def text_at(self, place: Place) -> str | None:
        """The source line at a place, as it is; None where there is none."""
        if place.line is None or not 1 <= place.line <= len(self._lines):
            return None
        return self._lines[place.line - 1]

    def _on_its_line(self, cell: ResultCell, lines: tuple[int, int], field: str) -> bool:
        line = None if cell.source is None else cell.source.line
        if line is None or not 1 <= line <= len(self._lines):
            return False
        if field not in _CARRIED and not lines[0] <= line <= lines[1]:
            return False
        if cell.printed and cell.printed in self._lines[line - 1]:
            return True
        wanted = normal_form(cell.printed or "")
        if wanted in self._flat_line(line):
            return True
        # A code in columns 类, 款, 项 is printed by its last part; the others stand above.
        if field == "code" and any(map(wanted.endswith, _NUMERALS.findall(self._lines[line - 1]))):
            return True
        last = min(line + _WRAPPED, len(self._lines))
        return wanted in "".join(self._flat_line(n) for n in range(line, last + 1))

    def _flat_line(self, line: int) -> str:
        if line not in self._flat:
            self._flat[line] = normal_form(self._lines[line - 1])
        return self._flat[line]


def transforms_of(result: Result) -> Transforms:
    """What leads from the pages as given to the kept images on which boxes of a result stand."""
    found: dict[int, NDArray[np.float64]] = {}
    for page in result.pages:
        back = np.array(page.transform, dtype=np.float64).reshape(3, 3)
        if abs(np.linalg.det(back)) > 0:
            found[page.number] = np.linalg.inv(back).astype(np.float64)
    return MappingProxyType(found)


def moved(box: Box, transform: NDArray[np.float64] | None) -> Box:
    """The upright box around a box whose corners a homography has moved."""
    if transform is None:
        return box
    x0, y0, x1, y1 = box
    corners = np.array([[x0, x1, x1, x0], [y0, y0, y1, y1], [1.0, 1.0, 1.0, 1.0]])
    there: NDArray[Any] = transform @ corners
    x, y = there[0] / there[2], there[1] / there[2]
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes, 0..1."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    common = width * height
    return common / (_area(one) + _area(other) - common)


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])
