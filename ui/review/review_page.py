"""The review page: the doubtful cells of a document, one after the other."""

from typing import Any

import streamlit as st

from schemas.review import QueueEntry, QueueFilter, ReviewState
from schemas.table import CellRef
from ui.review.acting import Answer, act, sent_items
from ui.review.card import Shown, cards, cell_key, cell_of, shown
from ui.review.chrome import (
    browser_words,
    component,
    go,
    language,
    text,
    the_desk,
    the_kinds,
    told,
    who,
)
from ui.review.serving import follower_of_this_process

_AHEAD = 8
"""Cards that are sent ahead, so that the next one is there before it is asked for."""
_REMEMBERED = 200
_LOOKED_AT = 50
"""So many documents of the queue are looked at for one that is free."""


def show() -> None:
    """The page."""
    # No fragment: a message for one is lost where the server was started again in between.
    with told():
        document = chosen_document()
        if document is None:
            st.text(text("nothing_open"))
            return
        answers = answered("review")
        state = taken(document)
        component("review")(
            key="review",
            data=payload(state, answers),
            on_outbox_change=lambda: None,
            on_go_change=lambda: go(st.session_state["review"].go),
        )


def chosen_document() -> str | None:
    """The document to look at: the one chosen, that of the address, else the most doubtful."""
    chosen = st.session_state.get("document") or st.query_params.get("document")
    if chosen is None:
        entries = the_desk().queue(QueueFilter(open_only=True, limit=1))
        chosen = entries[0].document_id if entries else None
    if chosen is not None:
        st.session_state["document"] = chosen
        if st.query_params.get("document") != chosen:
            st.query_params["document"] = chosen
    return chosen


def taken(document: str) -> ReviewState:
    """The document, in this person's hands."""
    desk, name = the_desk(), who()
    held = st.session_state.get("held")
    if held is not None and held != (document, name):
        desk.close_document(*held)
        del st.session_state["held"]
    if held == (document, name):
        return desk.state(document)
    state = desk.open(document, name)
    st.session_state["held"] = (document, name)
    return state


def answered(key: str) -> tuple[Answer, ...]:
    """Do what the page has sent and what was not done before; the answers to all of it."""
    memory: dict[str, Answer] = st.session_state.setdefault("answers", {})
    held = st.session_state.get(key)
    items = sent_items(getattr(held, "outbox", None))
    answers = []
    for item in items:
        answer = memory.get(item.id)
        if answer is None:
            answer = act(the_desk(), who(), item, language())
            if not answer.retry:
                memory[item.id] = answer
            if answer.ok:
                _follow(item.document)
        answers.append(answer)
        if answer.retry:
            # What comes after it may rest on it.
            break
    while len(memory) > _REMEMBERED:
        del memory[next(iter(memory))]
    return tuple(answers)


def _follow(document_id: str) -> None:
    """Let the examples follow a document that changed."""
    follower = follower_of_this_process()
    doubts = len(the_desk().state(document_id).doubtful) if follower.by_itself else None
    follower.tell(document_id, doubts)


def payload(state: ReviewState, answers: tuple[Answer, ...]) -> dict[str, Any]:
    """What the component is given: the next cells, the document, and what came of what it sent."""
    made = shown(the_desk(), state, the_kinds(), language())
    wanted = list(state.doubtful[:_AHEAD])
    focus = st.session_state.get("focus")
    for key in (focus, *(answer.cell for answer in answers[-1:])):
        cell = cell_of(key) if isinstance(key, str) else None
        if cell is not None and cell not in wanted:
            wanted.append(cell)
    following = _following(state)
    return {
        "cards": [card.model_dump(mode="json") for card in cards(made, _known(made, wanted))],
        "doubtful": [cell_key(cell) for cell in state.doubtful[:_AHEAD]],
        "focus": focus,
        "answers": [answer.model_dump() for answer in answers],
        "document": {
            "id": state.document_id,
            "name": state.name,
            "version": state.version,
            "doubts": len(state.doubtful),
            "first": _first_doubts(state),
            "undoable": state.undoable.number if state.undoable is not None else None,
            "redoable": state.redoable.number if state.redoable is not None else None,
        },
        "next": None if following is None else _next(following),
        "words": browser_words(),
    }


def _known(made: Shown, wanted: list[CellRef]) -> list[CellRef]:
    return [cell for cell in wanted if (cell.kind, cell.ordinal) in made.ledger.by_address]


def _first_doubts(state: ReviewState) -> int:
    known: dict[str, int] = st.session_state.setdefault("first_doubts", {})
    known[state.document_id] = max(known.get(state.document_id, 0), len(state.doubtful))
    return known[state.document_id]


def _following(state: ReviewState) -> QueueEntry | None:
    """The document that a look pays most at after this one, and that nobody else holds."""
    if state.doubtful:
        return None
    free = (None, who())
    entries = the_desk().queue(QueueFilter(open_only=True, limit=_LOOKED_AT))
    others = (entry for entry in entries if entry.document_id != state.document_id)
    return next((entry for entry in others if entry.claimed_by in free), None)


def _next(entry: QueueEntry) -> dict[str, Any]:
    return {"id": entry.document_id, "name": entry.name, "doubts": entry.doubts}
