"""Snapshots, releases and reports."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import Document, Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _create_snapshots()
    _create_snapshot_submissions()
    _create_releases()
    _create_release_approvals()
    _create_reports()


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "reports",
        "release_approvals",
        "releases",
        "snapshot_submissions",
        "snapshots",
    ):
        op.drop_table(table)


def _create_snapshots() -> None:
    op.create_table(
        "snapshots",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.Column("taken_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshots")),
    )


def _create_snapshot_submissions() -> None:
    op.create_table(
        "snapshot_submissions",
        sa.Column("snapshot", sa.String(length=64), nullable=False),
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_snapshot_submissions_participant")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot"], ["snapshots.id"], name=op.f("fk_snapshot_submissions_snapshot")
        ),
        sa.ForeignKeyConstraint(
            ["submission"], ["submissions.id"], name=op.f("fk_snapshot_submissions_submission")
        ),
        sa.PrimaryKeyConstraint("snapshot", "submission", name=op.f("pk_snapshot_submissions")),
    )
    op.create_index(
        op.f("ix_snapshot_submissions_participant"),
        "snapshot_submissions",
        ["participant"],
        unique=False,
    )


def _create_releases() -> None:
    op.create_table(
        "releases",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaces", sa.String(length=64), nullable=True),
        sa.Column("snapshot", sa.String(length=64), nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("manifest", Document(), nullable=True),
        sa.Column("manifest_hash", sa.String(length=64), nullable=True),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("published_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["replaces"], ["releases.id"], name=op.f("fk_releases_replaces")),
        sa.ForeignKeyConstraint(["snapshot"], ["snapshots.id"], name=op.f("fk_releases_snapshot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
    )


def _create_release_approvals() -> None:
    op.create_table(
        "release_approvals",
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("approver", sa.String(length=64), nullable=False),
        sa.Column("manifest_hash", sa.String(length=64), nullable=False),
        sa.Column("approved_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approver"], ["users.id"], name=op.f("fk_release_approvals_approver")
        ),
        sa.ForeignKeyConstraint(
            ["release"], ["releases.id"], name=op.f("fk_release_approvals_release")
        ),
        sa.PrimaryKeyConstraint(
            "release", "approver", "manifest_hash", name=op.f("pk_release_approvals")
        ),
    )


def _create_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("media_type", sa.String(length=500), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_reports_participant")
        ),
        sa.ForeignKeyConstraint(["release"], ["releases.id"], name=op.f("fk_reports_release")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index(op.f("ix_reports_participant"), "reports", ["participant"], unique=False)
    op.create_index(op.f("ix_reports_release"), "reports", ["release"], unique=False)
