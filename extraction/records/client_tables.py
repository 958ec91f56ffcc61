"""The table of clients: who may use the service, each by the hash of its key."""

from sqlalchemy import Column, MetaData, Table

from extraction.records.words import Words

_HASH, _ID, _NAME, _MOMENT = 64, 32, 200, 32


def clients_table(metadata: MetaData) -> Table:
    """The table, in this metadata. ``scopes`` are separated by blanks; moments are UTC."""
    return Table(
        "clients",
        metadata,
        Column("client_id", Words(_ID), primary_key=True),
        Column("name", Words(_NAME), nullable=False),
        Column("scopes", Words(_NAME), nullable=False),
        Column("key_hash", Words(_HASH), nullable=False),
        Column("created_at", Words(_MOMENT), nullable=False),
        Column("revoked_at", Words(_MOMENT)),
        Column("last_used_at", Words(_MOMENT)),
    )
