"""The figures of power over trials: counts, intervals, reproducibility, the file."""

import json
from pathlib import Path

from evals.measures.intervals import wilson
from evals.power.report import PowerReport, row_of, write_power
from evals.power.running import SINGLE_ERRORS, Plan, one_trial, power, total_of
from evals.power.subjects import Subject
from evals.power.trials import Tally

PLAN = Plan(2, 3, mutations=("one digit", "0.00 to blank", "2 % wrong"))


def measured(subject: Subject, plan: Plan = PLAN) -> PowerReport:
    return power([subject], plan, lambda name, count: None)


def test_every_mutation_has_a_row_and_the_same_seed_the_same_figures(subject: Subject) -> None:
    heard: list[int] = []
    report = power([subject], PLAN, lambda name, count: heard.append(count))
    assert [row.mutation for row in report.mutations] == [*PLAN.mutations, SINGLE_ERRORS]
    assert sum(heard) == total_of(PLAN) == 6
    for row in report.mutations:
        own = [one.tally for one in report.kinds if one.mutation == row.mutation]
        total = Tally()
        for tally in own:
            total = total.plus(tally)
        assert total == row.tally
    again = measured(subject)
    assert [row.tally for row in again.rows] == [row.tally for row in report.rows]
    assert again.slips == report.slips


def test_processes_change_nothing(subject: Subject) -> None:
    two = measured(subject, PLAN._replace(jobs=2))
    assert [row.tally for row in two.rows] == [row.tally for row in measured(subject).rows]


def test_a_trial_can_be_made_again_by_its_number(subject: Subject) -> None:
    report = measured(subject)
    slip = next(s for s in report.slips if s.mutation == "0.00 to blank")
    made = one_trial(subject, PLAN, slip.mutation, slip.number)
    assert made is not None
    assert made.trial.slipped == slip.missed
    assert tuple(cell for cell, _, _ in slip.read) == tuple(made.changed.changes)


def test_a_share_has_an_interval_and_the_price_is_per_wrong_figure() -> None:
    row = row_of("one digit", None, [Tally(wrong=40, caught=39, bystanders=120)], [0.1, 0.3, 0.2])
    share = row.share("caught")
    assert (share.count, share.share) == (39, 0.975)
    assert (share.low, share.high) == wilson(39, 40)
    assert row.price == 3.0
    assert row.milliseconds == (200.0, 200.0, 300.0)
    assert row_of("none", None, []).share("caught").share is None


def test_wrong_suggestions_may_be_more_than_wrong_figures() -> None:
    share = row_of("x", None, [Tally(wrong=1, wrongly=3)]).share("wrongly")
    assert (share.count, share.share, share.high) == (3, 3.0, 1.0)


def test_the_file_holds_shares_and_intervals(subject: Subject, tmp_path: Path) -> None:
    report = measured(subject)
    write_power(report, tmp_path / "p.json")
    content = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert content["covered"] == len(subject.covered)
    first = content["rows"][0]
    assert first["shares"]["caught"]["low"] == report.rows[0].share("caught").low
    assert first["tally"]["wrong"] == report.rows[0].tally.wrong
