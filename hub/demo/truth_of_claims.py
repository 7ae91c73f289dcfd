"""What is true of services and members, told by the plan of the region and by plain day counts."""

from collections.abc import Collection, Iterator

import polars as pl

from hub.demo.bills import (
    BEHAVIORAL_SERVICES,
    CENTER,
    MEDICINES,
    MENTAL,
    OPIOID,
    OUTPATIENT,
    SUBSTANCE,
)
from hub.demo.books import FIRST_DAY, LAST_DAY, Books, in_year
from hub.demo.claims import spans
from hub.demo.people import lines_of_business
from hub.demo.plan import PAYERS, UNAUTHORISED
from hub.demo.tallies import days_of, per_member, per_month, with_met
from hub.demo.truth_of_stays import followed_up_truth, stays_truth


def claims_truth(
    held: Books, specialists: Collection[str]
) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Yield identifier, rate, and what is true: person, met, total.

    `specialists` are the clinicians whose specialty is mental health.
    """
    year, members = held.in_year, held.members
    emergency = year.filter(pl.col("what").str.ends_with("emergency"))
    behavioral = emergency.filter(pl.col("what") == "behavioral-emergency")
    yield "HUB-EDV", "1", per_month(held, days_of(emergency))
    yield "HUB-BHED", "1", per_member(members, days_of(behavioral))
    yield "HUB-BHED", "2", per_month(held, days_of(behavioral))
    for identifier, what in _BILLED.items():
        days = days_of(year.filter(pl.col("what") == what))
        yield identifier, "1", per_member(members, days, once=True)
        yield identifier, "2", per_member(members, days)
    yield from _months(held)
    yield from stays_truth(held, specialists)
    yield from followed_up_truth(held)
    yield from _network(held)
    yield from _medication(held)
    yield "HUB-COST", "1", _allowed(held)
    yield "HUB-DEATH", "1", _deaths(held)


_BILLED = {
    "HUB-SCREEN": "screening",
    "HUB-SBIRT": "brief-intervention",
    "HUB-IPC": "consultation",
}


def _months(held: Books) -> Iterator[tuple[str, str, pl.DataFrame]]:
    for identifier, what in (("HUB-COCM", "collaborative-care"), ("HUB-BHI", "integration")):
        own = held.in_year.filter(pl.col("what") == what)
        months = own.select("person", pl.col("day").dt.month()).unique()
        yield identifier, "1", per_member(held.members, months, once=True)
        if identifier == "HUB-COCM":
            # Nobody begins twice in a year, and nobody before it.
            yield identifier, "2", per_member(held.members, months, once=True)
        yield (
            identifier,
            "3" if identifier == "HUB-COCM" else "2",
            per_member(held.members, months),
        )


def _network(held: Books) -> Iterator[tuple[str, str, pl.DataFrame]]:
    mind = pl.col("diagnosis").is_in([*MENTAL, *SUBSTANCE])
    care = pl.col("what").is_in(OUTPATIENT) | pl.col("procedure").is_in(["90834", "99213"])
    visits = (
        held.in_year.filter(care)
        .with_columns(
            behavioral=mind | pl.col("procedure").is_in(BEHAVIORAL_SERVICES),
            remote=pl.col("place") == "10",
        )
        .select("person", "day", "in_network", "behavioral", "remote", "place")
    )
    distinct = visits.drop("place").unique()
    for rate, chosen, met in (
        ("1", distinct.filter("behavioral"), ~pl.col("in_network")),
        ("2", distinct.filter(~pl.col("behavioral")), ~pl.col("in_network")),
        ("3", distinct.filter("behavioral"), pl.col("remote")),
    ):
        yield (
            "HUB-NET",
            rate,
            chosen.group_by("person").agg(
                met=met.sum().cast(pl.Int64), total=pl.len().cast(pl.Int64)
            ),
        )
    of_mind = visits.filter("behavioral")
    outside = of_mind.group_by("person").agg(
        met=(pl.col("place") != CENTER).any().cast(pl.Int64), total=pl.lit(1)
    )
    yield "HUB-OUTSIDE", "1", outside


def _medication(held: Books) -> Iterator[tuple[str, str, pl.DataFrame]]:
    adults = held.crowd.filter(
        pl.col("birth").dt.offset_by("18y") <= LAST_DAY,
        pl.col("birth").dt.offset_by("65y") > LAST_DAY,
    ).select("person")
    days = (
        pl.min_horizontal("end_day", pl.lit(LAST_DAY))
        - pl.max_horizontal("start_day", pl.lit(FIRST_DAY))
    ).dt.total_days() + 1
    covered = held.spans.filter(*in_year()).group_by("person").agg(days=days.sum())
    continuous = covered.filter(pl.col("days") >= (LAST_DAY - FIRST_DAY).days - 44)
    ill = held.in_year.filter(pl.col("diagnosis") == OPIOID).select("person").unique()
    total = ill.join(adults, on="person", how="semi").join(continuous, on="person", how="semi")
    total = total.with_columns(total=pl.lit(1))
    every = [code for codes in MEDICINES.values() for code in codes]
    for rate, codes in {"1": tuple(every), **MEDICINES}.items():
        given = held.in_year.filter(pl.col("procedure").is_in(codes)).select("person").unique()
        yield "HUB-MOUD", rate, with_met(total, given.with_columns(met=pl.lit(1)))


def _allowed(held: Books) -> pl.DataFrame:
    """Whole dollars of all services of those who have a behavioral diagnosis, by member months."""
    year = held.in_year
    ill = year.filter(pl.col("diagnosis").is_in([*MENTAL, *SUBSTANCE])).select("person").unique()
    dollars = (pl.col("amount") + 0.5).floor().cast(pl.Int64).sum()
    months = per_month(held, year.clear().select("person", "day")).drop("met")
    return with_met(
        months.join(ill, on="person", how="semi"), year.group_by("person").agg(met=dollars)
    )


def _deaths(held: Books) -> pl.DataFrame:
    """Deaths are told by the year, so that members of a payer that tells no days count as well.

    They cannot be joined: who is a member of both kinds of payers counts twice.
    """
    died = held.crowd.select(
        "person", met=pl.col("death").is_between(FIRST_DAY, LAST_DAY).fill_null(value=False)
    ).with_columns(pl.col("met").cast(pl.Int64))
    coarse = [at for at, payer in enumerate(PAYERS) if payer.basis == "safe_harbor"]
    others = []
    for at in coarse:
        covered = spans(held.crowd, at)
        lines = lines_of_business(covered.join(held.crowd, on="person", how="left"), PAYERS[at], at)
        left_out = lines.filter(pl.col("plan_sponsor").is_in(list(UNAUTHORISED)))
        inside = covered.filter(*in_year()).join(left_out, on="person", how="anti")
        others.append(inside.select("person").unique())
    everybody = pl.concat([held.members, *others])
    return everybody.join(died, on="person").with_columns(total=pl.lit(1))
