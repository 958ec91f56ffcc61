"""Review effort against the errors that are left: our order of doubt, and others beside it.

A share of the figures of a document is misread. Cells are looked at one by one, in the order of
the review desk (identities decided again after every look, or not), by the confidence of the
recogniser alone, the least sure first, or at random. A look always shows what is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from random import Random
from typing import NamedTuple

from evals.power.desk import Desk
from evals.power.mutations import Changes, Mutation, confused
from evals.power.recogniser import measured
from evals.power.subjects import JUDGED, Subject, statuses, through
from evals.power.trials import figure_of, recognised, with_mutation
from extraction.identities.ledger import ref
from extraction.pipeline import rare_collection
from schemas.document import Document
from schemas.table import CellRef

ORDERS = ("ours", "ours, fixed", "confidence", "random")
"""The review desk as it is, its first queue without deciding again, confidence alone, chance."""
_TRIES = 20

Step = Callable[[str, int], None]


class EffortPlan(NamedTuple):
    """A share of all figures (0..1) is misread, so many times in every document.

    With ``recogniser`` our own order too knows confidences and other readings.
    """

    share: float
    rounds: int
    seed: int
    jobs: int = 1
    recogniser: bool = False


class Review(NamedTuple):
    """One document gone through in one order.

    ``found`` are the looks (from 1) at which wrong covered figures were seen, in order, 0 for those
    that were repaired before. ``cells`` counts the figures, ``queued`` the looks until our
    queue was empty (None in other orders), ``left`` the wrong figures that it had not shown then.
    """

    order: str
    document: str
    cells: int
    wrong: int
    found: tuple[int, ...]
    queued: int | None = None
    left: int | None = None

    @property
    def looks(self) -> int:
        """How many looks it took until no covered figure was wrong."""
        return self.found[-1] if self.found else 0


def reviews(subjects: Sequence[Subject], plan: EffortPlan, step: Step) -> list[Review]:
    """All documents gone through in every order; the same plan gives the same reviews."""
    able = [subject for subject in subjects if subject.covered]
    tasks = [(subject, number) for subject in able for number in range(plan.rounds)]
    if plan.jobs == 1:
        made = []
        for subject, number in tasks:
            made.append((subject.name, number, one_review(subject, plan, number)))
            step(subject.name, 1)
    else:
        made = list(_in_processes(tasks, plan, step))
    ordered = sorted(made, key=lambda one: one[:2])
    return [review for _, _, own in ordered for review in own]


def _in_processes(
    tasks: Sequence[tuple[Subject, int]], plan: EffortPlan, step: Step
) -> Iterator[tuple[str, int, list[Review]]]:
    with ProcessPoolExecutor(plan.jobs) as pool:
        waiting = {
            pool.submit(one_review, subject, plan, number): (subject.name, number)
            for subject, number in tasks
        }
        for future in as_completed(waiting):
            name, number = waiting[future]
            yield name, number, future.result()
            step(name, 1)


def one_review(subject: Subject, plan: EffortPlan, number: int) -> list[Review]:
    """One document misread anew, and gone through in every order; empty without a covered error."""
    rng = Random(f"{plan.seed}:{subject.name}:effort:{number}")
    mutation = misread(rng, subject, plan.share)
    covered = frozenset(subject.covered)
    wrong = frozenset(
        cell
        for cell, text in mutation.changes.items()
        if cell in covered and figure_of(text) != figure_of(subject.printed[cell])
    )
    if not wrong:
        return []
    document = with_mutation(subject.document, mutation)
    read = recognised(document, subject, mutation, measured(), rng)
    with rare_collection():
        scored = through(read if plan.recogniser else document, *JUDGED)
        figures = [cell for cell, text in subject.printed.items() if text is not None]
        made = partial(Review, document=subject.name, cells=len(figures), wrong=len(wrong))
        sure = _confidences(read)
        rest = _rest(scored, figures, sure if plan.recogniser else {})
        desk = Desk(scored, subject.printed)
        standing = {cell for cell in wrong if desk.stands(cell)}
        fixed = tuple(dict.fromkeys((*desk.queue(), *rest)))
        by_sureness = sorted(figures, key=lambda cell: sure[cell])
        shuffled = rng.sample(figures, len(figures))
        return [
            _ours(desk, wrong, rest, made),
            made(order=ORDERS[1], found=_found(fixed, wrong, standing)),
            made(order=ORDERS[2], found=_found(by_sureness, wrong)),
            made(order=ORDERS[3], found=_found(shuffled, wrong)),
        ]


def misread(rng: Random, subject: Subject, share: float) -> Mutation:
    """A share of all figures, covered or not, each misread as another figure in its place."""
    figures = [cell for cell, text in subject.printed.items() if text is not None]
    changes: Changes = {}
    for cell in rng.sample(figures, max(1, round(share * len(figures)))):
        slips = (confused(rng, cell, subject.printed) for _ in range(_TRIES))
        changes.update(next((s for s in slips if set(s) == {cell} and s[cell] is not None), {}))
    return Mutation(changes)


def _ours(
    desk: Desk,
    wrong: frozenset[CellRef],
    rest: tuple[CellRef, ...],
    made: Callable[..., Review],
) -> Review:
    """Our order, to the last wrong figure; how far the queue went is noted."""
    left = {cell for cell in wrong if not desk.stands(cell)}
    found = [0] * (len(wrong) - len(left))
    looks, queued, still = 0, None, None
    for look in desk.looks(wrong, rest):
        if not look.queued and queued is None:
            queued, still = looks, len(left)
        if queued is not None and not left:
            break
        looks += 1
        if look.cell in left:
            left.remove(look.cell)
            found.append(looks)
    if queued is None:
        queued, still = looks, len(left)
    return made(order=ORDERS[0], found=tuple(found), queued=queued, left=still)


def _found(
    cells: Sequence[CellRef], wrong: frozenset[CellRef], standing: Collection[CellRef] = ()
) -> tuple[int, ...]:
    looks = (look for look, c in enumerate(cells, start=1) if c in wrong and c not in standing)
    return (*(0 for _ in standing), *looks)


def _confidences(read: Document) -> dict[CellRef, float]:
    return {
        ref(table, index, field): cell.confidence
        for table in read.tables
        for index, row in enumerate(table.rows)
        for field, cell in row.cells.items()
    }


def _rest(
    scored: Document, figures: Sequence[CellRef], sure: Mapping[CellRef, float]
) -> tuple[CellRef, ...]:
    """All figures as they are looked at when nothing is in doubt: unproved ones first."""
    status = statuses(scored)
    return tuple(
        sorted(figures, key=lambda cell: (status.get(cell) == "proved", sure.get(cell, 1.0)))
    )
