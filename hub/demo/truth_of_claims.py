"""What is true of services and members, told by the plan of the region and by plain day counts.

A member is somebody whom a payer covers whose records join with everybody else's. Services count
while he or she is covered, and those of programs where a consent is in force.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

import polars as pl

from hub.demo.bills import CENTER, MENTAL, OPIOID, SELF_HARM, SUBSTANCE
from hub.demo.claims import spans
from hub.demo.people import lines_of_business
from hub.demo.plan import PAYERS, UNAUTHORISED, YEAR
from schemas.record import record

FIRST_DAY, LAST_DAY = date(YEAR, 1, 1), date(YEAR, 12, 31)
# Payers whose records have days and join with everybody else's.
JOINED = frozenset({"expert_determination", "limited_data_set"})
_MONTHS = tuple(date(YEAR, month, 15) for month in range(1, 13))
_OUTPATIENT = ("office", "therapy", "collaborative-care", "integration")
_WINDOW = timedelta(days=30)
_MEDICINES = {"2": ("J0571",), "3": ("H0020",), "4": ("J2315",)}


@record
class Books:
    """The members' spans, one after the other without a gap, and their services.

    `spans` has person, start_day, end_day; `paid` the services that may be used; `members` one row
    a person covered in the year.
    """

    crowd: pl.DataFrame
    spans: pl.DataFrame
    paid: pl.DataFrame

    @property
    def members(self) -> pl.DataFrame:
        """Who is covered on a day of the year."""
        return self.spans.filter(*in_year()).select("person").unique().sort("person")

    @property
    def in_year(self) -> pl.DataFrame:
        """The services of the year."""
        return self.paid.filter(pl.col("day").is_between(FIRST_DAY, LAST_DAY))


def books(crowd: pl.DataFrame, paid: pl.DataFrame, consents: pl.DataFrame) -> Books:
    """Return what the joined payers' books hold of these persons."""
    joined = [at for at, payer in enumerate(PAYERS) if payer.basis in JOINED]
    covered = pl.concat([spans(crowd, position) for position in joined])
    consented = consents.filter(pl.col("state") == "in-force")["person"]
    usable = paid.filter(
        (pl.col("what") != "program") | pl.col("person").is_in(consented.implode())
    )
    inside = pl.col("day").is_between(pl.col("start_day"), pl.col("end_day"))
    held = usable.join(covered, on="person").filter(inside).drop("start_day", "end_day")
    return Books(crowd=crowd, spans=_touching(covered), paid=held)


def in_year() -> tuple[pl.Expr, pl.Expr]:
    """Tell which spans of coverage reach into the year."""
    return pl.col("start_day") <= LAST_DAY, pl.col("end_day") >= FIRST_DAY


