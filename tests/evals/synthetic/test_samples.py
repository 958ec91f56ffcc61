"""The shipped samples are what `python -m evals.synthetic.samples` would write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.synthetic.samples import ROOT, SAMPLES, Sample, build


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file)
def test_samples_on_disk_are_up_to_date(sample: Sample) -> None:
    text, gold = build(sample)
    assert (ROOT / "samples" / sample.file).read_text(encoding="utf-8") == text
    path = ROOT / "tests" / "gold" / f"{Path(sample.file).stem}.json"
    assert json.loads(path.read_text(encoding="utf-8")) == gold
    assert len(text.encode()) < 60_000


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file)
def test_the_readme_names_every_planted_error(sample: Sample) -> None:
    readme = (ROOT / "samples" / "README.md").read_text(encoding="utf-8")
    assert sample.file in readme
    planted = [f for f in build(sample)[1]["findings"] if f["class"] != "misaligned"]
    for finding in planted:
        wanted = f"| {finding['printed']} | {finding['expected']} |"
        rows = [row for row in readme.splitlines() if row.endswith(wanted)]
        assert [row.split(" | ")[0] for row in rows] == [f"| {finding['lines'][0]}"]


def test_the_samples_cover_the_kinds_of_a_budget_disclosure() -> None:
    kinds = {table["kind"] for sample in SAMPLES for table in build(sample)[1]["tables"]}
    assert len(kinds) == 19
