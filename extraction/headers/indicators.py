"""Indicator blocks: header and rows, however shifted, to one row per indicator."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.headers.cells import label_cell, make_row, stated
from extraction.headers.celltypes import filled, is_figure_text, is_plain_number
from extraction.headers.formwords import (
    goal_label,
    is_block_label,
    is_indicator_header_word,
    is_level_two,
    is_year_header,
    level_one_of,
)
from extraction.headers.levels import Levels, settle_levels
from extraction.headers.placement import Column, Placement, place
from extraction.headers.rows import Mapped
from extraction.headers.tree import leaves
from schemas.document import Segment
from schemas.grid import GridCell, GridRow
from schemas.kinds import KindRow
from schemas.table import Cell

_BASIS = re.compile(
    r"^(?:计划|历史|行业|政策|国家|地方|其他|部门|经验)?(?:标准|数据|指标|依据|文件|要求)"
    r"|(?:标准|数据|依据)$|^(?:依据|根据|按照|参照)"
)
_LAYOUTS = (
    ("value", "basis"),
    ("value_prior2", "value_prior1", "value", "basis"),
    ("value_prior2", "value_prior1", "value", "weight", "basis"),
    ("value", "weight", "basis"),
    ("value",),
)


@dataclass(frozen=True, slots=True)
class _Printed:
    """A body row with header words and halves of split labels taken out."""

    row: GridRow
    cells: tuple[tuple[int, GridCell], ...]
    cost_is_second: bool


def cost_is_second_level(segments: Sequence[Segment]) -> bool:
    """Whether some block of the document prints 成本指标 squarely in the second column.

    Templates differ: 成本指标 is a second level of 产出指标 in some, a first level in others.
    """
    for segment in segments:
        columns = [p for row in segment.header for p, c in filled(row) if c.label == "二级指标"]
        for row in segment.body if columns else ():
            if any(p == columns[0] and c.label == "成本指标" for p, c in filled(row)):
                return True
    return False


def map_indicators(segment: Segment, kind: type[KindRow], cost_is_second: bool = False) -> Mapped:
    """The rows of one indicator block, with project and target of its surroundings."""
    body = [_printed(row, cost_is_second) for row in segment.body]
    body = [row for row in body if row.cells]
    basis = _common_basis(body)
    columns = _best_columns(segment, body, basis)
    fields = tuple(spec.name for spec in kind.fields())
    parents = {name: (value, line) for name, value, line in segment.parents}
    entries: list[tuple[int, dict[str, tuple[str | None, Cell]]]] = []
    moved: list[tuple[int, str]] = []
    target = parents.get("target", (None, 0))[0]
    for printed in body:
        placement = _place(printed, columns, basis)
        cells = _cells(printed, placement)
        if "name" not in cells and len(printed.cells) < 2:
            continue
        if not cells.keys() & {"name", "value", "value_prior1"}:
            continue
        if "target" in cells and goal_label(cells["target"][0] or "") is not None:
            target = goal_label(cells["target"][0] or "")
        else:
            cells.pop("target", None)
        if target is not None and "target" not in cells:
            cells["target"] = (target, stated(target))
        elif target is not None:
            cells["target"] = (target, cells["target"][1].model_copy(update={"printed": target}))
        if parents.get("project"):
            project = parents["project"][0]
            cells["project"] = (project, stated(project))
        if placement.moved:
            moved.append((printed.row.line, _note(printed, placement)))
        entries.append((printed.row.line, cells))
    settled, notes = settle_levels([Levels(line, cells) for line, cells in entries])
    rows = tuple(make_row(fields, cells) for cells in settled)
    lines = tuple(line for line, _ in entries)
    moved += notes
    return Mapped(rows, (*segment.notes, *(t for _, t in moved)), tuple(moved), lines)


def _printed(row: GridRow, cost_is_second: bool) -> _Printed:
    cells = filled(row)
    kept = tuple(
        (position, cell)
        for position, cell in cells
        if not is_indicator_header_word(cell.label) and cell.label != "指标"
    )
    return _Printed(row, kept, cost_is_second)


def _common_basis(body: Sequence[_Printed]) -> str | None:
    last = Counter(row.cells[-1][1].label for row in body if len(row.cells) >= 3)
    if not last:
        return None
    label, count = last.most_common(1)[0]
    return label if count >= 2 and not is_figure_text(label) else None


def _layout_of_header(segment: Segment) -> tuple[str, ...] | None:
    words = [cell.label for row in segment.header for _, cell in filled(row)]
    words += [
        cell.label
        for row in segment.body[:2]
        for _, cell in filled(row)
        if is_indicator_header_word(cell.label)
    ]
    prior = sum(1 for word in words if is_year_header(word)) >= 2 or "近两年指标值" in words
    weight = any("权重" in word or "分值" in word for word in words if "比例" not in word)
    if prior:
        return ("value_prior2", "value_prior1", "value", *(("weight",) if weight else ()), "basis")
    printed = leaves(segment.header, segment.spans_known)
    spread = [leaf.column for leaf in printed if leaf.path[0].endswith("指标值")]
    width = max((len(row.cells) for row in segment.body), default=0)
    leading = _leading(segment)
    if spread and width - spread[0] <= 2 + leading and not weight:
        return ("value", "basis")
    return None


def _leading(segment: Segment) -> int:
    """Blank columns at the end that every row of the block prints."""
    trailing = [
        len(row.cells) - 1 - max((p for p, _ in filled(row)), default=-1) for row in segment.body
    ]
    return min(trailing, default=0)


def _best_columns(
    segment: Segment, body: Sequence[_Printed], basis: str | None
) -> tuple[Column, ...]:
    """The columns in which most rows print: the header's layout and shift, at the least cost."""
    named = _layout_of_header(segment)
    start = _level_column(segment)
    best: tuple[float, tuple[Column, ...]] | None = None
    for layout in (named,) if named else _LAYOUTS:
        for shift in (0, 1, -1, 2, -2):
            columns = _columns(start + shift, layout)
            if columns[0].position < -2:
                continue
            placed = [_place(row, columns, basis) for row in body]
            cost = sum(placement.cost for placement in placed) + 0.2 * len(layout)
            cost += 0.3 * abs(shift) + _unfilled(placed, columns)
            if best is None or cost < best[0] - 1e-9:
                best = (cost, columns)
            if named and shift == 0 and not any(placement.moved for placement in placed):
                break
    assert best is not None  # layouts and shifts are never empty
    return best[1]


