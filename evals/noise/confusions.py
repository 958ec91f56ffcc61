"""Which signs recognisers take for which others.

Ours, from two sources. Seen: `python -m evals.bench.confusions --pages 9` (seven conditions, the
product's own recogniser, November 2026) compared 36,950 signs of figures, 19 of them taken for
others, and 18,252 other characters, 594 taken for others. Judged: pairs of like shape, because 19
are too few to say which digits are confused how often.
"""

from collections.abc import Mapping
from types import MappingProxyType

_LIKE = MappingProxyType(
    {
        "0": "689", "1": "74", "2": "7", "3": "85", "4": "91", "5": "36",
        "6": "580", "7": "12", "8": "360", "9": "40",
    }
)  # fmt: skip
_SEEN = (
    ("0", "9", 2), ("0", "Q", 2), ("0", "1", 1), ("0", "2", 1), ("0", "3", 1), ("0", "6", 1),
    ("0", "O", 1), ("1", "0", 2), ("1", "3", 1), ("1", "i", 1), ("2", "[", 1), ("3", "0", 1),
    ("4", "+", 1), ("8", "6", 2),
)  # fmt: skip
"""Printed, read, how often; 1 read as a bar is left out, which is a mark of tables in text."""


def _weighted() -> Mapping[str, tuple[tuple[str, int], ...]]:
    weights: dict[str, dict[str, int]] = {
        digit: dict.fromkeys(others, 1) for digit, others in _LIKE.items()
    }
    for digit, other, times in _SEEN:
        weights[digit][other] = weights[digit].get(other, 0) + times
    return MappingProxyType({digit: tuple(ways.items()) for digit, ways in weights.items()})


DIGITS = _weighted()
"""For each digit the signs it is taken for and their weights: 1 for like shape, 1 for each time
it was seen."""

_CHARACTERS_SEEN = (
    "岚岗 岚凤 汀门 汀江 汀河 本车 休体 局周 支变 支交 目日 入人 合台 安女 排持 排指 算管 "
    "计汁 计让 资费 资质 城域 租相 租粗 险院 预颜 预须 乡多 企止 住佳 办力 助动 员品 学字 "
    "机概 检构 游源 湾清 科料 级圾 终将 结格 绩绣 缴徽 职积 能低 街面 退组 金全 项硬"
)
_CHARACTERS_LIKE = (
    "末未 未末 己已 已己 土士 士土 千干 干千 大太 太大 天夫 夫天 拨拔 收牧 户尸 贷货 货贷 "
    "设没 折拆 治冶 令今 今令 人入 日曰 车东 政玫 府俯 会云 生主 工土 务条 业亚 保俣 公么 "
    "用甩 行衍 市巿 区匹 理埋 费贵 教敎 青靑 元无 无元 品晶 自白 白自 由田 田由 电甩 表衰 "
    "他地 其具 具其 财材 社杜 卫工 宣宜 维准 修俢 服眼 购构 运远 处外 备奋 单卑 审宙 基墓 "
    "经径 专寺 层尼 环坏 防妨 救教 灾灭 水永 农衣 林材 文丈 化北 旅施 体休 育盲"
)


def _of_like_shape() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for pair in f"{_CHARACTERS_SEEN} {_CHARACTERS_LIKE}".split():
        found[pair[0]] = found.get(pair[0], "") + pair[1]
    return MappingProxyType(found)


CHARACTERS = _of_like_shape()
"""For each character those it is taken for, all alike often: seen in the same run, or 形近字."""
