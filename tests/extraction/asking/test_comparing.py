"""Where two readings differ, both places are doubted."""

from extraction.asking.comparing import disagreements
from schemas.source import Extent, Source
from schemas.table import Cell, Row, Table


def table(field: str) -> Table:
    values = {"name": "甲", "project": None, "operating": None} | {field: "0.00"}
    cells = {
        "name": Cell(printed="甲", source=Source(line=3, column=1)),
        field: Cell(printed="0.00", source=Source(line=3, column=2)),
    }
    row = Row(values=values, cells=cells)
    return Table(
        kind="expenditure_by_function",
        ordinal=1,
        title=None,
        unit=None,
        source=Extent(),
        rows=(row,),
    )


def test_the_field_that_stays_blank_is_doubted_too() -> None:
    found = disagreements(table("operating"), table("project"))
    assert found.keys() == {(0, "operating"), (0, "project")}
    assert len(set(found.values())) == 1


def test_readings_that_agree_are_not_doubted() -> None:
    assert disagreements(table("project"), table("project")) == {}
