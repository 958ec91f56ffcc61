"""The shipped samples: golden exports in short form, and every cell against gold."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extraction.export.payload import document_payload
from extraction.pipeline import extract
from tests.builders import SETTINGS
from tests.scoring import ARITHMETIC, cell, planted, score

ROOT = Path(__file__).parents[2]
SAMPLES = tuple(
    sorted(
        f
        for f in (ROOT / "samples").iterdir()
        if f.suffix in (".txt", ".md") and f.stem != "README"
    )
)
MARKS = {"proved": " =", "suspect": " !", "repaired": " ~", "unchecked": ""}
Json = dict[str, Any]


@pytest.fixture(scope="module", params=SAMPLES, ids=lambda file: file.name)
def sample(request: pytest.FixtureRequest) -> tuple[str, Json]:
    """The name of a sample and its export."""
    return request.param.stem, document_payload(extract(request.param, SETTINGS))


def gold_of(name: str) -> Json:
    text = (ROOT / "tests" / "gold" / f"{name}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def shown(row: Json, field: str) -> str:
    text = row["values"].get(field) or ""
    claimed = row["cells"].get(field)
    return text.replace("\n", " ") + ("" if claimed is None else MARKS[claimed["status"]])


def short_form(export: Json) -> str:
    """Tables as lines of values (``=`` proved, ``!`` suspect), checks by rule, findings."""
    lines = []
    for table in export["tables"]:
        first, last = table["source"].get("lines", (0, 0))
        unit, title = table["unit"] or "no unit", table["title"] or "no title"
        lines.append(
            f"## {table['kind']} {table['ordinal']}: {title}, {unit}, lines {first}-{last}"
        )
        fields = list(table["rows"][0]["values"]) if table["rows"] else []
        used = [f for f in fields if any(row["values"].get(f) is not None for row in table["rows"])]
        lines += [" | ".join(used)] if used else []
        lines += [" | ".join(shown(row, f) for f in used) for row in table["rows"]]
        lines += [f"note: {note}" for note in table["notes"]]
        lines.append("")
    rules = Counter((c["rule"], c["holds"]) for c in export["checks"])
    lines.append("## checks")
    for rule in sorted({name for name, _ in rules}):
        lines.append(f"{rule}: {rules[rule, True]} hold, {rules[rule, False]} fail")
    lines += ["", "## findings"]
    for finding in export["findings"]:
        lines.append(f"{finding['class']}: {finding['message']}")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def test_what_a_sample_gives(sample: tuple[str, Json], golden: Callable[[str, str], None]) -> None:
    name, export = sample
    golden(f"samples/{name}.txt", short_form(export))


def test_every_cell_of_a_sample_is_right(sample: tuple[str, Json]) -> None:
    name, export = sample
    made = score(gold_of(name), export)
    assert made.tables == []
    assert made.wrong == []
    assert made.cells > 1500


def test_units_are_those_that_are_printed(sample: tuple[str, Json]) -> None:
    name, export = sample
    gold = {(t["kind"], t["ordinal"]): t["unit"] for t in gold_of(name)["tables"]}
    units = {(t["kind"], t["ordinal"]): t["unit"] for t in export["tables"] if t["kind"] != "table"}
    assert units == gold


def same_finding(gold: Json, found: Json) -> bool:
    """Whether a finding is of the class, the line and the printed figure of a planted one."""
    first, last = found["source"]["lines"]
    printed = (found["printed"] or "").rstrip("%")
    near = any(first <= line <= last for line in gold["lines"])
    return near and found["class"] == gold["class"] and printed == gold["printed"].rstrip("%")


def test_what_is_planted_is_found_and_nothing_else(sample: tuple[str, Json]) -> None:
    name, export = sample
    wanted = [f for f in gold_of(name)["findings"] if f["class"] in ARITHMETIC]
    got = [f for f in export["findings"] if f["class"] in ARITHMETIC]
    missing = [f for f in wanted if not any(same_finding(f, other) for other in got)]
    assert missing == []
    assert Counter(f["class"] for f in got) == Counter(f["class"] for f in wanted)


def test_planted_amounts_are_suspect(sample: tuple[str, Json]) -> None:
    name, export = sample
    for finding, place in planted(gold_of(name)):
        claimed = cell(export, place)
        assert claimed["printed"] == finding["printed"]
        if finding["class"] != "rounding":
            assert claimed["status"] == "suspect", finding
            assert claimed["reason"]


def test_a_misread_total_carries_the_right_figure_as_suggestion(sample: tuple[str, Json]) -> None:
    name, export = sample
    for finding, place in planted(gold_of(name)):
        if finding["class"] == "ocr_digit":
            assert cell(export, place)["suggestion"] == finding["expected"]


def test_most_amounts_of_a_sample_are_proved(sample: tuple[str, Json]) -> None:
    _, export = sample
    amounts = [
        claimed
        for table in export["tables"]
        for row in table["rows"]
        for claimed in row["cells"].values()
        if claimed["printed"] and "." in claimed["printed"] and claimed["checks"]
    ]
    statuses = Counter(claimed["status"] for claimed in amounts)
    assert statuses["proved"] > 0.9 * len(amounts)


def test_every_moved_row_of_a_sample_is_told(sample: tuple[str, Json]) -> None:
    name, export = sample
    lines = {n for f in gold_of(name)["findings"] if f["class"] == "misaligned" for n in f["lines"]}
    told = "; ".join(note for table in export["tables"] for note in table["notes"])
    silent = sorted(n for n in lines if f"line {n}:" not in told)
    assert silent == []
