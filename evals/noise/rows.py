"""The rows of tables in a text, so that they can be disturbed and all else stays as it is."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

Form = Literal["tab", "pipe", "html"]

_TR = re.compile(r"<tr\b[^<>]*>.*?</tr\s*>", re.IGNORECASE | re.DOTALL)
_TD = re.compile(r"(<t[dh]\b[^<>]*>)(.*?)(</t[dh]\s*>)", re.IGNORECASE | re.DOTALL)
_SPAN = re.compile(r"\b(?:row|col)span\s*=\s*[\"']?0*([2-9]|1\d)", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_BREAK = re.compile(r"\r\n|\r|\n")
_PIPE = re.compile(r"(?<!\\)\|")
_ALIGNED = re.compile(r"[\s|:-]*-[\s|:-]*")
_BLANKS = " \t\u3000"


class Cell(NamedTuple):
    """A cell as written: its text, and the marks before and behind it.

    ``idents`` number the cells of the source that stand in it; a cell put in has none.
    """

    before: str
    text: str
    after: str
    idents: tuple[int, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether it prints nothing."""
        return not self.text.strip()


class Row(NamedTuple):
    """A row of a table: its form, its cells, and the marks around them.

    ``line`` is that of its beginning in the source, from 1. ``spans`` says that a cell of it
    covers others; ``rule`` that it is the rule under the header of a pipe table.
    """

    form: Form
    line: int
    lead: str
    cells: tuple[Cell, ...]
    tail: str
    spans: bool = False
    rule: bool = False

    @property
    def written(self) -> str:
        """The row as text."""
        if self.form == "tab":
            return self.lead + "\t".join(cell.text for cell in self.cells) + self.tail
        inner = "".join(cell.before + cell.text + cell.after for cell in self.cells)
        return self.lead + inner + self.tail

    def blank_cell(self) -> Cell:
        """A cell of this form that prints nothing."""
        if self.form == "pipe":
            return Cell("| ", "", " ")
        return Cell("<td>", "", "</td>") if self.form == "html" else Cell("", "", "")


Part = Row | str


def parts_of(text: str) -> tuple[Part, ...]:
    """The text cut into rows of tables and what stands between them; nothing is lost.

    Rows are lines with tabs, lines between pipes, and ``<tr>`` elements.
    """
    parts: list[Part] = []
    at, line, count = 0, 1, 0
    for match in (*_TR.finditer(text), None):
        between = text[at : match.start()] if match else text[at:]
        for part in _plain(between, line, count):
            parts.append(part)
            count += len(part.cells) if isinstance(part, Row) else 0
        line += breaks(between)
        if match is None:
            break
        row = _html_row(match[0], line, count)
        parts.append(row or match[0])
        count += len(row.cells) if row else 0
        line += breaks(match[0])
        at = match.end()
    return tuple(parts)


def joined(parts: Sequence[Part]) -> str:
    """The text of parts."""
    return "".join(part if isinstance(part, str) else part.written for part in parts)


def breaks(text: str) -> int:
    """How many line breaks a text has; CR LF counts once."""
    return sum(1 for _ in _BREAK.finditer(text)) if "\r" in text else text.count("\n")


def _plain(text: str, line: int, count: int) -> Iterator[Part]:
    for match in _LINE.finditer(text):
        if not match[0]:
            continue
        body = match[0].rstrip("\r\n")
        row = _line_row(body, line, count)
        yield row or body
        count += len(row.cells) if row else 0
        if match[0] != body:
            yield match[0][len(body) :]
            line += 1


def _line_row(body: str, line: int, count: int) -> Row | None:
    core = body.strip(_BLANKS)
    if len(core) > 1 and core[0] == core[-1] == "|" and core[-2] != "\\":
        start = body.index("|")
        return _pipe_row(body[:start], core, body[start + len(core) :], line, count)
    if "\t" not in body or not core:
        return None
    cells = tuple(Cell("", t, "", (count + n,)) for n, t in enumerate(body.split("\t")))
    return Row("tab", line, "", cells, "")


def _pipe_row(lead: str, core: str, rest: str, line: int, count: int) -> Row:
    cells = []
    for number, inner in enumerate(_PIPE.split(core)[1:-1]):
        text = inner.strip(_BLANKS)
        start = inner.index(text) if text else min(1, len(inner))
        ident = (count + number,)
        cells.append(Cell("|" + inner[:start], text, inner[start + len(text) :], ident))
    rule = bool(_ALIGNED.fullmatch(core))
    return Row("pipe", line, lead, tuple(cells), "|" + rest, rule=rule)


def _html_row(text: str, line: int, count: int) -> Row | None:
    cells: list[Cell] = []
    at = lead = text.index(">") + 1
    for number, match in enumerate(_TD.finditer(text, lead)):
        gap = text[at : match.start()]
        cells.append(Cell(gap + match[1], match[2], match[3], (count + number,)))
        at = match.end()
    spans = bool(_SPAN.search(text))
    return Row("html", line, text[:lead], tuple(cells), text[at:], spans) if cells else None
