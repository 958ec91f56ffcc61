from collections.abc import Iterator
from pathlib import Path

import pytest

from extraction.pipeline import extract
from schemas.service import Job
from tests.ui.api.world import World
from tests.ui.review.sample_desk import as_page, sample_text


class Shared(World):
    """A world with a text and a page of client a that are done; tests leave them as they are."""

    text: Job
    page: Job


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    folder = tmp_path_factory.mktemp("service")
    world = Shared(folder / "data")
    world.issue()
    with world.http:
        world.text = world.finish(world.upload("预算.txt", sample_text().encode()))
        sent = world.upload("page.txt", sample_text("\n本表无说明。").encode())
        source = folder / "page.txt"
        source.write_text(sample_text("\n本表无说明。"), encoding="utf-8")
        store = world.store()
        world.page = world.finish(sent, as_page(extract(source, world.settings), store))
        store.close()
        yield world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "data")
    made.issue()
    with made.http:
        yield made
