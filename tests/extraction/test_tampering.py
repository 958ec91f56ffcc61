"""Every single change of a claim in an exported result is told, on a sample read in full."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.export.payload import document_payload
from extraction.pipeline import extract
from extraction.verification import verify
from tests.builders import SETTINGS

Export = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "fengting-emergency-2025.txt"


class Change(NamedTuple):
    """One change: the container, the key in it, and what is put there."""

    what: str
    place: Any
    key: Any
    new: Any


@cache
def exported() -> Export:
    """A result with sums that fail, a suggestion, candidates, rounding tails and prose."""
    return document_payload(extract(SAMPLE, SETTINGS))


def another_digit(text: str) -> str:
    at = max(i for i, char in enumerate(text) if char in "0123456789")
    return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]


def more(text: str, by: str = "1") -> str:
    return format(Decimal(text) + Decimal(by), "f")


def has_digit(text: str | None) -> bool:
    return any(char in "0123456789" for char in text or "")


def of_cells(export: Export) -> Iterator[Change]:
    """Printed text, value, status, rank, tolerance, suggestion, checks and place of cells."""
    for table in export["tables"]:
        for row in table["rows"]:
            for field, cell in row["cells"].items():
                if has_digit(cell["printed"]):
                    yield Change("printed", cell, "printed", another_digit(cell["printed"]))
                if has_digit(row["values"][field]):
                    yield Change("value", row["values"], field, another_digit(row["values"][field]))
                yield from of_cell(cell)


def of_cell(cell: Export) -> Iterator[Change]:
    rank = cell["proof"]["rank"]
    yield Change("rank", cell["proof"], "rank", rank + 1)
    yield Change("rank", cell["proof"], "rank", rank - 1)
    yield Change("cell tolerance", cell["proof"], "tolerance", "7")
    yield Change("no proof", cell, "proof", None)
    # A person's status is vouched for by the log of the desk alone: sums can't tell.
    wrong = {"proved": ("unchecked", "suspect", "repaired", "corrected"), "unchecked": ("proved",)}
    for status in (*wrong.get(cell["status"], ()), *(["proved"] if cell["reason"] else [])):
        yield Change("status", cell, "status", status)
    if cell["suggestion"]:
        yield Change("cell suggestion", cell, "suggestion", more(cell["suggestion"]))
        yield Change("cell suggestion", cell, "suggestion", None)
    for number in range(len(cell["checks"])):
        yield Change("forgets", cell, "checks", cell["checks"][:number])
    yield Change("names", cell, "checks", [*cell["checks"], "c9999"])
    if cell["source"] and "line" in cell["source"]:
        yield Change("line", cell["source"], "line", 0)
        yield Change("line", cell["source"], "line", 999_999)


def of_checks(export: Export) -> Iterator[Change]:
    """Sums, outcome, tolerance, terms and coverage of checks."""
    for check in export["checks"]:
        for name in ("expected", "found", "difference"):
            yield Change(name, check, name, more(check[name], "0.01"))
        yield Change("holds", check, "holds", not check["holds"])
        yield Change("tolerance", check, "tolerance", more(check["tolerance"], "1E+12"))
        yield Change("tolerance", check, "tolerance", "-1")
        yield Change("exact", check, "exact", more(check["tolerance"]))
        for term in (*check["left"], *check["right"]):
            yield Change("coefficient", term, "coefficient", more(term["coefficient"]))
            # A part of nothing is nothing, whatever the whole.
            if "constant" in term and check["combine"] == "sum":
                yield Change("constant", term, "constant", more(term["constant"]))
            if "cell" in term:
                yield Change("term", term, "cell", [*term["cell"][:2], 9999, term["cell"][3]])


def of_suggestions(export: Export) -> Iterator[Change]:
    """Value, checks and partners of suggestions."""
    for suggestion in export["suggestions"]:
        holding = next(check["id"] for check in export["checks"] if check["holds"])
        yield Change("suggested", suggestion, "value", more(suggestion["value"], "0.01"))
        yield Change("mends", suggestion, "checks", [*suggestion["checks"], holding])
        yield Change("mends", suggestion, "checks", ["c9999"])
        yield Change("partner", suggestion, "together", [["table", 99, 0, "none"]])
        yield Change("whose", suggestion, "cell", ["table", 99, 0, "none"])
    for candidate in export["candidates"]:
        yield Change("candidate", candidate, "cell", ["table", 99, 0, "none"])


@cache
def changes() -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for source in (of_cells, of_checks, of_suggestions):
        for change in source(exported()):
            found.setdefault(change.what, []).append(change)
    return found


def test_the_sample_has_all_there_is_to_change() -> None:
    export = exported()
    assert verify(export) == ()
    assert export["suggestions"]
    assert export["candidates"]
    tails = [c for c in export["checks"] if abs(Decimal(c["difference"])) > Decimal(c["exact"])]
    assert any(check["holds"] for check in tails)
    assert {1, 2, 3} <= {
        cell["proof"]["rank"]
        for table in export["tables"]
        for row in table["rows"]
        for cell in row["cells"].values()
    }


@settings(max_examples=40)
@given(st.data())
def test_any_single_change_of_a_claim_is_told(data: st.DataObject) -> None:
    # First what, then where: the cells are many, the suggestions few.
    change = data.draw(st.sampled_from(changes()[data.draw(st.sampled_from(sorted(changes())))]))
    old, known = change.place.get(change.key), change.key in change.place
    change.place[change.key] = change.new
    try:
        assert verify(exported()), f"{change.what}: {old!r} made {change.new!r} in {change.place!r}"
    finally:
        if known:
            change.place[change.key] = old
        else:
            del change.place[change.key]


@pytest.mark.parametrize("what", ["rank", "tolerance", "suggested", "coefficient"])
def test_a_change_is_told_as_what_it_is(what: str) -> None:
    change = changes()[what][0]
    old, change.place[change.key] = change.place[change.key], change.new
    told = {problem.claim for problem in verify(exported())}
    change.place[change.key] = old
    claim = {"rank": "proof", "suggested": "suggestion"}.get(what, "check")
    assert claim in told
