"""Page readings, answers of language models, and the review.

The tables as they were made before there were migrations. A database of that time has some or all
of them: those are left as they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_HASH, _ID, _NAME, _MOMENT = 64, 32, 200, 32


def upgrade() -> None:
    """Make the tables that are not there."""
    _pages_and_answers()
    _documents()
    _runs()
    _cells_and_counts()
    _decisions()


def downgrade() -> None:
    """Drop them all."""
    for name in ("decisions", "counts", "cells", "runs", "documents"):
        op.drop_table(name)
    for name in ("endpoint_facts", "answers", "page_readings"):
        op.drop_table(name)


def _pages_and_answers() -> None:
    op.create_table(
        "page_readings",
        sa.Column("key", sa.String(_HASH), primary_key=True),
        sa.Column("payload", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "answers",
        sa.Column("key", sa.String(_HASH), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("completion", sa.Text, nullable=False),
        sa.Column("tokens_in", sa.Integer, nullable=False),
        sa.Column("tokens_out", sa.Integer, nullable=False),
        sa.Column("at", sa.String(_MOMENT), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "endpoint_facts",
        sa.Column("name", sa.String(400), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        if_not_exists=True,
    )


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String(_ID), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(_HASH), nullable=False),
        sa.Column("media_type", sa.String(_NAME), nullable=False),
        sa.Column("department", sa.Text),
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("tables", sa.Integer, nullable=False),
        sa.Column("figures", sa.Integer, nullable=False),
        sa.Column("doubts", sa.Integer, nullable=False),
        sa.Column("first_doubts", sa.Integer, nullable=False),
        sa.Column("findings", sa.Integer, nullable=False),
        sa.Column("decided", sa.Integer, nullable=False),
        sa.Column("claimed_by", sa.String(_NAME)),
        sa.Column("claimed_at", sa.String(_MOMENT)),
        if_not_exists=True,
    )
    op.create_index("ix_documents_doubts", "documents", ["doubts"], if_not_exists=True)


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("document_id", sa.String(_ID), sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("at", sa.String(_MOMENT), nullable=False),
        sa.Column("result", sa.String(_HASH), nullable=False),
        sa.Column("reading", sa.String(_HASH)),
        sa.Column("data", sa.Text),
        sa.Column("engine", sa.String(_NAME), nullable=False),
        sa.Column("model", sa.String(_NAME)),
        sa.Column("version", sa.String(_NAME), nullable=False),
        sa.Column("requests", sa.Integer, nullable=False),
        sa.Column("tokens_in", sa.Integer, nullable=False),
        sa.Column("tokens_out", sa.Integer, nullable=False),
        sa.Column("cost", sa.String(_NAME)),
        sa.Column("seconds", sa.Float, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_runs_document_id", "runs", ["document_id"], if_not_exists=True)


def _cells_and_counts() -> None:
    op.create_table(
        "cells",
        sa.Column("document_id", sa.String(_ID), sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("kind", sa.String(_NAME), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("row", sa.Integer, primary_key=True),
        sa.Column("field", sa.String(_NAME), primary_key=True),
        sa.Column("value", sa.Text),
        sa.Column("printed", sa.Text),
        sa.Column("status", sa.String(_ID), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("suggestion", sa.Text),
        if_not_exists=True,
    )
    op.create_table(
        "counts",
        sa.Column("document_id", sa.String(_ID), sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("what", sa.String(_ID), primary_key=True),
        sa.Column("value", sa.String(_NAME), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        if_not_exists=True,
    )
    op.create_index("counts_by_value", "counts", ["what", "value"], if_not_exists=True)


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("document_id", sa.String(_ID), sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("who", sa.String(_NAME), nullable=False),
        sa.Column("at", sa.String(_MOMENT), nullable=False),
        sa.Column("action", sa.String(_ID), nullable=False),
        sa.Column("kind", sa.String(_NAME)),
        sa.Column("ordinal", sa.Integer),
        sa.Column("row", sa.Integer),
        sa.Column("field", sa.String(_NAME)),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sa.Column("why", sa.Text),
        sa.Column("effect", sa.Text),
        sa.Column("undoes", sa.Integer),
        sa.Column("suggested", sa.Boolean, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_decisions_document_id", "decisions", ["document_id"], if_not_exists=True)
