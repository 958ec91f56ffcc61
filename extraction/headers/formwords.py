"""The words of performance forms (绩效目标申报表): labels, levels, goals."""

import re
from functools import lru_cache

from extraction.headers.similarity import similarity
from schemas.label import normal_form

OUTPUT_LEVELS = ("数量指标", "质量指标", "时效指标", "成本指标")
EFFECT_LEVELS = (
    "经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标", "可持续发展影响指标",
    "可持续发展指标", "经济效益", "社会效益", "生态效益", "可持续影响",
)  # fmt: skip
SATISFACTION_LEVELS = ("服务对象满意度指标", "服务对象满意度", "社会公众满意度指标")
COST_LEVELS = ("经济成本指标", "社会成本指标", "生态环境成本指标", "生态成本指标")

LEVEL_ONE = (
    "产出指标", "效益指标", "满意度指标", "成本指标", "效果指标", "管理指标", "投入指标",
    "过程指标", "运行成本", "管理效率", "履职效能", "社会效应", "可持续发展能力",
)  # fmt: skip
LEVEL_TWO = (*OUTPUT_LEVELS, *EFFECT_LEVELS, *SATISFACTION_LEVELS, *COST_LEVELS, "满意度指标")

PARENT_OF_LEVEL_TWO = tuple(
    [(name, "产出指标") for name in OUTPUT_LEVELS]
    + [(name, "效益指标") for name in EFFECT_LEVELS]
    + [(name, "满意度指标") for name in SATISFACTION_LEVELS]
    + [(name, "成本指标") for name in COST_LEVELS]
)

_GOAL = re.compile(
    r"^(?:长期|中长期|中期|年度|年底|当年|总体|项目|长远|近期|部门)?(?:总体|年度|长期)?"
    r"(?:绩效)?(?:总)?目标[\d一二三四五六七八九十]{0,3}[:：]?$"
)
_GOAL_TABLE = re.compile(r"^(?:长期|年度|中长期|总体)?绩效(?:目标|指标)表[:：]?$")
_BLOCK_LABEL = re.compile(
    r"^(?:长期|年度|中长期|总体|整体|项目)?(?:绩效)?指标(?:表|体系)?$|^(?:长期|年度|中长期)绩效$"
)
_YEAR_HEADER = re.compile(
    r"^(?:20\d\d年|前年|上年|前一年|上一年|前两年|去年)(?:度)?(?:实际值|实际完成值|指标值)?$"
)
_HEADER_WORDS = (
    "前年", "上年", "预计当年实现", "预期当年实现值", "预期当年实现", "指标分值权重",
    "近两年指标值", "指标值", "指标值确定依据", "绩效标准", "一级指标", "二级指标",
    "三级指标", "指标名称", "目标名称", "指标权重比例(%)", "指标权重比例", "权重", "分值",
    "分值权重", "预计当年实现值",
)  # fmt: skip
_HEADERS = frozenset(_HEADER_WORDS)


@lru_cache(maxsize=8192)
def goal_label(label: str) -> str | None:
    """The goal that a normal form names (colon dropped): 长期目标1, 年度绩效目标1, or None."""
    return label.rstrip(":：") if _GOAL.match(label) else None


def is_goal_table(label: str) -> bool:
    """Whether a normal form heads a block of goals: 长期绩效目标表, 年度绩效目标表."""
    return bool(_GOAL_TABLE.match(label))


@lru_cache(maxsize=8192)
def is_block_label(label: str) -> bool:
    """Whether a normal form is the merged label left of an indicator block."""
    return bool(_BLOCK_LABEL.match(label)) and label not in LEVEL_ONE and label not in LEVEL_TWO


def is_year_header(label: str) -> bool:
    """Whether a normal form heads the value of a prior year (2022年, 前年, 上年)."""
    return bool(_YEAR_HEADER.match(label))


def is_indicator_header_word(label: str) -> bool:
    """Whether a normal form can only be a header of an indicator block."""
    return label in _HEADERS or is_year_header(label)


def level_one_of(label: str) -> str | None:
    """The first-level indicator that a normal form prints, whole or cut, or None."""
    return _nearest(label, LEVEL_ONE)


def is_level_two(label: str) -> bool:
    """Whether a normal form is a second-level indicator, whole or cut."""
    return _nearest(label, LEVEL_TWO) is not None


@lru_cache(maxsize=8192)
def _nearest(label: str, names: tuple[str, ...]) -> str | None:
    if label in names:
        return label
    if len(label) < 2 or len(label) > 12:
        return None
    for name in names:
        if len(label) >= 4 and (name.startswith(label) or similarity(label, name) >= 0.86):
            return name
    return None


def parent_level(level_two: str) -> str | None:
    """The first level to which a second-level indicator belongs, or None."""
    label = normal_form(level_two)
    for name, parent in PARENT_OF_LEVEL_TWO:
        if label == name or (len(label) >= 6 and name.startswith(label)):
            return parent
    return None
