"""Work ahead: an iterator runs in a thread of its own, a few items before whoever takes them."""

from collections.abc import Generator, Iterable
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TypeVar

from schemas.record import record

Item = TypeVar("Item")

DEPTH = 2
# How often a thread that waits for room looks whether anybody still wants its items.
LOOK = 0.1


@record
class _End:
    """The last thing in a queue: the items are over, or failed."""

    failure: BaseException | None = None


def ahead(items: Iterable[Item]) -> Generator[Item, None, None]:
    """Yield the items while the next ones, DEPTH at most, are made in another thread.

    A failure over there is raised here, after the items before it. Left early, the thread ends
    with the item that it is at.
    """
    queue: Queue[Item | _End] = Queue(DEPTH)
    left = Event()
    thread = Thread(target=_make, args=(items, queue, left), daemon=True)
    thread.start()
    try:
        while not isinstance(item := queue.get(), _End):
            yield item
        if item.failure is not None:
            raise item.failure
    finally:
        left.set()
        with suppress(Empty):
            queue.get_nowait()
        thread.join()


def _make(items: Iterable[Item], queue: "Queue[Item | _End]", left: Event) -> None:
    try:
        for item in items:
            if not _put(item, queue, left):
                return
    except BaseException as failure:
        _put(_End(failure=failure), queue, left)
        return
    _put(_End(), queue, left)


def _put(item: Item | _End, queue: "Queue[Item | _End]", left: Event) -> bool:
    """Wait for room, and tell whether the item was put there before it was no longer wanted."""
    while not left.is_set():
        with suppress(Full):
            queue.put(item, timeout=LOOK)
            return True
    return False
