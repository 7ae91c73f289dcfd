"""The schema of the operational database: brought up to date, and granted to the application."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

import hub
from hub.platform.clock import Clock
from hub.platform.ids import Ids
from hub.store import roles
from hub.store.metadata import WRITTEN_ONCE, whole_metadata
from hub.store.work import begin

MIGRATIONS = Path(hub.__file__).parent / "migrations"
# Advisory lock of PostgreSQL: one migration at a time.
MIGRATION_LOCK = 0x5C4E4A


def migrate(engine: Engine, clock: Clock, ids: Ids, *, application: str | None) -> None:
    """Bring the schema up to date and the roles to the shipped list.

    `application` is the PostgreSQL role of the hub's processes, which gets what it needs and owns
    nothing; None on SQLite.
    """
    with engine.begin() as connection:
        if application is not None:
            connection.execute(
                text("select pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK}
            )
        configuration = _configuration()
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "head")
        if application is not None:
            _grant(connection, application)
    with begin(engine, clock, ids) as work:
        roles.adopt_shipped(work)


def downgrade(engine: Engine) -> None:
    """Undo every migration: all that the database holds is gone."""
    with engine.begin() as connection:
        configuration = _configuration()
        configuration.attributes["connection"] = connection
        command.downgrade(configuration, "base")


def pending_changes(engine: Engine) -> list[str]:
    """Return what the tables in the code have that no migration makes, by kind of operation."""
    from alembic.autogenerate import compare_metadata

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(change[0]) for change in compare_metadata(context, whole_metadata())]


def is_current(connection: Connection) -> bool:
    """Tell whether the schema is the one that this version of the hub was written for."""
    head = ScriptDirectory.from_config(_configuration()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def _grant(connection: Connection, application: str) -> None:
    role = connection.dialect.identifier_preparer.quote(application)
    for name, table in sorted(whole_metadata().tables.items()):
        rights = (
            "select, insert" if WRITTEN_ONCE in table.info else "select, insert, update, delete"
        )
        connection.execute(text(f"revoke all on {name} from {role}"))
        connection.execute(text(f"grant {rights} on {name} to {role}"))
    connection.execute(text(f"grant select on alembic_version to {role}"))


def _configuration() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS))
    return configuration
