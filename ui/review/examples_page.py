"""The examples page: what a language model will be shown, and what of the desk could be added."""

import json
from typing import Any

import streamlit as st

from extraction.learning.deskexamples import DeskExamples, Offer
from prompts.example import Example
from schemas.review import QueueFilter
from ui.review.chrome import browser_words, component, text, the_desk, told
from ui.review.places import split_line
from ui.review.serving import follower_of_this_process


def show() -> None:
    """The page."""
    with told():
        examples = DeskExamples(the_desk())
        document = _head()
        _done(examples, document)
        found = examples.store.list()
        offers = () if document is None else examples.offers(document)
        kept = {example.id for example in found}
        offered = [o for o in offers if o.example is not None and o.example.id not in kept]
        if not found and not offered:
            st.text(text("no_examples"))
            return
        st.text(text("examples_line", n=len(found)))
        component("examples")(
            key="examples",
            data={
                "rows": [*map(_shown, found), *map(_offered, offered)],
                "ready": sum(offer.ready for offer in offered),
                "words": browser_words(),
            },
            on_remove_change=lambda: None,
            on_add_change=lambda: None,
        )


def _head() -> str | None:
    """The document whose tables are offered, and whether it goes by itself."""
    entries = {e.document_id: e.name for e in the_desk().queue(QueueFilter()) if not e.doubts}
    follower = follower_of_this_process()
    with st.container(key="offers", horizontal=True, vertical_alignment="bottom"):
        at = st.session_state.get("document")
        chosen: str | None = st.selectbox(
            text("ex_document"),
            tuple(entries),
            index=list(entries).index(at) if at in entries else (0 if entries else None),
            format_func=lambda ident: entries.get(ident, ident),
            key="ex_document",
        )
        follower.by_itself = st.toggle(text("ex_by_itself"), value=follower.by_itself)
    return chosen


def _done(examples: DeskExamples, document: str | None) -> None:
    """Do what the page asked for."""
    held = st.session_state.get("examples")
    remove, add = getattr(held, "remove", None), getattr(held, "add", None)
    if isinstance(remove, str) and remove in {one.id for one in examples.store.list()}:
        examples.store.remove(remove)
    if document is None or not isinstance(add, str):
        return
    if add == "*":
        examples.add_ready(document)
    elif any(offer.table == add for offer in examples.offers(document)):
        examples.add(document, add)


def _shown(example: Example) -> dict[str, Any]:
    return {
        "id": example.id,
        "kind": example.kind,
        "title": example.title,
        "table": [split_line(line) for line in example.table.splitlines()],
        "answer": _indented(example.plan),
    }


def _offered(offer: Offer) -> dict[str, Any]:
    assert offer.example is not None  # others are not offered
    about = {"add": offer.table, "on_word": offer.on_word, "why": offer.why}
    return {**_shown(offer.example), **about, "document": offer.document}


def _indented(answer: str) -> str:
    try:
        return json.dumps(json.loads(answer), ensure_ascii=False, indent=1)
    except ValueError:
        return answer
