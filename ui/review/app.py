"""The script that Streamlit runs for every page of the desk."""

from typing import get_args

import streamlit as st

from ui.review import (
    document_page,
    examples_page,
    learned_page,
    quality_page,
    queue_page,
    review_page,
)
from ui.review.chrome import language, look, text
from ui.review.serving import place_of_this_process
from ui.review.words import Language

_PAGES = (
    ("queue", queue_page.show),
    ("review", review_page.show),
    ("document", document_page.show),
    ("quality", quality_page.show),
    ("examples", examples_page.show),
    ("learned", learned_page.show),
)


def _top() -> None:
    """Who sits at the desk, and in which language it speaks."""
    st.session_state.setdefault("language", language())
    st.session_state.setdefault("who", place_of_this_process().who)
    with st.container(key="top", horizontal=True, horizontal_alignment="right"):
        st.text_input(text("reviewer"), key="who", label_visibility="collapsed", max_chars=60)
        st.segmented_control(
            text("language"),
            get_args(Language),
            key="language",
            required=True,
            format_func=lambda one: "中文" if one == "zh" else "EN",
            label_visibility="collapsed",
        )


def run() -> None:
    """One run of the script."""
    st.set_page_config(page_title="gouji 勾稽", layout="wide", page_icon=None)
    look()
    pages = {
        name: st.Page(show, title=text(f"page_{name}"), url_path=name, default=name == "queue")
        for name, show in _PAGES
    }
    chosen = st.navigation(list(pages.values()), position="top")
    wanted = st.session_state.pop("go", None)
    if wanted in pages and pages[wanted] is not chosen:
        st.switch_page(pages[wanted])
    _top()
    chosen.run()


run()
