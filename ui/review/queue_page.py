"""The queue: documents by doubt left, to be narrowed down, and how far all of it is."""

from typing import get_args

import streamlit as st

from schemas.finding import SERIOUSNESS
from schemas.review import QueueFilter
from schemas.table import Status
from ui.review.chrome import browser_words, component, go, text, the_desk, the_kinds, told


def show() -> None:
    """The page."""
    with told():
        desk = the_desk()
        progress = desk.progress()
        if not progress.documents:
            st.text(text("empty_desk"))
            return
        _head()
        entries = desk.queue(_wanted())
        rows = [
            (
                e.document_id, e.name, e.department, e.doubts, e.findings, e.figures,
                round(e.progress, 3), e.claimed_by,
            )
            for e in entries
        ]  # fmt: skip
        component("queue")(
            key="queue",
            data={"rows": rows, "words": browser_words()},
            on_go_change=lambda: go(st.session_state["queue"].go),
        )


def _head() -> None:
    progress = the_desk().progress()
    with st.container(key="batch", horizontal=True, vertical_alignment="center"):
        done = 1 - progress.doubts / progress.first_doubts if progress.first_doubts else 1.0
        line = text(
            "batch_line",
            finished=progress.finished,
            documents=progress.documents,
            doubts=progress.doubts,
            first=progress.first_doubts,
            decisions=progress.decisions,
        )
        st.progress(min(1.0, max(0.0, done)))
        st.text(line)


def _wanted() -> QueueFilter:
    desk = the_desk()
    kinds = {kind.kind: kind.title for kind in the_kinds()}
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom"):
        searched = st.text_input(text("f_search"), key="f_search")
        department = _choice("department", desk.departments(), {})
        kind = _choice("kind", tuple(kinds), kinds)
        statuses = get_args(Status)
        status = _choice("status", statuses, {s: text(f"status_{s}") for s in statuses})
        finding = _choice("finding", SERIOUSNESS, {s: text(f"finding_{s}") for s in SERIOUSNESS})
        open_only = st.checkbox(text("f_open"), key="f_open")
    return QueueFilter.model_validate(
        {
            "text": searched,
            "department": department,
            "kind": kind,
            "status": status,
            "finding": finding,
            "open_only": open_only,
        }
    )


def _choice(name: str, values: tuple[str, ...], names: dict[str, str]) -> str | None:
    return st.selectbox(
        text(f"f_{name}"),
        values,
        index=None,
        format_func=lambda one: names.get(one, one),
        key=f"f_{name}",
        placeholder=text("f_any"),
    )
