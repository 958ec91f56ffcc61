"""What is told of a reading belongs to the reading that is kept."""

import asyncio

from extraction.asking.model_reading import read_by_model
from extraction.asking.rounds import Reader
from schemas.document import Document, DocumentInfo
from schemas.settings import Settings
from tests.builders import KINDS, segment
from tests.extraction.asking.pieces import Saying, piece_of

SEGMENT = segment(
    "expenditure_by_function",
    "科目编码|科目名称|合计|基本支出|项目支出",
    """
    |合计|300.00|100.00|200.00
    20103|政府办公厅支出|300.00|100.00|200.00
    2010301|行政运行|100.00|100.00|0.00
    2010302|一般行政管理事务|200.00|0.00|200.00
    """,
)
FIELDS = ("code", "name", "total", "basic", "project")
COLUMNS = [{"column": n, "field": name} for n, name in enumerate(FIELDS, 1)]
SWAPPED = [
    {"column": n, "field": name} for n, name in enumerate((*FIELDS[:2], "basic", "total"), 1)
]


def plan(*swapped: int, **more: object) -> dict[str, object]:
    shifted = [{"row": n, "columns": [*SWAPPED, COLUMNS[4]]} for n in swapped]
    return {"kind": SEGMENT.kind, "columns": COLUMNS, "shifted": shifted} | more


def read(*answers: dict[str, object]) -> Document:
    info = DocumentInfo(name="a.txt", sha256="0" * 64, media_type="text/plain")
    document = Document(info=info, segments=(SEGMENT,), pieces=(piece_of(SEGMENT),))
    reader = Reader(
        desk=Saying(*answers),
        kinds=KINDS,
        settings=Settings(engine="model", model="m", ask="plan", reasks=1, schema_file=None),
        by_headers={},
        examples=lambda piece: (),
        halve=lambda piece: (piece,),
    )
    return asyncio.run(read_by_model(document, reader, list(KINDS.values()), model_first=True))


def test_an_answer_let_go_does_not_hide_what_is_wrong_with_the_one_kept() -> None:
    lacking = plan(4, not_data=[3])
    document = read(lacking, lacking, plan(1, 4))
    (asked,) = document.run.asked
    assert any(text.startswith("r3 looks like data") for text in asked.open)
    assert asked.requests == 3


def test_a_better_answer_is_kept_with_its_own_complaints() -> None:
    lacking = plan(4, not_data=[3])
    document = read(lacking, lacking, plan())
    (asked,) = document.run.asked
    assert asked.open == ()
    assert [row.values["total"] for row in document.tables[0].rows] == [
        "300.00", "300.00", "100.00", "200.00",
    ]  # fmt: skip
