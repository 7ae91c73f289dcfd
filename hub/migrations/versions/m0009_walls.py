"""The walls between participants, and the tables that are written once."""

from alembic import op

from hub.migrations.guards import (
    EVERYBODY,
    WITHIN,
    raise_agreement_wall,
    raise_ledger_wall,
    raise_wall,
    write_once,
)

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OWNED = (
    *("users", "user_roles", "clients", "client_keys", "sessions", "agreement_parties"),
    *("provider_standings", "submissions", "submission_tables", "fault_counts"),
    *("idempotency_keys", "destructions", "snapshot_submissions", "disclosures"),
    *("revocations", "opt_outs"),
)
ONCE = (
    *("events", "seals", "agreement_versions", "agreement_signatures", "provider_standings"),
    *("snapshots", "snapshot_submissions", "release_approvals", "reports", "disclosures"),
    "revocations",
)
REFUSE = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is written once', tg_table_name;
end $$
"""


def upgrade() -> None:
    """Raise the walls."""
    for table in OWNED:
        raise_wall(table)
    raise_wall("participants", owner="id")
    raise_wall("reports", is_open=True)
    raise_ledger_wall("events")
    raise_agreement_wall("agreements", agreement="id")
    raise_agreement_wall("agreement_versions", agreement="agreement")
    raise_agreement_wall(
        "agreement_signatures",
        agreement="agreement",
        # A party signs for itself, and only what it is party to.
        writable=f"{EVERYBODY} or (participant = {WITHIN} and {{party}})",
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(REFUSE)
    write_once(ONCE)


def downgrade() -> None:
    """Take the walls down."""
    if op.get_bind().dialect.name != "postgresql":
        for table in ONCE:
            op.execute(f"drop trigger {table}_no_update")
            op.execute(f"drop trigger {table}_no_delete")
        return
    for table in (*OWNED, "participants", "reports", "events", *AGREED):
        for policy in ("reading", "adding", "changing", "removing"):
            op.execute(f"drop policy {policy} on {table}")
        op.execute(f"alter table {table} no force row level security")
        op.execute(f"alter table {table} disable row level security")
    for table in ONCE:
        op.execute(f"drop trigger written_once on {table}")
    op.execute("drop function refuse_change()")


AGREED = ("agreements", "agreement_versions", "agreement_signatures")
