"""Keys: shown once, kept as hashes, revoked at once for every process."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extraction.jobs.clients import Clients
from schemas.errors import AccessError, NotFoundError, UsageError
from schemas.settings import Settings


def opened(folder: Path, now: datetime | None = None) -> Clients:
    settings = Settings(_env_file=None, data=folder)
    return Clients(settings) if now is None else Clients(settings, now=lambda: now)


def test_a_key_opens_for_its_client_alone_and_is_nowhere_on_disk(tmp_path: Path) -> None:
    with opened(tmp_path) as clients:
        first = clients.add(" county  office ", ["read", "write"])
        other = clients.add("audit", ["read"])
        assert clients.known(first.key).name == "county office"
        assert clients.known(other.key).scopes == ("read",)
        swapped = other.key[:-43] + first.key[-43:]
        with pytest.raises(AccessError, match="not known"):
            clients.known(swapped)
    secret = first.key.removeprefix(f"gouji_{first.client.client_id}_").encode()
    assert len(secret) == 43
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or secret not in file.read_bytes()


@pytest.mark.parametrize("key", [None, "", "gouji_", "gouji_0123456789ab_" + "x" * 43, "' OR 1=1"])
def test_what_is_no_key_is_refused(tmp_path: Path, key: str | None) -> None:
    with opened(tmp_path) as clients:
        with pytest.raises(AccessError, match="gouji keys add"):
            clients.known(key)
        clients.add("one", ["read"])
        with pytest.raises(AccessError) as refused:
            clients.known(key)
        assert "gouji keys add" not in str(refused.value)


def test_a_revoked_key_is_refused_at_once_by_another_process_too(tmp_path: Path) -> None:
    with opened(tmp_path) as serving, opened(tmp_path) as elsewhere:
        issued = serving.add("one", ["read"])
        assert serving.known(issued.key) == issued.client
        assert elsewhere.revoke(issued.client.client_id).revoked_at is not None
        with pytest.raises(AccessError):
            serving.known(issued.key)
        with pytest.raises(NotFoundError):
            elsewhere.revoke("0" * 12)


def test_the_last_use_is_noted_once_a_minute(tmp_path: Path) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with opened(tmp_path, moment) as clients:
        key = clients.add("one", ["read"]).key
        clients.known(key)
        assert clients.all()[0].last_used_at == "2026-01-01T00:00:00+00:00"
        clients._now = lambda: moment + timedelta(seconds=30)
        clients.known(key)
        assert clients.all()[0].last_used_at == "2026-01-01T00:00:00+00:00"
        clients._now = lambda: moment + timedelta(seconds=61)
        clients.known(key)
        assert clients.all()[0].last_used_at == "2026-01-01T00:01:01+00:00"


@pytest.mark.parametrize(("name", "scopes"), [("", ["read"]), ("a\x1b[0m", ["read"]), ("a", [])])
def test_a_client_needs_a_name_and_a_scope(tmp_path: Path, name: str, scopes: list[str]) -> None:
    with opened(tmp_path) as clients, pytest.raises(UsageError):
        clients.add(name, scopes)  # type: ignore[arg-type]
