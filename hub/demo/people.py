"""The people of the synthetic region: who they are, where they are seen, who covers them."""

from datetime import date

import numpy as np
import polars as pl

from hub.demo.plan import FIRST, FIRST_SEATED, LAST, PAYERS, SEED, PayerPlan, PracticePlan
from schemas.code_system import RACE_ETHNICITY

MONTHS = 30
_GIVEN = (
    *("Ada", "Ben", "Cleo", "Dan", "Edie", "Finn", "Gia", "Hal", "Ida", "Jon", "Kaya", "Leo"),
    *("Mia", "Ned", "Oona", "Pia", "Quinn", "Rex", "Sia", "Tom", "Uma", "Vic", "Wes", "Xena"),
    *("Yara", "Zed", "Amos", "Bea", "Cal", "Dora", "Eli", "Fay", "Gus", "Hope", "Ivo", "June"),
    *("Kit", "Lena", "Max", "Nora", "Otis", "Pearl", "Ray", "Sol", "Tess", "Una", "Vera", "Walt"),
)
_ONSETS = ("Bar", "Cal", "Den", "Fal", "Gar", "Hol", "Jar", "Kel", "Lin", "Mor", "Nor", "Pel")
_MIDDLES = ("an", "be", "co", "da", "er", "fi", "go", "ha", "in", "la", "mo", "ne")
_ENDS = (
    "berg",
    "croft",
    "dale",
    "field",
    "gate",
    "land",
    "ley",
    "man",
    "mont",
    "quist",
    "son",
    "wood",
)
_RACES = ("2106-3", "2054-5", "2028-9", "1002-5", "2131-1")
_RACE_SHARES = (0.62, 0.16, 0.08, 0.02, 0.12)


