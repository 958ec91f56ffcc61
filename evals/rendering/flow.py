"""Set paragraphs and tables onto pages, as a word processor does."""

from collections.abc import Iterable

from evals.rendering.blocks import Fitted, Slice, fit_block, place_slice, slices
from evals.rendering.paper import A4, Measure, Style
from evals.rendering.placed import PlacedPage, Run, Stroke, TrueCell, TrueLine
from evals.rendering.widths import wrap
from evals.synthetic.model import Block, Figure, Paragraph

_FOOT = 18.0
"""Room kept for the page number at the foot, in points."""
_HEADINGS = (1.0, 1.6, 1.4, 1.2, 1.1)
"""Heading sizes by level, as multiples of the prose size."""


class Flow:
    """Collects the pages of one document."""

    def __init__(self, style: Style, measure: Measure, names: dict[str, str]) -> None:
        self.style = style
        self.measure = measure
        self.names = names
        self.pages: list[PlacedPage] = []
        self.grids = 0
        self._open(turned=style.turn == "always")

    def _open(self, turned: bool) -> None:
        self.width, self.height = (A4[1], A4[0]) if turned else A4
        self.turned = turned
        self.y = self.style.margin
        self.runs: list[Run] = []
        self.strokes: list[Stroke] = []
        self.cells: list[TrueCell] = []
        self.lines: list[TrueLine] = []

    @property
    def number(self) -> int:
        """The number of the open page, from 1."""
        return len(self.pages) + 1

    @property
    def bottom(self) -> float:
        """The lowest point that text may reach."""
        return self.height - self.style.margin - _FOOT

    @property
    def room(self) -> float:
        """The width between the margins, in points."""
        return self.width - 2 * self.style.margin

    def turn(self, turned: bool) -> None:
        """Close the page and open another."""
        self._number_page()
        self.pages.append(
            PlacedPage(
                number=self.number,
                width=self.width,
                height=self.height,
                runs=tuple(self.runs),
                strokes=tuple(self.strokes),
                cells=tuple(self.cells),
                lines=tuple(self.lines),
            )
        )
        self._open(turned)

    def finish(self) -> tuple[PlacedPage, ...]:
        """Close the last page and return all of them."""
        if self.runs:
            self.turn(turned=False)
        return tuple(self.pages)

    def _number_page(self) -> None:
        form = {"dash": "— {} —", "plain": "{}", "none": ""}[self.style.page_numbers]
        text = form.format(self.number - 1 + self.style.first_page)
        if text:
            self._put(text, 9.0, self.height - self.style.margin + 4, "center")

    def _put(self, text: str, size: float, y: float, side: str, bold: bool = False) -> None:
        wide = self.measure.width(text, size)
        slack = self.room - wide
        x = self.style.margin + {"left": 0.0, "center": slack / 2, "right": slack}[side]
        self.runs.append(Run(text=text, x=x, y=y, size=size, bold=bold))
        self.lines.append(TrueLine(text=text, box=(x, y, x + wide, y + size)))

    def say(self, text: str, size: float, side: str = "left", bold: bool = False) -> None:
        """Print a line or paragraph, broken at the margins and over pages."""
        for line in wrap(text, size, self.room, self.measure):
            if self.y + size > self.bottom:
                self.turn(self.turned)
            self._put(line, size, self.y, side, bold)
            self.y += size * 1.5

    def paragraph(self, paragraph: Paragraph) -> None:
        """Print prose: headings large and bold, text with its first line indented."""
        if self.turned and self.style.turn == "wide":
            self.turn(turned=False)
        parts = [p.text if isinstance(p, Figure) else p for p in paragraph.pieces]
        text = "".join(parts).strip()
        size = self.style.prose_size * _HEADINGS[min(paragraph.level, 4)]
        if paragraph.level:
            self.y += size * 0.4
            self.say(text, size, "center" if paragraph.level < 3 else "left", bold=True)
        else:
            self.say("\u3000\u3000" + text, size)

    def block(self, block: Block) -> None:
        """Print a table with the lines around it, over as many pages as it takes."""
        fitted = fit_block(block, self.style, self.measure)
        if fitted.turned != self.turned and self.runs:
            self.turn(fitted.turned)
        elif fitted.turned != self.turned:
            self._open(fitted.turned)
        head = 6 * fitted.table.size + 60
        first = sum(fitted.heights[:6])
        tall = head + sum(fitted.heights)
        fits = self.y + tall <= self.bottom
        lonely = self.style.own_pages and not fits and self.y > self.height * 0.45
        if self.runs and (self.y + head + first > self.bottom or lonely):
            self.turn(self.turned)
        elif self.runs:
            self.y += 14
        self._above(block)
        self._table(fitted)
        for remark in block.remarks:
            self.say(remark, self.style.size)

    def _above(self, block: Block) -> None:
        size = self.style.size + 1
        if block.number:
            self.say(block.number, size)
        if not block.untitled:
            self.say(block.title, size * 1.6, "center", bold=True)
        for line in block.before:
            self.say(line, size, "center")
        if block.owner_line and block.unit_line:
            self._put(block.owner_line, size, self.y, "left")
            self.say(block.unit_line, size, "right")
        elif block.unit_line or block.owner_line:
            side = "right" if block.unit_line else "left"
            self.say(block.unit_line or block.owner_line, size, side)
        self.y += 2

    def _table(self, fitted: Fitted) -> None:
        self.grids += 1
        part: Slice
        for part in slices(fitted, self.bottom - self.y, self.bottom - self.style.margin):
            if part.first:
                self.turn(self.turned)
            runs, strokes, cells = place_slice(
                fitted, part, (self.style.margin, self.y), self.style, self.measure
            )
            self.runs += runs
            self.strokes += strokes
            for cell in cells:
                name = self.names.get(cell.table, "")
                self.cells.append(
                    cell.model_copy(update={"page": self.number, "grid": self.grids, "table": name})
                )
            self.y += part.height + 6


def set_pages(
    items: Iterable[Paragraph | Block], style: Style, measure: Measure, names: dict[str, str]
) -> tuple[PlacedPage, ...]:
    """Set all items; ``names`` leads from the keys of stubs to ``kind#ordinal``."""
    flow = Flow(style, measure, names)
    for item in items:
        if isinstance(item, Paragraph):
            flow.paragraph(item)
        else:
            flow.block(item)
    return flow.finish()
