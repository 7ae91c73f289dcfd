"""What a worker has in hand is its own while it lives, however long a step takes, and no longer."""

import io
from contextlib import contextmanager
from datetime import date, timedelta
from errno import ENOSPC
from threading import Event

import pytest

from hub.jobs.worker import work_once
from hub.services import heartbeat
from hub.services.agreements.end_agreement import terminate_agreement
from hub.services.heartbeat import BEAT, LEASE, LONGEST, kept_alive
from hub.services.refusal import Refused
from hub.services.releases import carry_out_release
from hub.services.releases.propose_release import propose_release
from hub.services.releases.release_lease import (
    claim_release,
    move_release,
    renew_release,
    restart_release,
)
from hub.services.releases.why_failed import WORDS, why_failed
from hub.services.submissions.held_submission import ATTEMPTS, HeldSubmission
from hub.services.submissions.receive_submission import Handover, receive_submission
from hub.services.submissions.take_in_submission import claim_submission
from hub.store import ledger, releases, submissions
from hub.store.leased_rows import LostLease
from policies.disclosure_control.linear_program import Unsolved
from schemas.period import Period
from tests.builders.houses import agreed
from tests.builders.times import PATIENCE
from tests.builders.uploads import claims

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MOMENT = timedelta(seconds=1)
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def agreement(home):
    return agreed(home, "payer-a", tolerance=0.5).stored.id


@pytest.fixture
def waiting(home, agreement):
    """A submission that waits."""
    return _handed_in(home).id


@pytest.fixture
def frozen(home, agreement):
    """A release that waits."""
    _handed_in(home)
    work_once(home, name="worker-0")
    return propose_release(home, by="proposer", title="Year 2026", period=PERIOD).id


def test_a_lease_outlasts_several_beats():
    assert LEASE >= 4 * BEAT
    assert timedelta(hours=1) < LONGEST


def test_a_step_of_twenty_minutes_is_not_taken_away_while_its_worker_lives(
    home, waiting, monkeypatch
):
    """As with a file of many million lines: one step takes four times as long as a lease."""
    step, seen = HeldSubmission.step, []

    def stepped(held, name):
        step(held, name)
        if name == "checking":
            for _ in range(20):
                beats.wait_for_one_after(minutes=1)
                seen.append(claim_submission(home, worker="worker-2"))

    monkeypatch.setattr(HeldSubmission, "step", stepped)
    with _quick_beats(home, monkeypatch, HeldSubmission, "renew") as beats:
        work_once(home, name="worker-1")

    assert seen == [None] * 20
    assert _submission(home, waiting).state == "accepted"
    assert _submission(home, waiting).attempts == 1


def test_a_computation_of_ten_minutes_is_not_taken_away_while_its_worker_lives(
    home, frozen, monkeypatch
):
    compute, seen = carry_out_release.compute_release, []

    def slowly(house, release):
        for _ in range(10):
            beats.wait_for_one_after(minutes=1)
            seen.append(claim_release(home, worker="worker-2"))
        return compute(house, release)

    monkeypatch.setattr(carry_out_release, "compute_release", slowly)
    with _quick_beats(home, monkeypatch, carry_out_release, "renew_release") as beats:
        work_once(home, name="worker-1")

    assert seen == [None] * 10
    assert (_release(home, frozen).state, _release(home, frozen).attempts) == ("previewed", 1)
    assert _release(home, frozen).lease is None


def test_when_the_worker_dies_its_lease_runs_out(home, waiting):
    """Dead: nothing beats. The lease holds to its last moment, and not longer."""
    dead = HeldSubmission(home, claim_submission(home, worker="worker-1"))
    dead.step("reading")
    home.clock.forward(seconds=(LEASE - MOMENT).total_seconds())

    assert claim_submission(home, worker="worker-2") is None
    home.clock.forward(seconds=1)
    assert claim_submission(home, worker="worker-2").id == waiting
    with pytest.raises(LostLease):
        dead.step("checking")
    with pytest.raises(LostLease):
        dead.close("fail", lambda _: None)


