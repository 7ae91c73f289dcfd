"""How machines and people sign in."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import Document, Instant, Words

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _create_clients()
    _create_client_keys()
    _create_used_assertions()
    _create_sessions()


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "sessions",
        "used_assertions",
        "client_keys",
        "clients",
    ):
        op.drop_table(table)


def _create_clients() -> None:
    op.create_table(
        "clients",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("scopes", Words(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("disabled_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_clients_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
    )
    op.create_index(op.f("ix_clients_participant"), "clients", ["participant"], unique=False)


def _create_client_keys() -> None:
    op.create_table(
        "client_keys",
        sa.Column("client", sa.String(length=64), nullable=False),
        sa.Column("kid", sa.String(length=500), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("jwk", Document(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_client_keys_client")),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_client_keys_participant")
        ),
        sa.PrimaryKeyConstraint("client", "kid", name=op.f("pk_client_keys")),
    )
    op.create_index(
        op.f("ix_client_keys_participant"), "client_keys", ["participant"], unique=False
    )


def _create_used_assertions() -> None:
    op.create_table(
        "used_assertions",
        sa.Column("client", sa.String(length=64), nullable=False),
        sa.Column("token_id", sa.String(length=64), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_used_assertions_client")),
        sa.PrimaryKeyConstraint("client", "token_id", name=op.f("pk_used_assertions")),
    )
    op.create_index(
        op.f("ix_used_assertions_expires_at"), "used_assertions", ["expires_at"], unique=False
    )


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("participant", sa.String(length=64), nullable=False),
        sa.Column("second_factor", sa.Boolean(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_sessions_participant")
        ),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_sessions_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_ends_at"), "sessions", ["ends_at"], unique=False)
    op.create_index(op.f("ix_sessions_participant"), "sessions", ["participant"], unique=False)
    op.create_index(op.f("ix_sessions_user"), "sessions", ["user"], unique=False)
