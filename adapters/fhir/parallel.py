"""Blocks read by several processes, this one among them, and their batches in the blocks' order.

This process reads a block itself while the one that is next to be told is not yet read: so one
process less is started, and nobody waits for it to start. Where others cannot be had, or one dies,
this process reads all blocks: the batches are the same.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from itertools import chain, islice
from multiprocessing import current_process
from queue import SimpleQueue
from typing import TypeVar

from adapters.fhir.pages import kept_pages
from adapters.fhir.spawned import Spawned
from adapters.fhir.transport import Packed, unpacked
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
# What was made of a task here, or will be by another process: None if that one dies.
Answer = list[Batch] | Future[list[Packed] | None]


def in_order(
    tasks: Iterable[Task], *, work: Work[Task, Shared], shared: Shared, workers: int
) -> Iterator[Batch]:
    """Yield what `work` (a function of a module) makes of each task, in the order of the tasks.

    `shared` is handed to each process once. At most `workers` + 2 tasks are under way at a time.
    """
    waiting = iter(tasks)
    first = list(islice(waiting, WORTH))
    many = len(first) == WORTH
    everything = chain(first, waiting)
    del first
    with kept_pages() if many else nullcontext():
        if many and workers > 1 and not current_process().daemon:
            yield from _by_several(everything, work, shared, count=workers - 1)
            return
        for task in everything:
            yield from work(task, shared)


def _by_several(
    tasks: Iterable[Task], work: Work[Task, Shared], shared: Shared, *, count: int
) -> Iterator[Batch]:
    """Yield what this process and so many others make of the tasks."""
    others = _started(count, shared)
    threads = ThreadPoolExecutor(max_workers=count)
    try:
        with _short_turns():
            yield from _by_turns(tasks, work, shared, others, threads)
    finally:
        for other in others:
            other.end()
        threads.shutdown(wait=True, cancel_futures=True)


def _started(count: int, shared: object) -> list[Spawned]:
    """Return as many other processes as can be had."""
    others: list[Spawned] = []
    with suppress(OSError):
        while len(others) < count:
            others.append(Spawned(shared))
    return others


@contextmanager
def _short_turns() -> Iterator[None]:
    """Let a thread that takes in an answer have its turn soon, though this one reads.

    An answer comes in ten pieces, and who sends it waits until all are taken in.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _by_turns(
    tasks: Iterable[Task],
    work: Work[Task, Shared],
    shared: Shared,
    others: list[Spawned],
    threads: ThreadPoolExecutor,
) -> Iterator[Batch]:
    idle: SimpleQueue[Spawned] = SimpleQueue()
    for other in others:
        idle.put(other)
    under_way: deque[tuple[Task, Answer]] = deque()
    for task in tasks:
        handed_out = sum(not _is_done(answer) for _, answer in under_way)
        if handed_out < AHEAD * len(others):
            under_way.append((task, threads.submit(_asked, idle, work, task)))
        else:
            under_way.append((task, work(task, shared)))
        while under_way and (_is_done(under_way[0][1]) or len(under_way) > len(others) + AHEAD):
            yield from _answered(*under_way.popleft(), work, shared)
    # What nobody has begun is made here, and not waited for.
    begun: deque[tuple[Task, Answer]] = deque()
    while under_way:
        task, answer = under_way.popleft()
        taken_back = isinstance(answer, Future) and answer.cancel()
        begun.append((task, work(task, shared) if taken_back else answer))
    while begun:
        yield from _answered(*begun.popleft(), work, shared)


def _is_done(answer: Answer) -> bool:
    return not isinstance(answer, Future) or answer.done()


def _asked(idle: SimpleQueue[Spawned], work: Work[Task, Shared], task: Task) -> list[Packed] | None:
    """Have a process that is idle work on a task."""
    other = idle.get()
    try:
        return other.ask(work, task)
    finally:
        idle.put(other)


def _answered(
    task: Task, answer: Answer, work: Work[Task, Shared], shared: Shared
) -> Iterator[Batch]:
    """Yield what was made of a task; if the process that was to make it died, make it here."""
    if isinstance(answer, list):
        yield from answer
        return
    made = answer.result()
    if made is None:
        yield from work(task, shared)
    else:
        yield from map(unpacked, made)
