"""A consent once revoked or expired never comes back: time only takes away."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from policies.consent.judge import judge
from policies.consent.several import Strategy, combined
from policies.moment import Moment
from policies.regime import decide
from policies.regimes import REGIMES
from tests.builders.facts import NOW, agreement, consent, question, request

HOURS = st.integers(-200, 200).map(lambda hours: NOW + timedelta(hours=hours))
MOMENTS = (
    st.none()
    | HOURS.map(lambda at: Moment(day=at.date(), instant=at))
    | HOURS.map(lambda at: Moment(day=at.date()))
)
EARLY = Moment(day=date(2026, 2, 16))


def permitted(given, now: datetime) -> bool:
    state = combined([judge(given, question(now=now))], Strategy.DENY_OVERRIDES)
    asked = request(now=now, consent=state, agreement=agreement(effective=date(2025, 1, 1)))
    return decide(asked, REGIMES).permitted


@given(MOMENTS, MOMENTS, HOURS, HOURS)
def test_what_is_over_stays_over(ends, revoked, one, another):
    earlier, later = sorted([one, another])
    held = consent(signed=EARLY, ends=ends or Moment(day=date(2026, 12, 31)), revoked=revoked)

    assert permitted(held, earlier) or not permitted(held, later)


@given(MOMENTS, MOMENTS, HOURS)
def test_an_earlier_end_never_permits_more(one, another, now):
    ends = [moment for moment in (one, another) if moment]
    if len({type(moment.instant) for moment in ends}) != 1 or len(ends) != 2:
        return
    sooner, later = sorted(ends, key=lambda moment: (moment.day, moment.instant or NOW))

    assert not permitted(consent(signed=EARLY, ends=sooner), now) or permitted(
        consent(signed=EARLY, ends=later), now
    )


@given(MOMENTS, HOURS)
def test_revoking_never_permits_more(revoked, now):
    assert not permitted(consent(signed=EARLY, revoked=revoked), now) or permitted(
        consent(signed=EARLY), now
    )
