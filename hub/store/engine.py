"""Connections to the operational database, SQLite or PostgreSQL."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text

READING = "hub_reading"
BUSY_SECONDS = 30
# FULL: what was committed survives a loss of power. Secure: a destroyed key is overwritten.
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


class UnsafeRole(Exception):
    """A PostgreSQL role that row-level security does not bind."""


def open_engine(url: str) -> Engine:
    """Return an engine; parameters never appear in its errors, for they may be of a person."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_engine(url, hide_parameters=True, pool_pre_ping=True)


def check_role(engine: Engine) -> None:
    """Raise UnsafeRole where the second wall would not hold: for an owner or a superuser."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        unbound, owns = connection.execute(text(ROLE)).one()
    if unbound:
        raise UnsafeRole("the role is a superuser or bypasses row-level security")
    if owns:
        raise UnsafeRole("the role owns tables of the hub; run the hub as another role")


ROLE = """
select r.rolsuper or r.rolbypassrls,
       exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where c.relkind = 'r' and n.nspname = current_schema()
                 and pg_has_role(r.oid, c.relowner, 'member'))
from pg_roles r where r.rolname = current_user
"""


def is_postgresql(connection: Connection) -> bool:
    """Tell whether the database is PostgreSQL."""
    return connection.dialect.name == "postgresql"


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions of its own: `_begin` says which kind is wanted.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later cannot wait for another writer: it would
    # fail at once. Whoever may write takes the lock at the start; readers never wait.
    reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
