"""Invitations and recovery codes, evidence of signatures, notices, and the registers of the law."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from hub.migrations.guards import raise_agreement_wall, raise_wall, write_once
from hub.store.columns import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OWNED = ("invitations", "recovery_codes", "breaches", "restriction_requests")
POLICIES = ("reading", "adding", "changing", "removing")
AGREEMENT_COLUMNS = (
    ("legal_hold_at", Instant()),
    ("legal_hold_reason", sa.String(length=64)),
    ("suspended_reason", sa.String(length=64)),
)
SIGNATURE_COLUMNS = (
    ("typed_name", sa.String(length=500)),
    ("second_factor", sa.Boolean()),
    ("key", sa.String(length=64)),
    ("seal", sa.LargeBinary()),
)
DISCLOSURE_COLUMNS = (
    ("rests_on", sa.String(length=64)),
    ("statement", sa.String(length=64)),
    ("consent_scope", sa.String(length=500)),
)


def upgrade() -> None:
    """Create the tables and columns, and raise their walls."""
    for table, columns in _added():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    _create_invitations()
    _create_recovery_codes()
    _create_agreement_notices()
    _create_breaches()
    _create_restriction_requests()
    for table in OWNED:
        raise_wall(table)
    raise_agreement_wall("agreement_notices", agreement="agreement")
    write_once(["agreement_notices"])


def downgrade() -> None:
    """Drop them."""
    if op.get_bind().dialect.name != "postgresql":
        op.execute("drop trigger agreement_notices_no_update")
        op.execute("drop trigger agreement_notices_no_delete")
    for table in (*reversed(OWNED), "agreement_notices"):
        op.drop_table(table)
    for table, columns in _added():
        for name, _ in columns:
            op.drop_column(table, name)


def _added() -> tuple[tuple[str, tuple[tuple[str, Any], ...]], ...]:
    return (
        ("agreements", AGREEMENT_COLUMNS),
        ("agreement_signatures", SIGNATURE_COLUMNS),
        ("disclosures", DISCLOSURE_COLUMNS),
    )


def _create_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_invitations_participant")
        ),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_invitations_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
    )
    op.create_index(op.f("ix_invitations_participant"), "invitations", ["participant"])
    op.create_index(op.f("ix_invitations_user"), "invitations", ["user"])


def _create_recovery_codes() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_recovery_codes_participant")
        ),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_recovery_codes_user")),
        sa.PrimaryKeyConstraint("user", "code", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_participant"), "recovery_codes", ["participant"])


def _create_agreement_notices() -> None:
    op.create_table(
        "agreement_notices",
        sa.Column("agreement", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement"], ["agreements.id"], name=op.f("fk_agreement_notices_agreement")
        ),
        sa.PrimaryKeyConstraint("agreement", "kind", "day", name=op.f("pk_agreement_notices")),
    )


def _create_breaches() -> None:
    op.create_table(
        "breaches",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("agreement", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("discovered_on", sa.Date(), nullable=False),
        sa.Column("persons", sa.BigInteger(), nullable=False),
        sa.Column("reported_by", sa.String(length=64), nullable=False),
        sa.Column("reported_at", Instant(), nullable=False),
        sa.Column("individuals_told_on", sa.Date(), nullable=True),
        sa.Column("secretary_told_on", sa.Date(), nullable=True),
        sa.Column("media_told_on", sa.Date(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement"], ["agreements.id"], name=op.f("fk_breaches_agreement")
        ),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_breaches_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
    )
    op.create_index(op.f("ix_breaches_participant"), "breaches", ["participant"])


def _create_restriction_requests() -> None:
    op.create_table(
        "restriction_requests",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("answer", sa.String(length=64), nullable=True),
        sa.Column("answered_by", sa.String(length=64), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_restriction_requests_participant"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction_requests")),
    )
    op.create_index(
        op.f("ix_restriction_requests_participant"), "restriction_requests", ["participant"]
    )
    op.create_index(op.f("ix_restriction_requests_person"), "restriction_requests", ["person"])
