"""Blocks read by several processes, this one among them, and their batches in the blocks' order.

The others are spawned, so that no thread or lock of this one is copied into them, and answer in
Arrow IPC. This process reads a block itself while the one that is next to be told is not yet read:
so one process less is started, and nobody waits for it to start. Where they cannot be had, or one
dies, this process reads all blocks: the batches are the same.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import current_process, get_context
from typing import Any, TypeVar

from adapters.fhir.transport import Packed, packed, unpacked
from schemas.batch import Batch

WORKERS = 2
# So many blocks are worth starting processes for, which takes as long as reading one.
WORTH = 3
# So many tasks each other process has at a time: one more than it works on, so that none waits.
AHEAD = 2
# Seconds until a thread that waits has its turn.
TURN = 0.0005

Task = TypeVar("Task")
Shared = TypeVar("Shared")
Work = Callable[[Task, Shared], list[Batch]]
# What was made of a task here, or will be by another process; None where there is none any more.
Answer = list[Batch] | Future[list[Packed]] | None

# What a process that was started here was given for all its tasks.
_SHARED: list[object] = []


def in_order(
    tasks: Iterable[Task], *, work: Work[Task, Shared], shared: Shared, workers: int
) -> Iterator[Batch]:
    """Yield what `work` (a function of a module) makes of each task, in the order of the tasks.

    `shared` is handed to each process once. At most `workers` + 2 tasks are under way at a time.
    """
    waiting = iter(tasks)
    first = list(islice(waiting, WORTH))
    everything = chain(first, waiting)
    if workers < 2 or len(first) < WORTH or current_process().daemon:
        del first
        for task in everything:
            yield from work(task, shared)
        return
    del first
    pool = ProcessPoolExecutor(
        max_workers=workers - 1,
        mp_context=get_context("spawn"),
        initializer=_remember,
        initargs=(shared,),
    )
    try:
        with _short_turns():
            yield from _by_pool(pool, everything, work, shared, others=workers - 1)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _short_turns() -> Iterator[None]:
    """Let the thread that takes in answers have its turn soon, though this one reads.

    An answer comes in a hundred pieces, and who sends it waits until all are taken in.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _by_pool(
    pool: ProcessPoolExecutor,
    tasks: Iterable[Task],
    work: Work[Task, Shared],
    shared: Shared,
    *,
    others: int,
) -> Iterator[Batch]:
    under_way: deque[tuple[Task, Answer]] = deque()
    for task, last in _with_last(tasks):
        handed_out = sum(not _is_done(answer) for _, answer in under_way)
        # The last one is read here: whoever is given it keeps all others waiting.
        if handed_out < AHEAD * others and not last:
            under_way.append((task, _handed_out(pool, work, task)))
        else:
            under_way.append((task, work(task, shared)))
        while under_way and (_is_done(under_way[0][1]) or len(under_way) > others + AHEAD):
            yield from _answered(*under_way.popleft(), work, shared)
    while under_way:
        yield from _answered(*under_way.popleft(), work, shared)


def _with_last(tasks: Iterable[Task]) -> Iterator[tuple[Task, bool]]:
    """Yield each task, and whether it is the last."""
    waiting = iter(tasks)
    task = next(waiting)
    for following in waiting:
        yield task, False
        task = following
    yield task, True


def _is_done(answer: Answer) -> bool:
    return not isinstance(answer, Future) or answer.done()


def _handed_out(
    pool: ProcessPoolExecutor, work: Work[Task, Shared], task: Task
) -> Future[list[Packed]] | None:
    """Hand a task to a process; None where there is none any more."""
    packed_work: Callable[[Work[Task, Any], Task], list[Packed]] = _work_packed
    try:
        return pool.submit(packed_work, work, task)
    except BrokenExecutor:
        return None


def _remember(shared: object) -> None:
    _SHARED[:] = [shared]


def _work_packed(work: Work[Task, Any], task: Task) -> list[Packed]:
    return [packed(batch) for batch in work(task, _SHARED[0])]


def _answered(
    task: Task, answer: Answer, work: Work[Task, Shared], shared: Shared
) -> Iterator[Batch]:
    """Yield what was made of a task; if the process that was to make it died, make it here."""
    if isinstance(answer, list):
        yield from answer
        return
    if answer is not None:
        try:
            done = answer.result()
        except BrokenExecutor:
            done = None
        if done is not None:
            yield from map(unpacked, done)
            return
    yield from work(task, shared)
