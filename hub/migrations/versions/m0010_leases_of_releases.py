"""Leases of releases, and where the faults of a submission are."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import Document, Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    for column in (
        # The default is for the rows that are there: nobody was given a lease before.
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("worker", sa.String(length=64), nullable=True),
        sa.Column("lease", sa.String(length=64), nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
    ):
        op.add_column("releases", column)
    op.add_column("submissions", sa.Column("fault_file", Document(), nullable=True))


def downgrade() -> None:
    """Drop the columns."""
    op.drop_column("submissions", "fault_file")
    for name in ("lease_until", "lease", "worker", "attempts"):
        op.drop_column("releases", name)
