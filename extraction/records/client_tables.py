"""The table of clients: who may use the service, each by the hash of its key."""

from sqlalchemy import Column, MetaData, String, Table

_HASH, _ID, _NAME, _MOMENT = 64, 32, 200, 32


def clients_table(metadata: MetaData) -> Table:
    """The table, in this metadata. ``scopes`` are separated by blanks; moments are UTC."""
    return Table(
        "clients",
        metadata,
        Column("client_id", String(_ID), primary_key=True),
        Column("name", String(_NAME), nullable=False),
        Column("scopes", String(_NAME), nullable=False),
        Column("key_hash", String(_HASH), nullable=False),
        Column("created_at", String(_MOMENT), nullable=False),
        Column("revoked_at", String(_MOMENT)),
        Column("last_used_at", String(_MOMENT)),
    )
