"""Disputes over where a person is counted, and whose word on it counts in a release."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.guards import raise_wall
from hub.store.columns import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OWNED = ("disputes", "dispute_hearings")


def upgrade() -> None:
    """Create the tables and the column, and raise the walls."""
    # The default is for the rows that are there: the network's order was the only one.
    counts = sa.Column(
        "attribution", sa.String(length=64), nullable=False, server_default="network"
    )
    op.add_column("releases", counts)
    _create_disputes()
    _create_hearings()
    for table in OWNED:
        raise_wall(table)


def downgrade() -> None:
    """Drop them."""
    for table in reversed(OWNED):
        op.drop_table(table)
    op.drop_column("releases", "attribution")


def _create_disputes() -> None:
    op.create_table(
        "disputes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("agreement", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("says", sa.String(length=64), nullable=False),
        sa.Column("stood", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.String(length=64), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("reminded_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("counts_from", sa.Date(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement"], ["agreements.id"], name=op.f("fk_disputes_agreement")
        ),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_disputes_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
    )
    for column in ("agreement", "participant", "person"):
        op.create_index(op.f(f"ix_disputes_{column}"), "disputes", [column])


def _create_hearings() -> None:
    op.create_table(
        "dispute_hearings",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("dispute", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("agreement", sa.String(length=64), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=64), nullable=True),
        sa.Column("answered_by", sa.String(length=64), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement"], ["agreements.id"], name=op.f("fk_dispute_hearings_agreement")
        ),
        sa.ForeignKeyConstraint(
            ["dispute"], ["disputes.id"], name=op.f("fk_dispute_hearings_dispute")
        ),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_dispute_hearings_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_hearings")),
    )
    for column in ("agreement", "dispute", "participant"):
        op.create_index(op.f(f"ix_dispute_hearings_{column}"), "dispute_hearings", [column])
