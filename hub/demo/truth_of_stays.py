"""What is true of hospital stays, of emergency visits, and of the care that follows them."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

import polars as pl

from hub.demo.bills import BEHAVIORAL_SERVICES, MEDICINES, MENTAL, OUTPATIENT, SELF_HARM, SUBSTANCE
from hub.demo.books import FIRST_DAY, LAST_DAY, Books
from hub.demo.tallies import counted, days_of, per_month, with_met

_WINDOW = timedelta(days=30)


def stays_truth(
    held: Books, specialists: Collection[str]
) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Yield identifier, rate, and what is true of stays: days, self-harm, return, follow-up."""
    every = held.paid.filter(pl.col("what").str.ends_with("stay"))
    ended = _while_covered(held, every.with_columns(on=pl.col("last_day")))
    ended = ended.filter(pl.col("on").is_between(FIRST_DAY, LAST_DAY)).with_columns(
        days=(pl.col("last_day") - pl.col("day")).dt.total_days().clip(lower_bound=1)
    )
    of_mind = ended.filter(pl.col("what") == "behavioral-stay")
    for rate, chosen in (("1", ended), ("2", of_mind)):
        days = chosen.group_by("person").agg(met=pl.col("days").sum())
        yield "HUB-IPD", rate, with_met(per_month(held, ended.head(0)).drop("met"), days)
    harmed = held.in_year.filter(
        pl.col("what") == "behavioral-emergency", pl.col("diagnosis") == SELF_HARM
    )
    yield "HUB-HARM", "1", per_month(held, days_of(harmed))
    admitted = of_mind.filter(pl.col("diagnosis") == SELF_HARM)
    yield "HUB-HARM", "2", per_month(held, admitted.select("person", "on").unique())
    watched = _watched(held, of_mind, "last_day")
    again = _within(watched, every, "day", first=1)
    yield "HUB-READM", "1", _episodes(watched, again)
    aged = _aged(held, watched, 6).join(
        again.select("person", "on"), on=["person", "on"], how="anti"
    )
    treated = held.paid.filter(
        pl.col("procedure").is_in(BEHAVIORAL_SERVICES)
        | ((pl.col("what") == "office") & pl.col("provider").is_in(list(specialists)))
    )
    for rate, last in (("1", 7), ("2", 30)):
        met = _within(aged, treated, "day", first=1, last=last)
        yield "HUB-FUH", rate, _episodes(aged, met)


def _while_covered(held: Books, rows: pl.DataFrame) -> pl.DataFrame:
    inside = pl.col("on").is_between(pl.col("start_day"), pl.col("end_day"))
    return rows.join(held.spans, on="person").filter(inside)


def _watched(held: Books, rows: pl.DataFrame, day: str) -> pl.DataFrame:
    """Return person and `on` of what can be followed for thirty days, in the year and covered."""
    days = rows.select("person", on=pl.col(day)).unique()
    days = days.filter(pl.col("on").is_between(FIRST_DAY, LAST_DAY - _WINDOW))
    covered = _while_covered(held, days)
    return covered.filter(pl.col("end_day") >= pl.col("on") + _WINDOW).select("person", "on")


def _aged(held: Books, days: pl.DataFrame, years: int) -> pl.DataFrame:
    born = held.crowd.select("person", "birth")
    grown = pl.col("birth").dt.offset_by(f"{years}y") <= pl.col("on")
    return days.join(born, on="person").filter(grown).select("person", "on")


def _within(
    days: pl.DataFrame, services: pl.DataFrame, day: str, *, first: int, last: int = 30
) -> pl.DataFrame:
    """Return those days after which, from the `first` to the `last` day, there is a service."""
    after = (pl.col(day) - pl.col("on")).dt.total_days()
    both = days.join(services.select("person", day), on="person")
    return both.filter(after.is_between(first, last)).select("person", "on").unique()


def _episodes(days: pl.DataFrame, met: pl.DataFrame) -> pl.DataFrame:
    total = days.group_by("person").agg(total=pl.len().cast(pl.Int64))
    return with_met(total, counted(met))


def followed_up_truth(held: Books) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Yield identifier, rate, and what is true of the follow-up after emergency visits."""
    stays = held.paid.filter(pl.col("what").str.ends_with("stay"))
    visits = held.paid.filter(pl.col("what") == "behavioral-emergency")
    mental = held.paid.filter(pl.col("diagnosis").is_in(MENTAL), pl.col("what").is_in(OUTPATIENT))
    medicines = [code for codes in MEDICINES.values() for code in codes]
    substance = held.paid.filter(
        pl.col("procedure").is_in(medicines)
        | (
            pl.col("diagnosis").is_in(SUBSTANCE)
            & pl.col("what").is_in([*OUTPATIENT, "program", "opioid-care"])
        )
    )
    for identifier, kind, years, care in (
        ("HUB-FUM", MENTAL, 6, mental),
        ("HUB-FUA", SUBSTANCE, 13, substance),
    ):
        own = _watched(held, visits.filter(pl.col("diagnosis").is_in(kind)), "day")
        kept = _aged(held, own, years).join(
            _within(own, stays, "day", first=0), on=["person", "on"], how="anti"
        )
        counted = _apart(kept)
        for rate, days in (("1", 7), ("2", 30)):
            met = _within(counted, care, "day", first=0, last=days)
            yield identifier, rate, _episodes(counted, met)


def _apart(days: pl.DataFrame) -> pl.DataFrame:
    """Return the first day of a person and each later one 31 days or more after one that counts."""
    kept, last = [], dict[int, date]()
    for person, on in days.sort("person", "on").iter_rows():
        if person not in last or (on - last[person]).days >= 31:
            kept.append((person, on))
            last[person] = on
    return pl.DataFrame(kept, schema=days.schema, orient="row")
