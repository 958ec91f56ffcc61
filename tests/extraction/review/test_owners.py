"""Documents of clients of the service: each sees its own alone, the desk itself sees all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from extraction.review.desk import Desk
from schemas.errors import NotFoundError
from schemas.review import QueueFilter
from tests.builders import SETTINGS
from tests.extraction.review.at_desk import DOUBTFUL, accused, decide, result_of


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return result_of(DOUBTFUL, tmp_path_factory.mktemp("results"))


@pytest.fixture
def data(tmp_path: Path, result: Path) -> Path:
    """The same document of two clients, and of nobody."""
    with Desk(tmp_path / "data", settings=SETTINGS) as desk:
        for owner in ("a", "b", None):
            assert desk.bring_in(result, source=DOUBTFUL, owner=owner).came == "new"
    return tmp_path / "data"


@pytest.fixture
def first(data: Path) -> Iterator[Desk]:
    with Desk(data, settings=SETTINGS, owner="a") as desk:
        yield desk


def test_the_same_document_of_two_clients_is_two_documents(data: Path) -> None:
    with Desk(data, settings=SETTINGS) as desk:
        assert len(desk.queue()) == 3
        assert len(desk.queue(QueueFilter(owner="b"))) == 1
        assert desk.progress().documents == 3


def test_a_client_has_its_own_documents_alone(data: Path, first: Desk) -> None:
    with Desk(data, settings=SETTINGS, owner="b") as other:
        (mine,), (theirs,) = first.queue(), other.queue()
        assert mine.document_id != theirs.document_id
        assert first.queue(QueueFilter(owner="b")) == ()
        state = other.open(theirs.document_id, "Li")
        for ask in (first.state, first.history, lambda i: first.page_image(i, 1)):
            with pytest.raises(NotFoundError):
                ask(theirs.document_id)
        with pytest.raises(NotFoundError):
            first.open(theirs.document_id, "Li")
        with pytest.raises(NotFoundError):
            decide(first, state, "confirm", accused(state))
        first.close_document(theirs.document_id, "Li")
        assert other.queue()[0].claimed_by == "Li"
        assert first.stored_cells(theirs.document_id) == {}


def test_what_is_counted_for_a_client_is_its_own(data: Path, first: Desk) -> None:
    with Desk(data, settings=SETTINGS, owner="b") as other:
        before = first.quality(), first.progress()
        state = other.open(other.queue()[0].document_id, "Li")
        decide(other, state, "confirm", accused(state))
        assert other.quality().decisions == {"confirm": 1}
        assert other.progress().decisions == 1
        assert (first.quality(), first.progress()) == before
        assert first.departments() == other.departments()
