"""A small sweep: it is complete, repeats itself, and trusts nothing that is wrong."""

from decimal import Decimal

import pytest

from evals import sweep
from evals.comparison import CellScore


def test_a_sweep_takes_turns_and_repeats_itself() -> None:
    cases = list(sweep.sweep(4, Decimal(0), 0))
    assert [case.seed for case in cases] == [1000, 1001, 1002, 1003]
    looks = {(c.options.style, c.options.unit, c.options.form) for c in cases}
    assert len(looks) == 4
    assert [case.cells for case in sweep.sweep(2, Decimal(0), 0)] == [c.cells for c in cases[:2]]


def test_nothing_wrong_is_trusted() -> None:
    total = CellScore()
    for case in sweep.sweep(3, Decimal("0.2"), 3):
        total += case.cells
    assert total.cells > 1000
    assert total.cells_right / total.cells > 0.99
    assert total.silent == 0


def test_the_command_prints_counts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["sweep", "--count", "1", "--errors", "2"])
    sweep.main()
    out = capsys.readouterr().out
    assert "cells right" in out
    assert "silent errors" in out
    assert "narrative" in out
