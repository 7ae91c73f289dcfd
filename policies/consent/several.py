"""Several consents of one person come to one state, by a named strategy."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum

from policies.consent.consent import NO_CONSENT, ConsentState, Standing
from policies.consent.judge import Judged
from policies.moment import Moment, in_time


class Strategy(StrEnum):
    """Deny-overrides: any no counts. Most-recent: the last signed that speaks of it counts."""

    DENY_OVERRIDES = "deny-overrides"
    MOST_RECENT = "most-recent"


# Where nothing permits, this standing is told first: what the patient did, then what is lacking.
_TOLD_FIRST = (
    *(Standing.REFUSED, Standing.REVOKED, Standing.UNVERIFIED, Standing.EXPIRED),
    *(Standing.DEFICIENT, Standing.NOT_YET, Standing.COMBINED, Standing.CLASS_ONLY),
    *(Standing.OTHER_DISCLOSER, Standing.OTHER_RECIPIENT, Standing.OTHER_PURPOSE),
    *(Standing.OTHER_RECORDS, Standing.NONE),
)


def newest_first(judged: Iterable[Judged]) -> list[Judged]:
    """Return the consents as `combined` asks for them: the last signed first, no before yes."""
    return sorted(judged, key=_signed_at, reverse=True)


def combined(judged: Sequence[Judged], strategy: Strategy) -> ConsentState:
    """Return what the consents of one person, newest first, come to.

    Restrictions that bind the holder (42 CFR 2.26) stand beside the consents in every strategy.
    """
    restrictions = [one for one in judged if one.restriction]
    consents = [one for one in judged if not one.restriction]
    return replace(
        _consented(consents, strategy),
        closed=any(one.refuses for one in restrictions),
        closed_to=frozenset[str]().union(*(one.denied for one in restrictions)),
    )


def _consented(judged: Sequence[Judged], strategy: Strategy) -> ConsentState:
    if not judged:
        return NO_CONSENT
    if strategy is Strategy.MOST_RECENT:
        return _overridden(_last_word(judged) or judged)
    return _overridden(judged)


def _last_word(judged: Sequence[Judged]) -> Sequence[Judged]:
    last = next((one for one in judged if one.speaks or _spoke(one)), None)
    return [last] if last else []


def _spoke(one: Judged) -> bool:
    """Tell whether a consent would have spoken, had it been whole or not been revoked.

    What replaced an older consent and was then revoked does not bring the older one back.
    """
    return one.withdrawn or (one.standing is Standing.DEFICIENT and not one.elsewhere)


def _overridden(judged: Sequence[Judged]) -> ConsentState:
    permits = [one for one in judged if one.standing is Standing.IN_FORCE]
    refusals = [one for one in judged if one.refuses]
    if any(not one.permitted for one in refusals):
        return ConsentState(standing=Standing.REFUSED)
    denied = frozenset[str]().union(*(one.denied for one in judged))
    if not permits:
        worst = min(judged, key=lambda one: _TOLD_FIRST.index(one.standing))
        return ConsentState(standing=worst.standing, missing=worst.missing, redact=denied)
    # Who says "no, but for these parts" limits everybody else's yes to these parts.
    limits = [one.permitted for one in refusals] or [
        frozenset[str]().union(*(one.permitted for one in permits))
        if all(one.whole is None for one in permits)
        else frozenset[str]()
    ]
    only = frozenset.intersection(*limits) - denied
    if not only and any(limits):
        return ConsentState(standing=Standing.REFUSED)
    return ConsentState(
        standing=Standing.IN_FORCE,
        only=only,
        redact=denied,
        members_unnamed=all(one.members_unnamed for one in permits),
    )


def _signed_at(one: Judged) -> tuple[date, datetime, bool]:
    # Without a day of signature a consent comes last.
    return (*in_time(one.signed or Moment(day=date.min)), one.refuses)
