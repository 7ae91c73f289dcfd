"""Work behind: calls are made in a thread of their own, in order, after they are asked for."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor


class Behind:
    """Makes one call while whoever asked for it goes on, up to the next.

    A call that fails is raised when the next one is asked for, or by `finish`.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._made: Future[None] | None = None

    def ask(self, call: Callable[[], None]) -> None:
        """Have a call made, once the one before has ended."""
        self.finish()
        self._made = self._thread.submit(call)

    def finish(self) -> None:
        """Wait until the last call has ended."""
        made, self._made = self._made, None
        if made is not None:
            made.result()

    def close(self) -> None:
        """Let the call that is being made end, whatever comes of it, and take no more."""
        self._thread.shutdown()
