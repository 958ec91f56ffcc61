"""Disturb the layout as OCR does: cells move, the values they print stay theirs."""

from __future__ import annotations

from random import Random
from types import MappingProxyType

from evals.synthetic.model import Block, Cell, Draft, Finding, Options, Paragraph, Row

LEFT, SPLIT, LEFT_TWO, RIGHT = "left", "split", "left two", "right"
WHY = MappingProxyType(
    {
        LEFT: "printed one column to the left",
        SPLIT: "label printed two columns to the left, the other cells one",
        LEFT_TWO: "printed two columns to the left",
        RIGHT: "printed one column to the right",
    }
)
PLANNED = frozenset({"procurement", "service_purchase", "asset_allocation"})


def mangle(draft: Draft, options: Options, rng: Random) -> Draft:
    """Return the draft with a share of its rows disturbed, and a finding for each."""
    rate = options.mangle
    if not rate:
        return draft
    chance = Chance(rng, float(rate), spans=options.form == "html")
    items: list[Paragraph | Block] = []
    findings = list(draft.findings)
    for item in draft.items:
        if isinstance(item, Block):
            block, found = mangle_block(item, chance)
            items.append(block)
            findings += found
        else:
            items.append(item)
    return draft.model_copy(update={"items": tuple(items), "findings": tuple(findings)})


class Chance:
    """The dice of one document; with spans, only cells of plain rows may move."""

    def __init__(self, rng: Random, rate: float, spans: bool) -> None:
        """Keep the random stream and the share of rows to disturb."""
        self.rng = rng
        self.rate = rate
        self.spans = spans

    def hit(self) -> bool:
        """Say whether the next eligible row or table is disturbed."""
        return self.rng.random() < self.rate


def mangle_block(block: Block, chance: Chance) -> tuple[Block, list[Finding]]:
    """Return one table with some of its rows disturbed."""
    rows: list[Row] = []
    findings: list[Finding] = []
    wrapped = chance.hit() and chance.hit()
    swallowed: Row | None = None
    for row in block.rows:
        if lost_header(row, chance):
            swallowed = row if chance.rng.random() < 0.4 else None
            continue
        if swallowed is not None:
            rows.append(swallow(row, swallowed))
            findings.append(misplaced(rows[-1], "has the second header row in place of its values"))
            swallowed = None
            continue
        made, why = mangle_row(wrap(row, chance.rng) if wrapped else row, chance)
        rows.append(made)
        if why:
            findings.append(misplaced(made, why))
    kind = block.stubs[0].kind
    if kind in PLANNED and chance.hit():
        rows, found = raise_code(rows)
        findings += found
    if kind == "procurement" and chance.hit():
        rows = [widen(row) if row.role == "body" else row for row in rows]
        findings.append(
            misplaced(rows[-1], "the amounts of all rows stand one column right of their headers")
        )
    if kind == "three_public" and not chance.spans and chance.hit():
        rows, found = squeeze(rows)
        findings += found
    if kind in ("fund_expenditure", "state_capital_expenditure") and not block.stubs[0].rows:
        rows = push_down(rows) if not chance.spans and chance.hit() else rows
    return block.model_copy(update={"rows": tuple(rows)}), findings


def lost_header(row: Row, chance: Chance) -> bool:
    """Say whether the second header row of a weighed indicator table is not printed."""
    weighed = row.group == "years" and len(row.cells) == 10
    return weighed and not chance.spans and chance.rng.random() < chance.rate / 2


def swallow(row: Row, head: Row) -> Row:
    """Return an indicator row whose values are lost under the second header row."""
    pairs = zip(row.cells, head.cells, strict=True)
    cells = tuple(Cell(table=h.table, text=h.text) if h.text else cell for cell, h in pairs)
    return row.model_copy(update={"cells": cells})


def wrap(row: Row, rng: Random) -> Row:
    """Leave the blanks of line breaks inside the long labels of a narrow table."""
    cells = []
    for cell in row.cells:
        text = cell.text
        if len(text) > 5 and cell.field != "basis" and not any(c.isdigit() for c in text):
            at = rng.randint(3, len(text) - 2)
            text = f"{text[:at]} {text[at:]}" if "<" not in text and " " not in text else text
        cells.append(cell.model_copy(update={"text": text}) if text != cell.text else cell)
    return row.model_copy(update={"cells": tuple(cells)})


def misplaced(row: Row, why: str) -> Finding:
    """Return the finding of a disturbed row."""
    at = tuple((c.table, c.row, c.field) for c in row.cells if c.field)
    return Finding(
        cls="misaligned",
        table=at[0][0] if at else None,
        row=None,
        column=None,
        printed=None,
        expected=None,
        why=f"row {why}",
        at=at,
    )


def mangle_row(row: Row, chance: Chance) -> tuple[Row, str]:
    """Return the row, disturbed by a chance that fits its group, and what happened."""
    movers = {
        "total": move_total,
        "funding_total": move_funding_total,
        "level_last": move_label,
        "source_last": move_label,
        "indicator": move_indicator,
    }
    if row.group == "years" and len(row.cells) > 7 and not chance.spans and chance.hit():
        return move_years(row, chance.rng), ""
    mover = movers.get(row.group)
    if mover is None or (chance.spans and row.group != "total") or not chance.hit():
        return row, ""
    return mover(row, chance.rng)


def blank(cell: Cell) -> bool:
    """Say whether a cell prints nothing of its own."""
    return not cell.text and not cell.field


