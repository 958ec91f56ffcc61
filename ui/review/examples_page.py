"""The examples page: what a language model will be shown of tables that were read right."""

import json
from typing import Any

import streamlit as st

from prompts.example import Example
from prompts.examples import ExampleStore
from ui.review.chrome import browser_words, component, text, the_desk, told
from ui.review.places import split_line


def show() -> None:
    """The page."""
    with told():
        store = ExampleStore.of(the_desk().settings, the_desk().data)
        asked = getattr(st.session_state.get("examples"), "remove", None)
        known = {example.id for example in store.list()}
        if isinstance(asked, str) and asked in known:
            store.remove(asked)
        found = store.list()
        if not found:
            st.text(text("no_examples"))
            return
        st.text(text("examples_line", n=len(found)))
        component("examples")(
            key="examples",
            data={"rows": [_shown(one) for one in found], "words": browser_words()},
            on_remove_change=lambda: None,
        )


def _shown(example: Example) -> dict[str, Any]:
    return {
        "id": example.id,
        "kind": example.kind,
        "title": example.title,
        "table": [split_line(line) for line in example.table.splitlines()],
        "answer": _indented(example.plan),
    }


def _indented(answer: str) -> str:
    try:
        return json.dumps(json.loads(answer), ensure_ascii=False, indent=1)
    except ValueError:
        return answer
