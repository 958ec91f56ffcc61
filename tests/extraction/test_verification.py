import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.export.payload import document_payload
from extraction.verification import verify
from schemas.errors import VerificationError
from tests.extraction.export.worked_example import document

Export = dict[str, Any]


def fresh() -> Export:
    export: Export = json.loads(json.dumps(document_payload(document())))
    return export


def cell(export: Export, row: int = 0, field: str = "total", table: int = 0) -> Export:
    found: Export = export["tables"][table]["rows"][row]["cells"][field]
    return found


def values(export: Export, row: int = 0, table: int = 0) -> Export:
    found: Export = export["tables"][table]["rows"][row]["values"]
    return found


def claims(export: Export) -> set[str]:
    return {problem.claim for problem in verify(export)}


def test_an_honest_export_is_proved_again() -> None:
    assert verify(fresh()) == ()


def change_a_printed_digit(export: Export) -> None:
    cell(export)["printed"] = "1,300,000.20"


def change_a_digit_everywhere(export: Export) -> None:
    cell(export)["printed"] = "1,300,000.20"
    values(export)["total"] = "1300000.20"


def change_a_value(export: Export) -> None:
    values(export)["total"] = "1300000.20"


def drop_a_value(export: Export) -> None:
    values(export)["total"] = None


def keep_separators(export: Export) -> None:
    values(export)["total"] = "1,300,000.10"


def change_a_label(export: Export) -> None:
    values(export, 1)["name"] = "一般公共服务"


def flip_a_failing_check(export: Export) -> None:
    export["checks"][2]["holds"] = True


def flip_a_holding_check(export: Export) -> None:
    export["checks"][0]["holds"] = False


def change_found(export: Export) -> None:
    export["checks"][0]["found"] = "1300000.11"


def change_difference(export: Export) -> None:
    export["checks"][2]["difference"] = "0.00"


def widen_below_zero(export: Export) -> None:
    export["checks"][2]["tolerance"] = "-1"


def change_a_coefficient(export: Export) -> None:
    export["checks"][0]["right"][0]["coefficient"] = "2"


def remove_a_check(export: Export) -> None:
    del export["checks"][3]


def repeat_a_check(export: Export) -> None:
    export["checks"].append(export["checks"][0])


def point_a_term_nowhere(export: Export) -> None:
    export["checks"][0]["right"][0]["cell"][2] = 99


def cover_a_cell_that_is_in_no_term(export: Export) -> None:
    export["checks"][0]["cells"].append(["expenditure_by_function", 1, 0, "name"])
    cell(export, field="name")["checks"] = ["c1"]
    cell(export, field="name")["status"] = "proved"


def prove_a_cell_by_itself(export: Export) -> None:
    address = ["fund_expenditure", 1, 0, "total"]
    export["checks"][3] |= {
        "left": [{"coefficient": "1", "cell": address}],
        "right": [{"coefficient": "1", "cell": address}],
        "expected": "9000.00",
    }


def forget_a_check(export: Export) -> None:
    cell(export)["checks"] = ["c1"]


def name_another_check(export: Export) -> None:
    cell(export)["checks"].append("c4")


def name_no_check(export: Export) -> None:
    cell(export)["checks"].append("c99")


def call_suspect_proved(export: Export) -> None:
    cell(export, 2)["status"] = "proved"


def call_suspect_unchecked(export: Export) -> None:
    cell(export, 2)["status"] = "unchecked"


def call_unchecked_proved(export: Export) -> None:
    cell(export, field="name")["status"] = "proved"


def call_proved_unchecked(export: Export) -> None:
    cell(export)["status"] = "unchecked"


def call_proved_suspect(export: Export) -> None:
    cell(export)["status"] = "suspect"


def call_proved_repaired(export: Export) -> None:
    cell(export)["status"] = "repaired"


def call_repaired_proved(export: Export) -> None:
    cell(export, field="project", table=1)["status"] = "proved"


def drop_a_reason(export: Export) -> None:
    cell(export, 2)["reason"] = " "


def be_too_sure(export: Export) -> None:
    cell(export)["confidence"] = 1.01


def be_sure_of_nothing(export: Export) -> None:
    cell(export)["confidence"] = float("nan")


