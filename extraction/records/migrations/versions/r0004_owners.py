"""Owners of documents, and the tries of jobs that the machine put an end to."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NAME = 200


def upgrade() -> None:
    """Add both; documents that are there belong to the desk, which has no name."""
    op.add_column("documents", sa.Column("owner", sa.String(_NAME)))
    op.create_index("ix_documents_owner", "documents", ["owner"])
    op.add_column("jobs", sa.Column("setbacks", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    """Drop both."""
    op.drop_index("ix_documents_owner", "documents")
    op.drop_column("documents", "owner")
    op.drop_column("jobs", "setbacks")
