"""The whole synthetic region, made once: its people and everything that happened to them."""

import polars as pl

from hub.demo.consents import consent_states
from hub.demo.depression import conditions, courses
from hub.demo.people import people
from hub.demo.plan import PracticePlan, practices
from hub.demo.screening import screens
from hub.demo.services import services
from hub.demo.visits import visits
from schemas.record import record

PERSONS = 120_000


@record
class Region:
    """`crowd` has one row a person; the others refer to it by `person`, its number."""

    plans: tuple[PracticePlan, ...]
    crowd: pl.DataFrame
    seen: pl.DataFrame
    screened: pl.DataFrame
    course: pl.DataFrame
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
    return Region(
        plans=plans,
        crowd=crowd,
        seen=seen,
        screened=screens(crowd, seen, plans),
        course=courses(crowd, seen, plans),
        ill=conditions(crowd, plans),
        paid=services(crowd, seen, plans),
        consents=consent_states(crowd),
    )
