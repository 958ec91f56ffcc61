"""A small storm: a few documents, a few kills, the database held for a moment."""

from collections import Counter
from pathlib import Path

import pytest

from evals.bench.chaos import Counted, chaos, told
from evals.bench.chaos_documents import content, documents
from evals.simulated.record import Record

SOUND = Counted(
    documents=3, kills=Counter(worker=2), trials=("the database held for 8 s",), acknowledged=3,
    right=2, wrong=0, aside=1, lost=0, doubled=0, tries=5, seen=Record().seen(),
)  # fmt: skip


def test_nothing_is_lost_or_doubled_when_everything_is_killed(tmp_path: Path) -> None:
    found = chaos(tmp_path, 3, 2, workers=1, seed=3, cut=0.3, disk=False)
    assert found.kills.total() == 2
    assert (found.acknowledged, found.right, found.doubled) == (3, 3, 0)
    assert found.sound, told(found)


@pytest.mark.parametrize("fault", ["wrong", "lost", "doubled"])
def test_one_fault_is_enough(fault: str) -> None:
    assert SOUND.sound
    assert not SOUND._replace(**{fault: 1}).sound


def test_a_request_paid_twice_is_a_fault() -> None:
    record = Record()
    for _ in range(2):
        record.answer("the same", 10, 5)
    assert not SOUND._replace(seen=record.seen()).sound


def test_a_document_that_is_missing_is_a_fault() -> None:
    assert not SOUND._replace(right=1).sound


def test_results_are_compared_in_all_but_their_run(tmp_path: Path) -> None:
    result = {"tables": [{"rows": [1]}], "run": {"seconds": 1.0}}
    assert content(result) == content({**result, "run": {"seconds": 2.0}})
    assert content(result) != content({**result, "tables": [{"rows": [2]}]})


def test_the_documents_are_different_and_the_same_for_a_seed(tmp_path: Path) -> None:
    made = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        made.append([each.path.read_text() for each in documents(folder, 6, 1, 2)])
    assert made[0] == made[1]
    assert len(set(made[0])) == 6
