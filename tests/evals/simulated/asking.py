"""Requests to the simulated reader, as our own prompts make them; all figures are invented."""

from collections.abc import Mapping, Sequence
from typing import Any

from prompts.builder import messages
from schemas.answer import PlanAnswer, RowsAnswer, rows_answer
from schemas.piece import Piece
from schemas.settings import Ask
from tests.builders import KINDS, segment

HEADER = "科目编码|科目名称|合计|基本支出|项目支出"
BODY = """
|合计|30.00|14.00|16.00
201|一般公共服务支出|30.00|14.00|16.00
20103|政府办公厅（室）及相关机构事务|18.00|14.00|4.00
|2010301|行政运行|14.00|14.00
2010302|一般行政管理事务|4.00||4.00
20129|群众团体事务|12.00||12.00
"""
TRUE_ROWS = [
    {"r": [1], "name": "合计", "total": "30.00", "basic": "14.00", "project": "16.00"},
    {
        "r": [2], "code": "201", "name": "一般公共服务支出", "total": "30.00", "basic": "14.00",
        "project": "16.00",
    },
    {
        "r": [3], "code": "20103", "name": "政府办公厅（室）及相关机构事务", "total": "18.00",
        "basic": "14.00", "project": "4.00",
    },
    {"r": [4], "code": "2010301", "name": "行政运行", "total": "14.00", "basic": "14.00"},
    {"r": [5], "code": "2010302", "name": "一般行政管理事务", "total": "4.00", "project": "4.00"},
    {"r": [6], "code": "20129", "name": "群众团体事务", "total": "12.00", "project": "12.00"},
]  # fmt: skip


def piece(
    kind: str = "expenditure_by_function",
    header: str = HEADER,
    body: str = BODY,
    *,
    candidates: tuple[str, ...] = (),
    wanted: tuple[int, ...] = (),
) -> Piece:
    """A whole table as one piece."""
    made = segment(kind, header, body)
    return Piece(
        segment=0,
        candidates=candidates or (kind,),
        title=made.title,
        unit=made.unit,
        header=made.header,
        rows=made.body,
        wanted=wanted,
    )


def asking(ask: Ask = "rows", asked: Piece | None = None, **others: Any) -> dict[str, Any]:
    """The body of a chat request that carries no schema."""
    return {
        "model": "simulated",
        "messages": messages(asked or piece(), ask, KINDS),
        "temperature": 0,
        **others,
    }


def as_json_schema(answer: type[PlanAnswer] | type[RowsAnswer]) -> Mapping[str, Any]:
    return {
        "type": "json_schema",
        "json_schema": {"name": answer.__name__, "schema": answer.model_json_schema()},
    }


def as_tools(answer: type[PlanAnswer] | type[RowsAnswer]) -> Sequence[Mapping[str, Any]]:
    function = {"name": answer.__name__, "parameters": answer.model_json_schema()}
    return [{"type": "function", "function": function}]


def answer_type(ask: Ask, kind: str = "expenditure_by_function") -> Any:
    return PlanAnswer if ask == "plan" else rows_answer(KINDS[kind])
