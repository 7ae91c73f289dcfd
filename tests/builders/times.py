"""A clock that stands still until a test moves it, ids that can be foreseen, and patience."""

from datetime import UTC, datetime, timedelta
from itertools import count

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
# Seconds to wait for what must come: a busy machine never takes so long, only what hangs does.
PATIENCE = 120


class StoppedClock:
    """Shows one instant until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **units: float) -> datetime:
        self.now += timedelta(**units)
        return self.now


class CountedIds:
    """Ids that sort in the order in which they were made."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def __call__(self) -> str:
        return f"00000000-0000-7000-8000-{next(self._numbers):012d}"
