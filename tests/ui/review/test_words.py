import re
from pathlib import Path
from string import Formatter

import pytest

from extraction.stages.score import score
from ui.review import words as texts
from ui.review.words import LANGUAGES, all_words, for_browser, reason_in, say

REVIEW = Path(texts.__file__).parent


def used_names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(all_words()))
def test_every_text_is_there_in_both_languages_with_the_same_values(key: str) -> None:
    entry = all_words()[key]
    assert set(entry) == set(LANGUAGES)
    assert all(entry.values())
    assert used_names(entry["en"]) == used_names(entry["zh"])


def test_every_text_is_used_and_every_used_text_is_there() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for pattern in ("*.py", "assets/*.js")
        for path in REVIEW.glob(pattern)
    )
    made = (
        "status_",
        "finding_",
        "page_",
        "f_",
        "q_",
        "did_",
        "edit_",
        "do_",
        "done_",
        "by_",
        "standing_",
        "order_",
    )
    unused = {
        key for key in all_words()
        if not key.startswith(made) and not re.search(rf"\b{re.escape(key)}\b", code)
    }  # fmt: skip
    assert unused == set()
    asked = set(re.findall(r"\bwords\.([a-z_]+)", code)) - {"signs", "language", "toml"}
    asked |= set(re.findall(r"\btext\(\s*\"([a-z_]+)\"", code))
    assert asked - set(all_words()) == set()


def test_values_are_filled_in() -> None:
    assert say("en", "settled", n=6) == "this settled 6 other figures"
    assert say("zh", "settled", n=6) == "另有 6 个数字随之确认"
    assert for_browser("zh")["language"] == "zh"


@pytest.mark.parametrize(
    ("reason", "chinese"),
    [
        (
            "A sum over it fails, which 支出总表 / 合计 / 基本支出 alone explains.",
            "涉及它的一条勾稽不成立，起因在 支出总表 / 合计 / 基本支出。",
        ),
        (
            "支出总表 / 合计 / 合计 fails: 甲 1.00 + 乙 2.00 = 3.00, a difference of 0.50.",
            "支出总表 / 合计 / 合计 不成立：甲 1.00 + 乙 2.00 = 3.00，相差 0.50。",
        ),
        (
            "Read with a confidence of 0.62 only, and no sum covers it.",
            "识别把握只有 0.62，又没有勾稽覆盖。",
        ),
        ("Something new.", "Something new."),
        (None, None),
    ],
)
def test_reasons_are_told_in_chinese_where_their_form_is_known(
    reason: str | None, chinese: str | None
) -> None:
    assert reason_in("zh", reason) == chinese
    assert reason_in("en", reason) == reason


def test_the_reasons_are_those_of_scoring() -> None:
    """A changed wording there is to be noticed here."""
    source = Path(score.__code__.co_filename).read_text(encoding="utf-8")
    for part in (" fails: ", "a difference of ", "A sum over it fails, which "):
        assert part in source
