"""Submissions, their counts, and the keys of senders."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import Document, Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _create_submissions()
    _create_submission_tables()
    _create_fault_counts()
    _create_idempotency_keys()


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "idempotency_keys",
        "fault_counts",
        "submission_tables",
        "submissions",
    ):
        op.drop_table(table)


def _create_submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("agreement", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("format", sa.String(length=64), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("dataset", Document(), nullable=True),
        sa.Column("receipt", Document(), nullable=True),
        sa.Column("replaces", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=64), nullable=True),
        sa.Column("lease", sa.String(length=64), nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement"], ["agreements.id"], name=op.f("fk_submissions_agreement")
        ),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_submissions_participant")
        ),
        sa.ForeignKeyConstraint(
            ["replaces"], ["submissions.id"], name=op.f("fk_submissions_replaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
    )
    op.create_index(op.f("ix_submissions_agreement"), "submissions", ["agreement"], unique=False)
    op.create_index(
        op.f("ix_submissions_participant"), "submissions", ["participant"], unique=False
    )
    op.create_index(
        op.f("ix_submissions_state_received_at"),
        "submissions",
        ["state", "received_at"],
        unique=False,
    )


def _create_submission_tables() -> None:
    op.create_table(
        "submission_tables",
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column("table", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("left_out", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_submission_tables_participant")
        ),
        sa.ForeignKeyConstraint(
            ["submission"], ["submissions.id"], name=op.f("fk_submission_tables_submission")
        ),
        sa.PrimaryKeyConstraint("submission", "table", name=op.f("pk_submission_tables")),
    )
    op.create_index(
        op.f("ix_submission_tables_participant"), "submission_tables", ["participant"], unique=False
    )


def _create_fault_counts() -> None:
    op.create_table(
        "fault_counts",
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column("table", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=500), nullable=False),
        sa.Column("severity", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("remedy", sa.String(length=500), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_fault_counts_participant")
        ),
        sa.ForeignKeyConstraint(
            ["submission"], ["submissions.id"], name=op.f("fk_fault_counts_submission")
        ),
        sa.PrimaryKeyConstraint(
            "submission", "table", "rule", "field", name=op.f("pk_fault_counts")
        ),
    )
    op.create_index(
        op.f("ix_fault_counts_participant"), "fault_counts", ["participant"], unique=False
    )


def _create_idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("body", sa.String(length=64), nullable=True),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_idempotency_keys_participant")
        ),
        sa.PrimaryKeyConstraint("participant", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(
        op.f("ix_idempotency_keys_expires_at"), "idempotency_keys", ["expires_at"], unique=False
    )
