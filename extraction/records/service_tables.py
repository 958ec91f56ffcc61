"""The tables of the service, in the review database, for SQLite and Postgres alike.

Moments are UTC in ISO 8601 with microseconds, which sorts as text.
"""

from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table

from extraction.records.words import Words

_HASH, _ID, _NAME, _MOMENT = 64, 32, 200, 32


class ServiceTables(NamedTuple):
    """Jobs."""

    jobs: Table


def service_tables(metadata: MetaData) -> ServiceTables:
    """The tables, in this metadata."""
    return ServiceTables(_jobs(metadata))


def _jobs(metadata: MetaData) -> Table:
    """The ledger: what is true of a job stands here, and nowhere else.

    ``strikes`` counts the tries that count against the document, ``losses`` those that were lost
    with their worker, ``setbacks`` those that the machine put an end to. ``token`` is the try
    under way, ``lease_until`` how long it is believed to be; ``not_before`` is the moment from
    which a waiting job may be tried.
    """
    return Table(
        "jobs",
        metadata,
        Column("job_id", Words(_ID), primary_key=True),
        Column("client_id", Words(_NAME), nullable=False),
        Column("name", Words(), nullable=False),
        Column("sha256", Words(_HASH), nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("engine", Words(_ID), nullable=False),
        Column("state", Words(_ID), nullable=False),
        Column("priority", Integer, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("strikes", Integer, nullable=False),
        Column("losses", Integer, nullable=False),
        Column("setbacks", Integer, nullable=False, server_default="0"),
        Column("pages", Integer),
        Column("pages_done", Integer, nullable=False),
        Column("reason", Words()),
        Column("document_id", Words(_ID)),
        Column("created_at", Words(_MOMENT), nullable=False),
        Column("started_at", Words(_MOMENT)),
        Column("ended_at", Words(_MOMENT)),
        Column("not_before", Words(_MOMENT), nullable=False),
        Column("token", Words(_ID)),
        Column("lease_until", Words(_MOMENT)),
        Index("jobs_of_client", "client_id", "created_at", "job_id"),
        Index("jobs_by_state", "state", "not_before"),
    )
