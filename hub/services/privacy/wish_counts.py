"""How many consents are revoked, opt-outs and restrictions stand: by count, never a small one."""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from hub.store import restriction_requests, revocations
from hub.store.work import Work
from policies.parameter import parameter
from schemas.record import record


class _Wish(Protocol):
    @property
    def participant(self) -> str: ...

    @property
    def person(self) -> str: ...


@record
class WishCount:
    """A number of wishes of one participant's patients; None where it is too small to be told."""

    participant: str
    kind: str
    count: int | None


def wish_counts(work: Work, *, own: str = "") -> tuple[WishCount, ...]:
    """Return the counts by participant and kind; below the smallest cell None, but to `own`."""
    least = int(parameter("minimum_cell_size", on=work.now.date()))
    open_requests = [each for each in restriction_requests.every(work) if each.ended_at is None]
    return tuple(
        WishCount(
            participant=participant,
            kind=kind,
            count=count if count >= least or participant == own else None,
        )
        for kind, found in (
            ("revocation", _by_participant(revocations.every(work))),
            ("opt-out", _by_participant(revocations.opt_outs(work))),
            ("restriction", _by_participant(open_requests)),
        )
        for participant, count in sorted(found.items())
    )


def _by_participant(wishes: Iterable[_Wish]) -> Counter[str]:
    people = {(each.participant, each.person) for each in wishes}
    return Counter(participant for participant, _ in people)
