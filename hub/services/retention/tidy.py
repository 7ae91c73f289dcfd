"""Forget what has expired: keys of requests, assertions, sessions, leases of dead runs."""

from datetime import timedelta

from hub.services.house import House
from hub.store import clients, idempotency_keys, invitations, key_leases, sessions
from hub.store.work import Work

SESSIONS_KEPT = timedelta(days=30)
LEASES_KEPT = timedelta(days=1)


def forget_what_expired(house: House) -> int:
    """Remove what nobody can use any more; return how many rows it was."""
    with house.begin() as work:
        forgotten = _forgotten(work)
        if forgotten:
            work.tell("expired-forgotten", number=forgotten)
    return forgotten


def _forgotten(work: Work) -> int:
    return (
        idempotency_keys.forget(work)
        + clients.forget_assertions(work)
        + sessions.forget(work, before=work.now - SESSIONS_KEPT)
        + invitations.forget(work, before=work.now - SESSIONS_KEPT)
        + key_leases.forget(work, before=work.now - LEASES_KEPT)
    )
