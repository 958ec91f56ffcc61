"""Random tables for hypothesis: merged rectangles, texts that fit, and how they were worn."""

from itertools import pairwise
from random import Random

from tests.extraction.layout.drawing import (
    PAD,
    Align,
    Drawn,
    Ink,
    Sheet,
    broken,
    doubled,
    drawn,
    in_parts,
    jittered,
    merged_line,
    text_width,
    without_outer,
)

WORDS = "一般公共服务支出合计基本项目人员经费政府办公厅机构事务教育社会保障和就业住房卫生健康"


def random_sheet(rng: Random, size: float = 9.0) -> Sheet:
    """A table with merged rectangles in which every line is the border of some cell."""
    while True:
        rows, columns = rng.randint(2, 9), rng.randint(2, 7)
        cells = _random_cells(rng, rows, columns)
        if _every_line_drawn(cells, rows, columns):
            break
    xs, ys = [rng.uniform(30, 60)], [rng.uniform(40, 90)]
    for _ in range(columns):
        xs.append(xs[-1] + rng.uniform(40, 95))
    for _ in range(rows):
        ys.append(ys[-1] + rng.uniform(1.35 * size, 40))
    sheet = Sheet(tuple(cells), tuple(xs), tuple(ys), size)
    return Sheet(tuple(_filled(rng, sheet, cell) for cell in cells), sheet.xs, sheet.ys, size)


def _random_cells(rng: Random, rows: int, columns: int) -> list[Drawn]:
    taken: set[tuple[int, int]] = set()
    cells = []
    for r in range(rows):
        for c in range(columns):
            if (r, c) in taken:
                continue
            tall = wide = 1
            if rng.random() < 0.25:
                tall, wide = rng.randint(1, min(3, rows - r)), rng.randint(1, min(4, columns - c))
            places = {(r + i, c + j) for i in range(tall) for j in range(wide)}
            if places & taken:
                tall = wide = 1
                places = {(r, c)}
            taken |= places
            cells.append(Drawn(r, c, "", tall, wide))
    return cells


def _every_line_drawn(cells: list[Drawn], rows: int, columns: int) -> bool:
    tops = {cell.row for cell in cells}
    lefts = {cell.column for cell in cells}
    return len(tops) == rows and len(lefts) == columns


def _filled(rng: Random, sheet: Sheet, cell: Drawn) -> Drawn:
    box = sheet.box(cell)
    room = box[2] - box[0] - 2 * PAD
    lines = max(1, int((box[3] - box[1] - 2) / (1.25 * sheet.size)))
    align: Align = "right"
    kind = rng.random()
    if kind < 0.2:
        text = ""
    elif kind < 0.6:
        text = f"{rng.randrange(1, 10 ** rng.randint(1, 8)) / 100:,.2f}"
        if text_width(text, sheet.size) > room:
            text = "0.00"
    else:
        align = rng.choice(("left", "center"))
        per_line = max(1, int(room / sheet.size))
        count = rng.randint(1, min(lines, 3))
        label = "".join(rng.choice(WORDS) for _ in range(rng.randint(1, per_line * count)))
        parts = [label[i : i + per_line] for i in range(0, len(label), per_line)]
        text = "\n".join(parts)
    return Drawn(cell.row, cell.column, text, cell.row_span, cell.column_span, align)


def worn(rng: Random, sheet: Sheet, glyphs: bool) -> Ink:
    """The table as a scan may leave it."""
    ink = drawn(sheet, glyphs)
    if rng.random() < 0.3:
        ink.rules = in_parts(in_parts(ink.rules, sheet.xs, "x"), sheet.ys, "y")
    if rng.random() < 0.3:
        ink.rules = without_outer(sheet, *_lost_sides(rng, sheet))(ink.rules)
    for wear in (doubled(rng), broken(rng), jittered(rng)):
        if rng.random() < 0.6:
            ink.rules = wear(ink.rules)
    return ink


def _lost_sides(rng: Random, sheet: Sheet) -> tuple[str, ...]:
    """One side, or two that face each other where no cell goes from one to the other."""
    rows, columns = len(sheet.ys) - 1, len(sheet.xs) - 1
    choices = [("left",), ("right",), ("top",), ("bottom",)]
    if all(cell.column_span < columns for cell in sheet.cells):
        choices.append(("left", "right"))
    if all(cell.row_span < rows for cell in sheet.cells):
        choices.append(("top", "bottom"))
    return rng.choice(choices)


def run_together(rng: Random, ink: Ink, sheet: Sheet, share: float = 0.3) -> Ink:
    """Neighbouring figures of one line read as one run, a blank where the gap is wide."""
    words = sorted(ink.words, key=lambda w: (round(w.box[1]), w.box[0]))
    made = words[:1]
    for before, after in pairwise(words):
        close = after.box[0] - before.box[2] < 3 * sheet.size
        level = abs(before.box[1] - after.box[1]) < 0.5
        figures = all(w.text.endswith((".00", "0", "5")) or "." in w.text for w in (before, after))
        if level and close and after.box[0] > before.box[2] and figures and rng.random() < share:
            made[-1] = merged_line([made[-1], after])
        else:
            made.append(after)
    return Ink(made, ink.rules)