@ON_SQLITE
def test_a_clock_that_is_set_back_gives_no_lease_twice(home, waiting):
    """The lease lasts longer by as much, and its holder goes on under it."""
    held = HeldSubmission(home, claim_submission(home, worker="worker-1"))
    home.clock.forward(hours=-3)

    assert claim_submission(home, worker="worker-2") is None
    held.renew()
    held.step("reading")
    home.clock.forward(seconds=(LEASE - MOMENT).total_seconds())
    assert claim_submission(home, worker="worker-2") is None
    home.clock.forward(seconds=1)
    assert claim_submission(home, worker="worker-2").id == waiting


@pytest.mark.parametrize("event", [None, "compute", "protect"])
def test_a_release_that_a_dead_worker_left_is_taken_up_again(home, frozen, event):
    dead = claim_release(home, worker="worker-1")
    for each in {None: (), "compute": ("compute",), "protect": ("compute", "protect")}[event]:
        dead = move_release(home, dead, each)
    home.clock.forward(seconds=(LEASE - MOMENT).total_seconds())

    assert not work_once(home, name="worker-2")
    home.clock.forward(seconds=1)
    assert work_once(home, name="worker-2")
    assert (_release(home, frozen).state, _release(home, frozen).attempts) == ("previewed", 2)
    with pytest.raises(LostLease):
        renew_release(home, dead)


@ON_SQLITE
def test_a_worker_that_lost_its_release_keeps_nothing_of_it(home, frozen, monkeypatch):
    """It slept while another did its work: what it computed late is not written."""
    compute = carry_out_release.compute_release

    def asleep(house, release):
        monkeypatch.setattr(carry_out_release, "compute_release", compute)
        home.clock.forward(seconds=LEASE.total_seconds())
        work_once(home, name="worker-2")
        return compute(house, release)

    monkeypatch.setattr(carry_out_release, "compute_release", asleep)
    work_once(home, name="worker-1")
    with home.look() as work:
        told = [each.name for each in ledger.of_subject(work, frozen)]

    assert _release(home, frozen).state == "previewed"
    assert told.count("release-previewed") == 1


def test_a_file_that_kills_every_worker_fails_after_some_attempts(home, waiting):
    for _ in range(ATTEMPTS):
        assert claim_submission(home, worker="worker-1").id == waiting
        home.clock.forward(seconds=LEASE.total_seconds())
    work_once(home, name="worker-1")
    found = _submission(home, waiting)

    assert (found.state, found.reason, found.lease) == ("failed", "worker-died", None)
    assert not work_once(home, name="worker-1")


def test_a_release_that_kills_every_worker_fails_and_a_person_restarts_it(home, frozen):
    for _ in range(ATTEMPTS):
        move_release(home, _thawed(home, claim_release(home, worker="worker-1")), "compute")
        home.clock.forward(seconds=LEASE.total_seconds())
    work_once(home, name="worker-1")

    assert (_release(home, frozen).state, _why(home, frozen)) == ("failed", WORDS["worker-died"])
    assert not work_once(home, name="worker-1")
    restart_release(home, by="coordinator", release=frozen)
    with pytest.raises(Refused, match="only a failed release"):
        restart_release(home, by="coordinator", release=frozen)
    work_once(home, name="worker-1")
    with home.look() as work:
        told = {each.name: each.actor for each in ledger.of_subject(work, frozen)}

    assert _release(home, frozen).state == "previewed"
    assert told["release-restarted"] == "coordinator"


FAILURES = {
    "what would fail again fails at once": (Unsolved(), 1, "no-audit"),
    "what may have been chance is tried again": (OSError(), ATTEMPTS, "unforeseen"),
    "so is what found no room": (OSError(ENOSPC, "a value"), ATTEMPTS, "no-space"),
}


