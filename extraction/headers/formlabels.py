"""Which part of a performance form a printed row belongs to, by its labels."""

import re

from extraction.headers.celltypes import filled
from extraction.headers.formwords import goal_label, is_block_label, is_goal_table
from extraction.headers.vocabulary import field_headers, header_form
from schemas.grid import GridRow
from schemas.kinds.performance import ProjectProfile
from schemas.label import normal_form

_FUNDING = re.compile(
    r"(?:资金来源|资金构成|^项目资金(?:情况)?|^资金情况|^项目资金\(?万元\)?)(?:\(?(?:万元|元)\)?)?$"
)
_SPENDING = re.compile(r"支出明细|^项目支出计划|资金测算|^支出内容")
_COMPOSITION = re.compile(
    r"^(?:部门|单位)?(?:总体)?资金(?:总体)?情况(?:\(?(?:万元|元)\)?)?$|^总体资金情况$"
)
_SPENDING_HEADERS = frozenset({"测算依据及说明", "测算依据", "项目内容", "支出内容", "明细项目"})
_LIST_HEADERS = (
    frozenset({"品名", "数量", "金额"}),
    frozenset({"项目名称", "支出项目类别", "项目总预算", "项目本年度预算"}),
    frozenset({"名称", "目标说明"}),
    frozenset({"长期目标", "年度目标"}),
)
_TEXT_LABELS = re.compile(
    r"^(?:部门(?:主要)?职能(?:概述)?|年度(?:主要)?工作任务|整体绩效(?:总)?目标|填报人|填报日期|项目属性|项目类型|项目类别"
    r"|项目起止(?:日期|时间)|项目概况|立项(?:情况|依据)|项目实施方案|上年绩效|项目前两年|项目年度|项目安排"
    r"|项目资产|项目绩效总目标|经费申请|项目(?:主要)?支出情况|备注|联系人|项目申请理由|项目主要内容"
    r"|主要内容|申报理由|政策依据|保障措施|部门职责|单位职能|项目期|项目支出情况)"
)


def profile_field(text: str) -> str | None:
    """The field of the project's head that a printed label names, or None."""
    form = header_form(text)
    if not 2 <= len(form) <= 14:
        return None
    for header in field_headers(ProjectProfile):
        if header.leaf == form:
            return header.field
    return None


def row_labels(row: GridRow) -> list[str]:
    """The normal forms of the printed cells of a row."""
    return [cell.label for _, cell in filled(row)]


def is_indicator_header(row: GridRow) -> bool:
    """Whether a row heads an indicator block."""
    labels = set(row_labels(row))
    return "一级指标" in labels and bool(labels & {"二级指标", "三级指标", "指标名称"})


def opens_composition(row: GridRow) -> bool:
    """Whether a row opens the department's funding composition."""
    return any(_COMPOSITION.match(label) for label in row_labels(row)[:2])


def opens_funding(row: GridRow) -> bool:
    """Whether a row opens the sources of a project's money."""
    labels = row_labels(row)
    if not labels or any(label in _SPENDING_HEADERS for label in labels):
        return False
    return any(_FUNDING.search(re.sub(r"\s", "", label)) for label in labels[:1])


def opens_spending(row: GridRow) -> bool:
    """Whether a row opens the detail of a project's spending."""
    labels = row_labels(row)
    named = sum(1 for label in labels if label in _SPENDING_HEADERS)
    if named and len(labels) >= 2 and (named >= 2 or labels[0] not in _SPENDING_HEADERS):
        return True
    return (
        bool(labels)
        and bool(_SPENDING.search(labels[0]))
        and len(labels[0]) <= 24
        and len(labels) >= 2
    )


def list_header(row: GridRow) -> bool:
    """Whether a row heads a small list inside a form (品名 | 数量 | 金额)."""
    labels = set(row_labels(row))
    return any(len(labels & words) >= min(2, len(words)) for words in _LIST_HEADERS)


def goal_row(row: GridRow) -> tuple[str, int] | None:
    """The goal that a row states, with its text beside the label, or None."""
    cells = filled(row)
    if not cells:
        return None
    label = cells[0][1].label
    head, _, rest = label.partition(":")
    goal = goal_label(head)
    if goal is None or len(cells) > 3:
        return None
    if len(cells) > 1 or len(rest) > 6 or label.endswith(":"):
        return goal, row.line
    return None


def is_text_label(label: str) -> bool:
    """Whether a normal form is a known label of a form's free text."""
    return bool(_TEXT_LABELS.match(label))


def known_label(label: str) -> bool:
    """Whether a normal form is any known label of a performance form."""
    return (
        is_text_label(label)
        or profile_field(label) is not None
        or goal_label(label.partition(":")[0]) is not None
        or is_block_label(label)
        or is_goal_table(label)
        or bool(_SPENDING.search(label) and len(label) <= 24)
        or bool(_FUNDING.search(label))
    )


def is_form_row(row: GridRow) -> bool:
    """Whether a row can only stand in a performance form."""
    cells = filled(row)
    if not cells:
        return False
    first = cells[0][1].label
    if is_indicator_header(row) or goal_row(row) is not None or opens_composition(row):
        return True
    if is_goal_table(first) and len(cells) == 1:
        return True
    head = profile_field(first)
    return head is not None and 2 <= len(cells) <= 6 and not _heads_list(row)


def _heads_list(row: GridRow) -> bool:
    """Whether the row heads a flat table that begins like a form (项目名称 | 项目单位)."""
    labels = row_labels(row)
    fields = [profile_field(label) for label in labels]
    return (
        len(labels) >= 3
        and sum(1 for f in fields if f) >= len(labels) - 1
        and (fields[1] is not None)
    )


def inline_value(text: str) -> tuple[str, str] | None:
    """Label and value of a cell that holds both (联系电话：86515796), or None."""
    plain = normal_form(text)
    head, colon, rest = plain.partition(":")
    return (head, rest) if colon and rest and len(head) <= 10 else None
