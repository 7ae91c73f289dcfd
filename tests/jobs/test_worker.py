"""A worker outlives what it meets: here a database that is away for a while."""

from queue import Queue
from threading import Event, Thread

import pytest

from hub.jobs.worker import work_until_stopped
from hub.store import submissions
from tests.builders.houses import agreed
from tests.builders.small_network import handed_in
from tests.builders.times import PATIENCE
from tests.builders.uploads import claims

AWAY = 0.05


class Watched(Event):
    """An end that tells how long the worker waits for it."""

    def __init__(self):
        super().__init__()
        self.waits = Queue()

    def wait(self, timeout=None):
        self.waits.put("away" if timeout == AWAY else "idle")
        return super().wait(timeout)

    def until(self, word):
        while self.waits.get(timeout=PATIENCE) != word:
            pass


@pytest.mark.postgresql
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_worker_outlives_a_database_that_is_away(home, postgresql_server):
    agreed(home, "payer-a", tolerance=0.5)
    stop = Watched()
    words = {"name": "worker-1", "stop": stop, "away": AWAY}
    worker = Thread(target=work_until_stopped, args=(home,), kwargs=words)
    worker.start()
    try:
        stop.until("idle")
        with postgresql_server.away(home.engine.url.database):
            stop.until("away")
        given = handed_in(home, claims(4))
        # The first wait may have begun before the file came; the second cannot.
        stop.waits = Queue()
        stop.until("idle")
        stop.until("idle")
    finally:
        stop.set()
        worker.join()

    with home.look() as work:
        assert submissions.one(work, given.id).state == "accepted"
