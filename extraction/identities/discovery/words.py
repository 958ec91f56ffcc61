"""What the words of a row or column say of it: a total, a difference, a part, no figure at all.

The words are those of statements in Chinese (决算, 报表, 统计年鉴) and English.
"""

import re
import unicodedata
from enum import Enum

from schemas.label import strip_markup


class Role(Enum):
    """What a label makes of a line: ``TOTAL`` adds up, ``RESULT`` may also deduct."""

    TOTAL = "total"
    RESULT = "result"
    OF_WHICH = "of which"
    RATE = "rate"
    PLAIN = "plain"


_RATE = re.compile(
    r"%|‰|百分比|比重|比例|占比|比率|[率幅]$|率[(:]|同比|环比|人均|平均|单价|每股|每人|均价|指数"
    r"|\bper\b|\bratio\b|\bmargin %|\bpercent|\bpct\b|\baverage\b|\bmean\b|\brate\b|\bgrowth\b"
    r"|\bmargin$|\bearnings per|\bindex\b|\byield\b|\bprice\b"
)
_OF_WHICH = re.compile(r"^(?:其中|#|of which|including\b|thereof|inter alia|incl\.)")
_TOTAL = re.compile(
    r"^(?:总计|合计|共计|小计|总额|累计|总数|总和|全部|全年|全市|全省|全国|全县|全区)"
    r"|(?:合计|总计|小计|共计|总额|总数)(?:数|额)?(?:\(.*\))?[:：]?$"
    r"|\btotal\b|\bsub-?total\b|\bsum\b|^all\b|\baggregate\b|^overall\b|\bfull[- ]year\b"
    r"|^group$|^consolidated$|^united\b|^(?:whole|entire)\b|\byear to date\b|^ytd$|^fy ?\d*$"
    r"|^combined$"
)
_RESULT = re.compile(
    r"利润|结余|结转结余|净[额值资增减利]|盈余|余额|差额|亏损|增减|变动|收支|期末|年末|净流|未"
    r"|结存|节约|剩余|账面价值|调整后|调整预算"
    r"|\bnet\b|\bprofit\b|\bloss\b|\bsurplus\b|\bdeficit\b|\bbalance\b|\bexcess\b|\bresult\b"
    r"|\bincome\b|\bmargin\b|\bearnings\b|\bebit(?:da)?\b|\bchange\b|\bvariance\b|\bdifference\b"
    r"|\bclosing\b|\bending\b|\bat end\b|\bat the end\b|\bend of\b|^(?:as )?at \d|\bcarrying\b"
    r"|\bincrease\b|\bdecrease\b|\bremaining\b|\bavailable\b|\bunspent\b|\bcontribution\b"
    r"|\bcash from\b|\bcash used\b|\bcash flows? from\b|\bcash (?:provided|generated)\b"
)
_LESS = re.compile(
    r"^(?:减|扣除|扣减|减去|less\b|minus\b|deduct|\(-\)|-)"
    r"|^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\d+[.、])减"
)
_SPENT = re.compile(
    r"支出|成本|费用|税|损失|减少|流出|还本|支付|偿还|折旧|摊销|处置|转出|已"
    r"|\bcosts?\b|\bexpens|\bexpenditures?\b|\bspending\b|\bdisposals?\b|\bdepreciation\b"
    r"|\bamortis|\bamortiz|\bpayments?\b|\brepay|\boutflows?\b|\btax(?:es)?\b|\bprovision\b"
    r"|\bwrite-?offs?\b|\bimpairment\b|\bretired?\b|\btransfers? out\b|\bactual\b|\bspent\b"
    r"|\bdeductions?\b|\bdividends?\b|\bliabilities\b"
)
_NO_FIGURE_COLUMN = re.compile(
    r"^(?:附注|注释|注|序号|编号|行次|栏次|页码|年份|年度|代码|编码|科目编码|科目代码|科目编号|项目编码|项目代码"
    r"|单位代码|单位编码|期限|到期年份|起始年|序|电话|邮编|notes?|no\.?|nos\.?|#|ref\.?|code|year|page|line"
    r"|row|id|rank|sr\.?no\.?|s\.?no\.?|item ?no\.?)$"
    r"|编码$|代码$|年份$|日期|附注"
)
_BLANKS = re.compile(r"^(?:\s|&nbsp;|&emsp;|&ensp;|&#160;|\u3000)+")
_WIDE_BLANK = re.compile(r"&emsp;|\u3000")
_WORD = re.compile(r"\s+")
_HANZI = re.compile(r"[\u4e00-\u9fff]")


def plain(text: str) -> str:
    """The form in which words are looked up: lower case, blanks only between Latin words."""
    bare = unicodedata.normalize("NFKC", strip_markup(text)).strip().lower()
    return _WORD.sub("" if _HANZI.search(bare) else " ", bare)


def role_of(label: str) -> Role:
    """What a label in its plain form says. A rate is none of the others."""
    if _OF_WHICH.match(label):
        return Role.OF_WHICH
    if _TOTAL.search(label) and not re.search(r"[%％‰]|占", label):
        return Role.TOTAL
    if _RATE.search(label):
        return Role.RATE
    return Role.RESULT if _RESULT.search(label) else Role.PLAIN


def may_result(label: str) -> bool:
    """Whether a label may name a difference, be it called a total or not."""
    return bool(_RESULT.search(label))


def deducts(label: str) -> bool:
    """Whether a label says in so many words that the line is deducted (减：, Less:)."""
    return bool(_LESS.search(label))


def is_spent(label: str) -> bool:
    """Whether a label names what is usually deducted where a difference is drawn."""
    return bool(_SPENT.search(label)) or deducts(label)


def is_reference_column(header: str) -> bool:
    """Whether a header names a column of numbers that are no amounts (notes, codes, years)."""
    return bool(_NO_FIGURE_COLUMN.search(header))


def indent_of(text: str) -> int:
    """The width of the blanks that a label begins with; a wide blank counts twice."""
    match = _BLANKS.match(text)
    if match is None:
        return 0
    blanks = re.sub(r"&\w+;|&#160;", "\u3000", match.group())
    return sum(2 if _WIDE_BLANK.match(c) else 1 for c in blanks)
