"""What `gouji explain` says, in English and in Chinese."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Language = Literal["en", "zh"]

_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "unit": ("unit", "单位"),
        "printed": ("printed", "原文"),
        "blank": ("(blank)", "（空白）"),
        "value": ("taken as", "取值"),
        "line": ("line {0}", "第 {0} 行"),
        "column": (", column {0}", "，第 {0} 列"),
        "page": ("page {0}", "第 {0} 页"),
        "box": (", box ({0}) pt", "，方框 ({0}) 点"),
        "nowhere": ("place not known", "位置不详"),
        "status": ("status", "状态"),
        "confidence": ("confidence {0}", "置信度 {0}"),
        "proved": ("proved", "已证明"),
        "repaired": ("repaired", "已修复"),
        "suspect": ("suspect", "存疑"),
        "unchecked": ("unchecked", "未核"),
        "confirmed": ("confirmed", "人工确认"),
        "corrected": ("corrected", "人工更正"),
        "strength": (
            "proof: rank {0} (independent identities that hold exactly over it), tolerance {1}",
            "证明：秩 {0}（精确成立的独立勾稽关系数），容差 {1}",
        ),
        "no_strength": ("proof: none; no sum proves this cell", "证明：无；没有勾稽关系能证明此格"),
        "untold": (
            "proof: not told; the result was made by an older version, extract again",
            "证明：未记录；结果由旧版本生成，请重新抽取",
        ),
        "adds_up": ("comes to", "合计得"),
        "should_be": ("printed", "印为"),
        "difference": ("difference", "差额"),
        "tolerance": ("tolerance {0}", "容差 {0}"),
        "holds": ("holds", "成立"),
        "tail": (
            "holds as a rounding tail only: proves nothing",
            "仅在四舍五入尾差内成立，不构成证明",
        ),
        "fails": ("FAILS", "不成立"),
        "asks": ("Here it would ask for {0}.", "按此式，此处应为 {0}。"),
        "blanks": ("({0} blank parts left out)", "（略去 {0} 个空白项）"),
        "prose": ("prose, line {0}", "文字说明第 {0} 行"),
        "contradiction": (
            "Contradiction: of {1} identities over it {0} fail.",
            "矛盾：覆盖此格的 {1} 条勾稽关系中有 {0} 条不成立。",
        ),
        "suggestion": ("Suggested: {0}", "建议值：{0}"),
        "slip": ("one slip: {0}", "一处误读：{0}"),
        "no_slip": ("not one slip of the printed {0}", "与原文 {0} 相差不止一处误读"),
        "digit": ("digit {0} is {1} in place of {2}", "第 {0} 位数字 {2} 成了 {1}"),
        "swapped": ("digits {0} and {1} are exchanged", "第 {0}、{1} 位数字对调"),
        "lost": ("digit {1} is lost at place {0}", "第 {0} 位丢了数字 {1}"),
        "added": ("digit {1} is added at place {0}", "第 {0} 位多了数字 {1}"),
        "point": ("the decimal point or the unit is moved", "小数点或单位错位"),
        "sign": ("the sign is lost or added", "正负号丢失或多出"),
        "filled": ("the figure is lost", "数字缺失"),
        "mends": ("With it these hold: {0}; none breaks.", "改后成立：{0}；无一被破坏。"),
        "together": ("Only together with: {0}.", "须与下列一并改动：{0}。"),
        "rivals": (
            "Several explanations are open. Candidates with their probability:",
            "有多种解释，尚不能定。候选格及其概率：",
        ),
        "bystander": ("The suggestion for another cell mends them:", "另一格的建议值可使其成立："),
        "as_printed": (
            "A person has confirmed that it is printed so: the published document itself does"
            " not add up.",
            "已由人工确认原文如此：公开文件本身不平。",
        ),
        "seen": ("A person has looked at it and left it.", "人工看过，保留原文。"),
        "changed": ("A person has changed it.", "人工作了更正。"),
        "reason": ("reason: {0}", "原因（英文原话）：{0}"),
        "text": (
            "This is text: no sum sees names, codes or wording.",
            "这是文字：勾稽看不见名称、编码和措辞。",
        ),
        "uncovered": ("No identity covers this figure.", "没有勾稽关系覆盖此数。"),
        "limits": (
            "Limits: two errors can cancel; sums see no names, and no unit wrong throughout.",
            "局限：两处错误可能相互抵消；勾稽看不见名称，也看不见通篇一致的单位错误。",
        ),
        "summary": (
            "{0} figures by rank (independent identities that hold exactly over a figure):",
            "{0} 个数字按秩（精确成立的独立勾稽关系数）分布：",
        ),
        "rank": ("rank", "秩"),
        "figures": ("figures", "个数"),
        "share": ("share", "占比"),
        "tolerances": ("largest tolerance", "最大容差"),
        "none": ("0 (no sum proves it)", "0（无勾稽证明）"),
        "doubts": ("Look at these cells:", "请看这些格："),
        "more": ("… and {0} more", "…… 另有 {0} 格"),
        "checks": ("{0} identities, {1} fail", "{0} 条勾稽关系，{1} 条不成立"),
    }
)  # fmt: skip

_RULES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "total_is_sum_of_parts": ("the total is the sum of its parts", "合计等于各部分之和"),
        "parent_is_sum_of_children": ("a row is the sum of the rows below it", "上级等于下级之和"),
        "total_row_is_sum_of_rows": ("the total row is the sum of the rows", "合计行等于各行之和"),
        "numbered_parts": ("a numbered row is the sum of its parts", "编号项等于其下各项之和"),
        "revenue_equals_expenditure": ("revenue equals expenditure", "收支相等"),
        "amount_is_quantity_times_price": ("amount is quantity times price", "金额等于数量乘单价"),
        "share_of_total": ("the share is the part over the total", "占比等于部分除以合计"),
        "same_figure_in_two_tables": ("the same figure in two tables", "两表同一数字一致"),
        "same_goods_same_price": ("the same goods have one price", "同一货物单价一致"),
        "sources_add_up": ("the sources of money add up to the budget", "资金来源之和等于预算"),
        "spending_adds_up_to_budget": ("the spending adds up to the budget", "支出之和等于预算"),
        "narrative_amount_is_table_cell": ("prose and table say the same", "文字说明与表一致"),
        "narrative_total_is_sum_of_parts": ("the amounts of the prose add up", "文字中分项之和"),
        "narrative_rate": ("the rate of change is right", "增减率正确"),
        "narrative_share": ("the share in the prose is right", "文字说明中占比正确"),
        "discovered_sum": ("a sum found in the table itself", "由表自身发现的合计关系"),
    }
)  # fmt: skip


class Words:
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        self._index = 0 if language == "en" else 1

    def __call__(self, key: str, *values: object) -> str:
        """The phrase under a key, with values put in."""
        return _WORDS[key][self._index].format(*values)

    def rule(self, name: str) -> str:
        """What a rule demands; the rule's own name where it is not known."""
        known = _RULES.get(name)
        return name if known is None else known[self._index]

    @property
    def colon(self) -> str:
        """What stands between a name and what is said of it."""
        return (": ", "：")[self._index]