def padded(row: Row, cells: list[Cell]) -> Row:
    """Return the row with other cells, blank ones added up to its old width."""
    cells = [cell.model_copy(update={"join": ""}) for cell in cells]
    cells += [Cell(table=row.cells[0].table)] * (len(row.cells) - len(cells))
    return row.model_copy(update={"cells": tuple(cells)})


def move_total(row: Row, rng: Random) -> tuple[Row, str]:
    """Put 合计 into the code column, or the whole row one column left."""
    cells = list(row.cells)
    if len(cells) < 3 or cells[0].field != "code" or cells[0].text:
        return row, ""
    if rng.random() < 0.7:
        return row.model_copy(
            update={"cells": (cells[1], cells[0], *cells[2:])}
        ), "has 合计 in the code column"
    return row.model_copy(update={"cells": (*cells[1:], cells[0])}), WHY[LEFT]


def move_funding_total(row: Row, rng: Random) -> tuple[Row, str]:
    """Put 合计 of the funding block first, its amounts one column left."""
    cells = list(row.cells)
    if not (blank(cells[0]) and blank(cells[1])) or rng.random() < 0.3:
        return row, ""
    return padded(row, [cells[2], cells[0], *cells[3:]]), WHY[SPLIT]


def move_label(row: Row, rng: Random) -> tuple[Row, str]:
    """Put the last row of a funding list at the left margin."""
    lead = 0
    while blank(row.cells[lead]):
        lead += 1
    if lead == 0:
        return row, ""
    return padded(row, list(row.cells[lead:])), f"printed {lead} columns to the left"


def move_indicator(row: Row, rng: Random) -> tuple[Row, str]:
    """Shift an indicator row left where its merged labels are missing, or right."""
    cells = list(row.cells)
    labels = [n for n, c in enumerate(cells) if c.field in ("level1", "level2") and c.text]
    lead = next((n for n, cell in enumerate(cells) if not blank(cell)), 0)
    if not labels or not blank(cells[0]):
        return row, ""
    ways = [LEFT, LEFT, RIGHT]
    if lead >= 2:
        ways += [SPLIT, SPLIT, LEFT_TWO]
    way = rng.choice(ways)
    if way == RIGHT:
        if cells[-1].field not in ("", "basis"):
            return row, ""
        return padded(row, [Cell(table=cells[0].table), *cells[:-1]]), WHY[RIGHT]
    if way == SPLIT:
        return padded(row, [*cells[2:lead], cells[lead], cells[0], *cells[lead + 1 :]]), WHY[SPLIT]
    return padded(row, cells[1:] if way == LEFT else cells[2:]), WHY[way]


def move_years(row: Row, rng: Random) -> Row:
    """Print the year headers over other columns than their values."""
    texts = [cell for cell in row.cells if cell.text]
    start = rng.randint(1, 3)
    key = row.cells[0].table
    cells = [Cell(table=key)] * start + texts
    cells += [Cell(table=key)] * (len(row.cells) - len(cells))
    return row.model_copy(update={"cells": tuple(cells)})


def raise_code(rows: list[Row]) -> tuple[list[Row], list[Finding]]:
    """Print the code of the first row under the total one row too high."""
    top = next((n for n, row in enumerate(rows) if row.group == "total"), -1)
    if top < 0 or top + 1 >= len(rows) or rows[top].cells[0].field != "code":
        return rows, []
    upper, lower = list(rows[top].cells), list(rows[top + 1].cells)
    upper[0], lower[0] = lower[0], Cell(table=lower[0].table)
    made = list(rows)
    made[top] = rows[top].model_copy(update={"cells": tuple(upper)})
    made[top + 1] = rows[top + 1].model_copy(update={"cells": tuple(lower)})
    code = upper[0]
    found = Finding(
        cls="misaligned",
        table=code.table,
        row=None,
        column="code",
        printed=None,
        expected=code.text,
        why=f"the code {code.text} is printed one row too high",
        at=((code.table, code.row, "code"),),
    )
    return made, [found]


def widen(row: Row) -> Row:
    """Leave a blank cell before the three amounts of a procurement row."""
    cells = list(row.cells)
    key = cells[0].table
    return row.model_copy(update={"cells": (*cells[:-3], Cell(table=key), *cells[-3:])})


def squeeze(rows: list[Row]) -> tuple[list[Row], list[Finding]]:
    """Let 部门/单位 take the first header cell of the “三公” table and lose a zero."""
    first, second, body = rows[0].cells, rows[1].cells, rows[2].cells
    if body[1].text not in ("", "0.00"):
        return rows, []
    key = first[0].table
    gap = Cell(table=key)
    owner = Cell(table=key, text="部门/单位：")
    made = [
        rows[0].model_copy(update={"cells": (owner, first[0], gap, first[2], gap, first[5])}),
        rows[1].model_copy(update={"cells": (gap, first[1], *second[2:5], gap)}),
        rows[2].model_copy(update={"cells": (gap, body[0], *body[2:])}),
    ]
    why = "has one value fewer than columns: “三公”经费合计 stands under 因公出国（境）费"
    return made, [misplaced(made[2], why)]


def push_down(rows: list[Row]) -> list[Row]:
    """Print 部门/单位 in place of the first header cell, that cell below the header."""
    head = list(rows[0].cells)
    key = head[0].table
    pushed = [head[0], *[Cell(table=key)] * (len(head) - 1)]
    head[0] = Cell(table=key, text="部门/单位：")
    below = Row(cells=tuple(pushed), role="note")
    return [rows[0].model_copy(update={"cells": tuple(head)}), rows[1], below, *rows[2:]]
