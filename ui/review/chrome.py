"""What all pages share: the desk, the language, the look, and what is said when it fails."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import streamlit as st

from extraction.kinds import kinds_of
from extraction.review.desk import Desk
from schemas.errors import BusyError, ClaimedError, GoujiError
from schemas.kinds import KindRow
from ui.failures import crash, internal
from ui.review.serving import desk_of_this_process, place_of_this_process
from ui.review.words import LANGUAGES, Language, for_browser, say

_ASSETS = Path(__file__).with_name("assets")
_SHARED = ("dom.js", "outbox.js", "source.js", "figure.js")
"""What a component may use, before its own part."""
_PARTS = MappingProxyType({"sheet": ("sheet_forms.js",)})


def the_desk() -> Desk:
    """The desk of this process."""
    return desk_of_this_process()


@st.cache_resource(show_spinner=False)
def the_kinds() -> tuple[type[KindRow], ...]:
    """The kinds that are known, the user's own among them."""
    return tuple(kinds_of(the_desk().settings))


@st.cache_resource(show_spinner=False)
def component(name: str) -> Any:
    """One of the desk's own components: its part of the assets after what all share."""
    files = (*_SHARED, *_PARTS.get(name, ()), f"{name}.js")
    script = "\n".join((_ASSETS / file).read_text(encoding="utf-8") for file in files)
    style = (_ASSETS / "desk.css").read_text(encoding="utf-8")
    return st.components.v2.component(f"gouji_{name}", js=script, css=style)


def language() -> Language:
    """The language that is chosen; the browser's own at first."""
    chosen = st.session_state.get("language")
    if chosen in LANGUAGES:
        return "zh" if chosen == "zh" else "en"
    asked = st.query_params.get("lang") or (st.context.locale or "en")
    return "zh" if asked.lower().startswith("zh") else "en"


def text(key: str, **values: object) -> str:
    """One text in the language that is chosen."""
    return say(language(), key, **values)


def browser_words() -> dict[str, object]:
    """All texts, for a component."""
    return for_browser(language())


def who() -> str:
    """The name under which decisions are stored."""
    return str(st.session_state.get("who") or place_of_this_process().who)


def look() -> None:
    """The frame of a page: no margins, the whole window."""
    st.html(f"<style>{(_ASSETS / 'frame.css').read_text(encoding='utf-8')}</style>")


def notice(message: str) -> None:
    """A message in place of a page, as plain text."""
    with st.container(key="notice"):
        st.text(message)
        st.button(text("try_again"), key="try_again")


@contextmanager
def told() -> Iterator[None]:
    """What goes wrong in a page is said in one sentence; the page is never blank."""
    try:
        yield
    except BusyError:
        notice(text("busy"))
    except ClaimedError as error:
        notice(text("held_by", who=error.who, since=error.since[:16].replace("T", " ")))
    except GoujiError as error:
        message = str(error)
        notice(message[:1].upper() + message[1:])
    except Exception as error:
        crash(internal(error), traceback.format_exc())
        notice(text("defect"))


def go(target: object) -> None:
    """Follow what a component asks for: a page, with a document and a cell."""
    if not isinstance(target, dict):
        return
    state = st.session_state
    if target.get("document"):
        state["document"] = str(target["document"])
    state["focus"] = target.get("cell")
    state["go"] = str(target.get("page"))
