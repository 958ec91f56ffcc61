"""Results of pages at the desk: their images are kept with them, and come back where they went."""

from pathlib import Path

import pytest

from extraction.records.store import PageStore
from extraction.review.desk import Desk
from extraction.stages.export import export
from schemas.document import Document
from schemas.errors import UsageError
from tests.builders import SETTINGS
from tests.extraction.review.at_desk import accused, decide
from tests.ui.review.sample_desk import as_page, extracted, sample_text


@pytest.fixture
def scanned(tmp_path: Path) -> tuple[Path, Document]:
    """The result of a page, and its data folder beside it."""
    store = PageStore(tmp_path / "out" / ".gouji")
    read = extracted(tmp_path, "page.txt", sample_text())
    document = as_page(read, store)
    store.close()
    return export(document, tmp_path / "out"), document


def test_page_images_come_with_a_result_and_come_back_when_they_are_gone(
    tmp_path: Path, scanned: tuple[Path, Document]
) -> None:
    result, document = scanned
    with Desk(tmp_path / "desk", settings=SETTINGS) as desk:
        made = desk.bring_in(result)
        state = desk.open(made.document_id, "Li")
        assert state.image_pages == (1,)
        image = desk.page_image(made.document_id, 1)
        assert image.png.startswith(b"\x89PNG") and (image.width, image.height) == (595.0, 842.0)
        decided = decide(desk, state, "accept", accused(state)).state

        kept = tmp_path / "desk" / "files"
        (file,) = [
            one for one in kept.rglob("*") if one.is_file() and one.read_bytes() == image.png
        ]
        file.unlink()
        with pytest.raises(UsageError, match=r"page 1 is gone from .*import the result again"):
            desk.page_image(made.document_id, 1)
        assert desk.state(made.document_id).document == decided.document
        again = desk.bring_in(result)
        assert (again.came, again.decisions) == ("unchanged", 1)
        assert desk.page_image(made.document_id, 1).png == image.png
        with pytest.raises(UsageError, match="no image of page 2"):
            desk.page_image(made.document_id, 2)
    assert document.pages[0].image is not None


def test_a_result_without_its_data_folder_is_reviewed_by_its_cells(
    tmp_path: Path, scanned: tuple[Path, Document]
) -> None:
    result, _ = scanned
    alone = tmp_path / "alone" / result.name
    alone.parent.mkdir()
    alone.write_bytes(result.read_bytes())
    with Desk(tmp_path / "desk", settings=SETTINGS) as desk:
        made = desk.bring_in(alone)
        assert not made.has_source
        state = desk.open(made.document_id, "Li")
        outcome = decide(desk, state, "accept", accused(state))
        assert outcome.settled > 0 and outcome.state.doubtful == ()
