"""A misread code is found by the sums that hold with the right one."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from evals.synthetic.make import make_disclosure
from evals.synthetic.model import Options
from extraction.decoding.codes import misread_codes
from extraction.identities.ledger import Ledger, ref
from extraction.kinds import kinds_of
from extraction.pipeline import extract
from extraction.stages.score import score
from schemas.document import Document
from schemas.table import Cell, Row, Table
from tests.builders import SETTINGS

KIND = "expenditure_by_function"


@cache
def right(seed: int) -> Document:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "d.txt"
        path.write_text(make_disclosure(seed, Options()).text, encoding="utf-8")
        return extract(path, SETTINGS)


def table_of(document: Document) -> Table:
    return next(table for table in document.tables if table.kind == KIND)


def with_code(document: Document, row: int, code: str, status: str = "unchecked") -> Document:
    tables = []
    for table in document.tables:
        if table.kind == KIND:
            rows = list(table.rows)
            cell = Cell.model_validate({"printed": code, "status": status})
            rows[row] = Row(
                values={**rows[row].values, "code": code}, cells={**rows[row].cells, "code": cell}
            )
            table = table.model_copy(update={"rows": tuple(rows)})
        tables.append(table)
    return document.model_copy(update={"tables": tuple(tables)})


def codes(document: Document) -> list[tuple[int, str]]:
    rows = table_of(document).rows
    return [(i, row.values["code"] or "") for i, row in enumerate(rows) if row.values.get("code")]


def found(document: Document) -> list[tuple[int, str]]:
    ledger = Ledger(document.tables, kinds_of(SETTINGS))
    return [(one.cell.row, one.code) for one in misread_codes(ledger) if one.cell.kind == KIND]


@given(st.sampled_from((1, 4)), st.data())
def test_what_is_suggested_is_the_right_code(seed: int, data: st.DataObject) -> None:
    document = right(seed)
    row, code = data.draw(st.sampled_from(codes(document)))
    place = data.draw(st.integers(0, len(code) - 1))
    sign = data.draw(st.sampled_from("0123456789OQlSB["))
    misread = code[:place] + sign + code[place + 1 :]
    assert found(with_code(document, row, misread)) in ([], [(row, code)])


def test_a_letter_that_takes_a_code_from_its_parent_is_mostly_found() -> None:
    document = right(1)
    asked = [
        found(with_code(document, row, f"{code[:3]}Q{code[4:]}")) == [(row, code)]
        for row, code in codes(document)
        if len(code) > 4
    ]
    assert len(asked) > 8 and sum(asked) >= len(asked) / 2


def test_a_code_that_a_person_confirmed_is_left_alone() -> None:
    document = right(1)
    for row, code in codes(document):
        misread = code[:-1] + "Q"
        if found(with_code(document, row, misread)):
            assert found(with_code(document, row, misread, "confirmed")) == []
            return
    raise AssertionError("no code was found")


def test_it_is_put_in_doubt_with_what_to_read_instead() -> None:
    document = right(1)
    row, code = next(
        (row, code)
        for row, code in codes(document)
        if found(with_code(document, row, code[:-1] + "Q"))
    )
    table = table_of(score(with_code(document, row, code[:-1] + "Q"), SETTINGS))
    cell = table.rows[row].cells["code"]
    assert (cell.status, cell.alternatives) == ("suspect", (code,))
    assert cell.confidence < 0.9
    assert ref(table, row, "code").field == "code"
