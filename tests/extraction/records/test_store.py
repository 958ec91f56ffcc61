"""The data folder: what is kept comes back, by key and by content."""

from pathlib import Path

import pytest

from extraction.records.store import PageStore, data_folder
from schemas.errors import OutputError
from schemas.page import Glyph, Page, Word
from schemas.settings import Settings

PAGE = Page(
    number=3,
    width=595.0,
    height=842.0,
    words=(
        Word(
            text="1,2",
            box=(1.0, 2.0, 30.0, 12.0),
            confidence=0.9,
            glyphs=(
                Glyph(
                    character="1",
                    confidence=0.9,
                    box=(1.0, 2.0, 5.0, 12.0),
                    alternatives=(("7", 0.1),),
                ),
            ),
        ),
    ),
    notes=("deskewed by 0.3 degrees",),
)


def test_a_page_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    store = PageStore(tmp_path / "data")
    assert store.page("key") is None
    store.keep_page("key", PAGE)
    store.close()
    assert PageStore(tmp_path / "data").page("key") == PAGE


def test_a_page_kept_again_replaces_the_first(tmp_path: Path) -> None:
    store = PageStore(tmp_path)
    store.keep_page("key", PAGE)
    store.keep_page("key", PAGE.model_copy(update={"number": 4}))
    again = store.page("key")
    assert again is not None
    assert again.number == 4


def test_a_file_is_kept_once_under_the_hash_of_its_content(tmp_path: Path) -> None:
    store = PageStore(tmp_path)
    one, other = store.keep_file(b"picture"), store.keep_file(b"picture")
    assert one == other
    assert store.file(one).read_bytes() == b"picture"
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == [one]


def test_a_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    with pytest.raises(OutputError, match="the data folder can't be used"):
        PageStore(tmp_path / "data")


def test_the_data_folder_is_the_one_that_is_set(tmp_path: Path) -> None:
    assert data_folder(Settings(data=tmp_path)) == tmp_path
    assert data_folder(Settings()) == Path(".gouji")
