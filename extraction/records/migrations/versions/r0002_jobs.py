"""Jobs of the service."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_HASH, _ID, _NAME, _MOMENT = 64, 32, 200, 32


def upgrade() -> None:
    """Make the table of jobs."""
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.String(_ID), primary_key=True),
        sa.Column("client_id", sa.String(_NAME), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(_HASH), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("engine", sa.String(_ID), nullable=False),
        sa.Column("state", sa.String(_ID), nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("strikes", sa.Integer, nullable=False),
        sa.Column("losses", sa.Integer, nullable=False),
        sa.Column("pages", sa.Integer),
        sa.Column("pages_done", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("document_id", sa.String(_ID)),
        sa.Column("created_at", sa.String(_MOMENT), nullable=False),
        sa.Column("started_at", sa.String(_MOMENT)),
        sa.Column("ended_at", sa.String(_MOMENT)),
        sa.Column("not_before", sa.String(_MOMENT), nullable=False),
        sa.Column("token", sa.String(_ID)),
        sa.Column("lease_until", sa.String(_MOMENT)),
    )
    op.create_index("jobs_of_client", "jobs", ["client_id", "created_at", "job_id"])
    op.create_index("jobs_by_state", "jobs", ["state", "not_before"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("jobs")
