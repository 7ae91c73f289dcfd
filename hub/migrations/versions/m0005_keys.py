"""The wrapped keys of the vault, their leases, and destructions."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import Document, Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _create_wrapped_keys()
    _create_key_leases()
    _create_key_lease_submissions()
    _create_destructions()


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "destructions",
        "key_lease_submissions",
        "key_leases",
        "wrapped_keys",
    ):
        op.drop_table(table)


def _create_wrapped_keys() -> None:
    op.create_table(
        "wrapped_keys",
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("submission", "purpose", name=op.f("pk_wrapped_keys")),
    )


def _create_key_leases() -> None:
    op.create_table(
        "key_leases",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_leases")),
    )


def _create_key_lease_submissions() -> None:
    op.create_table(
        "key_lease_submissions",
        sa.Column("lease", sa.String(length=64), nullable=False),
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["lease"],
            ["key_leases.id"],
            name=op.f("fk_key_lease_submissions_lease"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("lease", "submission", name=op.f("pk_key_lease_submissions")),
    )
    op.create_index(
        op.f("ix_key_lease_submissions_submission"),
        "key_lease_submissions",
        ["submission"],
        unique=False,
    )


def _create_destructions() -> None:
    op.create_table(
        "destructions",
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("ordered_by", sa.String(length=64), nullable=False),
        sa.Column("ordered_at", Instant(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=64), nullable=True),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("destroyed_at", Instant(), nullable=True),
        sa.Column("certificate", Document(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_destructions_participant")
        ),
        sa.ForeignKeyConstraint(
            ["submission"], ["submissions.id"], name=op.f("fk_destructions_submission")
        ),
        sa.PrimaryKeyConstraint("submission", name=op.f("pk_destructions")),
    )
    op.create_index(
        op.f("ix_destructions_participant"), "destructions", ["participant"], unique=False
    )
