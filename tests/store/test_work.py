"""Return commits, raise rolls back, and a change that nobody was told of cannot commit."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from hub.store import calendar_entries, job_runs, ledger, participants, roles
from hub.store.calendar_entries import CALENDAR_ENTRIES, CalendarEntry
from hub.store.columns import Document, Instant, Words
from hub.store.participants import Participant
from hub.store.walls import EVERY_PARTICIPANT
from hub.store.work import NotWorking, Unaudited, begin, look
from schemas.event import Unfit
from tests.builders.times import START

ENTRY = CalendarEntry(id="e1", kind="files-due", title="Files are due", day=START.date())


def test_a_change_that_is_told_commits(engine, clock, ids):
    with begin(engine, clock, ids) as work:
        calendar_entries.add(work, ENTRY)
        work.tell("entry-added", actor="convener", subject="e1", number=1)

    with look(engine, clock, ids, within=EVERY_PARTICIPANT) as work:
        assert calendar_entries.between(work, START.date(), START.date()) == (ENTRY,)
        told = ledger.of_subject(work, "e1")[0]
        assert (told.name, told.actor, told.facts, told.at) == (
            *("entry-added", "convener"),
            *({"number": 1}, START),
        )


CHANGES = {
    "an addition": lambda work: calendar_entries.add(work, ENTRY),
    "several additions": lambda work: work.add_all(CALENDAR_ENTRIES, [ENTRY]),
    "an addition where there was none": lambda work: work.add_if_absent(CALENDAR_ENTRIES, ENTRY),
    "an update": lambda work: work.change(update(roles.ROLES).values(title="x")),
    "an update that returns": lambda work: work.change_one(
        roles.Role, update(roles.ROLES).values(title="x").returning(*roles.ROLES.c)
    ),
    "a removal": lambda work: work.change(delete(roles.ROLE_SCOPES)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_that_nobody_is_told_of_does_not_commit(engine, clock, ids, change):
    before = _everything(engine)
    with pytest.raises(Unaudited), begin(engine, clock, ids) as work:
        change(work)

    assert _everything(engine) == before


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_work_that_raises_leaves_nothing_behind(engine, clock, ids, change):
    before = _everything(engine)
    with pytest.raises(ZeroDivisionError), begin(engine, clock, ids) as work:
        _fail_after(change, work)

    assert _everything(engine) == before


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_work_that_only_looks_changes_nothing(engine, clock, ids, change):
    with pytest.raises(Unaudited), look(engine, clock, ids) as work:
        change(work)


def test_a_change_does_not_pass_as_a_query(engine, clock, ids):
    with pytest.raises(Unaudited), begin(engine, clock, ids) as work:
        work.rows(roles.Role, update(roles.ROLES).values(title="x").returning(*roles.ROLES.c))


def test_a_change_that_met_nothing_needs_no_event(engine, clock, ids):
    with begin(engine, clock, ids) as work:
        assert not calendar_entries.remove(work, "there is none")
        assert not participants.part(work, "nobody")


def test_working_state_needs_no_event(engine, clock, ids):
    with begin(engine, clock, ids) as work:
        job_runs.note_start(work, "seal")
    clock.forward(minutes=1)
    with begin(engine, clock, ids) as work:
        job_runs.note_start(work, "seal")
        job_runs.note_end(work, "seal", succeeded=False)
        job_runs.note_end(work, "seal", succeeded=False)

    with look(engine, clock, ids) as work:
        run = job_runs.one(work, "seal")
        assert (run.started_at, run.failures, run.succeeded_at) == (clock(), 2, None)


def test_nothing_else_passes_as_working_state(engine, clock, ids):
    with (
        pytest.raises(NotWorking, match=r"participants\.name"),
        begin(engine, clock, ids, within=EVERY_PARTICIPANT) as work,
    ):
        work.keep(participants.PARTICIPANTS, name="x")


def test_an_event_with_a_fact_that_is_none_is_refused(engine, clock, ids):
    with pytest.raises(Unfit, match="tells a fact"), begin(engine, clock, ids) as work:
        work.tell("consent-revoked", person="0a1b2c")


def test_an_event_is_of_the_participant_that_it_was_done_for(engine, clock, ids):
    with begin(engine, clock, ids, within=EVERY_PARTICIPANT) as work:
        for name in ("north", "south"):
            participants.add(work, _participant(name))
        work.tell("participant-added", participant="north")
    with begin(engine, clock, ids, within="south") as work:
        work.tell("greeting-sent")

    with look(engine, clock, ids, within=EVERY_PARTICIPANT) as work:
        told = ledger.latest(work, at_most=2)
        assert [event.participant for event in told] == ["south", "north"]


def test_readers_do_not_wait_for_a_writer(engine, clock, ids):
    with begin(engine, clock, ids) as writing:
        calendar_entries.add(writing, ENTRY)
        writing.tell("entry-added")
        with look(engine, clock, ids) as reading:
            assert calendar_entries.between(reading, START.date(), START.date()) == ()


def test_a_reader_sees_one_moment(engine, clock, ids):
    with look(engine, clock, ids) as reading:
        assert calendar_entries.between(reading, START.date(), START.date()) == ()
        with begin(engine, clock, ids) as writing:
            calendar_entries.add(writing, ENTRY)
            writing.tell("entry-added")

        assert calendar_entries.between(reading, START.date(), START.date()) == ()


def test_an_instant_comes_back_as_it_went_in(engine, clock, ids):
    eastern = timezone(timedelta(hours=-5))
    joined = datetime(2026, 3, 1, 23, 59, 59, 7, tzinfo=eastern)
    with begin(engine, clock, ids, within=EVERY_PARTICIPANT) as work:
        participants.add(work, _participant("north", joined_at=joined))
        work.tell("participant-added")

    with look(engine, clock, ids, within=EVERY_PARTICIPANT) as work:
        found = participants.one(work, "north")
        assert found.joined_at == joined
        assert found.joined_at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="without a zone"):
        Instant().process_bind_param(START.replace(tzinfo=None), _Dialect())


# Hypothesis wants bounds without a zone, and gives them one.
FIRST, LAST = datetime(1, 1, 2), datetime(9998, 1, 1)  # noqa: DTZ001
INSTANTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


@given(INSTANTS, INSTANTS)
def test_on_sqlite_texts_of_instants_sort_as_the_instants(one, other):
    kind, dialect = Instant(), _Dialect()
    stored = kind.process_bind_param(one, dialect), kind.process_bind_param(other, dialect)

    assert (stored[0] < stored[1]) == (one < other)
    assert kind.process_result_value(stored[0], dialect) == one


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=5,
    )
)
def test_a_document_is_stored_as_its_canonical_text(document):
    kind, dialect = Document(), _Dialect()
    stored = kind.process_bind_param(document, dialect)

    assert document is None or kind.process_result_value(stored, dialect) == document
    assert kind.process_bind_param(document, dialect) == stored


def test_words_come_back_as_a_tuple():
    kind, dialect = Words(), _Dialect()

    assert kind.process_result_value(kind.process_bind_param(("b", "a"), dialect), dialect) == (
        "b",
        "a",
    )


def test_a_record_of_the_store_never_shows_its_values():
    assert repr(_participant("north")) == "<Participant>"


def test_an_error_of_the_database_shows_no_parameter(engine, clock, ids):
    twice = [_participant("north", name="Quackenbush")] * 2
    with (
        pytest.raises(IntegrityError) as raised,
        begin(engine, clock, ids, within=EVERY_PARTICIPANT) as work,
    ):
        work.add_all(participants.PARTICIPANTS, twice)

    assert "Quackenbush" not in str(raised.value)


class _Dialect:
    name = "sqlite"


def _fail_after(change, work):
    change(work)
    work.tell("something-done")
    raise ZeroDivisionError


def _participant(participant, **changes):
    told = {
        "id": participant,
        "name": participant,
        "kind": "payer",
        "capacity": "covered-entity",
        "joined_at": START,
    }
    return Participant(**(told | changes))


def _everything(engine):
    with engine.connect() as connection:
        return [
            connection.execute(query).all()
            for query in (
                select(CALENDAR_ENTRIES),
                select(roles.ROLES).order_by(roles.ROLES.c.name),
                select(roles.ROLE_SCOPES).order_by("role", "scope"),
                text("select count(*) from events"),
            )
        ]
