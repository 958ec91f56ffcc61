"""Rewrite the documents in `samples/` and their gold in `tests/gold/`, always the same."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from evals.synthetic.make import make_disclosure
from evals.synthetic.model import Frozen, Options

ROOT = Path(__file__).resolve().parents[2]
OTHER = "，完成交办的其他工作任务。"


class Sample(Frozen):
    """A shipped document: how it is made, and the wording changed by hand afterwards.

    Each edit replaces text inside one line, so that line numbers in the gold stay true.
    """

    file: str
    seed: int
    options: Options
    edits: tuple[tuple[str, str], ...] = ()


SAMPLES = (
    Sample(
        file="qinglan-subdistrict-2024.txt",
        seed=2084,
        options=Options(
            style="street", unit="元", district="青岚区", year=2024, full=True, funds=False,
            units=1, projects=5, tails=True, mangle=Decimal("0.25"), breaks=True,
        ),
        edits=(
            (
                f"统筹辖区基层党建和社区治理{OTHER}",
                "统筹辖区基层党建，指导社区居民委员会开展自治，推动小区议事协商常态化。",
            ),
            (
                f"组织开展各项便民公共服务{OTHER}",
                "办理民政、就业、文体、卫生等便民事项，把窗口服务延伸到社区和楼栋。",
            ),
            (
                f"维护辖区平安稳定{OTHER}",
                "组织网格巡查和矛盾调解，配合有关部门做好安全生产与防汛工作。",
            ),
            (
                "主要原因是社区惠民任务安排有所调整。",
                "主要原因是三个老旧小区的便民设施改造已在上年完工，相应项目经费减少。",
            ),
        ),
    ),
    Sample(
        file="fengting-emergency-2025.txt",
        seed=75,
        options=Options(
            style="office", unit="万元", district="枫汀区", year=2025, trade="应急", full=True,
            funds=True, units=2, projects=4, tails=False, mangle=Decimal("0.1"), breaks=True,
            errors=5, error_kinds=("total_digit", "statement", "form", "tail", "rate"),
        ),
        edits=(
            (
                f"组织编制应急预案并开展演练{OTHER}",
                "组织编制全区总体应急预案和专项预案，每年开展不少于两次综合演练。",
            ),
            (
                f"承担安全生产综合监管{OTHER}",
                "承担安全生产综合监督管理，指导街道和行业部门落实检查计划。",
            ),
            (
                f"统筹应急救援力量建设{OTHER}",
                "统筹应急救援队伍和物资储备，做好灾情统计、救助和信息发布。",
            ),
            (
                "主要原因是安全生产检查任务安排有所调整。",
                "主要原因是应急指挥设备更新已在上年完成，本年只安排日常维护。",
            ),
        ),
    ),
    Sample(
        file="yunlu-culture-2023.md",
        seed=23,
        options=Options(
            style="office", unit="万元", district="云麓区", year=2023, trade="文化", form="md",
            full=True, funds=False, units=1, projects=2, tails=False,
        ),
        edits=(
            (
                f"组织群众文化活动{OTHER}",
                "组织节庆演出、广场展演和全民阅读，把活动办到社区和乡村书屋。",
            ),
            (
                "主要原因是群众文化活动任务安排有所调整。",
                "主要原因是新开放一处文化分馆，增加了场馆运行和活动经费。",
            ),
        ),
    ),
)  # fmt: skip


def build(sample: Sample) -> tuple[str, dict[str, Any]]:
    """Return the text and the gold of a sample.

    Raises:
        ValueError: an edit finds nothing to replace, or would change the number of lines.
    """
    made = make_disclosure(sample.seed, sample.options)
    text = made.text
    for old, new in sample.edits:
        if old not in text or "\n" in old + new:
            raise ValueError(f"{sample.file}: cannot replace {old!r}")
        text = text.replace(old, new)
    return text, {**made.gold, "document": sample.file}


def main() -> None:
    """Write every sample and its gold."""
    for sample in SAMPLES:
        text, gold = build(sample)
        (ROOT / "samples" / sample.file).write_text(text, encoding="utf-8")
        folder = ROOT / "tests" / "gold"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{Path(sample.file).stem}.json"
        path.write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
