"""The clients of the service and their keys.

A key is shown once, when it is made: ``gouji_CLIENT_SECRET``. Only the SHA-256 of its secret is
kept. That is enough for 256 random bits, which no dictionary holds; it need not be slow.
"""

import hashlib
import hmac
import re
import secrets
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from extraction.records.clients import ClientStore
from extraction.records.opening import database_url
from extraction.records.store import data_folder, make_folder
from schemas.errors import AccessError, BusyError, NotFoundError, OutputError, UsageError
from schemas.service import Client, IssuedKey, Scope
from schemas.settings import Settings

_BYTES = 32
_KEY = re.compile(r"gouji_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_NOTED_EVERY = 60.0
"""Seconds between two notes that a client came: not every read shall be a write."""
_UNKNOWN = "the key is not known, or was revoked; ask who runs the service for another"
_NO_KEY = "no key is given; send it as Authorization: Bearer KEY"
_NONE_AT_ALL = "the service has no key yet, so it lets nobody in; make one by: gouji keys add NAME"


class Clients:
    """Who may use the service. Safe for threads; what is revoked is refused at once, by all.

    Every method raises BusyError where the database is locked or can't be reached.
    """

    def __init__(
        self, settings: Settings, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """The clients in ``settings.database``, or in the database of the data folder.

        Raises:
            UsageError: the URL is of no database that can be used.
            OutputError: the data folder can't be used.
        """
        data = data_folder(settings)
        make_folder(data)
        self._store = ClientStore(database_url(data, settings.database))
        self._now = now
        self._lock = threading.Lock()
        self._noted: dict[str, datetime] = {}

    def __enter__(self) -> "Clients":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    def add(self, name: str, scopes: Sequence[Scope]) -> IssuedKey:
        """A new client with a key of its own. The key is not kept: this is the time to show it.

        Raises:
            UsageError: the name is blank or too long, or there are no scopes.
        """
        clean = " ".join(name.split())
        if not clean or len(clean) > 100 or not clean.isprintable():
            raise UsageError("a client needs a name of 1 to 100 characters that can be printed")
        if not scopes:
            raise UsageError("a key needs a scope; name read, write or metrics")
        client = Client(
            client_id=secrets.token_hex(6),
            name=clean,
            scopes=tuple(dict.fromkeys(scopes)),
            created_at=self._moment(),
        )
        secret = secrets.token_urlsafe(_BYTES)
        self._store.add(client, _hashed(secret))
        return IssuedKey(client=client, key=f"gouji_{client.client_id}_{secret}")

    def all(self) -> tuple[Client, ...]:
        """Every client, those that are revoked too."""
        return self._store.all()

    def revoke(self, client_id: str) -> Client:
        """Make the key of a client count no more.

        Raises:
            NotFoundError: there is no such client.
        """
        self._store.revoke(client_id, self._moment())
        found = self._store.found(client_id)
        if found is None:
            raise NotFoundError(f"there is no client {client_id}; gouji keys list names them")
        return found[0]

    def known(self, key: str | None) -> Client:
        """The client that a key belongs to.

        Raises:
            AccessError: there is none.
        """
        match = None if key is None else _KEY.fullmatch(key)
        found = None if match is None else self._store.found(match[1])
        if match is not None and found is not None:
            client, kept = found
            same = hmac.compare_digest(_hashed(match[2]), kept)
            if same and client.revoked_at is None:
                self._note(client)
                return client
        self.expect_any()
        raise AccessError(_NO_KEY if key is None else _UNKNOWN)

    def expect_any(self) -> None:
        """Raises AccessError where nobody has a key."""
        if not self._store.any():
            raise AccessError(_NONE_AT_ALL)

    def _note(self, client: Client) -> None:
        now = self._now()
        with self._lock:
            last = self._noted.get(client.client_id)
            if last is not None and (now - last).total_seconds() < _NOTED_EVERY:
                return
            self._noted[client.client_id] = now
        try:
            self._store.used(client.client_id, self._moment())
        except (BusyError, OutputError):
            # Nobody is to be turned away because a note could not be written.
            return

    def _moment(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="seconds")


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
