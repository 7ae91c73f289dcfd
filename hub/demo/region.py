"""The whole synthetic region, made once: its people and everything that happened to them."""

import polars as pl

from hub.demo import antidepressants, attention
from hub.demo.anxiety import anxiety_scores
from hub.demo.care_teams import teams
from hub.demo.consents import consent_states
from hub.demo.depression import conditions, courses
from hub.demo.mood_visits import mood_visits
from hub.demo.people import people
from hub.demo.plan import YEAR, PracticePlan, practices
from hub.demo.screening import screens
from hub.demo.services import services
from hub.demo.substance_use import episodes
from hub.demo.visits import visits, with_further
from schemas.record import record

PERSONS = 120_000


@record
class Region:
    """`crowd` has one row a person; the others refer to it by `person`, its number.

    Of the year before the one of measurement tell `screened_before` and a part of `paid`.
    """

    plans: tuple[PracticePlan, ...]
    crowd: pl.DataFrame
    seen: pl.DataFrame
    screened: pl.DataFrame
    screened_before: pl.DataFrame
    course: pl.DataFrame
    mood: pl.DataFrame
    begun: pl.DataFrame
    attention: pl.DataFrame
    episodes: pl.DataFrame
    anxiety: pl.DataFrame
    teams: pl.DataFrame
    ill: pl.DataFrame
    paid: pl.DataFrame
    consents: pl.DataFrame

    @property
    def keys(self) -> pl.Series:
        """The keys of the practices and programs, by position."""
        return pl.Series([plan.key for plan in self.plans])


def region(persons: int = PERSONS) -> Region:
    """Make a region of so many persons; equal numbers give equal regions."""
    plans = practices(persons)
    crowd = people(persons, plans)
    seen = visits(crowd)
    children = attention.begun(crowd, seen)
    seen = with_further(seen, attention.further_visits(children, plans), crowd)
    course = courses(crowd, seen, plans)
    return Region(
        plans=plans,
        crowd=crowd,
        seen=seen,
        screened=screens(crowd, seen, plans, YEAR),
        screened_before=screens(crowd, seen, plans, YEAR - 1),
        course=course,
        mood=mood_visits(crowd, seen, plans),
        begun=antidepressants.begun(crowd, seen, plans),
        attention=children,
        episodes=episodes(crowd, seen, plans),
        anxiety=anxiety_scores(crowd, seen, plans),
        teams=teams(crowd, course, plans),
        ill=conditions(crowd, plans),
        paid=services(crowd, seen, plans),
        consents=consent_states(crowd),
    )