def _unfilled(placed: Sequence[Placement], columns: Sequence[Column]) -> float:
    """What it costs that a column every indicator table fills prints nothing."""
    printed = {name for placement in placed for name in placement.fields}
    expected = ("value", "basis", "weight")
    return 0.5 * sum(1 for c in columns if c.field in expected and c.field not in printed)


def _level_column(segment: Segment) -> int:
    for row in segment.header:
        for position, cell in filled(row):
            if cell.label == "一级指标":
                return position
    return 1


def _columns(start: int, layout: Sequence[str]) -> tuple[Column, ...]:
    columns = [Column("target", 0 if start >= 1 else start - 1)]
    if start >= 2:
        columns.append(Column("goal_weight", start - 1))
    columns += [
        Column("level1", start),
        Column("level2", start + 1),
        Column("name", start + 2, missing=3.0),
    ]
    columns += [
        Column(name, start + 3 + i, missing=1.6 if name == "value" else 0.0)
        for i, name in enumerate(layout)
    ]
    return tuple(columns)


def _is_target(cell: GridCell) -> bool:
    return goal_label(cell.label) is not None or is_block_label(cell.label)


def _place(printed: _Printed, columns: Sequence[Column], basis: str | None) -> Placement:
    cells = printed.cells

    def fit(cell: GridCell, name: str) -> float:
        cost = _misfit(cell, name, basis)
        second = name == "level1" and cell.label == "成本指标" and printed.cost_is_second
        return cost + 1.5 if second else cost

    def drop(index: int) -> float:
        repeated = index > 0 and cells[index][1].label == cells[index - 1][1].label
        return 1.2 if repeated else 6.0

    return place(cells, columns, fit, drop)


def _misfit(cell: GridCell, name: str, basis: str | None) -> float:
    label = cell.label
    figure = is_figure_text(label)
    if name == "target":
        return 0.0 if _is_target(cell) else 5.0
    if name == "goal_weight":
        return 0.0 if is_plain_number(label.rstrip("%")) else 5.0
    if name == "level1":
        return _level_one_misfit(label)
    if name == "level2":
        return 0.0 if is_level_two(label) else 0.8 if label.endswith("指标") else 4.0
    if name == "name":
        return _name_misfit(label, figure, basis)
    if name == "weight":
        return 0.0 if is_plain_number(label) else 4.0
    based = bool(_BASIS.search(label)) or label == basis
    if name == "basis":
        return 0.0 if based else 3.0 if figure else 0.5
    return 0.0 if figure else 2.0 if based else 0.1 if len(label) <= 12 else 0.4


def _level_one_misfit(label: str) -> float:
    exact = level_one_of(label)
    if exact is not None:
        return 0.3 if is_level_two(label) else 0.0
    cut = len(label) >= 2 and any(
        n.startswith(label) for n in ("产出指标", "效益指标", "满意度指标")
    )
    return 0.4 if cut else 3.0 if is_level_two(label) else 5.0


def _name_misfit(label: str, figure: bool, basis: str | None) -> float:
    if level_one_of(label) is not None or is_level_two(label):
        return 4.0 if label.endswith("指标") or "满意度" not in label else 1.0
    if label == basis:
        return 3.0
    bare = figure and (label[0] in "≥≤><=" or label.rstrip("%").replace(".", "").isdigit())
    return 4.0 if bare else 0.6 if figure else 0.0


def _cells(printed: _Printed, placement: Placement) -> dict[str, tuple[str | None, Cell]]:
    cells = {}
    for (_, cell), name in zip(printed.cells, placement.fields, strict=True):
        if name is None or name == "goal_weight":
            continue
        if name == "level1":
            whole = level_one_of(cell.label) or _completed(cell.label)
            cells[name] = label_cell(cell, whole if whole != cell.label else None)
        else:
            cells[name] = label_cell(cell)
    return cells


def _completed(label: str) -> str:
    for name in ("产出指标", "效益指标", "满意度指标"):
        if name.startswith(label):
            return name
    return label


def _note(printed: _Printed, placement: Placement) -> str:
    shifts = sorted({abs(shift) for shift in placement.shifts if shift})
    left = any(shift > 0 for shift in placement.shifts)
    columns = " and ".join(str(shift) for shift in shifts)
    plural = "s" if shifts != [1] else ""
    side = "left" if left else "right"
    return f"{printed.row.place}: printed {columns} column{plural} to the {side}"
