"""Grids, segments, tables and documents from a few lines of text; all figures are invented."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from extraction.headers.rows import Mapped
from extraction.identities.catalogue import equations_of
from extraction.identities.equation import decide
from extraction.identities.ledger import Ledger
from extraction.pipeline import STAGES, Stage, stage
from schemas.check import Check
from schemas.document import Document, DocumentInfo, Segment
from schemas.grid import Block, Grid, GridCell, GridRow, Paragraph
from schemas.kinds import KindRow, builtin_kinds
from schemas.settings import Settings
from schemas.source import Extent, Source
from schemas.table import Cell, CellRef, Row, Table

Values = Mapping[str, str | None]
KINDS: Mapping[str, type[KindRow]] = {kind.kind: kind for kind in builtin_kinds()}
SETTINGS = Settings(_env_file=None)


def printed_cell(text: str, line: int = 1, column: int = 1) -> GridCell:
    """A printed cell at a line and column (1-based)."""
    return GridCell(text=text, source=Source(line=line, column=column))


def printed_row(text: str, line: int = 1) -> GridRow:
    """A printed row of cells apart by ``|``."""
    cells = text.split("|")
    return GridRow(cells=tuple(printed_cell(t.strip(), line, c) for c, t in enumerate(cells, 1)))


def printed_rows(text: str, line: int = 1) -> tuple[GridRow, ...]:
    """Printed rows, one a line of ``text``; outer blanks of the lines don't count."""
    lines = [part.strip() for part in text.strip().splitlines()]
    return tuple(printed_row(part, line + n) for n, part in enumerate(lines))


def printed_grid(text: str, line: int = 1, spans_known: bool = False) -> Grid:
    return Grid(rows=printed_rows(text, line), spans_known=spans_known)


def paragraph(text: str, line: int = 1) -> Paragraph:
    return Paragraph(text=text, source=Source(line=line))


def segment(
    kind: str,
    header: str,
    body: str,
    unit: str | None = "元",
    parents: tuple[tuple[str, str, int], ...] = (),
) -> Segment:
    heads = printed_rows(header) if header.strip() else ()
    rows = printed_rows(body, 1 + len(heads)) if body.strip() else ()
    lines = (1, len(heads) + len(rows))
    return Segment(
        kind=kind,
        title=KINDS[kind].title if kind in KINDS else None,
        unit=unit,
        header=heads,
        body=rows,
        extent=Extent(lines=lines),
        parents=parents,
    )


def text_document(text: str, name: str = "invented.txt") -> Document:
    """A document that holds this text and has gone through no stage but reading."""
    info = DocumentInfo(name=name, sha256="0" * 64, media_type="text/plain")
    return Document(info=info, text=text)


def tabled(*tables: Table) -> Document:
    """A document of one sentence and these tables, ready to be checked."""
    blocks = blocks_of("某局预算公开。")
    return text_document("").model_copy(update={"tables": tables, "blocks": blocks})


def through(document: Document, last: str = "score", settings: Settings = SETTINGS) -> Document:
    """The document after the stages from ``grid`` up to and with ``last``."""
    names = [module for module, _ in STAGES]
    for module, function in STAGES[names.index("grid") : names.index(last) + 1]:
        document = cast(Stage, stage(module, function))(document, settings)
    return document


def extracted(text: str, last: str = "score") -> Document:
    return through(text_document(text), last)


def tabbed(text: str) -> str:
    """Lines with ``|`` between cells as tab-separated lines; a bare ``.`` is a blank line."""
    lines = [part.strip() for part in text.strip().splitlines()]
    return "\n".join("" if part == "." else part.replace("|", "\t") for part in lines) + "\n"


