"""Clients of the service, each by the hash of its key."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_HASH, _ID, _NAME, _MOMENT = 64, 32, 200, 32


def upgrade() -> None:
    """Make the table of clients."""
    op.create_table(
        "clients",
        sa.Column("client_id", sa.String(_ID), primary_key=True),
        sa.Column("name", sa.String(_NAME), nullable=False),
        sa.Column("scopes", sa.String(_NAME), nullable=False),
        sa.Column("key_hash", sa.String(_HASH), nullable=False),
        sa.Column("created_at", sa.String(_MOMENT), nullable=False),
        sa.Column("revoked_at", sa.String(_MOMENT)),
        sa.Column("last_used_at", sa.String(_MOMENT)),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("clients")
