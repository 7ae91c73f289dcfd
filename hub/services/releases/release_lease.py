"""A claimed release and its lease: moved on only by the worker that holds it."""

from datetime import timedelta

from hub.services.heartbeat import LEASE
from hub.services.house import House
from hub.services.refusal import Refused
from hub.store import releases
from hub.store.leased_rows import LostLease
from hub.store.releases import Release
from policies.lifecycle.lifecycles import lifecycle, transition

ATTEMPTS = 3
WAITING = ("frozen", *lifecycle("release").steps)


def claim_release(house: House, *, worker: str, release: str | None = None) -> Release | None:
    """Take the oldest waiting release, or that one, also where a dead worker left it in a step."""
    with house.begin() as work:
        return releases.claim(
            work,
            worker=worker,
            lease=house.ids(),
            lasting=LEASE,
            states=WAITING,
            release=release,
        )


def held_release(house: House, release: Release) -> Release:
    """Return a release under a lease: its own, or a new one; LostLease where another has it."""
    if release.lease is not None:
        return release
    claimed = claim_release(house, worker="alone", release=release.id)
    if claimed is None:
        raise LostLease
    return claimed


def renew_release(house: House, held: Release) -> None:
    """Hold the lease on; also from another thread than that of the computation."""
    with house.begin() as work:
        releases.renew(work, held, lasting=LEASE)


def move_release(
    house: House, held: Release, event: str, *, last: bool = False, **facts: str
) -> Release:
    """Take a step in the life of a held release and tell it; the last one gives the lease back."""
    following = transition("release", held.state, event)
    with house.begin() as work:
        if not last:
            held = releases.renew(work, held, lasting=LEASE)
        moved = releases.advance(work, held, to_state=following, last=last)
        steps = {"from_state": held.state, "to_state": following}
        work.tell("release-moved", subject=held.id, **steps, **facts)
    return moved


def fail_release(house: House, held: Release, *, reason: str) -> Release:
    """Note that a held release cannot be computed, and why; nothing of it can be released."""
    now = _as_it_is(house, held)
    if now.state == "frozen":
        now = move_release(house, now, "compute")
    return move_release(house, now, "fail", last=True, reason=reason)


def give_up_release(house: House, held: Release, *, reason: str) -> None:
    """Leave a held release for another attempt; after some attempts it has failed."""
    if held.attempts >= ATTEMPTS:
        fail_release(house, held, reason=reason)
        return
    with house.begin() as work:
        releases.let_go(work, held, again_at=work.now + timedelta(seconds=5 * 4**held.attempts))


def restart_release(house: House, *, by: str, release: str) -> Release:
    """Let a failed release be computed anew, as a person decides; Refused where it did not fail."""
    with house.begin() as work:
        following = transition("release", "failed", "restart")
        moved = releases.move(
            work, release, from_state="failed", to_state=following, attempts=0, lease_until=None
        )
        if moved is None:
            raise Refused(rule="wrong-state", text="only a failed release is restarted", status=409)
        work.tell("release-restarted", actor=by, subject=release)
    return moved


def _as_it_is(house: House, held: Release) -> Release:
    """Return a held release in the state that it has come to; LostLease where it is lost."""
    with house.look() as work:
        found = releases.one(work, held.id)
    if found is None or found.lease != held.lease:
        raise LostLease
    return found
