"""The privacy budget of each year, and the noisy tables of releases."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.guards import write_once
from hub.store.columns import Document, Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "privacy_budgets",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_privacy_budgets")),
    )
    op.create_table(
        "noisy_releases",
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("mechanism", sa.String(length=64), nullable=False),
        sa.Column("epsilon", sa.Integer(), nullable=False),
        sa.Column("contribution", sa.Integer(), nullable=False),
        sa.Column("document", Document(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release"], ["releases.id"], name=op.f("fk_noisy_releases_release")
        ),
        sa.PrimaryKeyConstraint("release", name=op.f("pk_noisy_releases")),
    )
    write_once(["noisy_releases"])


def downgrade() -> None:
    """Drop them."""
    if op.get_bind().dialect.name != "postgresql":
        op.execute("drop trigger noisy_releases_no_update")
        op.execute("drop trigger noisy_releases_no_delete")
    op.drop_table("noisy_releases")
    op.drop_table("privacy_budgets")