def claims_truth(
    held: Books, specialists: Collection[str]
) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Yield identifier, rate, and what is true: person, met, total.

    `specialists` are the clinicians whose specialty is mental health.
    """
    year, members = held.in_year, held.members
    emergency = year.filter(pl.col("what").str.ends_with("emergency"))
    behavioral = emergency.filter(pl.col("what") == "behavioral-emergency")
    yield "HUB-EDV", "1", _per_month(held, _days(emergency))
    yield "HUB-BHED", "1", _per_member(members, _days(behavioral))
    yield "HUB-BHED", "2", _per_month(held, _days(behavioral))
    for identifier, what in _BILLED.items():
        days = _days(year.filter(pl.col("what") == what))
        yield identifier, "1", _per_member(members, days, once=True)
        yield identifier, "2", _per_member(members, days)
    yield from _months(held)
    yield from _stays(held, specialists)
    yield from _followed_up(held)
    yield from _network(held)
    yield from _medication(held)
    yield "HUB-COST", "1", _allowed(held)
    yield "HUB-DEATH", "1", _deaths(held)


_BILLED = {
    "HUB-SCREEN": "screening",
    "HUB-SBIRT": "brief-intervention",
    "HUB-IPC": "consultation",
}


def _touching(covered: pl.DataFrame) -> pl.DataFrame:
    """Join spans that overlap or touch: nobody has more than two."""
    ordered = covered.sort("person", "start_day").with_columns(
        gap=(
            pl.col("start_day") > pl.col("end_day").shift().over("person") + timedelta(days=1)
        ).fill_null(value=False)
    )
    part = pl.col("gap").cum_sum().over("person").alias("part")
    return (
        ordered.with_columns(part)
        .group_by("person", "part")
        .agg(pl.col("start_day").min(), pl.col("end_day").max())
        .drop("part")
    )


def _days(services: pl.DataFrame) -> pl.DataFrame:
    return services.select("person", "day").unique()


def _counted(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by("person").agg(met=pl.len())


def _per_member(members: pl.DataFrame, days: pl.DataFrame, *, once: bool = False) -> pl.DataFrame:
    met = members.join(_counted(days), on="person", how="left").with_columns(total=pl.lit(1))
    met = met.with_columns(pl.col("met").fill_null(0).cast(pl.Int64))
    return met.with_columns(pl.col("met").clip(upper_bound=1)) if once else met


def _per_month(held: Books, events: pl.DataFrame) -> pl.DataFrame:
    covered = [
        pl.lit(day).is_between(pl.col("start_day"), pl.col("end_day")).cast(pl.Int64)
        for day in _MONTHS
    ]
    months = pl.sum_horizontal(covered).sum()
    total = held.spans.filter(*in_year()).group_by("person").agg(total=months)
    return _with_met(total.filter(pl.col("total") > 0), _counted(events))


def _with_met(total: pl.DataFrame, met: pl.DataFrame) -> pl.DataFrame:
    found = total.join(met, on="person", how="left")
    return found.with_columns(pl.col("met").fill_null(0).cast(pl.Int64))


def _months(held: Books) -> Iterator[tuple[str, str, pl.DataFrame]]:
    for identifier, what in (("HUB-COCM", "collaborative-care"), ("HUB-BHI", "integration")):
        own = held.in_year.filter(pl.col("what") == what)
        months = own.select("person", pl.col("day").dt.month()).unique()
        yield identifier, "1", _per_member(held.members, months, once=True)
        if identifier == "HUB-COCM":
            # Nobody begins twice in a year, and nobody before it.
            yield identifier, "2", _per_member(held.members, months, once=True)
        yield (
            identifier,
            "3" if identifier == "HUB-COCM" else "2",
            _per_member(held.members, months),
        )


def _stays(held: Books, specialists: Collection[str]) -> Iterator[tuple[str, str, pl.DataFrame]]:
    every = held.paid.filter(pl.col("what").str.ends_with("stay"))
    ended = _while_covered(held, every.with_columns(on=pl.col("last_day")))
    ended = ended.filter(pl.col("on").is_between(FIRST_DAY, LAST_DAY)).with_columns(
        days=(pl.col("last_day") - pl.col("day")).dt.total_days().clip(lower_bound=1)
    )
    of_mind = ended.filter(pl.col("what") == "behavioral-stay")
    for rate, chosen in (("1", ended), ("2", of_mind)):
        days = chosen.group_by("person").agg(met=pl.col("days").sum())
        yield "HUB-IPD", rate, _with_met(_per_month(held, ended.head(0)).drop("met"), days)
    harmed = held.in_year.filter(
        pl.col("what") == "behavioral-emergency", pl.col("diagnosis") == SELF_HARM
    )
    yield "HUB-HARM", "1", _per_month(held, _days(harmed))
    admitted = of_mind.filter(pl.col("diagnosis") == SELF_HARM)
    yield "HUB-HARM", "2", _per_month(held, admitted.select("person", "on").unique())
    watched = _watched(held, of_mind, "last_day")
    again = _within(watched, every, "day", first=1)
    yield "HUB-READM", "1", _episodes(watched, again)
    aged = _aged(held, watched, 6).join(
        again.select("person", "on"), on=["person", "on"], how="anti"
    )
    treated = held.paid.filter(
        pl.col("procedure").is_in(_BEHAVIORAL_SERVICES)
        | ((pl.col("what") == "office") & pl.col("provider").is_in(list(specialists)))
    )
    for rate, last in (("1", 7), ("2", 30)):
        met = _within(aged, treated, "day", first=1, last=last)
        yield "HUB-FUH", rate, _episodes(aged, met)


_BEHAVIORAL_SERVICES = ("90834", "99492", "99493", "99484")


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
    return _with_met(total, _counted(met))


def _followed_up(held: Books) -> Iterator[tuple[str, str, pl.DataFrame]]:
    stays = held.paid.filter(pl.col("what").str.ends_with("stay"))
    visits = held.paid.filter(pl.col("what") == "behavioral-emergency")
    mental = held.paid.filter(pl.col("diagnosis").is_in(MENTAL), pl.col("what").is_in(_OUTPATIENT))
    medicines = [code for codes in _MEDICINES.values() for code in codes]
    substance = held.paid.filter(
        pl.col("procedure").is_in(medicines)
        | (
            pl.col("diagnosis").is_in(SUBSTANCE)
            & pl.col("what").is_in([*_OUTPATIENT, "program", "opioid-care"])
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


def _network(held: Books) -> Iterator[tuple[str, str, pl.DataFrame]]:
    mind = pl.col("diagnosis").is_in([*MENTAL, *SUBSTANCE])
    care = pl.col("what").is_in(_OUTPATIENT) | pl.col("procedure").is_in(["90834", "99213"])
    visits = (
        held.in_year.filter(care)
        .with_columns(
            behavioral=mind | pl.col("procedure").is_in(_BEHAVIORAL_SERVICES),
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
    every = [code for codes in _MEDICINES.values() for code in codes]
    for rate, codes in {"1": tuple(every), **_MEDICINES}.items():
        given = held.in_year.filter(pl.col("procedure").is_in(codes)).select("person").unique()
        yield "HUB-MOUD", rate, _with_met(total, given.with_columns(met=pl.lit(1)))


def _allowed(held: Books) -> pl.DataFrame:
    """Whole dollars of all services of those who have a behavioral diagnosis, by member months."""
    year = held.in_year
    ill = year.filter(pl.col("diagnosis").is_in([*MENTAL, *SUBSTANCE])).select("person").unique()
    dollars = (pl.col("amount") + 0.5).floor().cast(pl.Int64).sum()
    months = _per_month(held, year.clear().select("person", "day")).drop("met")
    return _with_met(
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
