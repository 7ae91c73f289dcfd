"""The migrations make what the code says, on both databases."""

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from hub.store.engine import UnsafeRole, check_role, open_engine
from hub.store.metadata import WALL, WORKING, WRITTEN_ONCE, whole_metadata
from hub.store.schema import downgrade, is_current, migrate, pending_changes
from tests.builders.postgresql import APPLICATION, OWNER, SUPERUSER, TEMPLATE

TABLES = whole_metadata().tables
ONCE = sorted(name for name, table in TABLES.items() if WRITTEN_ONCE in table.info)
WALLED = sorted(name for name, table in TABLES.items() if WALL in table.info)


@pytest.fixture
def template_of_owner(postgresql_server, postgresql_template):
    """The template as its owner sees it: nothing is committed, no connection is kept."""
    engine = open_engine(postgresql_server.url(postgresql_template, role=OWNER))
    yield engine
    engine.dispose()


# Rows that name a participant, and are for all to see: none so far.
OPEN_TO_ALL: set[str] = set()


def test_no_table_waits_for_a_migration(engine):
    assert pending_changes(engine) == []


def test_a_migrated_database_is_current(engine):
    with engine.connect() as connection:
        assert is_current(connection)


def test_migrating_again_changes_nothing(sqlite_database, clock, ids):
    engine = open_engine(sqlite_database)
    before = _told(engine)
    migrate(engine, clock, ids, application=None)

    assert _told(engine) == before


def test_every_step_can_be_undone_and_done_again(sqlite_database, clock, ids):
    engine = open_engine(sqlite_database)
    downgrade(engine)

    assert inspect(engine).get_table_names() == ["alembic_version"]

    migrate(engine, clock, ids, application=None)

    assert pending_changes(engine) == []


@pytest.mark.postgresql
def test_every_step_can_be_undone_and_done_again_on_postgresql(postgresql_server, clock, ids):
    postgresql_server.command("postgres", f"create database undone owner {OWNER}")
    engine = open_engine(postgresql_server.url("undone", role=OWNER))
    migrate(engine, clock, ids, application=APPLICATION)
    downgrade(engine)

    assert inspect(engine).get_table_names() == ["alembic_version"]

    migrate(engine, clock, ids, application=APPLICATION)

    assert pending_changes(engine) == []
    engine.dispose()


def test_every_table_that_names_a_participant_has_a_wall():
    naming = {name for name, table in TABLES.items() if "participant" in table.c}

    assert naming - set(WALLED) == OPEN_TO_ALL


@pytest.mark.postgresql
@pytest.mark.parametrize("table", WALLED)
def test_row_level_security_binds_everybody(template_of_owner, table):
    secured = text("select relrowsecurity, relforcerowsecurity from pg_class where relname = :t")
    policies = text("select cmd from pg_policies where tablename = :t")
    with template_of_owner.connect() as connection:
        assert tuple(connection.execute(secured, {"t": table}).one()) == (True, True)
        assert set(connection.execute(policies, {"t": table}).scalars()) == {
            *("SELECT", "INSERT", "UPDATE", "DELETE")
        }


@pytest.mark.parametrize("change", ["update {} set {} = {}", "delete from {}"])
@pytest.mark.parametrize("table", ONCE)
def test_what_is_written_once_is_neither_changed_nor_removed(sqlite_database, table, change):
    column = list(TABLES[table].c)[-1].name
    engine = open_engine(sqlite_database)
    with engine.begin() as connection:
        names = [each.name for each in TABLES[table].c]
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.exec_driver_sql(
            f"insert or ignore into {table} ({', '.join(names)})"
            f" values ({', '.join(['1'] * len(names))})"
        )

        with pytest.raises(DBAPIError, match="written once"):
            connection.exec_driver_sql(change.format(table, column, column))

        connection.rollback()


@pytest.mark.postgresql
@pytest.mark.parametrize("table", ONCE)
@pytest.mark.parametrize(
    "change", ["update {} set {} = {}", "delete from {}", "truncate {} cascade"]
)
def test_not_even_the_owner_changes_what_is_written_once(template_of_owner, table, change):
    column = list(TABLES[table].c)[-1].name
    with (
        template_of_owner.connect() as connection,
        pytest.raises(DBAPIError, match="written once"),
    ):
        connection.execute(text(change.format(table, column, column)))


@pytest.mark.postgresql
@pytest.mark.parametrize("role", [OWNER, SUPERUSER])
def test_the_hub_does_not_run_as_a_role_that_no_wall_binds(
    postgresql_server, postgresql_template, role
):
    engine = open_engine(postgresql_server.url(TEMPLATE, role=role))

    with pytest.raises(UnsafeRole):
        check_role(engine)
    engine.dispose()


def test_the_role_of_the_tests_is_bound(engine):
    check_role(engine)


def test_working_state_is_what_is_listed_here():
    """Changes to these need no event: a new entry needs a reason, which stands in its mark."""
    tables = {name for name, table in TABLES.items() if WORKING in table.info}
    columns = {str(c) for table in TABLES.values() for c in table.c if WORKING in c.info}

    assert tables == {
        *("idempotency_keys", "job_runs", "key_leases", "key_lease_submissions", "seals"),
        "used_assertions",
    }
    assert columns == {
        *("releases.attempts", "releases.lease", "releases.lease_until", "releases.worker"),
        *("sessions.seen_at", "submissions.attempts", "submissions.lease"),
        *("submissions.lease_until", "submissions.worker", "users.failures"),
        *("users.locked_until", "users.second_factor_step"),
    }


def _told(engine) -> int:
    with engine.connect() as connection:
        return connection.execute(text("select count(*) from events")).scalar_one()
