from pathlib import Path

import pytest

from tests.extraction.review.at_desk import Place
from tests.postgres import Server


@pytest.fixture
def on(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on; see ON_BOTH."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def server(on: str, request: pytest.FixtureRequest) -> Server | None:
    """The server, where the test runs on Postgres."""
    made: Server | None = None if on == "sqlite" else request.getfixturevalue("postgres")
    return made


@pytest.fixture
def empty(tmp_path: Path, server: Server | None) -> Place:
    """A place for a desk where nothing is yet."""
    return Place(tmp_path / "data", None if server is None else server.new_database())
