"""Measures that others report, so that figures can be held against theirs.

TEDS: tree edit distance of tables as HTML (Zhong, ShafieiBavani & Jimeno Yepes 2020, ECCV,
arXiv:1911.10683), by the package table-recognition-metric. GriTS: see `evals.measures.grits`.
Value F1: harmonic mean of precision and recall over the values of a document under their fields,
rows left out, as for key information extraction (Kim et al. 2022, Donut, ECCV, section 3.1).
Grounding F1: the same over cells that must also stand in their place (box IoU of 0.5 or more).

A table is laid out as its fields (the columns with a value, under one header row) and its rows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from evals.comparison import (
    KINDS,
    GoldTable,
    Printed,
    cells_of,
    found_values,
    gold_values,
    printed_cells,
)
from evals.measures.alignment import pair_tables
from evals.measures.grits import Grid, grits_content
from evals.measures.score import Likeness
from extraction.export.result import Result, ResultTable

Cells = Sequence[Mapping[str, Printed]]
"""The printed values of each row by field."""


def likeness(
    gold: Sequence[GoldTable],
    result: Result,
    grounded: tuple[int, int, int] | None = None,
) -> Likeness:
    """The measures of a document; a table found on one side only counts 0 in TEDS and GriTS.

    ``grounded`` are cells that are right and in their place, cells of gold whose place is known,
    and cells of the result that answer these or none; None where gold knows no boxes.
    """
    trees = grids = 0.0
    tables = 0
    values, found_cells = [], []
    for kind in dict.fromkeys((*KINDS, *(table.kind for table in gold))):
        wanted = [table for table in gold if table.kind == kind]
        there = [table for table in result.tables if table.kind == kind]
        pairs = pair_tables(
            [gold_values(t) for t in wanted], [found_values(t) for t in there], kind
        )
        tables += len(wanted) + len(there) - len(pairs)
        for i, j in pairs:
            one, other = _of_gold(wanted[i]), _of_result(there[j])
            same = one == other
            trees += 1.0 if same else teds(_grid(one), _grid(other))
            grids += 1.0 if same else grits_content(_grid(one), _grid(other))
        values += [(kind, field, v) for t in wanted for r in _of_gold(t) for field, v in r.items()]
        found_cells += [
            (kind, field, v) for t in there for r in _of_result(t) for field, v in r.items()
        ]
    return Likeness(
        tables=tables,
        teds=trees / tables if tables else None,
        grits_con=grids / tables if tables else None,
        values=((Counter(values) & Counter(found_cells)).total(), len(values), len(found_cells)),
        groundings=grounded,
    )


def _of_gold(table: GoldTable) -> Cells:
    return [cells_of(row) for row in table.rows]


def _of_result(table: ResultTable) -> Cells:
    return [printed_cells(row) for row in table.rows]


def _grid(rows: Cells) -> Grid:
    fields = list(dict.fromkeys(field for row in rows for field in row))
    body = [[str(row.get(field, "")) for field in fields] for row in rows]
    return [fields, *body] if fields else []


def teds(gold: Grid, found: Grid) -> float:
    """The tree edit similarity of two grids as HTML tables, 0..1."""
    # Quick to import only where it is asked for.
    from table_recognition_metric import TEDS  # type: ignore[import-untyped]

    return float(TEDS()(_html(found), _html(gold)))


def _html(grid: Iterable[Sequence[str]]) -> str:
    rows = ("".join(f"<td>{escape(text)}</td>" for text in row) for row in grid)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<html><body><table>{body}</table></body></html>"
