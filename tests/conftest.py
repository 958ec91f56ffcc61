"""What all tests share: hypothesis profiles, golden files, databases."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.postgres import Server, programs

GOLDEN = Path(__file__).parent / "golden"

# The same examples on every run. `--hypothesis-profile=search` looks for new ones.
settings.register_profile("ci", derandomize=True, database=None, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate-golden",
        action="store_true",
        help="rewrite the golden files; the suite then fails on purpose",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden(path, text)`: the text equals tests/golden/<path>, or rewrites it under the flag."""
    regenerate = bool(request.config.getoption("--regenerate-golden"))

    def compare(path: str, text: str) -> None:
        file = (GOLDEN / path).resolve()
        assert file.is_relative_to(GOLDEN), f"{path} lies outside of tests/golden"
        if regenerate:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
            return
        assert file.exists(), f"tests/golden/{path} is missing: run with --regenerate-golden"
        assert text == file.read_bytes().decode(), f"differs from tests/golden/{path}"

    return compare


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A throw-away server, started when the first test asks for it."""
    server = Server(programs())
    yield server
    server.remove()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database: the test runs on SQLite and on Postgres."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    server: Server = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """An object store on this machine with an empty bucket; gives its address."""
    from fsspec.core import url_to_fs
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "known-to-nobody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "kept-from-everybody")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        url_to_fs("s3://documents")[0].mkdir("documents")
        yield "s3://documents"
    server.stop()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("--regenerate-golden"):
        session.exitstatus = max(1, int(session.exitstatus))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if terminalreporter.config.getoption("--regenerate-golden"):
        terminalreporter.section("golden files rewritten", red=True)
        terminalreporter.line(
            "The suite fails on purpose: read the difference of tests/golden, then run "
            "again without --regenerate-golden."
        )
