"""The risk-adjusted figure of an outcome, for whoever knows the patients that it is of.

The model is made from what the report tells of the region. What is expected of a practice's own
patients is told to whoever handed their records in, and to nobody else: it is made of counts of
them by age and the like, which are nobody else's.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from hub.measures.measure import Measure, measures
from hub.publication.count_roles import COUNTED, EVENTS, EXPOSURE, MET, NOT_MET, PERSONS
from hub.publication.count_tables import CountTable
from hub.publication.report.line import COUNT
from hub.publication.report.sight import Sight
from hub.publication.risk_adjustment import Group, Model, model_of, risk_adjusted
from hub.publication.statistics.indirect_standardisation import Standardised
from schemas.cell import UNKNOWN

# Line of business goes with age, and race is no risk to be adjusted away.
TRAITS = ("severity", "age_band", "sex")
LEAST = 20


def adjustment(
    table: CountTable,
    sight: Sight,
    region: Mapping[str, Any] | None,
    region_by: Sequence[Mapping[str, Any]],
) -> dict[str, Any] | None:
    """Return the model of an outcome, and the reader's own figures by practice; None of others."""
    if not is_outcome(table.measure, table.rate) or table.counts == "amounts":
        return None
    model = _model(table, region, region_by)
    if model is None:
        return None
    held = sight.column == table.holder and bool(sight.names)
    strata = table.strata.filter(pl.col(table.holder).is_in(sorted(sight.names)))
    return {
        "crude": model.crude,
        "explained": model.explained,
        "effects": [
            {"trait": trait, "category": category, "difference": effect}
            for (trait, category), effect in model.effects.items()
        ],
        "own": _figure(model, table, strata) if held else None,
        "rows": _by_practice(model, table, strata) if held and sight.column == "payer" else {},
    }


def is_outcome(measure: Measure, rate: str) -> bool:
    """Tell whether a rate says what became of patients, rather than what was done for them."""
    avoided = measure.goal == "IV" and measure.direction == "decrease"
    followed = any(each.beside == measure.identifier for each in measures())
    return avoided or followed or measure.rate(rate).beside is not None


def _model(
    table: CountTable, region: Mapping[str, Any] | None, region_by: Sequence[Mapping[str, Any]]
) -> Model | None:
    if region is None or region["statement"] != COUNT:
        return None
    groups = {
        (each["by"], row["name"]): (row["line"]["numerator"], row["line"]["denominator"])
        for each in region_by
        for row in each["rows"]
        if each["by"] in TRAITS and row["name"] != UNKNOWN and row["line"]["statement"] == COUNT
    }
    whole = (region["numerator"], region["denominator"])
    return model_of(whole, groups, events=table.events)


def _by_practice(model: Model, table: CountTable, strata: pl.DataFrame) -> dict[str, Any]:
    found = {
        str(practice): _figure(model, table, own)
        for (practice,), own in strata.group_by("practice")
    }
    return {name: found[name] for name in sorted(found) if found[name] is not None}


def _figure(model: Model, table: CountTable, strata: pl.DataFrame) -> dict[str, float] | None:
    # Every stratum counts everybody: one of them says how many they are.
    first = strata.filter(pl.col("stratum").eq_missing(pl.col("stratum").first()))
    happened = _counted(first, (EVENTS,) if table.events else (MET,))
    total = sum(_counted(first, roles_below(table)).values())
    if total < LEAST:
        return None
    mix: dict[Group, int] = {}
    for trait in TRAITS:
        own = _counted(strata.filter(pl.col("stratum") == trait), roles_below(table))
        mix |= {(trait, category): number for category, number in own.items()}
    found = risk_adjusted(model, sum(happened.values()), total, mix)
    return _told(found) if found else None


def roles_below(table: CountTable) -> tuple[str, ...]:
    """Return what is counted below the line of a rate."""
    if table.events:
        return (EXPOSURE,) if table.exposed else (PERSONS,)
    return (MET, NOT_MET) if table.counts == "persons" else (COUNTED,)


def _counted(rows: pl.DataFrame, roles: Sequence[str]) -> dict[str, int]:
    summed = rows.filter(pl.col("counted").is_in(list(roles))).group_by("category")
    return dict(summed.agg(pl.col("value").sum()).sort("category").iter_rows())


def _told(found: Standardised) -> dict[str, float]:
    return {
        "expected": round(found.expected, 1),
        "ratio": round(found.ratio, 3),
        "lowest": round(found.lowest, 3),
        "highest": round(found.highest, 3),
        "rate": round(found.rate, 4),
    }