def blocks_of(*parts: str | Block) -> tuple[Block, ...]:
    """Blocks in reading order: a text with ``|`` is a grid, any other is one paragraph a line."""
    blocks: list[Block] = []
    line = 1
    for part in parts:
        if not isinstance(part, str):
            blocks.append(part)
            continue
        count = len(part.strip().splitlines())
        if "|" in part:
            blocks.append(printed_grid(part, line))
        else:
            texts = enumerate(part.strip().splitlines(), line)
            blocks.extend(paragraph(text.strip(), at) for at, text in texts)
        line += count
    return tuple(blocks)


def _cell(value: str, line: int, column: int) -> Cell:
    return Cell(printed=value, source=Source(line=line, column=column))


def table(
    kind: str,
    rows: Sequence[Values],
    unit: str | None = "元",
    ordinal: int = 1,
    line: int = 1,
) -> Table:
    """A recovered table; a value of None is a blank cell, figures carry no separators."""
    names = [spec.name for spec in KINDS[kind].fields()] if kind in KINDS else []
    names += [n for n in dict.fromkeys(k for row in rows for k in row) if n not in names]
    made = []
    for index, row in enumerate(rows):
        values = {name: row.get(name) for name in names}
        cells = {
            n: _cell(v, line + index, c)
            for c, (n, v) in enumerate(values.items(), 1)
            if v is not None
        }
        made.append(Row(values=values, cells=cells))
    return Table(
        kind=kind,
        ordinal=ordinal,
        title=KINDS[kind].title if kind in KINDS else None,
        unit=unit,
        source=Extent(lines=(line, line + max(0, len(made) - 1))),
        rows=tuple(made),
    )


def coded(kind: str, fields: str, body: str, unit: str | None = "元", ordinal: int = 1) -> Table:
    """A table from lines ``code|name|figure|...``; a blank is a blank cell."""
    names = fields.split()
    rows = []
    for text in body.strip().splitlines():
        cells = [part.strip() or None for part in text.strip().split("|")]
        rows.append(dict(zip(names, cells, strict=True)))
    return table(kind, rows, unit, ordinal)


def ledger(*tables: Table) -> Ledger:
    return Ledger(tables, builtin_kinds())


def checks_of(*tables: Table) -> tuple[Check, ...]:
    """Every check of these tables, decided; customary sums that fail are left out."""
    book = ledger(*tables)
    made: list[Check] = []
    for equation in equations_of(book):
        check = decide(equation, book.figures, f"c{len(made) + 1}")
        if check.holds or not equation.keep_only_if_holds:
            made.append(check)
    return tuple(made)


def failing(*tables: Table) -> list[Check]:
    return [check for check in checks_of(*tables) if not check.holds]


def about(checks: Sequence[Check], cell: CellRef) -> list[Check]:
    """The checks whose left side is this cell."""
    return [check for check in checks if check.left and check.left[0].cell == cell]


def at(kind: str, row: int, field: str, ordinal: int = 1) -> CellRef:
    return CellRef(kind=kind, ordinal=ordinal, row=row, field=field)


def column(mapped: Mapped | Table, field: str) -> list[str | None]:
    return [row.values.get(field) for row in mapped.rows]


def lines_of(mapped: Mapped | Table, *fields: str) -> list[str]:
    """Each row as ``a|b|c`` of these fields; a blank cell is empty."""
    return ["|".join(row.values.get(f) or "" for f in fields) for row in mapped.rows]


def with_value(made: Table, row: int, field: str, value: str | None) -> Table:
    """The table with another figure in one cell."""
    rows = [dict(r.values) for r in made.rows]
    rows[row][field] = value
    start = made.source.lines[0] if made.source.lines else 1
    return table(made.kind, rows, made.unit, made.ordinal, start)


def no_codes(name: str) -> str | None:
    """Stands for a document that prints no code beside any name."""
    return None


def only(found: Sequence[Table], kind: str) -> Table:
    """The one table of a kind."""
    mine = [made for made in found if made.kind == kind]
    assert len(mine) == 1, f"{len(mine)} tables of kind {kind}"
    return mine[0]


CodeOf = Callable[[str], str | None]
