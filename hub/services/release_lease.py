"""Moving a release on: only from the state in which this worker found it."""

from hub.services.house import House
from hub.store import releases
from hub.store.releases import Release
from policies.lifecycle.lifecycles import transition


class LostRelease(Exception):
    """Another worker has moved the release on; stop, and touch nothing."""


def move_release(house: House, release: Release, event: str, **facts: object) -> Release:
    """Take a step in the life of a release and tell it; LostRelease where it moved meanwhile."""
    following = transition("release", release.state, event)
    with house.begin() as work:
        moved = releases.move(
            work, release.id, from_state=release.state, to_state=following, **facts
        )
        if moved is None:
            raise LostRelease
        work.tell("release-moved", subject=release.id, from_state=release.state, to_state=following)
    return moved


def fail_release(house: House, release: str) -> None:
    """Note that the computation of a release failed; nothing of it can be released."""
    with house.look() as work:
        found = releases.one(work, release)
    if found is not None and found.state in {"computing", "protecting"}:
        move_release(house, found, "fail")
