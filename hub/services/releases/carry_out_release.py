"""Carry out a claimed release: compute it under its lease, begun anew after a crash."""

from functools import partial

from hub.services.heartbeat import kept_alive
from hub.services.house import House
from hub.services.releases.compute_release import compute_release
from hub.services.releases.release_lease import (
    ATTEMPTS,
    fail_release,
    give_up_release,
    move_release,
    renew_release,
)
from hub.services.releases.why_failed import HOPELESS, WORKER_DIED, reason_of
from hub.store.leased_rows import LostLease
from hub.store.releases import Release


def carry_out_release(house: House, claimed: Release) -> Release:
    """Bring a claimed release to its preview; what a dead worker left in a step is done anew.

    LostLease where another has it by now. A failure is raised after the release was left for
    another attempt, or has failed for good.
    """
    with kept_alive(partial(renew_release, house, claimed)):
        try:
            if claimed.attempts > ATTEMPTS:
                return fail_release(house, claimed, reason=WORKER_DIED)
            frozen = claimed
            if claimed.state != "frozen":
                frozen = move_release(house, claimed, "restart")
            return compute_release(house, frozen)
        except LostLease:
            raise
        except tuple(HOPELESS) as failure:
            fail_release(house, claimed, reason=reason_of(failure))
            raise
        except Exception as failure:
            give_up_release(house, claimed, reason=reason_of(failure))
            raise
