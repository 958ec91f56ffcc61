"""Placed rows as a grid in the kind's own layout: canonical headers over the printed cells.

The headers engine then reads it as any other table, so that a model's reading gets the same
care (shifted rows, codes, levels, sums) as one by the printed headers, and no other code makes
rows of cells.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from extraction.asking.placed import PlacedRow, joined
from schemas.document import Segment
from schemas.grid import GridCell, GridRow
from schemas.kinds import KindRow
from schemas.source import Source

_SIDES = ("revenue/item", "revenue/amount", "expenditure/item", "expenditure/amount")
_COMPOSITION = ("block", "item", "amount", "share", "amount_prior2", "amount_prior1")
_BLOCKS = MappingProxyType({"revenue": "收入构成", "expenditure": "支出构成"})
_INDICATOR_WORDS = MappingProxyType(
    {
        "target": "目标名称",
        "level1": "一级指标",
        "level2": "二级指标",
        "name": "三级指标",
        "value_prior2": "前年",
        "value_prior1": "上年",
        "value": "指标值",
        "weight": "权重",
        "basis": "指标值确定依据",
    }
)


def normal_segment(segment: Segment, kind: type[KindRow], rows: Sequence[PlacedRow]) -> Segment:
    """The segment as of this kind, its body the placed rows, its header the kind's own."""
    layouts: Mapping[str, Callable[..., tuple[list[GridRow], list[GridRow]]]] = {
        "funding_composition": _composition,
        "project_profile": _profile,
        "project_funding": _funding,
        "indicators": _indicators,
    }
    if kind.layout == "sides":
        header, body = _sides(rows)
    elif kind.kind in layouts:
        header, body = layouts[kind.kind](rows)
    else:
        header, body = _flat(rows, kind)
    return segment.model_copy(
        update={
            "kind": kind.kind,
            "header": tuple(header),
            "body": tuple(body),
            "spans_known": True,
            "notes": (),
        }
    )


def _word(text: str) -> GridCell:
    return GridCell(text=text, source=Source())


def _words(*texts: str) -> GridRow:
    return GridRow(cells=tuple(_word(text) for text in texts))


def _laid(row: PlacedRow, fields: Sequence[str]) -> GridRow:
    cells = []
    at = next((c.source for found in row.cells.values() for c in found), Source())
    for name in fields:
        found = row.cells.get(name)
        cells.append(joined(found) if found else GridCell(text="", source=at))
    return GridRow(cells=tuple(cells))


def _used(rows: Sequence[PlacedRow]) -> set[str]:
    return {name for row in rows for name in row.cells}


def _flat(rows: Sequence[PlacedRow], kind: type[KindRow]) -> tuple[list[GridRow], list[GridRow]]:
    used = _used(rows)
    fields = [spec.name for spec in kind.fields() if spec.name in used]
    declared = {spec.name: spec.headers for spec in kind.fields()}
    fields += sorted(used - declared.keys())
    paths = [(declared.get(name) or (name,))[0].split("/") for name in fields]
    if _in_three_columns(rows):
        return _with_code_columns(rows, fields, paths)
    return _header(paths), [_laid(row, fields) for row in rows]


def _header(paths: Sequence[Sequence[str]]) -> list[GridRow]:
    depth = max((len(path) for path in paths), default=1)
    # A short path is printed at the top, as over merged cells: below it nothing stands.
    return [
        _words(*(path[level] if level < len(path) else "" for path in paths))
        for level in range(depth)
    ]


def _in_three_columns(rows: Sequence[PlacedRow]) -> bool:
    """Whether the code is printed as 类, 款 and 项 in three cells."""
    return any(len(row.cells.get("code", ())) == 3 for row in rows)


def _with_code_columns(
    rows: Sequence[PlacedRow], fields: list[str], paths: list[list[str]]
) -> tuple[list[GridRow], list[GridRow]]:
    """The three parts of codes side by side; which part a lone one is, its column says."""
    columns = sorted({c.source.column or 0 for row in rows for c in row.cells.get("code", ())})
    rest = [name for name in fields if name != "code"]
    body = []
    for row in rows:
        parts = [GridCell(text="", source=Source())] * 3
        for index, cell in enumerate(row.cells.get("code", ())):
            known = (cell.source.column or 0) in columns[:3] and len(columns) >= 3
            parts[min(2, columns.index(cell.source.column or 0) if known else index)] = cell
        body.append(GridRow(cells=(*parts, *_laid(row, rest).cells)))
    others = [path for name, path in zip(fields, paths, strict=True) if name != "code"]
    return _header([["科目编码", "类"], ["科目编码", "款"], ["科目编码", "项"], *others]), body


def _sides(rows: Sequence[PlacedRow]) -> tuple[list[GridRow], list[GridRow]]:
    """Rows by columns (revenue/item) as they are; rows of one side (side, item) in their half."""
    header = [_words("收入", "", "支出", ""), _words("项目", "预算数", "项目", "预算数")]
    body = []
    for row in rows:
        cells = dict(row.cells)
        side = row.constants.get("side")
        if side is not None:
            cells = {f"{side}/{name}": found for name, found in cells.items()}
        body.append(_laid(PlacedRow(row.numbers, cells), _SIDES))
    return header, body


def _composition(rows: Sequence[PlacedRow]) -> tuple[list[GridRow], list[GridRow]]:
    header = [
        _words("", "项目", "当年金额", "占比", "近两年收支金额", ""),
        _words("", "", "", "", "前年", "上年"),
    ]
    body = []
    before = None
    for row in rows:
        laid = _laid(row, _COMPOSITION)
        side = row.constants.get("side") or before
        if side is not None and side != before and side in _BLOCKS:
            laid = GridRow(cells=(_word(_BLOCKS[side]), *laid.cells[1:]))
        before = side
        body.append(laid)
    return header, body


def _profile(rows: Sequence[PlacedRow]) -> tuple[list[GridRow], list[GridRow]]:
    from schemas.kinds.performance import ProjectProfile

    headers = {spec.name: spec.headers for spec in ProjectProfile.fields()}
    body = [
        GridRow(cells=(_word(headers[name][0]), joined(found)))
        for row in rows
        for name, found in row.cells.items()
        if headers.get(name)
    ]
    return [], body


def _funding(rows: Sequence[PlacedRow]) -> tuple[list[GridRow], list[GridRow]]:
    body = [_laid(row, ("item", "amount")) for row in rows]
    return [], [_words("来源项目", "预算申报数"), *body]


def _indicators(rows: Sequence[PlacedRow]) -> tuple[list[GridRow], list[GridRow]]:
    used = _used(rows)
    optional = {"value_prior2", "value_prior1", "weight"}
    fields = [name for name in _INDICATOR_WORDS if name in used or name not in optional]
    if "value_prior1" in used and "value_prior2" not in used:
        fields.insert(fields.index("value_prior1"), "value_prior2")
    return [_words(*(_INDICATOR_WORDS[name] for name in fields))], [
        _laid(row, fields) for row in rows
    ]
