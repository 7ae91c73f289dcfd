"""The worker: takes what waits, one at a time, until it is asked to stop."""

import signal
from threading import Event
from types import FrameType

import structlog
from sqlalchemy.exc import SQLAlchemyError

from hub.services.house import House
from hub.services.releases.carry_out_release import carry_out_release
from hub.services.releases.release_lease import claim_release
from hub.services.submissions.take_in_submission import claim_submission, take_in_submission
from hub.store.leased_rows import LostLease

PAUSE_SECONDS = 0.25
# How long to leave a database alone that does not answer.
AWAY_SECONDS = 5.0


def work_until_stopped(house: House, *, name: str, stop: Event, away: float = AWAY_SECONDS) -> None:
    """Take in submissions as they come; a signal to end lets the one in hand end first.

    Outlives a database that is away: what was in hand is taken up again when its lease ends.
    """
    while not stop.is_set():
        try:
            if not work_once(house, name=name):
                stop.wait(PAUSE_SECONDS)
        except SQLAlchemyError:
            structlog.get_logger().exception("work-interrupted", worker=name)
            stop.wait(away)


def work_once(house: House, *, name: str) -> bool:
    """Take in one submission, or compute one release; tell whether one was waiting."""
    return _taken_in(house, name=name) or _computed(house, name=name)


def stop_on_signals(stop: Event) -> None:
    """Let SIGTERM and SIGINT ask for the end."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)


def _computed(house: House, *, name: str) -> bool:
    claimed = claim_release(house, worker=name)
    if claimed is None:
        return False
    try:
        carry_out_release(house, claimed)
    except LostLease:
        structlog.get_logger().warning("lease-lost", release=claimed.id)
    except Exception:
        structlog.get_logger().exception("release-failed", release=claimed.id)
    return True


def _taken_in(house: House, *, name: str) -> bool:
    claimed = claim_submission(house, worker=name)
    if claimed is None:
        return False
    try:
        take_in_submission(house, claimed)
    except LostLease:
        structlog.get_logger().warning("lease-lost", submission=claimed.id)
    except Exception:
        # The log tells the kind of the failure and its place, never its message.
        structlog.get_logger().exception("intake-failed", submission=claimed.id)
    return True
