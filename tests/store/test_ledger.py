"""The ledger is what was sealed: nothing in it is changed, removed, added or moved unseen."""

import itertools
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from hub.platform.signing import by_key_id, new_signer
from hub.store import events
from hub.store.engine import open_engine
from hub.store.ledger import verify
from hub.store.seals import count_unsealed, seal
from hub.store.walls import EVERY_PARTICIPANT
from hub.store.work import begin
from schemas.event import Event
from tests.builders.rows import see
from tests.builders.times import PATIENCE, START

NUMBERS = itertools.count()
SIGNER = new_signer()
KNOWN = by_key_id(SIGNER.verifier)


def test_an_empty_ledger_is_sound(engine, clock):
    _empty(engine)

    assert seal(engine, clock, SIGNER) is None
    assert verify(engine, KNOWN).sound


def test_sealed_events_are_sound_and_the_tail_is_counted(engine, clock, ids):
    _tell(engine, clock, ids, 5)
    sealed = seal(engine, clock, SIGNER)
    _tell(engine, clock, ids, 2)
    found = verify(engine, KNOWN, heads=(sealed.head,))

    assert (found.sound, found.seals, found.unsealed) == (True, 1, 2)
    assert found.head == sealed.head
    assert found.events == sealed.events + 2


def test_seals_follow_each_other(engine, clock, ids):
    _tell(engine, clock, ids, 7)
    first = seal(engine, clock, SIGNER, at_most=3)
    second = seal(engine, clock, SIGNER)

    assert (first.number, first.events, second.number) == (1, 3, 2)
    assert second.previous == first.hash
    assert seal(engine, clock, SIGNER) is None
    assert verify(engine, KNOWN).sound


def test_a_clock_that_is_set_back_breaks_no_chain(engine, clock, ids):
    """The order is that in which events were written, whatever hour they show."""
    for _ in range(3):
        _tell(engine, clock, ids, 2)
        seal(engine, clock, SIGNER)
        clock.forward(days=-400)
    found = verify(engine, KNOWN)

    assert (found.sound, found.seals, found.unsealed) == (True, 3, 0)


def test_a_key_that_was_retired_still_verifies_what_it_signed(engine, clock, ids):
    old, new = new_signer(), new_signer()
    for signer in (old, new):
        _tell(engine, clock, ids, 2)
        seal(engine, clock, signer)

    assert verify(engine, by_key_id(old.verifier, new.verifier)).sound
    assert verify(engine, by_key_id(new.verifier)).faults == (
        "seal 1: it is signed by a key that is not known",
    )


def test_a_ledger_that_was_cut_off_is_found_by_its_head(engine, clock, ids):
    _tell(engine, clock, ids, 3)
    kept = seal(engine, clock, SIGNER).last_position
    _tell(engine, clock, ids, 3)
    head = seal(engine, clock, SIGNER).head
    _tamper(
        engine,
        "delete from seals where number = 2",
        f"delete from events where position > {kept}",
    )

    assert verify(engine, KNOWN).sound
    assert verify(engine, KNOWN, heads=(head,)).faults == (
        f"the seal {head} is missing or another",
    )


TAMPERINGS = {
    "an event is changed": "update events set name = 'other-thing' where position = 4",
    "a fact is changed": """update events set facts = '{"number":9}' where position = 4""",
    "a fact is no JSON any more": "update events set facts = '{' where position = 4",
    "a time is changed": "update events set at = (select max(at) from events) where position = 3",
    "an actor is removed": "update events set actor = null where position = 4",
    "a participant is added": "update events set participant = 'x' where position = 4",
    "an event is removed": "delete from events where position = 4",
    "the first event is removed": "delete from events where position = 1",
    "an event is moved": "update events set position = 1000 where position = 4",
    "a seal is removed": "delete from seals where number = 1",
    "the count of a seal is changed": "update seals set events = 2 where number = 1",
    "the reach of a seal is changed": "update seals set last_position = 2 where number = 1",
    "the hash of a seal is changed": f"update seals set hash = '{'1' * 64}' where number = 2",
    "the time of a seal is changed": "update seals set sealed_at = (select max(at) from events) where number = 1",
    "the key of a seal is changed": "update seals set key = '0123456789abcdef' where number = 1",
    "a signature is another's": "update seals set signature = (select signature from seals where number = 2) where number = 1",
}


