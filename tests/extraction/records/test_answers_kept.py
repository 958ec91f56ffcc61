"""Answers and pages in a database: what goes in comes out, on both."""

from pathlib import Path

from extraction.records.answers import AnswerStore
from extraction.records.store import PageStore
from tests.extraction.records.test_store import PAGE


def test_answers_come_back_as_they_were(tmp_path: Path, database: str) -> None:
    store = AnswerStore(tmp_path, database)
    odd = {"text": "1\0 文 \ud800", "picture": "data:image/png;base64,AAAA"}
    store.keep("k", odd, odd, (1, 2))
    store.keep("k", {"text": "二"}, odd, (3, 4))
    store.keep_fact("name", "1.0")
    store.keep_fact("name", "1.5")
    store.close()
    again = AnswerStore(tmp_path, database)
    assert (again.completion("k"), again.body("k")) == (odd, {"text": "二"})
    assert again.unanswered(["a", "k", "b"]) == ["a", "b"]
    assert (again.fact("name"), again.fact("other")) == ("1.5", None)
    again.close()


def test_pages_come_back_as_they_were(tmp_path: Path, database: str) -> None:
    store = PageStore(tmp_path, database)
    store.keep_page("k", PAGE.model_copy(update={"number": 9}))
    store.keep_page("k", PAGE)
    assert (store.page("k"), store.page("other")) == (PAGE, None)
    store.close()
