"""Print a document's tables with half-width parentheses."""

from __future__ import annotations

from evals.synthetic.model import Block, Draft, Row

NARROW = str.maketrans("（）", "()")


def halved(draft: Draft) -> Draft:
    """Return the draft with （） as () in titles and cells; gold follows what is printed."""
    items = tuple(halved_block(item) if isinstance(item, Block) else item for item in draft.items)
    findings = tuple(
        f.model_copy(update={"row": f.row.translate(NARROW) if f.row and f.table else f.row})
        for f in draft.findings
    )
    return draft.model_copy(update={"items": items, "findings": findings})


def halved_block(block: Block) -> Block:
    """Return one table so."""
    stubs = tuple(s.model_copy(update={"title": s.title.translate(NARROW)}) for s in block.stubs)
    return block.model_copy(
        update={
            "title": block.title.translate(NARROW),
            "rows": tuple(halved_row(row) for row in block.rows),
            "stubs": stubs,
        }
    )


def halved_row(row: Row) -> Row:
    """Return one row so."""
    cells = tuple(
        cell.model_copy(update={"text": cell.text.translate(NARROW)}) if "（" in cell.text else cell
        for cell in row.cells
    )
    return row.model_copy(update={"cells": cells})
