"""The parts of a performance form to rows: head, money, spending, funding composition."""

import re
from collections.abc import Sequence

from extraction.headers.cells import field_cell, figure_cell, label_cell, make_row, stated
from extraction.headers.celltypes import filled, is_amount_text, misfit
from extraction.headers.formlabels import inline_value, profile_field
from extraction.headers.placement import Column, place
from extraction.headers.rows import Mapped, doubted
from extraction.headers.vocabulary import header_form
from schemas.document import Segment
from schemas.grid import GridCell, GridRow
from schemas.kinds import KindRow
from schemas.kinds.kind import FieldType
from schemas.label import clean_text
from schemas.table import Cell, Row

NO_HEADER = "No header was read over this column: that the figure is of it is a guess."

Found = dict[str, tuple[str | None, Cell]]

_YEAR = re.compile(r"^(20\d\d)年?$")
_GRAND = frozenset({"项目总投入", "项目总预算", "项目总额", "总投入", "项目总投资", "项目资金总额"})


def map_profile(segment: Segment, kind: type[KindRow]) -> Mapped:
    """The head of a project's form: one row of label and value pairs."""
    types = kind.types()
    found: Found = {}
    for row in segment.body:
        found_here = _pairs(row, types)
        leads = "leader" in found_here
        for field, pair in found_here.items():
            if field not in found or (field == "phone" and leads):
                found[field] = pair
    fields = tuple(spec.name for spec in kind.fields())
    line = next((row.line for row in segment.body), 0)
    return Mapped((make_row(fields, found),), segment.notes, (), (line,))


def _pairs(row: GridRow, types: dict[str, FieldType]) -> Found:
    cells = [cell for _, cell in filled(row)]
    found: Found = {}
    for index, cell in enumerate(cells):
        inline = inline_value(cell.text)
        if inline is not None and profile_field(inline[0]) is not None:
            field = profile_field(inline[0]) or ""
            found.setdefault(field, label_cell(cell, clean_text(inline[1])))
            continue
        named = profile_field(cell.clean)
        if named is None or named in found:
            continue
        value = _value_after(cells, index, types[named])
        if value is not None:
            found[named] = value
    return found


def _value_after(
    cells: Sequence[GridCell], index: int, field_type: FieldType
) -> tuple[str | None, Cell] | None:
    if index + 1 >= len(cells):
        return None
    value = cells[index + 1]
    if profile_field(value.clean) is not None:
        return None
    if field_type == "amount":
        return figure_cell(value) if is_amount_text(value.clean) else None
    return label_cell(value)


def map_funding(segment: Segment, kind: type[KindRow]) -> Mapped:
    """The sources of a project's money: the last label of a row and its figure."""
    fields = tuple(spec.name for spec in kind.fields())
    rows: list[Row] = []
    lines: list[int] = []
    usual: int | None = None
    moved: list[tuple[int, str]] = []
    for index, row in enumerate(segment.body):
        cells = filled(row)
        figures = [(p, c) for p, c in cells if is_amount_text(c.clean)]
        labels = [(p, c) for p, c in cells if not is_amount_text(c.clean)]
        if not labels or _heads_columns(labels, index) or header_form(labels[-1][1].text) in _GRAND:
            continue
        position, item = labels[-1]
        found = _with_project({"item": label_cell(item)}, segment)
        if figures:
            found["amount"] = figure_cell(figures[-1][1])
        if usual is not None and position < usual:
            moved.append(
                (
                    row.line,
                    f"{row.place}: {item.clean} printed {usual - position} columns to the left",
                )
            )
        usual = position if usual is None else usual
        rows.append(make_row(fields, found))
        lines.append(row.line)
    notes = (*segment.notes, *(text for _, text in moved))
    return Mapped(tuple(rows), notes, tuple(moved), tuple(lines))


def _heads_columns(labels: Sequence[tuple[int, GridCell]], index: int) -> bool:
    """Whether the first row of the part only heads its columns (来源项目 | 预算申报数)."""
    words = [header_form(cell.text) for _, cell in labels]
    return any(
        w in ("来源项目", "资金来源项目") or w.endswith(("申报数", "预算数")) for w in words
    ) or (index == 0 and len(labels) == 1 and ("资金" in words[0] and len(words[0]) <= 12))


def _with_project(found: Found, segment: Segment) -> Found:
    for name, value, _ in segment.parents:
        if name == "project":
            return {"project": (value, stated(value)), **found}
    return found


def map_spending(segment: Segment, kind: type[KindRow]) -> Mapped:
    """The detail of a project's spending, by the header of the part."""
    fields = tuple(spec.name for spec in kind.fields())
    columns = _spending_columns(segment, kind)
    types = kind.types()
    rows, lines = [], []
    moved: list[tuple[int, str]] = []

    def fit(cell: GridCell, name: str) -> float:
        if name == "lead":
            return 4.0
        return misfit(cell, types[name]) + (0.3 if name == "item" and len(cell.label) > 40 else 0.0)

    for row in segment.body:
        cells = filled(row)
        placement = place(cells, columns, fit, lambda _: 6.0)
        found: Found = {}
        for (_, cell), name in zip(cells, placement.fields, strict=True):
            if name is not None and name != "lead":
                found[name] = field_cell(cell, types[name])
        if "item" not in found or found.keys() == {"item"}:
            continue
        if placement.moved:
            moved.append((row.line, f"{row.place}: printed off its columns"))
        rows.append(make_row(fields, _with_project(found, segment)))
        lines.append(row.line)
    notes = (*segment.notes, *(text for _, text in moved))
    return Mapped(tuple(rows), notes, tuple(moved), tuple(lines))


