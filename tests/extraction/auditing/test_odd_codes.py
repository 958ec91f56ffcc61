"""Codes that break the scheme of the others: a digit too many, a letter read as a digit."""

from extraction.auditing.odd_codes import odd_codes
from schemas.finding import Finding
from tests.builders import at, coded, ledger

BUY, PROJECTS = "procurement", "project_expenditure"


def items(*codes: str) -> list[Finding]:
    lines = "\n".join(f"216001|某局本级|[{code}]某物" for code in codes)
    return list(odd_codes(ledger(coded(BUY, "code name item", lines))))


def projects(*codes: str, department: str = "925") -> list[Finding]:
    lines = [f"{department}|某局", *(f"{code}|某项目{n}" for n, code in enumerate(codes))]
    return list(odd_codes(ledger(coded(PROJECTS, "code name", "\n".join(lines)))))


def test_item_codes_of_one_length_are_right() -> None:
    assert items("A02010105", "A02021000", "A05010301", "C23090199") == []


def test_an_item_code_one_digit_longer_or_shorter_is_odd() -> None:
    (long,) = items("A02010105", "A02021000", "A05010301", "A020201000")
    assert long.finding_class == "ocr_digit"
    assert long.cells == (at(BUY, 3, "item"),)
    assert long.printed == "[A020201000]"
    assert "9 digits" in long.message
    (short,) = items("A02010105", "A02021000", "A05010301", "A0202100")
    assert "7 digits" in short.message


def test_few_codes_or_codes_of_another_level_say_nothing() -> None:
    assert items("A02010105", "A02021000", "A020201000") == []
    assert items("A02010105", "A02021000", "A05010301", "A0202") == []


def test_one_odd_code_on_several_rows_is_one_finding() -> None:
    (made,) = items("A02010105", "A02021000", "A05010301", "A020201000", "A020201000")
    assert len(made.cells) == 2
    assert "lines 4, 5" in made.message


def test_a_project_code_without_its_letter() -> None:
    assert projects("42019925925T000000001", "42019925925R000000002") == []
    (made,) = projects("420199259257000000001", "42019925925R000000002")
    assert made.cells == (at(PROJECTS, 1, "code"),)
    assert "12th character" in made.message


def test_a_code_of_another_department_is_left_alone() -> None:
    assert projects("420199259257000000001", department="316") == []
