"""A small document with cells of every status, its checks decided by the identities' own rule."""

from decimal import Decimal

from extraction.identities.equation import Equation, decide
from extraction.identities.proofs import with_proofs
from extraction.identities.rank import strengths
from schemas.amount import decimal_of
from schemas.check import Check, Term
from schemas.document import Document, DocumentInfo, Run, Suggestion
from schemas.finding import Finding
from schemas.source import Extent, Source
from schemas.table import Cell, CellRef, Row, Table

KIND = "expenditure_by_function"
FUND = "fund_expenditure"

# code, name, total, basic, project; the last figure should be 20,000.00.
PRINTED = (
    (None, "合计", "1,300,000.10", "1,100,000.10", "200,000.00"),
    ("201", "一般公共服务支出", "1,180,000.10", "1,000,000.10", "180,000.00"),
    ("208", "社会保障和就业支出", "120,000.00", "100,000.00", "20,001.00"),
)
FIELDS = ("code", "name", "total", "basic", "project")
DANGEROUS = ("=1+1", "+SUM(A1)", "-2+3", "@x", "\tTAB", "\rCR", "＝1+1", "-12.50", "\x0bbell\x07")


def document(name: str = "示例.txt") -> Document:
    """Three tables: one with a sum that fails, one with a repair, one full of formulas."""
    tables = (_expenditure(), _funds(), _formulas())
    checks = _checks(tables)
    return Document(
        info=DocumentInfo(name=name, sha256="ab" * 32, media_type="text/plain", pages=3),
        tables=with_proofs(
            tuple(_judged(table, checks) for table in tables),
            strengths(checks, _figures(tables)),
        ),
        checks=checks,
        findings=(
            Finding(
                finding_class="sum",
                cells=(_ref(KIND, 2, "total"), _ref(KIND, 2, "project")),
                printed="120,000.00",
                expected="120001.00",
                message="社会保障和就业支出: 100,000.00 + 20,001.00 = 120,001.00, not 120,000.00",
                source=Extent(lines=(14, 14)),
            ),
        ),
        suggestions=(
            Suggestion(cell=_ref(KIND, 2, "project"), value=Decimal("20000.00"), checks=("c3",)),
        ),
        run=Run(engine="headers", seconds=0.1, version="0.1.0"),
    )


def _ref(kind: str, row: int, field: str) -> CellRef:
    return CellRef(kind=kind, ordinal=1, row=row, field=field)


def _cell(text: str | None, line: int, column: int) -> Cell:
    return Cell(printed=text, confidence=0.9, source=Source(line=line, column=column))


def _row(printed: tuple[str | None, ...], line: int) -> Row:
    cells = {f: _cell(t, line, c) for c, (f, t) in enumerate(zip(FIELDS, printed, strict=True), 1)}
    values = {f: t.replace(",", "") if t else None for f, t in zip(FIELDS, printed, strict=True)}
    return Row(values=values, cells=cells)


def _expenditure() -> Table:
    return Table(
        kind=KIND,
        ordinal=1,
        title="2026年支出总表",
        unit="元",
        source=Extent(lines=(11, 14)),
        rows=tuple(_row(printed, 12 + i) for i, printed in enumerate(PRINTED)),
        notes=("本表无事业单位经营支出",),
    )


def _funds() -> Table:
    """The project column is printed 5,008.00 and repaired to 5000.00."""
    row = _row(("212", "城乡社区支出", "9,000.00", "4,000.00", "5,008.00"), 22)
    repaired = row.cells["project"].model_copy(
        update={"status": "repaired", "suggestion": "5000.00", "reason": "8 is read for 0"}
    )
    changed = Row(
        values={**row.values, "project": "5000.00"}, cells={**row.cells, "project": repaired}
    )
    return Table(
        kind=FUND, ordinal=1, title=None, unit="元", source=Extent(pages=(3,)), rows=(changed,)
    )


def _formulas() -> Table:
    field = '=HYPERLINK("http://127.0.0.1")'
    rows = tuple(
        Row(values={field: text}, cells={field: _cell(text, 30 + i, 1)})
        for i, text in enumerate(DANGEROUS)
    )
    return Table(kind="table", ordinal=1, title="=cmd", unit=None, source=Extent(), rows=rows)


def _figure(cell: Cell, value: str | None) -> Decimal | None:
    return decimal_of(value if cell.status == "repaired" else cell.printed)


def _figures(tables: tuple[Table, ...]) -> dict[CellRef, Decimal]:
    return {
        CellRef(kind=table.kind, ordinal=1, row=index, field=field): figure
        for table in tables
        for index, row in enumerate(table.rows)
        for field, cell in row.cells.items()
        if (figure := _figure(cell, row.values[field])) is not None
    }


def _checks(tables: tuple[Table, ...]) -> tuple[Check, ...]:
    figures = _figures(tables)
    rows = [(KIND, row) for row in range(3)] + [(FUND, 0)]
    equations = [
        Equation(
            rule="total_is_sum_of_parts",
            left=(Term(cell=_ref(kind, row, "total")),),
            right=tuple(Term(cell=_ref(kind, row, part)) for part in ("basic", "project")),
            statement="合计 = 基本支出 + 项目支出",
        )
        for kind, row in rows
    ]
    equations.append(
        Equation(
            rule="total_row_is_sum_of_rows",
            left=(Term(cell=_ref(KIND, 0, "total")),),
            right=tuple(Term(cell=_ref(KIND, row, "total")) for row in (1, 2)),
        )
    )
    return tuple(decide(e, figures, f"c{number}") for number, e in enumerate(equations, start=1))


def _judged(table: Table, checks: tuple[Check, ...]) -> Table:
    rows = []
    for index, row in enumerate(table.rows):
        cells = {}
        for field, cell in row.cells.items():
            ref = CellRef(kind=table.kind, ordinal=table.ordinal, row=index, field=field)
            made = _with_status(cell, [check for check in checks if ref in check.cells])
            asked = "20000.00" if ref == _ref(KIND, 2, "project") else made.suggestion
            cells[field] = made.model_copy(update={"suggestion": asked})
        rows.append(Row(values=row.values, cells=cells))
    return table.model_copy(update={"rows": tuple(rows)})


def _with_status(cell: Cell, covering: list[Check]) -> Cell:
    update: dict[str, object] = {"checks": tuple(check.id for check in covering)}
    if any(not check.holds for check in covering):
        update |= {"status": "suspect", "reason": "合计 is not the sum of its parts"}
    elif covering and cell.status == "unchecked":
        update |= {"status": "proved", "confidence": 0.999}
    return cell.model_copy(update=update)
