"""A process beside this one that reads blocks, one at a time, and answers in Arrow IPC.

It is spawned, so that no thread or lock of this process is copied into it, and ends with the pipe
on which its tasks come, or when it is told to.
"""

import fcntl
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from adapters.fhir.pages import kept_pages
from adapters.fhir.transport import Packed, packed
from schemas.batch import Batch

# So many bytes a pipe may hold. An answer has ten times as many, and who sends it waits while they
# are taken in: of what pipes commonly hold, a hundred times.
PIPE = 2**20

Work = Callable[[Any, Any], list[Batch]]


class Spawned:
    """A process that was started, and the two pipes between it and this one.

    `shared` is handed to it once. Raises OSError where no process can be had.
    """

    def __init__(self, shared: object) -> None:
        context = get_context("spawn")
        tasks, self._tasks = context.Pipe(duplex=False)
        self._answers, answers = context.Pipe(duplex=False)
        for pipe in (tasks, answers):
            _widen(pipe)
        self._process = context.Process(target=_serve, args=(tasks, answers, shared), daemon=True)
        self._process.start()
        # Held by nobody but the other one, a pipe ends when that one does.
        tasks.close()
        answers.close()

    def ask(self, work: Work, task: object) -> list[Packed] | None:
        """Return what `work` (a function of a module) makes of a task there; raise what it raises.

        None where the process died.
        """
        try:
            self._tasks.send((work, task))
            found = self._answers.recv()
        except (EOFError, OSError):
            return None
        if isinstance(found, Exception):
            raise found
        made: list[Packed] = found
        return made

    def end(self) -> None:
        """End the process, whatever it is about: who waits for its answer is told that it died."""
        self._process.terminate()
        self._process.join()


def _widen(pipe: Connection) -> None:
    """Let a pipe hold more, where the system knows how and allows it."""
    with suppress(AttributeError, OSError):
        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, PIPE)


def _serve(tasks: Connection, answers: Connection, shared: object) -> None:
    """Answer task after task, until there are no more; nothing of one stays for the next."""
    with suppress(EOFError, OSError), kept_pages():
        while True:
            answers.send(_made(tasks.recv(), shared))


def _made(asked: tuple[Work, object], shared: object) -> list[Packed] | Exception:
    """Return what is made of a task, or the failure, which whoever asked raises."""
    work, task = asked
    try:
        return [packed(batch) for batch in work(task, shared)]
    except Exception as failure:
        return failure
