"""What single store files promise beyond adding and finding rows."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from hub.store import (
    agreements,
    calendar_entries,
    destructions,
    idempotency_keys,
    key_leases,
    releases,
    reports,
    revocations,
    roles,
    snapshots,
    submission_tables,
    users,
    wrapped_keys,
)
from hub.store.agreements import AgreementSignature, AgreementVersion
from hub.store.calendar_entries import CalendarEntry
from hub.store.destructions import Destruction
from hub.store.releases import Release, ReleaseApproval
from hub.store.reports import WholeReport
from hub.store.revocations import OptOut
from hub.store.snapshots import Snapshot, SnapshotSubmission
from hub.store.submission_tables import FaultCount, SubmissionTable
from hub.store.walls import EVERY_PARTICIPANT
from hub.store.work import begin, look
from hub.store.wrapped_keys import WrappedKey
from tests.builders.rows import NORTH, SOUTH, fill
from tests.builders.times import START

DAY = timedelta(days=1)


@pytest.fixture
def store(engine, clock, ids):
    with engine.begin() as connection:
        fill(connection, NORTH, SOUTH)
    return _Store(engine, clock, ids)


def test_a_key_stands_for_one_submission_until_it_expires(store, clock):
    def reserve(work, submission="s1", participant=NORTH):
        return idempotency_keys.reserve(
            work,
            "a key",
            participant=participant,
            submission=submission,
            request="r",
            expires_at=work.now + DAY,
        )

    assert store.do(reserve) is None
    taken = store.do(lambda work: reserve(work, "s2"))
    assert (taken.submission, taken.body) == ("s1", None)
    assert store.do(lambda work: reserve(work, "s2", SOUTH)) is None

    store.do(lambda work: idempotency_keys.settle(work, "a key", participant=NORTH, body="b"))
    assert store.do(lambda work: reserve(work, "s2")).body == "b"

    clock.forward(days=1)
    assert store.do(lambda work: reserve(work, "s3")) is None
    assert store.do(idempotency_keys.forget) >= 1


def test_a_key_whose_file_was_not_received_is_free_again(store):
    words = {"participant": NORTH, "request": "r", "expires_at": START + DAY}
    store.do(lambda work: idempotency_keys.reserve(work, "k", submission="s1", **words))
    store.do(lambda work: idempotency_keys.free(work, "k", participant=NORTH))

    assert store.do(lambda w: idempotency_keys.reserve(w, "k", submission="s2", **words)) is None


def test_destruction_takes_two_persons_and_ends_with_one_certificate(store):
    order = Destruction(
        submission=f"{NORTH}-id",
        participant=NORTH,
        reason="agreement-ended",
        ordered_by="kim",
        ordered_at=START,
    )
    name = order.submission
    store.empty_destructions()

    assert store.do(lambda work: destructions.order(work, order))
    assert not store.do(lambda work: destructions.order(work, order))
    assert not store.do(lambda work: destructions.note_destroyed(work, name))
    assert not store.do(lambda work: destructions.confirm(work, name, confirmed_by="kim"))
    assert store.do(lambda work: destructions.confirm(work, name, confirmed_by="robin"))
    assert not store.do(lambda work: destructions.confirm(work, name, confirmed_by="lee"))
    assert not store.do(lambda work: destructions.certify(work, name, {"keys": 3}))
    assert store.do(lambda work: destructions.note_destroyed(work, name))
    assert store.do(lambda work: destructions.certify(work, name, {"keys": 3}))
    assert not store.do(lambda work: destructions.certify(work, name, {"keys": 4}))
    assert store.look(lambda work: destructions.one(work, name)).certificate == {"keys": 3}


def test_a_release_moves_from_the_state_that_it_is_in(store):
    store.do(lambda work: releases.add(work, _release()))

    def move(work, of, to, **facts):
        return releases.move(work, "r1", from_state=of, to_state=to, **facts)

    proposed = store.do(lambda work: move(work, "draft", "proposed", manifest={"a": [1]}))
    assert (proposed.state, proposed.manifest) == ("proposed", {"a": [1]})
    assert store.do(lambda work: move(work, "draft", "proposed")) is None
    assert [r.id for r in store.look(lambda w: releases.every(w, states=("proposed",)))] == ["r1"]


def test_a_person_approves_a_manifest_once(store):
    store.do(lambda work: releases.add(work, _release()))
    approval = ReleaseApproval(
        release="r1", approver=f"{NORTH}-id", manifest_hash="0" * 64, approved_at=START
    )

    assert store.do(lambda work: releases.approve(work, approval))
    assert not store.do(lambda work: releases.approve(work, approval))
    assert store.look(lambda work: releases.approvals_of(work, "r1")) == (approval,)


def test_a_report_is_listed_without_its_content(store):
    store.do(lambda work: releases.add(work, _release()))
    report = WholeReport(
        id="d1",
        release="r1",
        name="a.json",
        media_type="application/json",
        sha256="0" * 64,
        size=2,
        content=b"{}",
        participant=NORTH,
    )
    store.do(lambda work: reports.add(work, report))
    listed = store.look(lambda work: reports.of_release(work, "r1"))[0]

    assert not hasattr(listed, "content")
    assert store.look(lambda work: reports.one(work, "d1")) == report


def test_a_wrapped_key_is_put_once_replaced_in_order_and_gone_when_destroyed(store):
    key = WrappedKey(submission="s1", purpose="records", wrapped=b"one", kept_at=START)

    assert store.do(lambda work: wrapped_keys.put(work, key))
    assert not store.do(lambda work: wrapped_keys.put(work, key))
    names = {"submission": "s1", "purpose": "records"}
    assert not store.do(lambda w: wrapped_keys.replace(w, **names, old=b"other", new=b"two"))
    assert store.do(lambda work: wrapped_keys.replace(work, **names, old=b"one", new=b"two"))
    found = store.look(lambda work: wrapped_keys.of_submissions(work, ["s1", "s2"]))
    assert [each.wrapped for each in found] == [b"two"]
    assert ("s1", "records") in store.look(wrapped_keys.names)
    assert store.do(lambda work: wrapped_keys.destroy(work, **names))
    assert not store.do(lambda work: wrapped_keys.destroy(work, **names))
    assert store.look(lambda work: wrapped_keys.of_submissions(work, ["s1"])) == ()


def test_a_lease_on_keys_is_stopped_for_each_submission_that_it_is_on(store, clock):
    lease = store.do(lambda work: key_leases.take(work, ["s1", "s2"], until=START + DAY))
    other = store.do(lambda work: key_leases.take(work, ["s3"], until=START + DAY))
    store.do(lambda work: key_leases.stop(work, "s2"))
    store.do(lambda work: key_leases.extend(work, lease.id, until=START + 2 * DAY))

    assert store.look(lambda work: key_leases.one(work, lease.id)).stopped
    assert not store.look(lambda work: key_leases.one(work, other.id)).stopped
    assert store.look(lambda w: key_leases.submissions_of(w, lease.id)) == {"s1", "s2"}
    assert [each.id for each in store.look(lambda w: key_leases.of_submission(w, "s1"))] == [
        lease.id
    ]

    store.do(lambda work: key_leases.release(work, lease.id))
    assert store.look(lambda work: key_leases.one(work, lease.id)) is None

    clock.forward(days=3)
    assert store.do(lambda w: key_leases.forget(w, before=w.now)) >= 1
    assert store.look(lambda work: key_leases.of_submission(work, "s3")) == ()


def test_a_new_text_is_signed_anew(store):
    name = f"{NORTH}-id"
    text = AgreementVersion(
        agreement=name,
        number=2,
        terms={"basis": "safe_harbor"},
        text="The text",
        hash="1" * 64,
        added_at=START,
        added_by="kim",
    )
    signature = AgreementSignature(
        agreement=name, version=2, participant=NORTH, hash="1" * 64, signer="lee", signed_at=START
    )
    store.do(lambda work: agreements.replace_text(work, text))

    assert store.look(lambda work: agreements.some(work, [name])[0]).version == 2
    assert store.look(lambda work: agreements.texts_under(work, [name])[name])[-1] == text
    assert store.do(lambda work: agreements.sign(work, signature), within=NORTH)
    assert not store.do(lambda work: agreements.sign(work, signature), within=NORTH)


def test_counts_of_a_later_attempt_take_the_place_of_earlier_ones(store):
    name = f"{NORTH}-id"

    def write(work, count):
        submission_tables.write_counts(
            work,
            name,
            tables=(
                SubmissionTable(
                    submission=name, table="claim", participant=NORTH, rows=count, left_out=0
                ),
            ),
            faults=(_fault("a", count), _fault("b", count + 1)),
        )

    store.do(lambda work: write(work, 1))
    store.do(lambda work: write(work, 5))

    assert [t.rows for t in store.look(lambda w: submission_tables.tables_of(w, name))] == [5]
    assert [f.rule for f in store.look(lambda w: submission_tables.faults_of(w, name))] == [
        "b",
        "a",
    ]


def test_a_snapshot_keeps_its_parts(store):
    snapshot = Snapshot(id="n1", hash="2" * 64, taken_at=START, taken_by="kim")
    part = SnapshotSubmission(
        snapshot="n1", submission=f"{NORTH}-id", participant=NORTH, hash="3" * 64
    )
    store.do(lambda work: snapshots.add(work, snapshot, (part,)))

    assert store.look(lambda work: snapshots.one(work, "n1")) == snapshot
    assert store.look(lambda work: snapshots.parts_of(work, "n1")) == (part,)


def test_an_opt_out_that_is_withdrawn_holds_no_longer(store):
    wish = OptOut(
        id="o1", participant=NORTH, person="4" * 64, since=date(2026, 3, 1), received_at=START
    )
    store.do(lambda work: revocations.opt_out(work, wish))
    assert wish in store.look(revocations.opt_outs)

    withdrawn = [
        store.do(lambda work, asked=asked: revocations.withdraw_opt_outs(work, *asked))
        for asked in ((SOUTH, "4" * 64), (NORTH, "5" * 64), (NORTH, "4" * 64), (NORTH, "4" * 64))
    ]

    assert withdrawn == [False, False, True, False]
    assert wish not in store.look(revocations.opt_outs)


def test_the_days_of_the_calendar_are_inclusive(store):
    first, last = date(2026, 5, 1), date(2026, 5, 31)
    for number, day in enumerate((first - DAY, first, last, last + DAY)):
        entry = CalendarEntry(id=f"c{number}", kind="files-due", title="Due", day=day)
        store.do(lambda work, entry=entry: calendar_entries.add(work, entry))

    found = store.look(lambda work: calendar_entries.between(work, first, last))
    assert [entry.day for entry in found] == [first, last]


def test_the_shipped_roles_come_back_when_they_were_changed(store):
    before = store.look(roles.every)
    assert not store.do(roles.adopt_shipped)

    store.do(lambda work: work.change(update(roles.ROLES).values(reach="every")))
    assert store.do(roles.adopt_shipped)
    assert store.look(roles.every) == before


def test_a_role_is_given_and_taken_once(store):
    user = store.look(lambda work: users.one(work, f"{NORTH}-id"))

    assert store.do(lambda work: users.give_role(work, user, "operator"))
    assert not store.do(lambda work: users.give_role(work, user, "operator"))
    assert "operator" in store.look(lambda work: users.roles_of(work, user.id))
    assert store.do(lambda work: users.take_role(work, user, "operator"))
    assert not store.do(lambda work: users.take_role(work, user, "operator"))


def _release():
    return Release(
        id="r1",
        title="First quarter",
        first_day=date(2026, 1, 1),
        last_day=date(2026, 3, 31),
        state="draft",
        version=1,
        snapshot=f"{NORTH}-id",
        proposed_by="kim",
        proposed_at=START,
    )


def _fault(rule, count):
    return FaultCount(
        submission=f"{NORTH}-id",
        table="claim",
        rule=rule,
        field="f",
        severity="error",
        participant=NORTH,
        remedy="Mend it",
        count=count,
    )


class _Store:
    def __init__(self, engine, clock, ids):
        self.engine, self.clock, self.ids = engine, clock, ids

    def do(self, step, *, within=EVERY_PARTICIPANT):
        with begin(self.engine, self.clock, self.ids, within=within) as work:
            outcome = step(work)
            work.tell("step-done")
            return outcome

    def look(self, question):
        with look(self.engine, self.clock, self.ids, within=EVERY_PARTICIPANT) as work:
            return question(work)

    def empty_destructions(self):
        with begin(self.engine, self.clock, self.ids, within=EVERY_PARTICIPANT) as work:
            work.change(destructions.DESTRUCTIONS.delete())
            work.tell("table-emptied")