def skip_an_ordinal(export: Export) -> None:
    export["tables"][2]["ordinal"] = 2


def find_in_no_cell(export: Export) -> None:
    export["findings"][0]["cells"][0][3] = "none"


def drop_a_cell(export: Export) -> None:
    del export["tables"][0]["rows"][1]["cells"]["name"]


def drop_a_value_key(export: Export) -> None:
    del export["tables"][0]["rows"][1]["values"]["name"]


def drop_a_row(export: Export) -> None:
    del export["tables"][0]["rows"][2]


TAMPERINGS = (
    (change_a_printed_digit, {"value", "check", "proof", "status"}),
    (change_a_digit_everywhere, {"check", "proof", "status"}),
    (change_a_value, {"value"}),
    (drop_a_value, {"value"}),
    (keep_separators, {"value"}),
    (change_a_label, {"value"}),
    (flip_a_failing_check, {"check"}),
    (flip_a_holding_check, {"check"}),
    (change_found, {"check"}),
    (change_difference, {"check"}),
    (widen_below_zero, {"check", "suggestion"}),
    (change_a_coefficient, {"check", "proof", "status"}),
    (remove_a_check, {"coverage", "proof", "status", "suggestion"}),
    (repeat_a_check, {"check"}),
    (point_a_term_nowhere, {"check", "coverage", "proof", "status"}),
    (cover_a_cell_that_is_in_no_term, {"coverage", "status"}),
    (prove_a_cell_by_itself, {"coverage", "proof", "status", "suggestion"}),
    (forget_a_check, {"coverage"}),
    (name_another_check, {"coverage"}),
    (name_no_check, {"coverage"}),
    (call_suspect_proved, {"status", "reason"}),
    (call_suspect_unchecked, {"status"}),
    (call_unchecked_proved, {"status"}),
    (call_proved_unchecked, {"status"}),
    (call_proved_suspect, {"reason"}),
    (call_proved_repaired, {"value"}),
    (call_repaired_proved, {"value", "check", "proof", "reason", "status", "suggestion"}),
    (drop_a_reason, {"reason"}),
    (be_too_sure, {"confidence"}),
    (be_sure_of_nothing, {"confidence"}),
    (skip_an_ordinal, {"ordinal"}),
    (find_in_no_cell, {"finding"}),
    (drop_a_cell, {"value"}),
    (drop_a_value_key, {"value"}),
    (drop_a_row, {"check", "coverage", "finding", "proof", "status", "suggestion"}),
)


@pytest.mark.parametrize(
    ("tamper", "caught_as"), TAMPERINGS, ids=[tamper.__name__ for tamper, _ in TAMPERINGS]
)
def test_tampering_is_caught(tamper: Callable[[Export], None], caught_as: set[str]) -> None:
    export = fresh()
    tamper(export)
    assert claims(export) == caught_as


@given(st.data())
def test_no_digit_of_a_proved_cell_can_be_changed(data: st.DataObject) -> None:
    export = fresh()
    proved = [
        (row, field)
        for table in export["tables"]
        for row in table["rows"]
        for field, found in row["cells"].items()
        if found["status"] == "proved"
    ]
    row, field = data.draw(st.sampled_from(proved))
    printed = row["cells"][field]["printed"]
    places = [index for index, char in enumerate(printed) if char.isdigit()]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != printed[place]]))
    changed = printed[:place] + digit + printed[place + 1 :]
    row["cells"][field]["printed"] = changed
    row["values"][field] = changed.replace(",", "")
    assert "check" in claims(export)


