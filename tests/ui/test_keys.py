"""`gouji keys`: a key is shown once, alone on stdout."""

from pathlib import Path

from typer.testing import CliRunner

from extraction.jobs.clients import Clients
from schemas.settings import Settings
from ui.cli import app


def run(*arguments: str, data: Path) -> tuple[int, str, str]:
    made = CliRunner().invoke(app, ["keys", *arguments, "--data", str(data)])
    return made.exit_code, made.stdout, made.stderr


def test_a_key_is_made_listed_and_revoked(tmp_path: Path) -> None:
    code, key, note = run("add", "county office", data=tmp_path)
    key = key.strip()
    assert code == 0 and "read, write" in note and key not in note
    with Clients(Settings(_env_file=None, data=tmp_path)) as clients:
        client = clients.known(key)
    assert client.name == "county office"
    _, listed, _ = run("list", data=tmp_path)
    assert client.client_id in listed and "read write" in listed
    assert key not in listed and key[-43:] not in listed
    assert run("revoke", client.client_id, data=tmp_path)[0] == 0
    assert "revoked" in run("list", data=tmp_path)[1]


def test_a_key_to_read_or_to_count_alone(tmp_path: Path) -> None:
    for flag, scope in (("--read", "read"), ("--metrics", "metrics")):
        _, key, _ = run("add", "one", flag, data=tmp_path)
        with Clients(Settings(_env_file=None, data=tmp_path)) as clients:
            assert clients.known(key.strip()).scopes == (scope,)


def test_what_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    code, _, told = run("revoke", "0" * 12, data=tmp_path)
    assert code == 1
    assert told.count("\n") == 1 and "gouji keys list" in told
