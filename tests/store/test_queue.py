"""The submissions table as a queue: no submission is taken twice, and none is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from hub.platform.ids import new_secret
from hub.store import submissions
from hub.store.leased_rows import LostLease
from hub.store.submissions import Submission
from hub.store.walls import EVERY_PARTICIPANT
from hub.store.work import begin, look
from tests.builders.rows import NORTH, fill
from tests.builders.times import START

WAITING = ("received",)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def queue(engine, clock, ids):
    with engine.begin() as connection:
        fill(connection, NORTH)
    return _Queue(engine, clock, ids)


def test_the_oldest_is_taken_first(queue):
    for name in ("a", "b"):
        queue.put(name)
        queue.clock.forward(seconds=1)

    assert [queue.claim().id, queue.claim().id, queue.claim()] == ["a", "b", None]


def test_only_what_waits_is_taken(queue):
    queue.put("a", state="vaulted")

    assert queue.claim() is None
    assert queue.waiting() == 0


def test_a_lease_that_runs_out_gives_the_submission_to_another(queue):
    queue.put("a")
    first = queue.claim()
    queue.clock.forward(minutes=1)
    second = queue.claim()

    assert (second.id, second.attempts) == ("a", 2)
    with pytest.raises(LostLease):
        queue.advance(first, "checked")
    assert queue.advance(second, "checked").state == "checked"


def test_nobody_moves_on_what_he_holds_no_longer(queue):
    queue.put("a")
    held = queue.claim()
    queue.clock.forward(minutes=1)

    with pytest.raises(LostLease):
        queue.advance(held, "checked")


def test_a_lease_that_is_renewed_lasts(queue):
    queue.put("a")
    held = queue.claim()
    queue.clock.forward(seconds=50)
    held = queue.renew(held)
    queue.clock.forward(seconds=50)

    assert queue.claim() is None
    assert queue.advance(held, "checked").state == "checked"


def test_a_lease_that_ran_out_is_not_renewed(queue):
    queue.put("a")
    held = queue.claim()
    queue.clock.forward(minutes=1)

    with pytest.raises(LostLease):
        queue.renew(held)


def test_a_step_is_not_taken_twice(queue):
    queue.put("a")
    held = queue.claim()
    queue.advance(held, "checked")

    with pytest.raises(LostLease):
        queue.advance(held, "checked")


def test_the_last_step_gives_the_lease_back(queue):
    queue.put("a")
    done = queue.advance(queue.claim(), "accepted", last=True, receipt={"rows": 3})

    assert (done.lease, done.lease_until, done.worker, done.receipt) == (
        None,
        None,
        None,
        {"rows": 3},
    )


def test_what_is_let_go_waits_for_its_hour(queue):
    queue.put("a")
    queue.let_go(queue.claim(), again_at=START + 5 * MINUTE)

    assert queue.claim() is None

    queue.clock.forward(minutes=5)

    assert queue.claim().attempts == 2


def test_what_a_worker_has_is_not_moved_by_others(queue):
    queue.put("a")
    queue.claim()

    assert queue.move("a", "withdrawn") is None

    queue.clock.forward(minutes=1)

    assert queue.move("a", "withdrawn").state == "withdrawn"


def test_many_workers_take_each_submission_once(queue):
    names = [f"s{number:02d}" for number in range(24)]
    for name in names:
        queue.put(name)

    def work(_number):
        taken = []
        while (claimed := queue.claim()) is not None:
            taken.append(claimed.id)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [name for found in pool.map(work, range(4)) for name in found]

    assert sorted(taken) == names


class _Queue:
    def __init__(self, engine, clock, ids):
        self.engine, self.clock, self.ids = engine, clock, ids

    def put(self, name, *, state="received"):
        with self._begin() as work:
            submissions.add(
                work,
                Submission(
                    id=name,
                    participant=NORTH,
                    agreement=f"{NORTH}-id",
                    state=state,
                    basis="safe_harbor",
                    received_at=work.now,
                    changed_at=work.now,
                ),
            )
            work.tell("submission-received", subject=name)

    def claim(self):
        with self._begin() as work:
            return submissions.claim(
                work, worker="w-1", lease=new_secret(), lasting=MINUTE, states=WAITING
            )

    def renew(self, held):
        with self._begin() as work:
            return submissions.renew(work, held, lasting=MINUTE)

    def let_go(self, held, *, again_at):
        with self._begin() as work:
            submissions.let_go(work, held, again_at=again_at)

    def advance(self, held, state, **facts):
        with self._begin() as work:
            moved = submissions.advance(work, held, to_state=state, **facts)
            work.tell("submission-moved", subject=held.id, to_state=state)
            return moved

    def move(self, name, state):
        with self._begin() as work:
            moved = submissions.move(work, name, from_states=WAITING, to_state=state)
            work.tell("submission-moved", subject=name, to_state=state)
            return moved

    def waiting(self):
        with look(self.engine, self.clock, self.ids, within=EVERY_PARTICIPANT) as work:
            return submissions.count_waiting(work, states=WAITING)

    def _begin(self):
        return begin(self.engine, self.clock, self.ids, within=EVERY_PARTICIPANT)