def paths(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [at] if at else []
    if isinstance(value, dict):
        return found + [p for key, inner in value.items() for p in paths(inner, (*at, key))]
    if isinstance(value, list):
        return found + [p for i, inner in enumerate(value) for p in paths(inner, (*at, i))]
    return found


@given(st.data())
def test_whatever_is_put_anywhere_ends_in_problems_or_one_sentence(data: st.DataObject) -> None:
    export = fresh()
    *steps, last = data.draw(st.sampled_from(paths(export)))
    place: Any = export
    for step in steps:
        place = place[step]
    odd: tuple[Any, ...] = (None, 0, -1, 1.5, True, "", "x", "1E9", [], {}, [[]], ["a", 1, 0, "b"])
    place[last] = data.draw(st.sampled_from(odd))
    try:
        verify(export)
    except VerificationError as error:
        assert "\n" not in str(error)


def test_a_missing_key_is_one_sentence() -> None:
    for key in ("document", "tables", "checks", "findings", "run"):
        export = fresh()
        del export[key]
        with pytest.raises(VerificationError, match=f"at {key}: field required"):
            verify(export)


def one_check(combine: str, right: list[str], total: str, tolerance: str = "0") -> Export:
    export = fresh()
    fields = ["basic", "project"]
    export["tables"] = [export["tables"][1]]
    export["findings"] = export["suggestions"] = []
    row = export["tables"][0]["rows"][0]
    for field, text in zip(["total", *fields], [total, *right], strict=True):
        row["values"][field] = text
        row["cells"][field] |= {
            "printed": text,
            "status": "proved",
            "checks": ["c1"],
            "reason": None,
            "suggestion": None,
            "proof": None,
        }
    addresses = [["fund_expenditure", 1, 0, field] for field in ("total", *fields)]
    for field in ("code", "name"):
        row["cells"][field]["proof"] = None
    terms = [{"coefficient": "1", "cell": address} for address in addresses]
    export["checks"] = [
        {
            "id": "c1",
            "rule": "product",
            "holds": True,
            "found": total,
            "expected": total,
            "difference": "0",
            "tolerance": tolerance,
            "cells": addresses,
            "left": terms[:1],
            "right": terms[1:],
            "combine": combine,
            "statement": "",
        }
    ]
    return export


def test_products_and_ratios_are_computed_again() -> None:
    assert verify(one_check("product", ["12", "2.5"], "30.0")) == ()
    assert verify(one_check("ratio", ["1", "8"], "0.125")) == ()
    assert claims(one_check("product", ["12", "2.5"], "31.0")) == {"check", "status"}
    assert claims(one_check("ratio", ["1", "8"], "0.126")) == {"check", "status"}


def test_a_share_counts_in_percent() -> None:
    export = one_check("ratio", ["1", "8"], "12.5")
    export["checks"][0]["right"][0]["coefficient"] = "100"
    assert verify(export) == ()
    row = export["tables"][0]["rows"][0]
    row["cells"]["total"]["printed"] = row["values"]["total"] = "12.5%"
    assert verify(export) == ()


def test_a_ratio_to_nothing_is_nothing() -> None:
    assert verify(one_check("ratio", ["1", "0"], "0")) == ()


def test_a_ratio_of_one_term_is_a_problem() -> None:
    export = one_check("ratio", ["1", "8"], "0.125")
    del export["checks"][0]["right"][1]
    assert "check" in claims(export)


def test_a_printed_constant_counts() -> None:
    export = one_check("sum", ["4", "6"], "11")
    export["checks"][0]["right"].append({"coefficient": "0.1", "constant": "10", "lines": [3]})
    assert verify(export) == ()


def test_a_blank_field_counts_as_zero_and_needs_no_cell() -> None:
    export = one_check("sum", ["30", "0"], "30")
    row = export["tables"][0]["rows"][0]
    row["values"]["project"] = None
    del row["cells"]["project"]
    export["findings"] = [
        {
            "class": "sum",
            "cells": [["fund_expenditure", 1, 0, "project"]],
            "printed": None,
            "expected": None,
            "message": "a blank",
            "source": {},
        }
    ]
    assert verify(export) == ()
    row["values"]["basic"] = None
    del row["cells"]["basic"]
    assert "check" in claims(export), "a figure can't be blanked away"


def test_a_problem_names_its_place() -> None:
    export = fresh()
    flip_a_failing_check(export)
    (problem,) = verify(export)
    assert (problem.claim, problem.check) == ("check", "c3")
    assert problem.message == "check c3 is said to hold, but it fails"


def test_what_is_exported_is_what_is_verified(tmp_path: Path) -> None:
    from extraction.export.result import load_export
    from extraction.stages.export import export

    assert verify(load_export(export(document(), tmp_path))) == ()
