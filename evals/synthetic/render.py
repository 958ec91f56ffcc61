"""Print a draft as OCR would leave it: lines of text, and where each value stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from random import Random

from evals.synthetic.model import Block, Cell, Draft, Figure, Form, Frozen, Paragraph, Row

Spot = tuple[str, int, str]
BOUNDARY = re.compile(r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=[\d%])(?=[\u4e00-\u9fff])")


class Layout(Frozen):
    """How a document places its titles, unit lines and page breaks."""

    form: Form
    seed: str
    heading: str
    spaced: bool
    breaks: bool
    page_numbers: bool
    keep_blanks: bool
    narrow: bool


class Page(Frozen):
    """Printed lines, the line of every gold value (from 1), and of every figure in prose."""

    lines: tuple[str, ...]
    spots: dict[Spot, int]
    extents: dict[str, tuple[int, int]]
    figures: dict[str, tuple[int, ...]]


def choose_layout(seed: int | str, form: Form, breaks: bool | None) -> Layout:
    """Draw the placement of titles and breaks."""
    rng = Random(f"{seed}:layout")
    return Layout(
        form=form,
        seed=str(seed),
        heading=rng.choice(("## ", "## ", "# ", "**", "", "mixed", "mixed")),
        spaced=rng.random() < 0.4,
        breaks=rng.random() < 0.6 if breaks is None else breaks,
        page_numbers=rng.random() < 0.4,
        keep_blanks=rng.random() < 0.8,
        narrow=rng.random() < 0.5,
    )


class Printer:
    """Collects the lines of one document."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.rng = Random(f"{layout.seed}:print")
        self.lines: list[str] = []
        self.spots: dict[Spot, int] = {}
        self.extents: dict[str, tuple[int, int]] = {}
        self.figures: dict[str, tuple[int, ...]] = {}
        self.page = 1

    def page_of(self) -> Page:
        """Return what was printed so far."""
        return Page(
            lines=tuple(self.lines), spots=self.spots, extents=self.extents, figures=self.figures
        )

    def say(self, *texts: str) -> None:
        """Print lines with a blank line after each, as OCR separates paragraphs."""
        for text in texts:
            if text:
                self.lines += [text, ""]

    def paragraph(self, paragraph: Paragraph) -> None:
        """Print prose and note the line of its figures; a page may end inside it."""
        lead = "#" * paragraph.level + " " if paragraph.level and self.layout.heading else ""
        parts = [p.text if isinstance(p, Figure) else p for p in paragraph.pieces]
        cut = len(parts)
        if self.layout.breaks and len(parts) > 4 and self.rng.random() < 0.1:
            cut = self.rng.randrange(2, len(parts) - 1)
        for start, end in ((0, cut), (cut, len(parts))):
            number = len(self.lines) + 1
            for piece in paragraph.pieces[start:end]:
                if isinstance(piece, Figure) and piece.tag:
                    self.figures[piece.tag] = (*self.figures.get(piece.tag, ()), number)
            text = "".join(parts[start:end])
            if self.layout.spaced and not paragraph.level:
                text = spaced(text)
            self.say(lead + text if text else "")

    def block(self, block: Block) -> None:
        """Print a table with its number, title and unit lines."""
        if block.title_in_grid and self.layout.form == "txt":
            self.table(titled(block))
        else:
            self.above(block)
            self.table(block.rows)
        self.lines.append("")
        self.say(*block.remarks)
        if self.rng.random() < 0.5:
            self.lines += [""] * self.rng.randint(1, 3)

    def above(self, block: Block) -> None:
        """Print the lines above a table in one of the usual orders."""
        title, number, unit, owner = (
            self.title(block),
            block.number,
            block.unit_line,
            block.owner_line,
        )
        orders = (
            (number, title, owner, unit),
            (number, title, unit, owner),
            (unit, number, title, owner),
            (title, unit, number, owner),
            (title, owner, unit, number),
        )
        order = self.rng.choice(orders[:2] if block.before else (*orders[:2], *orders))
        for text in order:
            self.say(text, *(block.before if text == title else ()))
            if text == number and text and self.rng.random() < 0.4:
                self.lines += ["", ""]

    def title(self, block: Block) -> str:
        """Return the title line in the heading form of the document."""
        if block.untitled:
            return ""
        mark = self.layout.heading
        if mark == "mixed":
            mark = self.rng.choice(("## ", "# ", "### ", "**", "", ""))
        return f"**{block.title}**" if mark == "**" else mark + block.title

    def table(self, rows: tuple[Row, ...]) -> None:
        """Print rows in the form of the document."""
        if self.layout.form == "html":
            self.html(rows)
        elif self.layout.form == "md":
            self.pipes(rows)
        else:
            self.tabs(rows)

    def tabs(self, rows: tuple[Row, ...]) -> None:
        """Print tab-separated rows, with page breaks between some."""
        head = tuple(row for row in rows[:3] if row.role == "header")
        narrow = self.layout.narrow and len(rows[0].cells) == 10 and rows[0].role == "body"
        for number, row in enumerate(rows):
            if self.break_before(rows, number):
                self.turn(head)
                narrow = False
            cells = row.cells
            if narrow and not any(cell.text or cell.field for cell in cells[6:]):
                cells = cells[:6]
            text = "\t".join(cell.text for cell in cells)
            self.put(row, text if self.layout.keep_blanks else text.rstrip("\t"))

    def break_before(self, rows: tuple[Row, ...], number: int) -> bool:
        """Say whether a page ends before this row: never inside a header."""
        body = rows[number].role == "body" and rows[number - 1].role == "body"
        return bool(self.layout.breaks and number > 1 and body and self.rng.random() < 0.03)

    def turn(self, head: tuple[Row, ...]) -> None:
        """Print a page break: blank lines, perhaps a page number and the header again."""
        self.lines.append("")
        self.page += 1
        if self.layout.page_numbers and self.rng.random() < 0.6:
            self.lines += [
                self.rng.choice((f"— {self.page} —", f"- {self.page} -", str(self.page))),
                "",
            ]
        if head and self.rng.random() < 0.25:
            for row in head:
                self.lines.append("\t".join(cell.text for cell in row.cells))

    def pipes(self, rows: tuple[Row, ...]) -> None:
        """Print a Markdown table; its first row is the header line."""
        width = max(len(row.cells) for row in rows)
        for number, row in enumerate(rows):
            texts = [cell.text for cell in row.cells] + [""] * (width - len(row.cells))
            self.put(row, f"| {' | '.join(texts)} |")
            if number == 0:
                self.lines.append("|" + " --- |" * width)

    def html(self, rows: tuple[Row, ...]) -> None:
        """Print an HTML table with spans, one line for each row."""
        self.lines.append("<table>")
        for number, row in enumerate(rows):
            cells = []
            for column, cell in enumerate(row.cells):
                if not cell.join:
                    cells.append(f"<td{spans(rows, number, column)}>{cell.text}</td>")
            self.put(row, f"<tr>{''.join(cells)}</tr>")
        self.lines.append("</table>")

    def put(self, row: Row, text: str) -> None:
        """Print one row and note where its values stand."""
        self.lines.append(text)
        number = len(self.lines)
        for cell in row.cells:
            self.note(cell, number)

    def note(self, cell: Cell, number: int) -> None:
        """Note that a cell is printed on a line."""
        if not cell.table:
            return
        first, last = self.extents.get(cell.table, (number, number))
        self.extents[cell.table] = (min(first, number), max(last, number))
        if cell.field:
            self.spots[(cell.table, cell.row, cell.field)] = number


