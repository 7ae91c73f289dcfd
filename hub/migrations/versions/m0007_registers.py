"""Disclosures, revocations, the calendar, and runs of timed tasks."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _create_disclosures()
    _create_revocations()
    _create_opt_outs()
    _create_calendar_entries()
    _create_job_runs()


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "job_runs",
        "calendar_entries",
        "opt_outs",
        "revocations",
        "disclosures",
    ):
        op.drop_table(table)


def _create_disclosures() -> None:
    op.create_table(
        "disclosures",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("data_class", sa.String(length=64), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("described", sa.String(length=500), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("submission", sa.String(length=64), nullable=True),
        sa.Column("release", sa.String(length=64), nullable=True),
        sa.Column("disclosed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_disclosures_participant")
        ),
        sa.ForeignKeyConstraint(
            ["recipient"], ["participants.id"], name=op.f("fk_disclosures_recipient")
        ),
        sa.ForeignKeyConstraint(["release"], ["releases.id"], name=op.f("fk_disclosures_release")),
        sa.ForeignKeyConstraint(
            ["submission"], ["submissions.id"], name=op.f("fk_disclosures_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
    )
    op.create_index(
        op.f("ix_disclosures_disclosed_at"), "disclosures", ["disclosed_at"], unique=False
    )
    op.create_index(
        op.f("ix_disclosures_participant"), "disclosures", ["participant"], unique=False
    )


def _create_revocations() -> None:
    op.create_table(
        "revocations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("consent", sa.String(length=64), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_revocations_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocations")),
    )
    op.create_index(
        op.f("ix_revocations_participant"), "revocations", ["participant"], unique=False
    )
    op.create_index(op.f("ix_revocations_person"), "revocations", ["person"], unique=False)


def _create_opt_outs() -> None:
    op.create_table(
        "opt_outs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_opt_outs_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_outs")),
    )
    op.create_index(op.f("ix_opt_outs_participant"), "opt_outs", ["participant"], unique=False)
    op.create_index(op.f("ix_opt_outs_person"), "opt_outs", ["person"], unique=False)


def _create_calendar_entries() -> None:
    op.create_table(
        "calendar_entries",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_entries")),
    )
    op.create_index(op.f("ix_calendar_entries_day"), "calendar_entries", ["day"], unique=False)


def _create_job_runs() -> None:
    op.create_table(
        "job_runs",
        sa.Column("job", sa.String(length=64), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("succeeded_at", Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_runs")),
    )
