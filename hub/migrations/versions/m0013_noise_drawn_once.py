"""What the noise of a release was drawn for, and with which release."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    # The default is for the rows that are there: nobody drew noise for a release before.
    mark = sa.Column("mark", sa.String(length=64), nullable=False, server_default="")
    op.add_column("noisy_releases", mark)
    op.add_column("noisy_releases", sa.Column("drawn_with", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_noisy_releases_mark"), "noisy_releases", ["mark"])


def downgrade() -> None:
    """Drop the columns."""
    op.drop_index(op.f("ix_noisy_releases_mark"), "noisy_releases")
    for name in ("drawn_with", "mark"):
        op.drop_column("noisy_releases", name)
