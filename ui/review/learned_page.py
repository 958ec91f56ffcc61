"""The learned page: headers that people took for a field, to be accepted or set aside."""

from collections.abc import Mapping
from typing import Any, get_args

import streamlit as st

from extraction.learning.lessons import Lesson, Lessons
from schemas.errors import GoujiError
from schemas.kinds import KindRow
from schemas.synonym import SynonymAction
from ui.review.chrome import browser_words, component, text, the_desk, the_kinds, told, who


def show() -> None:
    """The page."""
    with told():
        desk = the_desk()
        lessons = Lessons(desk.data, desk.settings.schema_file, desk.observed)
        said = _decided(lessons)
        found = lessons.all()
        st.text(text("learned_line") if found else text("nothing_learned"))
        kinds = {kind.kind: kind for kind in the_kinds()}
        component("learned")(
            key="learned",
            data={
                "rows": [_shown(one, kinds) for one in found],
                "said": said,
                "words": browser_words(),
            },
            on_decide_change=lambda: None,
        )


def _decided(lessons: Lessons) -> dict[str, str] | None:
    """Do what the page asked for; what is said of it."""
    asked = getattr(st.session_state.get("learned"), "decide", None)
    if not isinstance(asked, dict) or asked.get("do") not in get_args(SynonymAction):
        return None
    do: SynonymAction = asked["do"]
    try:
        synonym = lessons.decide(do, str(asked.get("id")), who())
    except GoujiError as error:
        message = str(error)
        return {"kind": "bad", "text": message[:1].upper() + message[1:]}
    return {"kind": "good", "text": f"{text(f'done_{do}')}: {'/'.join(synonym.header)}"}


def _shown(lesson: Lesson, kinds: Mapping[str, type[KindRow]]) -> dict[str, Any]:
    synonym, evidence = lesson.synonym, lesson.evidence
    kind = kinds.get(synonym.kind)
    last = lesson.decided if lesson.standing != "candidate" else None
    return {
        "id": synonym.id,
        "standing": lesson.standing,
        "header": evidence.printed or "/".join(synonym.header),
        "table": synonym.kind if kind is None else kind.title,
        "field": None if synonym.field is None else _header_of(kind, synonym.field),
        "documents": list(evidence.documents),
        "people": list(evidence.people),
        "holds": evidence.holds,
        "fails": evidence.fails,
        "recognised": evidence.recognised,
        "refused": lesson.refused,
        "decided": None if last is None else [last.who, last.at[:10], last.why or ""],
    }


def _header_of(kind: type[KindRow] | None, field: str) -> str:
    """The first declared header of a field, which people know it by."""
    specs = () if kind is None else kind.fields()
    headers = next((spec.headers for spec in specs if spec.name == field), ())
    return headers[0].replace("/", " ") if headers else field
