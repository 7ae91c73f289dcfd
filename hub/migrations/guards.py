"""What a migration raises around a table: the wall between participants, and rows written once."""

from collections.abc import Iterable

from alembic import op

WITHIN = "(select current_setting('hub.participant', true))"
EVERYBODY = f"{WITHIN} = '*'"


def raise_wall(table: str, *, owner: str = "participant", is_open: bool = False) -> None:
    """Let a participant see and write its own rows alone (PostgreSQL; SQLite has no such wall).

    `is_open`: a row that belongs to nobody may be read by everybody.
    """
    own = f"{EVERYBODY} or {owner} = {WITHIN}"
    readable = f"{own} or {owner} is null" if is_open else own
    _wall(table, readable=readable, writable=own)


def raise_ledger_wall(table: str) -> None:
    """Let a participant see its own rows and write any: it tells of others what it did."""
    _wall(table, readable=f"{EVERYBODY} or participant = {WITHIN}", writable="true")


def raise_agreement_wall(table: str, *, agreement: str, writable: str = EVERYBODY) -> None:
    """Let the parties of an agreement see the rows that belong to it."""
    party = (
        f"exists (select from agreement_parties p"
        f" where p.agreement = {table}.{agreement} and p.participant = {WITHIN})"
    )
    _wall(table, readable=f"{EVERYBODY} or {party}", writable=writable.format(party=party))


def write_once(tables: Iterable[str]) -> None:
    """Refuse to change or remove the rows of these tables, on both databases."""
    for table in tables:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"create trigger written_once before update or delete or truncate on {table}"
                " for each statement execute function refuse_change()"
            )
            continue
        for change in ("update", "delete"):
            op.execute(
                f"create trigger {table}_no_{change} before {change} on {table}"
                f" begin select raise(abort, '{table} is written once'); end"
            )


def _wall(table: str, *, readable: str, writable: str) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f"alter table {table} enable row level security")
    # Forced: it binds the owner of the table as well.
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy reading on {table} for select using ({readable})")
    op.execute(f"create policy adding on {table} for insert with check ({writable})")
    op.execute(
        f"create policy changing on {table} for update using ({readable}) with check ({writable})"
    )
    op.execute(f"create policy removing on {table} for delete using ({writable})")
