"""Services that payers pay for: office visits and what is billed with them, and programs."""

from datetime import date

import numpy as np
import polars as pl

from hub.demo.bills import DAYS, OFFICE, OPIOID, PROGRAM, billed
from hub.demo.directory import clinician_of
from hub.demo.hospital import aftercare, emergencies, stays
from hub.demo.plan import FIRST, LAST, SEED, YEAR, PracticePlan

MOST_MONTHS = 6
# How likely enrollment was in the year before, as a share of how likely it is in the year itself.
EARLIER = 0.6
_MEDICATIONS = ("J0571", "J2315")


def services(
    crowd: pl.DataFrame, seen: pl.DataFrame, plans: tuple[PracticePlan, ...]
) -> pl.DataFrame:
    """Return one row a billed service, whoever pays, as `billed` makes them.

    Nothing happens to who died. `what` tells of which kind it is.
    """
    keys = pl.Series([plan.key for plan in plans])
    acute = pl.concat([emergencies(crowd, plans), stays(crowd)])
    made = [
        _office(crowd, seen, plans),
        acute,
        aftercare(crowd, acute, plans),
        _monthly(enrolled(crowd, plans, offered=True), plans, offered=True),
        _monthly(enrolled(crowd, plans, offered=False), plans, offered=False),
        *_with_visits(seen, keys),
        _medicated(crowd, keys),
        _treatment(crowd, keys),
        _monthly(enrolled_before(crowd, plans, offered=True), plans, offered=True),
        _monthly(enrolled_before(crowd, plans, offered=False), plans, offered=False),
    ]
    alive = crowd.select("person", "death")
    living = pl.col("death").is_null() | (pl.col("last_day") < pl.col("death"))
    return pl.concat(made).join(alive, on="person").filter(living).drop("death")


def enrolled(
    crowd: pl.DataFrame, plans: tuple[PracticePlan, ...], *, offered: bool
) -> pl.DataFrame:
    """Return who is in Collaborative Care (where it is offered) or in general integration.

    Columns: person, practice, start, months. They are depressed patients of the practice.
    """
    draw = np.random.default_rng(SEED + (8 if offered else 15))
    ill = crowd.filter(pl.col("depressed") & (pl.col("practice") >= 0))
    members = ill.filter(pl.Series(draw.random(ill.height) < _chance(ill, plans, offered=offered)))
    return _begun(members, YEAR, draw)


def enrolled_before(
    crowd: pl.DataFrame, plans: tuple[PracticePlan, ...], *, offered: bool
) -> pl.DataFrame:
    """Return who was enrolled in the year before, over before its end: fewer, and others."""
    draw = np.random.default_rng(SEED + (19 if offered else 20))
    again = enrolled(crowd, plans, offered=offered).select("person")
    ill = crowd.filter(pl.col("depressed") & (pl.col("practice") >= 0))
    others = ill.join(again, on="person", how="anti", maintain_order="left")
    chance = EARLIER * _chance(others, plans, offered=offered)
    return _begun(others.filter(pl.Series(draw.random(others.height) < chance)), YEAR - 1, draw)


def _chance(ill: pl.DataFrame, plans: tuple[PracticePlan, ...], *, offered: bool) -> np.ndarray:
    chances = [plan.collaborative if offered else 0.12 * (not plan.collaborative) for plan in plans]
    return np.asarray(np.array(chances)[ill["practice"].to_numpy()])


def _begun(members: pl.DataFrame, year: int, draw: np.random.Generator) -> pl.DataFrame:
    start = np.datetime64(date(year, 1, 5)) + draw.integers(0, 180, members.height)
    return members.select(
        "person",
        "practice",
        start=pl.Series(start, dtype=pl.Date),
        months=pl.Series(draw.integers(1, MOST_MONTHS + 1, members.height)),
    )


def _monthly(
    members: pl.DataFrame, plans: tuple[PracticePlan, ...], *, offered: bool
) -> pl.DataFrame:
    months = members["months"].to_numpy()
    rows = np.repeat(np.arange(members.height), months)
    month = np.arange(len(rows)) - np.repeat(np.cumsum(months) - months, months)
    keys = pl.Series([plan.key for plan in plans])
    first, later = ("99492", "99493") if offered else ("99484", "99484")
    return billed(
        person=members["person"].gather(rows),
        day=members["start"].to_numpy()[rows] + 30 * month,
        practice=keys.gather(members["practice"].gather(rows)),
        procedure=pl.Series(np.where(month == 0, first, later)),
        place=OFFICE,
        diagnosis="F33.1",
        amount=np.where(month == 0, 162.0, 130.0) if offered else 49.0,
        what="collaborative-care" if offered else "integration",
    )