def spaced(text: str) -> str:
    """Return prose with a blank between numbers and Chinese words, as some OCR prints it."""
    return BOUNDARY.sub(" ", text)


def titled(block: Block) -> tuple[Row, ...]:
    """Return the rows with the number, the title and the unit as rows of the table."""
    width = len(block.rows[0].cells)
    first = [block.number, "", block.title] if width > 3 else [block.title]
    second = [""] * (width - 1) + [block.unit_line]
    if width > 3:
        second = ["", "", block.unit_line]
    lines = (first + [""] * (width - len(first)), second + [""] * (width - len(second)))
    made = tuple(
        Row(cells=tuple(Cell(text=text) for text in line), role="header") for line in lines
    )
    return made + block.rows


def spans(rows: tuple[Row, ...], number: int, column: int) -> str:
    """Return the span attributes of the cell at a row and column."""
    cells = rows[number].cells
    wide = 1
    while column + wide < len(cells) and cells[column + wide].join == "<":
        wide += 1
    tall = 1
    for row in rows[number + 1 :]:
        if column >= len(row.cells) or row.cells[column].join != "^":
            break
        tall += 1
    return (f' rowspan="{tall}"' if tall > 1 else "") + (f' colspan="{wide}"' if wide > 1 else "")


def render(draft: Draft, layout: Layout) -> Page:
    """Print all items of a draft."""
    printer = Printer(layout)
    print_items(printer, draft.items)
    return printer.page_of()


def print_items(printer: Printer, items: Iterable[Paragraph | Block]) -> None:
    """Print items in order."""
    for item in items:
        if isinstance(item, Paragraph):
            printer.paragraph(item)
        else:
            printer.block(item)
