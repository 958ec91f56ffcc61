"""Small questions with known answers, by which an endpoint is tried."""

import base64
from typing import Any

from prompts.builder import crop_messages, messages
from prompts.tabletext import table_text
from schemas.answer import PlanAnswer
from schemas.grid import GridCell, GridRow
from schemas.kinds import builtin_kinds
from schemas.piece import Piece
from schemas.source import Source

KIND = "expenditure_by_function"
FIGURE = "2047"
"""What the picture of `picture_question` shows."""

_HEADER = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")
_COLUMNS = ((1, "code"), (2, "name"), (3, "total"), (4, "basic"), (5, "project"))
_ROWS = (
    ("201", "一般公共服务支出", "158.20", "120.10", "38.10"),
    ("20103", "政府办公厅（室）及相关机构事务", "158.20", "120.10", "38.10"),
    ("2010301", "行政运行", "120.10", "120.10", ""),
    ("2010302", "一般行政管理事务", "38.10", "", "38.10"),
)

# The lit bars of each digit: top, upper right, lower right, bottom, lower left, upper left, middle.
_BARS = ("1111110", "0110000", "1101101", "1111001", "0110011",
         "1011011", "1011111", "1110000", "1111111", "1111011")  # fmt: skip
_HIGH, _WIDE, _THICK, _GAP = 60, 34, 7, 20  # pixels


def table_question(tokens: int = 0, estimate: Any = len) -> list[dict[str, str]]:
    """The question for the plan of a small table, grown to so many tokens of table text.

    ``estimate`` counts the tokens of a text.
    """
    rows = _ROWS
    if tokens:
        each = max(1, estimate(table_text(_piece(_ROWS))) // len(_ROWS))
        rows = _ROWS * max(1, tokens // (each * len(_ROWS)))
    kinds = {kind.kind: kind for kind in builtin_kinds()}
    return messages(_piece(rows), "plan", kinds)


def is_right(plan: PlanAnswer) -> bool:
    """Whether the columns of the small table are told right."""
    told = {(column.column, column.field) for column in plan.columns}
    return plan.kind == KIND and {1, 2, 3} <= {
        number for number, field in told if (number, field) in _COLUMNS
    }


def picture_question() -> list[dict[str, Any]]:
    """The question what a picture with `FIGURE` says."""
    return crop_messages([picture_url()])


def picture_url() -> str:
    """A data URL of a PNG with `FIGURE`, in black on white."""
    import numpy as np

    from extraction.readers.png_file import png_of

    step = _WIDE + _GAP
    canvas = np.full((_HIGH + 2 * _GAP, step * len(FIGURE) + _GAP), 255, dtype=np.uint8)
    half, right, low = _HIGH // 2, _WIDE - _THICK, _HIGH - _THICK
    middle = (_HIGH - _THICK) // 2
    bars = (
        (0, 0, _THICK, _WIDE), (0, right, half, _THICK), (half, right, half, _THICK),
        (low, 0, _THICK, _WIDE), (half, 0, half, _THICK), (0, 0, half, _THICK),
        (middle, 0, _THICK, _WIDE),
    )  # fmt: skip
    for place, digit in enumerate(FIGURE):
        left = _GAP + place * step
        for lit, (y, x, high, wide) in zip(_BARS[int(digit)], bars, strict=True):
            if lit == "1":
                canvas[_GAP + y : _GAP + y + high, left + x : left + x + wide] = 0
    return "data:image/png;base64," + base64.b64encode(png_of(canvas, 200.0)).decode()


def _piece(rows: tuple[tuple[str, ...], ...]) -> Piece:
    return Piece(
        segment=0,
        candidates=(KIND,),
        title="支出总表",
        unit="万元",
        header=(_row(_HEADER),),
        rows=tuple(_row(row) for row in rows),
        reason="a trial of the endpoint",
    )


def _row(texts: tuple[str, ...]) -> GridRow:
    return GridRow(cells=tuple(GridCell(text=text, source=Source()) for text in texts))
