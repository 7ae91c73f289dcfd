"""Services that payers pay for: office and emergency visits, Collaborative Care, programs."""

from datetime import date

import numpy as np
import polars as pl

from hub.demo.plan import FIRST, HOSPITAL, LAST, SEED, YEAR, PracticePlan

DAYS = (LAST - FIRST).days + 1
OFFICE, EMERGENCY_ROOM, PROGRAM = "11", "23", "58"
_BEHAVIORAL = ("F41.1", "F32.9", "F33.1", "F43.10", "F10.129", "F20.9")
_BODILY = ("R07.9", "S93.401A", "J06.9", "N39.0", "R10.9")


def services(
    crowd: pl.DataFrame, seen: pl.DataFrame, plans: tuple[PracticePlan, ...]
) -> pl.DataFrame:
    """Return one row a billed service, whoever pays.

    Columns: person, day, practice (key), procedure (CPT or HCPCS), place, revenue, diagnosis
    (principal), bill_type (null: professional), amount (US dollars), what (of which kind).
    """
    keys = pl.Series([plan.key for plan in plans])
    made = [
        _office(crowd, seen, keys),
        emergencies(crowd, plans),
        collaborative_care(crowd, plans),
        _treatment(crowd, keys),
    ]
    alive = crowd.select("person", "death")
    living = pl.col("death").is_null() | (pl.col("day") < pl.col("death"))
    return pl.concat(made).join(alive, on="person").filter(living).drop("death")


def emergencies(crowd: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return the emergency visits; `what` tells those with a behavioural principal diagnosis."""
    draw = np.random.default_rng(SEED + 7)
    lift = np.array([*(plan.emergency for plan in plans), 1.2])[crowd["practice"].to_numpy()]
    ill = crowd.select(pl.any_horizontal("depressed", "bipolar", "psychotic", "substance_use"))
    behavioral = draw.poisson(0.03 + 0.40 * lift * ill.to_series().to_numpy())
    bodily = draw.poisson(0.55, crowd.height)
    rows = np.concatenate(
        [np.repeat(np.arange(crowd.height), behavioral), np.repeat(np.arange(crowd.height), bodily)]
    )
    is_behavioral = np.arange(len(rows)) < behavioral.sum()
    diagnosis = np.where(
        is_behavioral, draw.choice(_BEHAVIORAL, len(rows)), draw.choice(_BODILY, len(rows))
    )
    return _rows(
        person=crowd["person"].gather(rows),
        day=pl.Series(np.datetime64(FIRST) + draw.integers(0, DAYS, len(rows))),
        practice=pl.Series([HOSPITAL]).new_from_index(0, len(rows)),
        procedure=pl.Series(draw.choice(["99283", "99284", "99285"], len(rows))),
        place=EMERGENCY_ROOM,
        revenue="0450",
        diagnosis=pl.Series(diagnosis),
        bill_type="131",
        amount=pl.Series(draw.gamma(4.0, 160.0, len(rows))),
        what=pl.Series(np.where(is_behavioral, "behavioral-emergency", "emergency")),
    )


def collaborative_care(crowd: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return months of Collaborative Care of depressed patients where the practice offers it."""
    draw = np.random.default_rng(SEED + 8)
    ill = crowd.filter(pl.col("depressed") & (pl.col("practice") >= 0))
    offered = np.array([plan.collaborative for plan in plans])[ill["practice"].to_numpy()]
    enrolled = ill.filter(pl.Series(draw.random(ill.height) < offered))
    months = draw.integers(1, 7, enrolled.height)
    rows = np.repeat(np.arange(enrolled.height), months)
    month = np.arange(len(rows)) - np.repeat(np.cumsum(months) - months, months)
    start = np.datetime64(date(YEAR, 1, 5)) + draw.integers(0, 180, enrolled.height)
    keys = pl.Series([plan.key for plan in plans])
    return _rows(
        person=enrolled["person"].gather(rows),
        day=pl.Series(start[rows] + 30 * month),
        practice=keys.gather(enrolled["practice"].gather(rows)),
        procedure=pl.Series(np.where(month == 0, "99492", "99493")),
        place=OFFICE,
        revenue=None,
        diagnosis=pl.Series(["F33.1"]).new_from_index(0, len(rows)),
        bill_type=None,
        amount=pl.Series(np.where(month == 0, 162.0, 130.0)),
        what=pl.Series(["collaborative-care"]).new_from_index(0, len(rows)),
    )


def _office(crowd: pl.DataFrame, seen: pl.DataFrame, keys: pl.Series) -> pl.DataFrame:
    draw = np.random.default_rng(SEED + 9)
    depressed = seen.join(crowd.select("person", "depressed"), on="person", maintain_order="left")
    for_mood = depressed["depressed"].to_numpy() & (draw.random(seen.height) < 0.4)
    return _rows(
        person=seen["person"],
        day=seen["day"],
        practice=keys.gather(seen["practice"]),
        procedure=seen["cpt"],
        place=OFFICE,
        revenue=None,
        diagnosis=pl.Series(np.where(for_mood, "F33.1", "Z00.00")),
        bill_type=None,
        amount=pl.Series(draw.gamma(9.0, 14.0, seen.height)),
        what=pl.Series(["office"]).new_from_index(0, seen.height),
    )


def _treatment(crowd: pl.DataFrame, keys: pl.Series) -> pl.DataFrame:
    draw = np.random.default_rng(SEED + 10)
    programs = keys.filter(keys.str.starts_with("program-"))
    treated = crowd.filter("substance_use")
    treated = treated.filter(pl.Series(draw.random(treated.height) < 0.45))
    counts = draw.integers(2, 14, treated.height)
    rows = np.repeat(np.arange(treated.height), counts)
    home = draw.integers(0, len(programs), treated.height)
    return _rows(
        person=treated["person"].gather(rows),
        day=pl.Series(np.datetime64(FIRST) + draw.integers(0, DAYS, len(rows))),
        practice=programs.gather(home[rows]),
        procedure=pl.Series(draw.choice(["H0020", "H0005", "H0015", "90834"], len(rows))),
        place=PROGRAM,
        revenue=None,
        diagnosis=pl.Series(draw.choice(["F11.20", "F10.20"], len(rows))),
        bill_type=None,
        amount=pl.Series(draw.gamma(6.0, 20.0, len(rows))),
        what=pl.Series(["program"]).new_from_index(0, len(rows)),
    )


def _rows(
    *,
    person: pl.Series,
    day: pl.Series,
    practice: pl.Series,
    procedure: pl.Series,
    place: str,
    revenue: str | None,
    diagnosis: pl.Series,
    bill_type: str | None,
    amount: pl.Series,
    what: pl.Series,
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "person": person,
            "day": day.cast(pl.Date),
            "practice": practice,
            "procedure": procedure,
            "diagnosis": diagnosis,
            "amount": amount.round(2),
            "what": what,
        }
    ).with_columns(
        place=pl.lit(place),
        revenue=pl.lit(revenue, dtype=pl.String),
        bill_type=pl.lit(bill_type, dtype=pl.String),
    )