def _spending_columns(segment: Segment, kind: type[KindRow]) -> list[Column]:
    from extraction.headers.assign import match_fields
    from extraction.headers.tree import leaves

    matched = match_fields(leaves(segment.header, segment.spans_known), kind)
    chosen = {name: leaf.column for leaf, name, _ in matched if name != "project"}
    if "item" not in chosen or len(chosen) < 2:
        chosen = {"item": 1, "basis": 2, "amount": 3} | chosen
    if _lead_takes_item(segment, chosen):
        chosen = {**chosen, "item": chosen["item"] + 1}
    used: dict[int, str] = {}
    for name, column in chosen.items():
        used.setdefault(column, name)
    return [Column(name, column) for column, name in sorted(used.items())]


def _lead_takes_item(segment: Segment, chosen: dict[str, int]) -> bool:
    """Whether the merged label left of the part was taken for the item's header."""
    at = chosen["item"]
    return (
        at == 0
        and at + 1 not in chosen.values()
        and all(not row.cells or row.cells[0].blank for row in segment.body)
    )


def map_composition(segment: Segment, kind: type[KindRow]) -> Mapped:
    """部门总体资金情况: two blocks, 收入构成 and 支出构成, of item, amount, share, prior years."""
    fields = tuple(spec.name for spec in kind.fields())
    columns, body, guessed = _composition_columns(segment)
    types = kind.types()
    rows: list[Row] = []
    lines: list[int] = []
    moved: list[tuple[int, str]] = []
    side = "revenue"

    def fit(cell: GridCell, name: str) -> float:
        if name == "block":
            return 0.0 if _is_lead(cell) else 4.0
        if name == "item":
            return misfit(cell, "label") + (3.0 if _side_of(cell) else 0.0)
        return misfit(cell, types[name])

    for row in body:
        cells = [(p, c) for p, c in filled(row)]
        named = next((s for _, c in cells if (s := _side_of(c))), None)
        side = named or side
        placement = place(cells, columns, fit, lambda _: 6.0)
        found: Found = {}
        for (_, cell), name in zip(cells, placement.fields, strict=True):
            if name in (None, "block"):
                continue
            found[str(name)] = field_cell(cell, types[str(name)])
        if "item" not in found:
            continue
        found["side"] = (side, stated(side, cell=cells[0][1]))
        if placement.moved:
            moved.append((row.line, f"{row.place}: printed off its columns"))
        rows.append(make_row(fields, found))
        lines.append(row.line)
    notes = (*segment.notes, *(text for _, text in moved))
    rows = doubted(rows, dict.fromkeys(guessed, NO_HEADER))
    return Mapped(tuple(rows), notes, tuple(moved), tuple(lines))


def _is_lead(cell: GridCell) -> bool:
    return _side_of(cell) is not None or ("资金" in cell.label and "情况" in cell.label)


def _side_of(cell: GridCell) -> str | None:
    label = cell.label
    if label in ("收入构成", "收入", "收入情况"):
        return "revenue"
    return "expenditure" if label in ("支出构成", "支出", "支出情况") else None


def _composition_columns(
    segment: Segment,
) -> tuple[list[Column], list[GridRow], frozenset[str]]:
    """The columns by the header's words, the rows that are not header, and the fields it lacks."""
    at: dict[str, int] = {}
    body: list[GridRow] = []
    years: list[tuple[str, int]] = []
    for row in (*segment.header, *segment.body):
        cells = filled(row)
        labels = [(p, header_form(c.text), c.label) for p, c in cells]
        prior = [
            (label, p) for p, _, label in labels if _YEAR.match(label) or label in ("前年", "上年")
        ]
        if len(prior) >= 2 and len(prior) == len(labels):
            years = prior
        elif any(form.startswith("当年") or form == "占比" for _, form, _ in labels):
            for position, form, _ in labels:
                if form.startswith(("当年", "本年")):
                    at["amount"] = position
                elif form in ("占比", "比例"):
                    at["share"] = position
                elif form.startswith("近两年"):
                    at["amount_prior2"] = position
        else:
            body.append(row)
    guessed = frozenset({"amount", "share", "amount_prior2"} - at.keys())
    if "amount_prior2" in guessed:
        guessed |= {"amount_prior1"}
    start = at.setdefault("amount", max(1, at.get("share", 4) - 1))
    at.setdefault("share", start + 1)
    at.setdefault("amount_prior2", start + 2)
    if years:
        at["amount_prior2"] = max(at["amount_prior2"], start + 1)
    at["amount_prior1"] = at["amount_prior2"] + 1
    columns = [Column("block", max(0, start - 2)), Column("item", start - 1)]
    if start >= 3:
        columns.insert(0, Column("block", start - 3))
    columns += [
        Column(name, at[name]) for name in ("amount", "share", "amount_prior2", "amount_prior1")
    ]
    return columns, body, guessed
