"""No participant sees or touches a row of another: by the first wall, and by the second alone."""

from pkgutil import iter_modules

import pytest
from sqlalchemy import delete, insert, select, true, update
from sqlalchemy.exc import DBAPIError

import hub.store
from hub.store import (
    agreements,
    clients,
    destructions,
    disclosures,
    dispute_hearings,
    disputes,
    ledger,
    participants,
    provider_standings,
    reports,
    revocations,
    snapshots,
    submission_tables,
    submissions,
    users,
)
from hub.store.metadata import OPEN, WALL, WRITTEN_ONCE, whole_metadata
from hub.store.walls import EVERY_PARTICIPANT, NO_PARTICIPANT, Unwalled, visible
from hub.store.work import Work, begin, look
from tests.builders.rows import NORTH, SOUTH, fill, row_of, see
from tests.builders.times import START

ON_POSTGRESQL = pytest.mark.parametrize(
    "database", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
WALLED = [table for table in whole_metadata().sorted_tables if WALL in table.info]
CHANGEABLE = [table for table in WALLED if WRITTEN_ONCE not in table.info]

# What a participant may ask of the store, by the rows that it comes to.
QUESTIONS = {
    "participants": participants.every,
    "users": users.every,
    "a user by login": lambda work: [users.by_login(work, f"{SOUTH}-login")],
    "roles of a user": lambda work: users.roles_of(work, f"{SOUTH}-id"),
    "what a user may": lambda work: users.reach_of(work, f"{SOUTH}-id"),
    "clients": clients.every,
    "a client": lambda work: [clients.one(work, f"{SOUTH}-id")],
    "keys of a client": lambda work: clients.keys_of(work, f"{SOUTH}-id"),
    "agreements": agreements.every,
    "an agreement": lambda work: [*agreements.some(work, [f"{SOUTH}-id"])],
    "agreements of a participant": lambda work: agreements.of_participant(work, SOUTH),
    "agreements by participant": lambda work: agreements.by_participant(work, [SOUTH]),
    "roles by user": lambda work: [users.roles_by_user(work).get(f"{SOUTH}-id")],
    "who may invite": lambda work: users.who_may(work, "user.write") & {f"{SOUTH}-id"},
    "keys by client": lambda work: [clients.keys_by_client(work).get(f"{SOUTH}-id")],
    "tables by submission": lambda work: submission_tables.tables_by_submission(
        work, [f"{SOUTH}-id"]
    ),
    "some destructions": lambda work: destructions.some(work, [f"{SOUTH}-id"]),
    "reports of a name": lambda work: reports.named(work, f"{SOUTH}-id", f"{SOUTH}-name"),
    "readers of reports": lambda work: [reports.readers(work).get(f"{SOUTH}-id")],
    "parties": lambda work: agreements.parties_of(work, f"{SOUTH}-id"),
    "texts": lambda work: agreements.texts_under(work, [f"{SOUTH}-id"])[f"{SOUTH}-id"],
    "signatures": lambda work: agreements.signatures_under(work, [f"{SOUTH}-id"])[f"{SOUTH}-id"],
    "submissions": lambda work: submissions.latest(work, at_most=9),
    "a submission": lambda work: [submissions.one(work, f"{SOUTH}-id")],
    "submissions of an agreement": lambda work: submissions.of_agreement(
        work, f"{SOUTH}-id", states=[f"{SOUTH}-state"]
    ),
    "what was kept under an agreement": lambda work: submissions.kept_under(
        work, [f"{SOUTH}-id"], states=[f"{SOUTH}-state"]
    ),
    "tables": lambda work: submission_tables.tables_of(work, f"{SOUTH}-id"),
    "faults": lambda work: submission_tables.faults_of(work, f"{SOUTH}-id"),
    "destructions": destructions.uncertified,
    "a destruction": lambda work: [destructions.one(work, f"{SOUTH}-id")],
    "parts of a snapshot": lambda work: snapshots.parts_of(work, f"{SOUTH}-id"),
    "reports of a release": lambda work: reports.of_release(work, f"{SOUTH}-id"),
    "reports for a participant": lambda work: reports.for_participant(work, f"{SOUTH}-id", SOUTH),
    "a report": lambda work: [reports.one(work, f"{SOUTH}-id")],
    "disclosures": lambda work: disclosures.since(work, START),
    "disputes": disputes.every,
    "a dispute": lambda work: [disputes.one(work, f"{SOUTH}-id")],
    "hearings": dispute_hearings.every,
    "a hearing": lambda work: [dispute_hearings.one(work, f"{SOUTH}-id")],
    "hearings of a dispute": lambda work: dispute_hearings.of_dispute(work, f"{SOUTH}-id"),
    "revocations": revocations.every,
    "opt-outs": revocations.opt_outs,
    "provider standings": provider_standings.every,
    "events": lambda work: ledger.latest(work, at_most=9),
    "events of a subject": lambda work: ledger.of_subject(work, f"{SOUTH}-subject"),
}


@pytest.fixture
def filled(engine):
    with engine.begin() as connection:
        fill(connection, NORTH, SOUTH)
    return engine


@pytest.fixture
def without_first_wall(monkeypatch, filled):
    """Switch the service's own scoping off: what is left is the wall of the database."""
    for found in iter_modules(hub.store.__path__):
        for name, replacement in (
            ("visible", lambda work, table: true()),
            ("check_walls", lambda work, statement: None),
            ("check_owner", lambda work, table, values: None),
        ):
            if hasattr(getattr(hub.store, found.name, None), name):
                monkeypatch.setattr(f"hub.store.{found.name}.{name}", replacement)
    return filled


def test_one_participant_learns_nothing_of_another(filled, clock, ids):
    assert _leaks(filled, clock, ids) == {}


@ON_POSTGRESQL
def test_the_second_wall_alone_hides_as_much(without_first_wall, clock, ids):
    assert _leaks(without_first_wall, clock, ids) == {}


@ON_POSTGRESQL
def test_the_second_wall_stands_around_every_table(filled):
    for table in WALLED:
        with filled.begin() as connection:
            see(connection, NORTH)
            seen = connection.execute(select(table)).mappings().all()

            assert len(seen) == 1, table.name
            assert not any("south" in str(value) for value in seen[0].values()), table.name

        with filled.begin() as connection:
            assert connection.execute(select(table)).all() == [], table.name


@ON_POSTGRESQL
def test_nobody_changes_or_removes_the_rows_of_another(filled):
    for table in CHANGEABLE:
        column = next(column for column in reversed(table.c) if not column.primary_key)
        with filled.begin() as connection:
            see(connection, NORTH)
            others = [
                key == _south(key) for key in table.primary_key if key.type.python_type is str
            ]

            assert (
                connection.execute(update(table).where(*others).values({column: column})).rowcount
                == 0
            ), table.name
            assert connection.execute(delete(table).where(*others)).rowcount == 0, table.name


@ON_POSTGRESQL
def test_nobody_adds_a_row_for_another(filled):
    for table in WALLED:
        if table.name == "events":
            continue  # what one does may concern another, and is told
        row = row_of(table, SOUTH)
        with filled.connect() as connection, connection.begin():
            see(connection, NORTH)
            with pytest.raises(DBAPIError, match="row-level security"):
                connection.execute(insert(table).inline(), [row])


@ON_POSTGRESQL
def test_a_connection_forgets_for_whom_it_worked(filled, clock, ids):
    for _ in range(20):  # more than the pool has connections
        with begin(filled, clock, ids, within=SOUTH) as work:
            assert len(users.every(work)) == 1
        with filled.connect() as connection:
            assert connection.execute(select(WALLED[0])).all() == []


def test_a_report_for_everybody_is_seen_by_everybody(filled, clock, ids):
    with filled.begin() as connection:
        see(connection, EVERY_PARTICIPANT)
        table = reports.REPORTS
        row = row_of(table, SOUTH) | {"id": "for-all", "participant": None}
        connection.execute(insert(table), [row])

    assert OPEN in reports.REPORTS.info
    with look(filled, clock, ids, within=NORTH) as work:
        assert [r.id for r in reports.of_release(work, f"{SOUTH}-id")] == ["for-all"]


STATEMENTS = {
    "a query": select(users.USERS),
    "a query below": select(users.USER_ROLES.c.role).where(
        users.USER_ROLES.c.user.in_(select(users.USERS.alias().c.id))
    ),
    "an update": update(users.USERS).values(name="x"),
    "a removal": delete(users.USERS),
    "the wall of another table": select(users.USERS).where(
        visible(Work(None, now=START, new_id=str, within=NORTH, reading=True), users.USER_ROLES)
    ),
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_a_statement_that_does_not_say_whose_rows_is_refused(filled, clock, ids, statement):
    with pytest.raises(Unwalled), begin(filled, clock, ids, within=NORTH) as work:
        work._run(statement)


def test_a_row_for_another_is_refused_before_the_database_is_asked(filled, clock, ids):
    foreign = users.User(id="new", participant=SOUTH, login="new", name="new", added_at=clock())

    with pytest.raises(Unwalled), begin(filled, clock, ids, within=NORTH) as work:
        users.add(work, foreign, roles=())


def _leaks(engine, clock, ids):
    """Return the questions that say too much, or that say nothing to whom they should."""
    found = {}
    for name, question in QUESTIONS.items():
        own = _asked(engine, clock, ids, question, within=SOUTH)
        others = _asked(engine, clock, ids, question, within=NORTH)
        nobodys = _asked(engine, clock, ids, question, within=NO_PARTICIPANT)
        if not own or any(_is_of_south(answer) for answer in others) or nobodys:
            found[name] = (len(own), len(others), len(nobodys))
    return found


def _asked(engine, clock, ids, question, *, within):
    with look(engine, clock, ids, within=within) as work:
        return [answer for answer in question(work) if answer is not None]


def _is_of_south(answer):
    owner = getattr(answer, "participant", getattr(answer, "id", SOUTH))
    return owner in (SOUTH, f"{SOUTH}-id")


def _south(column):
    for key in column.foreign_keys:
        if key.column.table.name == "participants":
            return SOUTH
    return SOUTH if column.table.name == "participants" else f"{SOUTH}-{column.name}"
