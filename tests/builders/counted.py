"""Persons, results and places of a small region, for tests of what a release tells."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from hub.measures.measure import measure_named
from hub.measures.placement.placed import PLACE
from hub.publication.count_tables import CountTable, count_tables
from hub.publication.nested_counts import Without, differences
from hub.publication.past_tables import PastRelease
from hub.publication.protection import ProtectedGroup, Terms, protected
from hub.publication.table_group import TableGroup, grouped
from hub.publication.told_at_home import AT_HOME
from hub.publication.told_release import told_by
from hub.publication.withheld_views import NOTHING_WITHHELD
from policies.agreement.release_rules import ReleaseNumbers
from policies.disclosure_control.entitlement import default_entitlement
from schemas.measure_result import RESULT

DAY = date(2026, 6, 1)
CLINICAL = frozenset({"encounter", "observation"})
CLAIMS = frozenset({"claim", "claim_line", "coverage"})
TERMS = Terms(numbers=ReleaseNumbers(on=DAY), agreed=default_entitlement(), organizations={})

# One line of business and one category of each stratum, where these are not what is looked at.
ALIKE = {
    "line_of_business": "medicaid",
    "age_band": "18-44",
    "sex": "female",
    "race": "white",
    "ethnicity": "not-hispanic-or-latino",
    "deprivation": "1-2",
}


def places(
    persons: int, *, practices: int = 6, payers: int = 3, spread: float = 0.8, seed: int = 1
) -> pl.DataFrame:
    """Place persons, unevenly; the same for the same seed."""
    draw = np.random.default_rng(seed)
    share = draw.lognormal(0, spread, practices)
    practice = draw.choice(practices, persons, p=share / share.sum())
    strata = {
        "age_band": draw.choice(
            ["12-17", "18-44", "45-64", "65+"], persons, p=[0.05, 0.5, 0.3, 0.15]
        ),
        "sex": draw.choice(["female", "male"], persons),
        "race": draw.choice(["white", "asian", "two-or-more"], persons, p=[0.8, 0.15, 0.05]),
        "ethnicity": draw.choice(["hispanic-or-latino", "not-hispanic-or-latino"], persons),
        "rurality": np.full(persons, "rural"),
        "deprivation": draw.choice(["1-2", "9-10"], persons),
    }
    return (
        pl.DataFrame(
            {
                "person": [f"p{number}" for number in range(persons)],
                "practice": [f"practice-{each + 1:02d}" for each in practice],
                "method": ["roster"] * persons,
                "payer": [f"payer-{each + 1}" for each in draw.choice(payers, persons)],
                "line_of_business": draw.choice(["commercial", "medicaid"], persons),
                "space": [""] * persons,
                **strata,
            }
        )
        .select(PLACE.names())
        .cast(dict(PLACE))
    )


def met(persons: int, *, rate: float = 0.3, excluded: float = 0.02, seed: int = 2) -> pl.DataFrame:
    """Say of persons whether the measure is met: person, met, excluded."""
    draw = np.random.default_rng(seed)
    out = draw.random(persons) < excluded
    return pl.DataFrame(
        {
            "person": [f"p{number}" for number in range(persons)],
            "met": (draw.random(persons) < rate) & ~out,
            "excluded": out,
        }
    )


def result(said: pl.DataFrame, *, strata: tuple[str, ...] = ()) -> pl.DataFrame:
    """Return what the engine would, of one rate."""
    whole = said.select(
        "person",
        rate=pl.lit("1"),
        initial_population=pl.lit(1),
        denominator=pl.lit(1),
        denominator_exclusion=pl.col("excluded").cast(pl.Int64),
        numerator=pl.col("met").cast(pl.Int64),
    )
    missing = [name for name in RESULT if name not in whole.columns]
    shaped = whole.with_columns(pl.lit(None).alias(name) for name in missing)
    return (
        shaped.select(RESULT.names())
        .cast(dict(RESULT))
        .with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in strata)
    )


def tables(
    said: Mapping[str, pl.DataFrame], placed: pl.DataFrame, *, reads: frozenset[str] = CLINICAL
) -> tuple[list[CountTable], list[Without]]:
    """Return the tables of measures, by what is said of the persons of each."""
    chosen = [measure_named(name) for name in said]
    results = {
        each.identifier: result(
            said[each.identifier], strata=tuple(stratum.name for stratum in each.strata)
        )
        for each in chosen
    }
    found = count_tables(chosen, results, placed, {each.identifier: reads for each in chosen})
    return found, differences(found, results, placed)


def visits(persons: int, *, seed: int = 3) -> pl.DataFrame:
    """Visits of a region: some persons have several, and most that are followed up are so soon."""
    draw = np.random.default_rng(seed)
    total = draw.poisson(0.9, persons)
    month = draw.binomial(total, 0.5)
    return visits_of(draw.binomial(month, 0.8), month, total)


def visits_of(week: np.ndarray, month: np.ndarray, total: np.ndarray) -> pl.DataFrame:
    """Say of persons how many visits were followed up within 7 and 30 days, of how many."""
    whole = pl.DataFrame({"person": [f"p{n}" for n in range(len(total))], "denominator": total})
    return pl.concat(
        whole.with_columns(rate=pl.lit(rate), numerator=pl.Series(met))
        for rate, met in (("1", week), ("2", month))
    ).filter(pl.col("denominator") > 0)


def many(measure: str, said: pl.DataFrame) -> pl.DataFrame:
    """Return what the engine would of a measure, of `said`: person, rate, denominator, numerator.

    And `denominator_exclusion` where it is said. No stratum of the measure's own is told.
    """
    shaped = said.with_columns(
        pl.lit(None).alias(name) for name in RESULT if name not in said.columns
    )
    own = [stratum.name for stratum in measure_named(measure).strata]
    return (
        shaped.select(RESULT.names())
        .cast(dict(RESULT))
        .with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in own)
    )


def groups(
    said: Mapping[str, pl.DataFrame], placed: pl.DataFrame, *, reads: frozenset[str] = CLAIMS
) -> list[TableGroup]:
    """Return the groups of measures of which `many` says how often everybody counts."""
    return grouped(*many_tables(said, placed, reads=reads))


def many_tables(
    said: Mapping[str, pl.DataFrame], placed: pl.DataFrame, *, reads: frozenset[str] = CLAIMS
) -> tuple[list[CountTable], list[Without]]:
    """Return the tables of such measures, and what lies between them."""
    chosen = [measure_named(name) for name in said]
    results = {each.identifier: many(each.identifier, said[each.identifier]) for each in chosen}
    found = count_tables(chosen, results, placed, {each.identifier: reads for each in chosen})
    return found, differences(found, results, placed)


def group(
    said: Mapping[str, pl.DataFrame],
    placed: pl.DataFrame,
    *,
    reads: frozenset[str] = CLINICAL,
    past: tuple[PastRelease, ...] = (),
) -> TableGroup:
    """Return the first group of these tables."""
    found, between = tables(said, placed, reads=reads)
    return grouped(found, between, past=past)[0]


def released(*safe: ProtectedGroup) -> PastRelease:
    """Return what a release of these held and told."""
    return told_by(safe, withheld=NOTHING_WITHHELD, at_home=pl.DataFrame(schema=AT_HOME))


def first_and_second(
    before: pl.DataFrame, after: pl.DataFrame, placed: pl.DataFrame, *, joint: bool
) -> tuple[ProtectedGroup, ProtectedGroup]:
    """Release twice, the second time together with the first, or by itself alone."""
    first = protected(group({"CMS2": before}, placed), TERMS)
    past = (released(first),) if joint else ()
    return first, protected(group({"CMS2": after}, placed, past=past), TERMS, past=past)
