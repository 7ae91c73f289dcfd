"""Agreements, and what providers are attested to be."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import Document, Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _create_agreements()
    _create_agreement_parties()
    _create_agreement_versions()
    _create_agreement_signatures()
    _create_provider_standings()


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "provider_standings",
        "agreement_signatures",
        "agreement_versions",
        "agreement_parties",
        "agreements",
    ):
        op.drop_table(table)


def _create_agreements() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("suspended_at", Instant(), nullable=True),
        sa.Column("terminated_at", Instant(), nullable=True),
        sa.Column("destroy_on", sa.Date(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
    )


def _create_agreement_parties() -> None:
    op.create_table(
        "agreement_parties",
        sa.Column("agreement", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement"], ["agreements.id"], name=op.f("fk_agreement_parties_agreement")
        ),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_agreement_parties_participant")
        ),
        sa.PrimaryKeyConstraint("agreement", "participant", name=op.f("pk_agreement_parties")),
    )
    op.create_index(
        op.f("ix_agreement_parties_participant"), "agreement_parties", ["participant"], unique=False
    )


def _create_agreement_versions() -> None:
    op.create_table(
        "agreement_versions",
        sa.Column("agreement", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("terms", Document(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement"], ["agreements.id"], name=op.f("fk_agreement_versions_agreement")
        ),
        sa.PrimaryKeyConstraint("agreement", "number", name=op.f("pk_agreement_versions")),
    )


def _create_agreement_signatures() -> None:
    op.create_table(
        "agreement_signatures",
        sa.Column("agreement", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("signer", sa.String(length=64), nullable=False),
        sa.Column("signed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement", "version"],
            ["agreement_versions.agreement", "agreement_versions.number"],
            name=op.f("fk_agreement_signatures_agreement_version"),
        ),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_agreement_signatures_participant")
        ),
        sa.PrimaryKeyConstraint(
            "agreement", "version", "participant", name=op.f("pk_agreement_signatures")
        ),
    )


def _create_provider_standings() -> None:
    op.create_table(
        "provider_standings",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("standing", sa.String(length=64), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("attested_by", sa.String(length=64), nullable=False),
        sa.Column("attested_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_provider_standings_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_standings")),
    )
    op.create_index(
        op.f("ix_provider_standings_participant"),
        "provider_standings",
        ["participant"],
        unique=False,
    )
    op.create_index(
        op.f("ix_provider_standings_provider"), "provider_standings", ["provider"], unique=False
    )
