"""Pieces and examples for the tests of prompts; all figures are invented."""

from prompts.example import Example
from prompts.tabletext import table_text
from schemas.grid import GridRow
from schemas.piece import Piece
from tests.builders import printed_rows

HEADER = "科目编码 | 科目名称 | 合计"
BODY = """
201 | 一般公共服务支出 | 1,203.50
20103 | 政府办公厅（室）及相关机构事务 | 1,203.50
"""


def piece(
    body: str = BODY,
    header: str = HEADER,
    title: str | None = "支出总表",
    candidates: tuple[str, ...] = ("expenditure_by_function",),
    first: int = 1,
    before: GridRow | None = None,
    parents: tuple[str, ...] = (),
    wanted: tuple[int, ...] = (),
) -> Piece:
    return Piece(
        segment=0,
        candidates=candidates,
        title=title,
        unit="万元",
        header=printed_rows(header),
        first=first,
        rows=printed_rows(body),
        before=before,
        parents=parents,
        wanted=wanted,
    )


def example(
    name: str,
    title: str = "支出总表",
    kind: str = "expenditure_by_function",
    sha256: str = "a" * 64,
) -> Example:
    return Example(
        id=name,
        sha256=sha256,
        kind=kind,
        title=title,
        header="科目编码 科目名称 合计",
        table=table_text(piece(title=title)),
        plan='{"kind": "expenditure_by_function", "columns": [{"column": 1, "field": "code"}]}',
        rows='{"rows": [{"r": [1], "code": "201"}]}',
    )
