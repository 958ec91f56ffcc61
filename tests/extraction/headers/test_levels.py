"""First and second level: repeated over merged cells, inferred where not printed."""

from extraction.headers.levels import Entry, Levels, settle_levels
from schemas.table import Cell


def entry(level1: str = "", level2: str = "", name: str = "某项", value: str = "") -> Entry:
    texts = {"level1": level1, "level2": level2, "name": name, "value": value}
    return {field: (text, Cell(printed=text)) for field, text in texts.items() if text}


def settled(*entries: Entry) -> tuple[list[str], list[str]]:
    made, notes = settle_levels([Levels(10 + i, cells) for i, cells in enumerate(entries)])
    levels = [
        "/".join((row[field][0] or "") if field in row else "" for field in ("level1", "level2"))
        for row in made
    ]
    return levels, [text for _, text in notes]


def test_levels_are_repeated_until_the_next_are_printed() -> None:
    levels, notes = settled(
        entry("产出指标", "数量指标"),
        entry(),
        entry("", "质量指标"),
        entry("效益指标", "社会效益指标"),
        entry(),
    )
    assert levels == [
        "产出指标/数量指标",
        "产出指标/数量指标",
        "产出指标/质量指标",
        "效益指标/社会效益指标",
        "效益指标/社会效益指标",
    ]
    assert notes == []


def test_a_second_level_of_another_first_level_brings_it_along() -> None:
    levels, _ = settled(entry("产出指标", "数量指标"), entry("", "社会效益指标"), entry())
    assert levels[1:] == ["效益指标/社会效益指标"] * 2


def test_a_block_that_opens_without_its_first_level() -> None:
    assert settled(entry("", "数量指标"))[0] == ["产出指标/数量指标"]


def test_nothing_printed_at_all_stays_blank() -> None:
    assert settled(entry(), entry())[0] == ["/", "/"]


def test_cost_belongs_to_the_level_above_it() -> None:
    assert (
        settled(entry("产出指标", "数量指标"), entry("", "成本指标"))[0][1] == "产出指标/成本指标"
    )


def test_a_first_level_printed_early_is_corrected_and_noted() -> None:
    levels, notes = settled(
        entry("产出指标", "数量指标"),
        entry("效益指标", "时效指标"),
        entry("效益指标", "社会效益指标"),
    )
    assert levels == ["产出指标/数量指标", "产出指标/时效指标", "效益指标/社会效益指标"]
    assert "line 11" in notes[0]


def test_quality_printed_one_row_early_beside_a_count() -> None:
    levels, notes = settled(
        entry("产出指标", "数量指标", "培训期数", "4期"),
        entry("", "质量指标", "参训人数", "200人"),
        entry("", "", "培训合格率", "≥95%"),
    )
    assert levels[1:] == ["产出指标/数量指标", "产出指标/质量指标"]
    assert "one row early" in notes[0]


def test_given_rows_are_not_changed() -> None:
    first = entry("产出指标", "数量指标")
    second = entry()
    settle_levels([Levels(1, first), Levels(2, second)])
    assert "level1" not in second