def people(persons: int, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return one row a person: identity, home practice, payers by time, and what ails him or her.

    `person` counts from 0; `payer` and `next_payer` are positions in PAYERS (-1: none), and from
    `changes_on` the latter holds.
    """
    draw = np.random.default_rng(SEED + 1)
    births = _births(draw, persons)
    age = (np.datetime64("2025-01-01") - births).astype(int) / 365.25
    practice = _home(draw, persons, plans)
    frame = pl.DataFrame({"person": np.arange(persons, dtype=np.int64), "birth": births})
    return frame.with_columns(
        **_names(draw, persons),
        sex=pl.Series(np.where(draw.random(persons) < 0.52, "female", "male")),
        race=pl.Series(draw.choice(_RACES, persons, p=_RACE_SHARES)),
        hispanic=pl.Series(draw.random(persons) < 0.17),
        zip5=pl.Series(draw.integers(55001, 55199, persons).astype(str)),
        rurality=pl.Series(
            draw.choice(["metropolitan", "micropolitan", "rural"], persons, p=[0.7, 0.2, 0.1])
        ),
        practice=pl.Series(practice),
        **_payers(draw, age),
        **_conditions(draw, age),
        age=pl.Series(age),
    )


def lines_of_business(crowd: pl.DataFrame, payer: PayerPlan, position: int) -> pl.DataFrame:
    """Return person, line_of_business, funding and plan_sponsor of everybody in such a plan."""
    draw = np.random.default_rng(SEED + 50 + position)
    count = crowd.height
    names = [name for name, _ in payer.lines]
    young = draw.choice(names, count, p=[share for _, share in payer.lines])
    line = np.where(crowd["age"].to_numpy() >= 65, payer.senior_line, young)
    funded = (line == "commercial") & (draw.random(count) < payer.self_funded)
    sponsor = draw.choice(list(payer.sponsors) or [""], count)
    return crowd.select("person").with_columns(
        line_of_business=pl.Series(line),
        funding=pl.Series(np.where(funded, "self-funded", "insured")),
        plan_sponsor=pl.Series(np.where(funded, sponsor, "")),
    )


def races(column: str) -> pl.Expr:
    """Return the coded race of the OMB code in `column`, as a list of one."""
    return pl.concat_list(pl.struct(system=pl.lit(RACE_ETHNICITY), code=pl.col(column)))


def _births(draw: np.random.Generator, persons: int) -> np.ndarray:
    years = draw.choice(np.arange(0, 93), persons, p=_age_shape())
    return np.datetime64(LAST) - (years * 365.25 + draw.integers(0, 365, persons)).astype(int)


def _age_shape() -> np.ndarray:
    ages = np.arange(0, 93)
    shape = np.where(ages < 65, 1.0, np.maximum(1.0 - (ages - 65) / 32, 0.04))
    return np.asarray(shape / shape.sum())


def _names(draw: np.random.Generator, persons: int) -> dict[str, pl.Series]:
    surnames = [a + b + c for a in _ONSETS for b in _MIDDLES for c in _ENDS]
    return {
        "given": pl.Series(draw.choice(_GIVEN, persons)),
        "family": pl.Series(draw.choice(surnames, persons)),
        # 900-999 is never issued as a first group of a social security number.
        "ssn": _hyphenated(900_000_000 + draw.permutation(persons)),
        "phone": "612-555-01"
        + pl.Series(draw.integers(0, 100, persons)).cast(pl.String).str.zfill(2),
    }


def _hyphenated(numbers: np.ndarray) -> pl.Series:
    digits = pl.Series(numbers).cast(pl.String)
    return digits.str.replace(r"^(\d{3})(\d{2})(\d{4})$", "${1}-${2}-${3}")


def _home(draw: np.random.Generator, persons: int, plans: tuple[PracticePlan, ...]) -> np.ndarray:
    keys = [plan.key for plan in plans]
    first = [keys.index(key) for key in FIRST_SEATED]
    order = np.array([*first, *(at for at in range(len(plans)) if at not in first)])
    seats = np.array([plans[at].size for at in order])
    if persons <= seats[: len(first) - 1].sum():
        # Too few to fill these one after the other: each has its share, and no other has patients.
        seats[: len(first)] = seats[: len(first)] * persons // seats[: len(first)].sum()
        seats[len(first) :] = 0
    seated = np.repeat(order, seats)[:persons]
    homes = np.full(persons, -1)
    homes[: len(seated)] = seated
    return draw.permutation(homes)


def _payers(draw: np.random.Generator, age: np.ndarray) -> dict[str, pl.Series]:
    persons = len(age)
    shares = np.array([payer.share for payer in PAYERS])
    payer = draw.choice(len(PAYERS), persons, p=shares / shares.sum())
    payer[(draw.random(persons) < 0.05) & (age < 65)] = -1
    moves = (draw.random(persons) < 0.10) & (payer >= 0)
    following = np.where(
        moves, (payer + draw.integers(1, len(PAYERS), persons)) % len(PAYERS), payer
    )
    month = draw.integers(3, MONTHS - 3, persons)
    changes = np.array([_month(at) for at in range(MONTHS)], dtype="datetime64[D]")[month]
    return {
        "payer": pl.Series(payer),
        "next_payer": pl.Series(following),
        "changes_on": pl.Series(np.where(moves, changes, np.datetime64("2100-01-01", "D"))),
    }


def _deaths(draw: np.random.Generator, age: np.ndarray) -> pl.Series:
    dies = draw.random(len(age)) < 0.008 * (1 + (age > 70) * 4)
    days = np.datetime64(FIRST) + draw.integers(0, (LAST - FIRST).days + 1, len(age))
    return pl.Series(days).set(pl.Series(~dies), None)


def _month(at: int) -> date:
    months = FIRST.year * 12 + FIRST.month - 1 + at
    return date(months // 12, months % 12 + 1, 1)


def _conditions(draw: np.random.Generator, age: np.ndarray) -> dict[str, pl.Series]:
    persons = len(age)
    adult = age >= 12
    return {
        "depressed": pl.Series(adult & (draw.random(persons) < 0.12)),
        "bipolar": pl.Series((age >= 16) & (draw.random(persons) < 0.022)),
        "psychotic": pl.Series((age >= 18) & (draw.random(persons) < 0.008)),
        "substance_use": pl.Series((age >= 16) & (draw.random(persons) < 0.06)),
        "death": _deaths(draw, age),
        "anxious": pl.Series(adult & (draw.random(persons) < 0.10)),
        # Of an age to be six before, and twelve after, the intake of the measure of attention.
        "attention": pl.Series((age > 6.9) & (age < 12.8) & (draw.random(persons) < 0.12)),
    }
