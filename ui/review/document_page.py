"""The document page: all tables, their cells by status, to be edited beside the page."""

from typing import Any

import streamlit as st

from extraction.identities.ledger import Ledger
from schemas.review import ReviewState
from schemas.table import CellRef, Table
from ui.review.acting import Answer
from ui.review.card import Card, Shown, card, cell_of, shown
from ui.review.chrome import browser_words, component, go, language, text, the_desk, the_kinds, told
from ui.review.review_page import answered, chosen_document, taken
from ui.review.sheet import STATUSES, contents, findings, status_boxes, table_key, whole


def show() -> None:
    """The page."""
    with told():
        document = chosen_document()
        if document is None:
            st.text(text("nothing_open"))
            return
        answers = answered("sheet")
        state = taken(document)
        component("sheet")(
            key="sheet",
            data=_payload(state, answers),
            on_outbox_change=lambda: None,
            on_view_change=lambda: None,
            on_go_change=lambda: go(st.session_state["sheet"].go),
        )


def _payload(state: ReviewState, answers: tuple[Answer, ...]) -> dict[str, Any]:
    made = shown(the_desk(), state, the_kinds(), language())
    view = _view(state)
    table, cell = _chosen(made, view)
    have = f"{state.document_id}/{state.version}/{language()}/{table and table_key(table)}"
    known = view.get("have") == have
    selected = None if cell is None or table is None else _selected(made, table, cell)
    return {
        "document": {
            "id": state.document_id,
            "name": state.name,
            "version": state.version,
            "doubts": len(state.doubtful),
            "undoable": state.undoable.number if state.undoable is not None else None,
            "redoable": state.redoable.number if state.redoable is not None else None,
            "lines": state.has_lines,
        },
        "tables": contents(state, made.ledger),
        "findings": findings(state.document, language()),
        "table": None if known or table is None else _whole(state, table, made.ledger),
        "have": have,
        "selected": None if selected is None else selected.model_dump(mode="json"),
        "history": [] if cell is None else _history(state, cell),
        "statuses": STATUSES,
        "answers": [answer.model_dump() for answer in answers],
        "words": browser_words(),
    }


def _whole(state: ReviewState, table: Table, ledger: Ledger) -> dict[str, Any]:
    headings = the_desk().headings(state.document_id, table.kind, table.ordinal)
    return whole(table, ledger, language(), headings)


def _view(state: ReviewState) -> dict[str, Any]:
    """What the page looks at: what it said last, else what another page pointed to."""
    held = getattr(st.session_state.get("sheet"), "view", None)
    if isinstance(held, dict) and held.get("document") == state.document_id:
        return held
    return {"cell": st.session_state.get("focus")}


def _chosen(made: Shown, view: dict[str, Any]) -> tuple[Table | None, CellRef | None]:
    tables = made.state.document.tables
    cell = cell_of(str(view["cell"])) if view.get("cell") else None
    known = {table_key(table): table for table in tables}
    if cell is not None:
        table = known.get(f"{cell.kind}#{cell.ordinal}")
        if table is not None and cell.row < len(table.rows):
            return table, cell
    named = known.get(str(view.get("table")))
    if named is not None:
        return named, None
    doubtful = next(iter(made.state.doubtful), None)
    if doubtful is not None:
        return known.get(f"{doubtful.kind}#{doubtful.ordinal}"), doubtful
    return next(iter(tables), None), None


def _selected(made: Shown, table: Table, cell: CellRef) -> Card | None:
    one = card(made, cell)
    if one is None or one.place is None or one.place.page is None:
        return one
    boxes = status_boxes(table, one.place.page)
    return one.model_copy(update={"place": one.place.model_copy(update={"boxes": boxes})})


def _history(state: ReviewState, cell: CellRef) -> list[list[str]]:
    events = the_desk().history(state.document_id, cell)
    return [
        [event.at[:16].replace("T", " "), event.who, text(f"did_{event.action}"), event.why or ""]
        for event in events
        if not event.undone
    ]
