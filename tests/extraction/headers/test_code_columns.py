"""Codes of three columns become one; model_copy must not keep a stale clean text."""

import pytest

from extraction.headers.code_columns import join_code_columns
from schemas.document import Segment
from schemas.grid import GridCell, GridRow
from schemas.source import Extent, Source


def row(line: int, *texts: str) -> GridRow:
    cells = (GridCell(text=t, source=Source(line=line, column=i + 1)) for i, t in enumerate(texts))
    return GridRow(cells=tuple(cells))


def segment(*body: GridRow) -> Segment:
    header = (row(1, "科目编码", "", "", "科目名称", "合计"), row(2, "类", "款", "项", "", ""))
    return Segment(
        kind="expenditure_by_function",
        title=None,
        unit="元",
        header=header,
        body=body,
        extent=Extent(),
    )


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        ([("201", "", ""), ("201", "03", ""), ("201", "03", "01")], ["201", "20103", "2010301"]),
        ([("201", "", ""), ("", "03", ""), ("", "", "01")], ["201", "20103", "2010301"]),
        ([("201", "", ""), ("", "20103", ""), ("", "", "2010301")], ["201", "20103", "2010301"]),
        ([("", "", ""), ("208", "05", "05")], ["", "2080505"]),
    ],
)
def test_the_parts_of_a_code_are_joined(
    parts: list[tuple[str, str, str]], codes: list[str]
) -> None:
    body = [row(3 + i, *part, "名称", "1.00") for i, part in enumerate(parts)]
    joined = join_code_columns(segment(*body))
    assert [r.cells[0].clean for r in joined.body] == codes
    assert all(r.cells[1].blank and r.cells[2].blank for r in joined.body)
    assert [c.clean for c in joined.header[1].cells[:3]] == ["科目编码", "", ""]


def test_other_headers_are_left_alone() -> None:
    plain = segment().model_copy(update={"header": (row(1, "科目编码", "科目名称", "合计"),)})
    assert join_code_columns(plain) is plain
