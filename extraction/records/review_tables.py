"""The tables of the review database, for SQLite and Postgres alike.

Moments are UTC in ISO 8601, which sorts as text; whatever is a figure of a document is text.
"""

from typing import NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
)

from extraction.records.words import Words

_HASH, _ID, _NAME, _MOMENT = 64, 32, 200, 32


class ReviewTables(NamedTuple):
    """Documents, the runs that made them, their cells, what is counted of them, and decisions."""

    documents: Table
    runs: Table
    cells: Table
    counts: Table
    decisions: Table


def review_tables(metadata: MetaData) -> ReviewTables:
    """The tables, in this metadata."""
    return ReviewTables(
        _documents(metadata),
        _runs(metadata),
        _cells(metadata),
        _counts(metadata),
        _decisions(metadata),
    )


def _documents(metadata: MetaData) -> Table:
    return Table(
        "documents",
        metadata,
        Column("id", Words(_ID), primary_key=True),
        Column("owner", Words(_NAME), index=True),
        Column("name", Words(), nullable=False),
        Column("sha256", Words(_HASH), nullable=False),
        Column("media_type", Words(_NAME), nullable=False),
        Column("department", Words()),
        Column("run_id", Integer, nullable=False),
        Column("version", Integer, nullable=False),
        Column("tables", Integer, nullable=False),
        Column("figures", Integer, nullable=False),
        Column("doubts", Integer, nullable=False, index=True),
        Column("first_doubts", Integer, nullable=False),
        Column("findings", Integer, nullable=False),
        Column("decided", Integer, nullable=False),
        Column("claimed_by", Words(_NAME)),
        Column("claimed_at", Words(_MOMENT)),
    )


def _runs(metadata: MetaData) -> Table:
    return Table(
        "runs",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("document_id", Words(_ID), ForeignKey("documents.id"), nullable=False, index=True),
        Column("at", Words(_MOMENT), nullable=False),
        Column("result", Words(_HASH), nullable=False),
        Column("reading", Words(_HASH)),
        Column("data", Words()),
        Column("engine", Words(_NAME), nullable=False),
        Column("model", Words(_NAME)),
        Column("version", Words(_NAME), nullable=False),
        Column("requests", Integer, nullable=False),
        Column("tokens_in", Integer, nullable=False),
        Column("tokens_out", Integer, nullable=False),
        Column("cost", Words(_NAME)),
        Column("seconds", Float, nullable=False),
    )


def _cells(metadata: MetaData) -> Table:
    return Table(
        "cells",
        metadata,
        Column("document_id", Words(_ID), ForeignKey("documents.id"), primary_key=True),
        Column("kind", Words(_NAME), primary_key=True),
        Column("ordinal", Integer, primary_key=True),
        Column("row", Integer, primary_key=True),
        Column("field", Words(_NAME), primary_key=True),
        Column("value", Words()),
        Column("printed", Words()),
        Column("status", Words(_ID), nullable=False),
        Column("confidence", Float, nullable=False),
        Column("suggestion", Words()),
    )


def _counts(metadata: MetaData) -> Table:
    """How often a kind of table, a status of cells or a class of findings is in a document."""
    return Table(
        "counts",
        metadata,
        Column("document_id", Words(_ID), ForeignKey("documents.id"), primary_key=True),
        Column("what", Words(_ID), primary_key=True),
        Column("value", Words(_NAME), primary_key=True),
        Column("count", Integer, nullable=False),
        Index("counts_by_value", "what", "value"),
    )


def _decisions(metadata: MetaData) -> Table:
    """Append-only. Two decisions on one version of a run can't both be stored."""
    return Table(
        "decisions",
        metadata,
        Column("run_id", Integer, ForeignKey("runs.id"), primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("document_id", Words(_ID), ForeignKey("documents.id"), nullable=False, index=True),
        Column("who", Words(_NAME), nullable=False),
        Column("at", Words(_MOMENT), nullable=False),
        Column("action", Words(_ID), nullable=False),
        Column("kind", Words(_NAME)),
        Column("ordinal", Integer),
        Column("row", Integer),
        Column("field", Words(_NAME)),
        Column("before", Words()),
        Column("after", Words()),
        Column("why", Words()),
        Column("effect", Words()),
        Column("undoes", Integer),
        Column("suggested", Boolean, nullable=False),
    )