@ON_SQLITE
@pytest.mark.parametrize(("failure", "times", "reason"), FAILURES.values(), ids=FAILURES)
def test_a_computation_that_fails_says_why(home, frozen, monkeypatch, failure, times, reason):
    def failing(_house, _release):
        tried.append(home.clock())
        raise failure

    tried = []
    monkeypatch.setattr(carry_out_release, "compute_release", failing)
    for _ in range(100):
        work_once(home, name="worker-1")
        home.clock.forward(minutes=1)

    assert len(tried) == times
    assert _why(home, frozen) == WORDS[reason]
    assert (_release(home, frozen).state, _release(home, frozen).lease) == ("failed", None)


@pytest.mark.parametrize("step", ["reading", "storing", "receipting"])
def test_an_agreement_that_ends_during_an_intake_lets_nothing_in(
    home, agreement, waiting, monkeypatch, step
):
    """Were it accepted, it would be in nobody's quarantine, and its keys would outlive the end."""
    _at_step(monkeypatch, step, lambda: _terminate(home, agreement))
    work_once(home, name="worker-1")
    found = _submission(home, waiting)

    assert (found.state, found.reason) == ("refused", "agreement-not-active")
    assert not found.receipt["receipt"]["accepted"]
    assert list(home.vault.wrapped_keys.names()) == []
    assert home.vault.storage.names("datasets") == []


def test_what_waits_when_its_agreement_ends_is_refused_unread(home, agreement, waiting):
    _terminate(home, agreement)
    work_once(home, name="worker-1")
    found = _submission(home, waiting)

    assert (found.state, found.reason) == ("refused", "agreement-not-active")
    assert found.receipt["receipt"]["records"] == {}
    assert list(home.vault.wrapped_keys.names()) == []


def test_a_renewal_that_fails_costs_nothing_and_one_that_is_lost_ends_it(monkeypatch):
    beaten, done = [], Event()

    def renew():
        beaten.append(len(beaten))
        if len(beaten) == 1:
            raise OSError("the database is away")
        if len(beaten) == 3:
            done.set()
            raise LostLease

    monkeypatch.setattr(heartbeat, "BEAT", timedelta(milliseconds=1))
    with kept_alive(renew):
        assert done.wait(PATIENCE)
    assert beaten == [0, 1, 2]


class _Beats:
    """Moves the clock, and waits for a beat that came after."""

    def __init__(self, home):
        self._home, self._beaten = home, Event()

    def beaten(self):
        self._beaten.set()

    def wait_for_one_after(self, **span):
        self._home.clock.forward(**span)
        self._beaten.clear()

        assert self._beaten.wait(PATIENCE), "nothing renews the lease"


@contextmanager
def _quick_beats(home, monkeypatch, owner, name):
    beats, renew = _Beats(home), getattr(owner, name)

    def renewed(*given):
        renew(*given)
        beats.beaten()

    monkeypatch.setattr(heartbeat, "BEAT", timedelta(milliseconds=5))
    monkeypatch.setattr(owner, name, renewed)
    yield beats


def _at_step(monkeypatch, wanted, act):
    step = HeldSubmission.step

    def stepped(held, name):
        step(held, name)
        if name == wanted:
            act()

    monkeypatch.setattr(HeldSubmission, "step", stepped)


def _terminate(home, agreement):
    with home.begin() as work:
        day = work.now.date()
        terminate_agreement(work, by="coordinator", agreement=agreement, destroy_on=day)


def _handed_in(home, *, key="file-1", content=None):
    body = io.BytesIO(content or claims(4))
    return receive_submission(
        home, participant="payer-a", actor="somebody", handover=Handover(key=key), body=body
    )


def _thawed(home, claimed):
    return claimed if claimed.state == "frozen" else move_release(home, claimed, "restart")


def _submission(home, submission):
    with home.look() as work:
        return submissions.one(work, submission)


def _why(home, release):
    with home.look() as work:
        return why_failed(ledger.of_subject(work, release))


def _release(home, release):
    with home.look() as work:
        return releases.one(work, release)