def _office(
    crowd: pl.DataFrame, seen: pl.DataFrame, plans: tuple[PracticePlan, ...]
) -> pl.DataFrame:
    keys = pl.Series([plan.key for plan in plans])
    draw = np.random.default_rng(SEED + 9)
    depressed = seen.join(crowd.select("person", "depressed"), on="person", maintain_order="left")
    for_mood = depressed["depressed"].to_numpy() & (draw.random(seen.height) < 0.4)
    return billed(
        person=seen["person"],
        day=seen["day"],
        practice=keys.gather(seen["practice"]),
        procedure=seen["cpt"],
        place=OFFICE,
        diagnosis=pl.Series(np.where(for_mood, "F33.1", "Z00.00")),
        amount=draw.gamma(9.0, 14.0, seen.height),
        what="office",
    ).with_columns(
        in_network=pl.Series(draw.random(seen.height) < 0.95), provider=clinician_of(seen, plans)
    )


def _with_visits(seen: pl.DataFrame, keys: pl.Series) -> list[pl.DataFrame]:
    """Return what is billed on the day of a visit: screening, brief intervention, consultation."""
    draw = np.random.default_rng(SEED + 16)
    kinds = (("96127", 0.09, 5.0), ("99408", 0.02, 34.0), ("99452", 0.012, 36.0))
    names = ("screening", "brief-intervention", "consultation")
    found = []
    for what, (procedure, share, amount) in zip(names, kinds, strict=True):
        own = seen.filter(pl.Series(draw.random(seen.height) < share))
        found.append(
            billed(
                person=own["person"],
                day=own["day"],
                practice=keys.gather(own["practice"]),
                procedure=procedure,
                place=OFFICE,
                diagnosis="Z13.31",
                amount=amount,
                what=what,
            )
        )
    return found


def _medicated(crowd: pl.DataFrame, keys: pl.Series) -> pl.DataFrame:
    """Return months of medication for opioid use disorder, given at a person's own practice."""
    draw = np.random.default_rng(SEED + 17)
    ill = crowd.filter(pl.col("substance_use") & (pl.col("practice") >= 0))
    ill = ill.filter(pl.Series(draw.random(ill.height) < 0.35))
    count = draw.integers(1, 8, ill.height)
    rows = np.repeat(np.arange(ill.height), count)
    month = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    start = np.datetime64(FIRST) + draw.integers(0, DAYS - 240, ill.height)
    # Some are only seen for it, and get no medication.
    given = draw.choice(["99213", *_MEDICATIONS], ill.height, p=(0.4, 0.4, 0.2))
    return billed(
        person=ill["person"].gather(rows),
        day=start[rows] + 30 * month,
        practice=keys.gather(ill["practice"].gather(rows)),
        procedure=pl.Series(given[rows]),
        place=OFFICE,
        diagnosis=OPIOID,
        amount=180.0,
        what="opioid-care",
    )


def _treatment(crowd: pl.DataFrame, keys: pl.Series) -> pl.DataFrame:
    draw = np.random.default_rng(SEED + 10)
    programs = keys.filter(keys.str.starts_with("program-"))
    treated = crowd.filter("substance_use")
    treated = treated.filter(pl.Series(draw.random(treated.height) < 0.45))
    counts = draw.integers(2, 14, treated.height)
    rows = np.repeat(np.arange(treated.height), counts)
    home = draw.integers(0, len(programs), treated.height)
    return billed(
        person=treated["person"].gather(rows),
        day=np.datetime64(FIRST) + draw.integers(0, (LAST - FIRST).days + 1, len(rows)),
        practice=programs.gather(home[rows]),
        procedure=pl.Series(draw.choice(["H0020", "H0005", "H0015", "90834"], len(rows))),
        place=PROGRAM,
        diagnosis=pl.Series(draw.choice(["F11.20", "F10.20"], len(rows))),
        amount=draw.gamma(6.0, 20.0, len(rows)),
        what="program",
    )
