"""The benchmark measures what it says."""

import resource
from pathlib import Path

import pytest

from evals.bench import headers
from extraction.pipeline import STAGES


def test_the_exponent_of_a_power_is_its_power() -> None:
    sizes = (1.0, 2.0, 4.0, 8.0)
    assert headers.growth(sizes, [3 * n for n in sizes]) == pytest.approx(1)
    assert headers.growth(sizes, [5 * n**2 for n in sizes]) == pytest.approx(2)


def test_a_document_of_size_n_holds_n_disclosures() -> None:
    one, three = headers.text_of_size(1), headers.text_of_size(3)
    assert three.startswith(one)
    assert 2 * len(one) < len(three) < 5 * len(one)


def test_every_stage_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text(headers.text_of_size(1), encoding="utf-8")
    measured = headers.measure(path)
    assert tuple(measured.seconds) == tuple(module for module, _ in STAGES)
    assert measured.total > 0
    assert measured.cells > 1000
    assert measured.checks > 100


def test_the_peak_is_that_of_a_process_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text(headers.text_of_size(1), encoding="utf-8")
    peak = headers.peak_bytes(path)
    assert 20e6 < peak < 2e9
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss > 0
