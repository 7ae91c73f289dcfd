"""What is true of treatment at the practices: medications, episodes, visits for depression."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from hub.demo.attention import INTAKE_FIRST, INTAKE_LAST, OFFICE_VISITS
from hub.demo.plan import LAST, YEAR
from hub.demo.region import Region
from hub.demo.substance_use import AFTER

FIRST_DAY, LAST_DAY = date(YEAR, 1, 1), date(YEAR, 12, 31)
_FILL = 30
_ACUTE, _CONTINUED, _COVERED = 84, 180, 210
# Another visit for depression in so many days before makes a visit no new one.
_EARLIER = 104


def visits_truth(region: Region) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Yield identifier, rate, and what is true: person, met, total."""
    for rate, days in (("1", _ACUTE), ("2", _CONTINUED)):
        yield (
            "CMS128",
            rate,
            region.begun.select(
                "person", met=_flag(pl.col("fills") * _FILL >= days), total=pl.lit(1)
            ),
        )
    yield from _attention(region)
    yield from _substance_use(region)
    yield from _suicide_risk(region)


def _flag(condition: pl.Expr) -> pl.Expr:
    return condition.cast(pl.Int64)


def _attention(region: Region) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """A visit within 30 days; and of those with medication for 210 of 301 days two more."""
    births = region.crowd.select("person", "birth")
    old_enough = pl.col("birth").dt.offset_by("6y") <= INTAKE_FIRST
    too_old = pl.col("birth").dt.offset_by("13y") <= INTAKE_LAST
    started = region.attention.join(births, on="person").filter(old_enough, ~too_old)
    own = region.seen.filter(pl.col("cpt").is_in(OFFICE_VISITS)).select("person", on="day")
    after = (pl.col("on") - pl.col("day")).dt.total_days()
    seen = started.join(own.unique(), on="person").with_columns(after=after)
    soon = seen.filter(pl.col("after").is_between(1, 30))["person"].unique()
    later = seen.filter(pl.col("after").is_between(31, 300)).group_by("person").agg(days=pl.len())
    known = started.join(later, on="person", how="left").with_columns(
        soon=pl.col("person").is_in(soon.implode()), days=pl.col("days").fill_null(0)
    )
    yield "CMS136", "1", known.select("person", met=_flag(pl.col("soon")), total=pl.lit(1))
    covered = (1 + pl.col("refills")) * _FILL
    continued = known.filter(pl.min_horizontal(covered, pl.lit(301)) >= _COVERED)
    both = pl.col("soon") & (pl.col("days") >= 2)
    yield "CMS136", "2", continued.select("person", met=_flag(both), total=pl.lit(1))


def _substance_use(region: Region) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Treatment once a week from its first day on: how much of it lies in the 34 days after."""
    begun = pl.col("begins").is_not_null() & (pl.col("begins") <= LAST)
    left = (pl.lit(LAST) - pl.col("begins")).dt.total_days() // 7
    sessions = pl.min_horizontal("sessions", left, pl.lit(AFTER // 7))
    known = region.episodes.with_columns(begun=begun.fill_null(value=False))
    yield "CMS137", "1", known.select("person", met=_flag(pl.col("begun")), total=pl.lit(1))
    engaged = (pl.col("begun") & (sessions >= 2)).fill_null(value=False)
    yield "CMS137", "2", known.select("person", met=_flag(engaged), total=pl.lit(1))


def _suicide_risk(region: Region) -> Iterator[tuple[str, str, pl.DataFrame]]:
    births = region.crowd.select("person", "birth")
    # Two visits at one hour are assessed together.
    known = region.mood.join(births, on="person").with_columns(
        assessed=pl.col("assessed").any().over("person", "day", "hour")
    )
    year = known.filter(pl.col("day").is_between(FIRST_DAY, LAST_DAY))
    child = pl.col("birth").dt.offset_by("17y") > FIRST_DAY
    at_six = pl.col("birth").dt.offset_by("6y") <= FIRST_DAY
    yield "CMS177", "1", _visits(year.filter(child, at_six))
    adults = year.filter(~child)
    days = known.select("person", before="day").unique()
    gap = (pl.col("day") - pl.col("before")).dt.total_days()
    repeated = adults.join(days, on="person").filter(gap.is_between(1, _EARLIER))
    yield "CMS161", "1", _visits(adults.join(repeated.select("visit"), on="visit", how="anti"))


def _visits(counted: pl.DataFrame) -> pl.DataFrame:
    return counted.group_by("person").agg(
        met=pl.col("assessed").sum().cast(pl.Int64), total=pl.len().cast(pl.Int64)
    )
