"""What stands around the tables: cover, contents, duties, glossary."""

from __future__ import annotations

from evals.synthetic import words
from evals.synthetic.ledger import Ledger
from evals.synthetic.look import KINDS, Look
from evals.synthetic.model import Paragraph

TERMS = (
    "（一）一般公共预算财政拨款收入：指区级财政一般公共预算当年拨付的资金。",
    "（二）基本支出：指为保障机构正常运转、完成日常工作任务而发生的人员支出和公用支出。",
    "（三）项目支出：指在基本支出之外为完成特定任务和事业发展目标所发生的支出。",
    "（四）“三公”经费：指用一般公共预算财政拨款安排的因公出国（境）费、公务用车购置及运行维护费和公务接待费。",
)


def text(words_: str, level: int = 0) -> Paragraph:
    """Return plain prose."""
    return Paragraph(pieces=(words_,), level=level)


def opening(ledger: Ledger, look: Look) -> tuple[Paragraph, ...]:
    """Return cover, contents and the department's duties."""
    rng = look.rng("opening")
    items = [text(ledger.entity, 1), text(f"{ledger.year}年部门预算公开", 2), text("目 录", 3)]
    for number, kind in enumerate(KINDS, 1):
        if rng.random() < 0.9:
            items.append(text(f"- {words.numeral(number)}、{look.title(kind)}"))
    items.append(text("第一部分 基本概况", 3))
    items.append(text("一、主要职能", 4))
    for number, duty in enumerate(ledger.trade.duties, 1):
        items.append(text(f"（{words.numeral(number)}）{duty}，完成交办的其他工作任务。"))
    staff = rng.randint(20, 90)
    items.append(text("二、人员构成", 4))
    items.append(
        text(f"{ledger.entity}总编制人数{staff}人，在职实有人数{staff - rng.randint(0, 9)}人。")
    )
    if look.style == "street":
        items.append(text(f"第二部分 {ledger.entity}{ledger.year}年部门预算表", 2))
        for number, kind in enumerate(KINDS, 1):
            items.append(text(f"表{number}. {ledger.entity}{ledger.year}年{look.title(kind)}"))
    return tuple(items)


def glossary(ledger: Ledger) -> tuple[Paragraph, ...]:
    """Return the explanation of terms, with the function items in use."""
    items = [text("第四部分 名词解释", 3), *(text(term) for term in TERMS)]
    codes = sorted({post.function for post in ledger.posts} | {p.function for p in ledger.projects})
    for number, code in enumerate(codes, 1):
        names = (words.CLASSES[code[:3]], words.FUNCTIONS[code[:5]], words.FUNCTIONS[code])
        items.append(text(f"{number}. {names[0]}（类）{names[1]}（款）{names[2]}（项）"))
    return tuple(items)
