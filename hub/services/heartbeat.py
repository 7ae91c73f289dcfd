"""A heartbeat: a thread of its own renews a lease for as long as the work under it goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import structlog

from hub.store.leased_rows import LostLease

# A lease lasts for several beats: one that fails, as when the database is away, costs nothing.
LEASE = timedelta(minutes=5)
BEAT = timedelta(minutes=1)
# A thread that renews would hold a lease for ever on behalf of work that hangs.
LONGEST = timedelta(hours=12)


@contextmanager
def kept_alive(renew: Callable[[], object]) -> Iterator[None]:
    """Renew a lease while the block runs, however long a step of it takes.

    A process that dies renews nothing more, so that its lease runs out. A lease that is lost is
    left alone: the work hears of it when it takes its next step.
    """
    ended = Event()
    thread = Thread(target=_beat, args=(renew, BEAT, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(renew: Callable[[], object], every: timedelta, ended: Event) -> None:
    for _ in range(int(LONGEST / every)):
        if ended.wait(every.total_seconds()):
            return
        try:
            renew()
        except LostLease:
            return
        except Exception:
            structlog.get_logger().exception("lease-not-renewed")
