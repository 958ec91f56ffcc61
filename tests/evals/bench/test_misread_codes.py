"""The bench of misread codes counts what it says."""

from evals.bench.misread_codes import counts


def test_nothing_misread_is_nothing_in_doubt() -> None:
    found = counts(1, 70_000, 0.0)
    assert set(found.values()) == {0}


def test_misread_codes_are_counted_and_most_are_in_doubt() -> None:
    found = counts(3, 70_000, 0.05)
    assert found["misread codes"] > 5
    assert found["misread codes"] >= found["of them in doubt"] >= found["misread codes"] / 2
    assert found["of them in doubt"] >= found["with the right code first"] > 0
