"""Clients in the database: their names, scopes and the hashes of their keys, never a key."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import MetaData, bindparam, func, insert, select, update

from extraction.records.client_tables import clients_table
from extraction.records.connecting import Connected
from schemas.service import Client


class ClientStore:
    """Clients; safe for threads and processes.

    Every method raises BusyError where the database is locked or can't be reached, and
    OutputError where it can't be written.
    """

    def __init__(self, url: str) -> None:
        """Open, or make, the database at a URL; raises UsageError where it is of none."""
        self._clients = clients_table(MetaData())
        self._database = Connected(url)
        # Made once: every request asks this.
        self._one = select(self._clients).where(self._clients.c.client_id == bindparam("wanted"))

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def add(self, client: Client, key_hash: str) -> None:
        """Keep a new client with the hash of its key."""
        values = {**_columns(client), "key_hash": key_hash}
        with self._database.writing() as connection:
            connection.execute(insert(self._clients).values(**values))

    def found(self, client_id: str) -> tuple[Client, str] | None:
        """A client and the hash of its key, or None."""
        with self._database.reading() as connection:
            row = connection.execute(self._one, {"wanted": client_id}).mappings().one_or_none()
        return None if row is None else (_client(row), row["key_hash"])

    def all(self) -> tuple[Client, ...]:
        """Every client, the first one first, those that are revoked too."""
        query = select(self._clients).order_by(self._clients.c.created_at)
        with self._database.reading() as connection:
            return tuple(_client(row) for row in connection.execute(query).mappings())

    def any(self) -> bool:
        """Whether some client has a key that counts."""
        c = self._clients.c
        query = select(func.count()).select_from(self._clients).where(c.revoked_at.is_(None))
        with self._database.reading() as connection:
            return bool(connection.execute(query).scalar_one())

    def revoke(self, client_id: str, now: str) -> bool:
        """Make the key of a client count no more; whether it did until now."""
        c = self._clients.c
        return self._change((c.client_id == client_id, c.revoked_at.is_(None)), revoked_at=now)

    def used(self, client_id: str, now: str) -> None:
        """Note that a client came."""
        self._change((self._clients.c.client_id == client_id,), last_used_at=now)

    def _change(self, where: tuple[Any, ...], **values: str) -> bool:
        with self._database.writing() as connection:
            statement = update(self._clients).where(*where).values(**values)
            return connection.execute(statement).rowcount == 1


def _columns(client: Client) -> dict[str, Any]:
    return {**client.model_dump(), "scopes": " ".join(client.scopes)}


def _client(row: Mapping[Any, Any]) -> Client:
    values = {name: row[name] for name in Client.model_fields}
    return Client.model_validate({**values, "scopes": tuple(row["scopes"].split())})