@pytest.mark.parametrize("tampering", TAMPERINGS.values(), ids=TAMPERINGS)
def test_each_tampering_is_found(engine, clock, ids, tampering):
    for _ in range(2):
        _tell(engine, clock, ids, 4)
        clock.forward(minutes=1)
        seal(engine, clock, SIGNER)
    clock.forward(minutes=1)
    _tell(engine, clock, ids, 1)
    assert verify(engine, KNOWN).sound

    _tamper(engine, tampering)

    assert not verify(engine, KNOWN).sound


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    kind=st.sampled_from(["change", "remove", "add", "swap", "seal"]),
    where=st.integers(0, 1_000),
    column=st.sampled_from(["name", "actor", "subject", "participant"]),
    other=st.integers(0, 1_000),
)
def test_whatever_is_done_to_sealed_events_is_found(sealed_copy, sizes, kind, where, column, other):
    engine, positions = sealed_copy(sizes)
    assert verify(engine, KNOWN).sound

    position, swapped = (positions[number % len(positions)] for number in (where, other))
    _tamper(engine, *_tampering(kind, position=position, column=column, other=swapped))

    assert not verify(engine, KNOWN).sound
    engine.dispose()


@pytest.fixture
def sealed_copy(sqlite_template, tmp_path, clock, ids):
    """Make ledgers of seals of given sizes, each in a database of its own."""
    made = iter(range(10_000))

    def make(sizes):
        file = tmp_path / f"{next(made)}.sqlite"
        file.write_bytes(sqlite_template.read_bytes())
        engine = open_engine(f"sqlite:///{file}")
        for size in sizes:
            _tell(engine, clock, ids, size)
            seal(engine, clock, SIGNER)
        with engine.connect() as connection:
            found = connection.execute(text("select position from events order by position"))
            return engine, found.scalars().all()

    return make


@pytest.mark.postgresql
def test_an_event_that_is_being_written_is_waited_for(postgresql_database, clock, ids):
    """A position is taken before another that is committed first: the seal holds both."""
    engine = open_engine(postgresql_database)
    sealed = []
    with engine.begin() as slow:
        see(slow, EVERY_PARTICIPANT)
        events.write(slow, [Event(name="written-slowly")], at=START)
        _tell(engine, clock, ids, 1)
        sealer = threading.Thread(target=lambda: sealed.append(seal(engine, clock, SIGNER)))
        sealer.start()
        sealer.join(timeout=0.5)

        assert sealer.is_alive()

    sealer.join(timeout=PATIENCE)
    with engine.connect() as connection:
        assert count_unsealed(connection) == 0
    assert verify(engine, KNOWN).sound
    engine.dispose()


def test_sealers_at_the_same_time_make_one_chain(engine, clock, ids):
    _tell(engine, clock, ids, 12)
    threads = [
        threading.Thread(target=lambda: seal(engine, clock, SIGNER, at_most=3)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert verify(engine, KNOWN).sound
    assert verify(engine, KNOWN).seals == 4


def _tell(engine, clock, ids, number):
    with begin(engine, clock, ids, within=EVERY_PARTICIPANT) as work:
        for _ in range(number):
            # Each event differs from all others: two equal ones swapped are no change.
            work.tell("thing-done", actor="somebody", subject="thing", number=next(NUMBERS))


def _empty(engine):
    _tamper(engine, "delete from events")


def _tamper(engine, *statements):
    """Do as somebody may who owns the database: he takes the triggers away first."""
    if engine.dialect.name == "postgresql":
        engine = open_engine(str(engine.url).replace("//hub@", "//postgres@"))
    with engine.begin() as connection:
        for table in ("events", "seals"):
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"alter table {table} disable trigger written_once"))
            else:
                for change in ("update", "delete"):
                    connection.execute(text(f"drop trigger if exists {table}_no_{change}"))
        if engine.dialect.name == "postgresql":
            freed = "alter table events alter position set generated by default"
            connection.execute(text(freed))
        for statement in statements:
            connection.exec_driver_sql(statement)


def _tampering(kind, *, position, column, other):
    if kind == "change":
        return [f"update events set {column} = 'another' where position = {position}"]
    if kind == "remove":
        return [f"delete from events where position = {position}"]
    if kind == "add":
        return [
            f"update events set position = position + 5000 where position >= {position}",
            "update events set position = position - 4999 where position > 5000",
            "insert into events (position, at, name, facts)"
            f" values ({position}, '2026-03-02T09:30:00.000000+00:00', 'thing-done', '{{}}')",
        ]
    if kind == "swap" and other != position:
        return [
            f"update events set position = 9000 where position = {position}",
            f"update events set position = {position} where position = {other}",
            f"update events set position = {other} where position = 9000",
        ]
    return ["update seals set events = events + 1 where number = 1"]
