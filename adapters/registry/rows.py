"""The rows that a registry's cells become: scores, contacts, reviews, and who is enrolled."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import polars as pl

from adapters.delimited.reading import Reading
from adapters.registry.columns import Columns
from schemas.column import Column, number, whole
from schemas.instruments import instrument_named
from schemas.records.attribution import ATTRIBUTION
from schemas.records.encounter import ENCOUNTER
from schemas.records.observation import OBSERVATION
from schemas.table import Table

_ALWAYS = pl.lit(value=True)
_DAYS: Mapping[str, str] = MappingProxyType({})


def score_rows(
    columns: Columns, instrument: str, *, score: str, day: str | None, key: str, where: pl.Expr
) -> Reading:
    """Return how totals of one instrument are read: whole where its steps are, with their day.

    That they lie in its range is a rule of the table, whatever the format.
    """
    found = instrument_named(instrument)
    system, code = found.code
    dated = replace(OBSERVATION.column("start_day"), required=True)
    kind = number if found.step % 1 else whole
    total = kind("value_number", f"total of {found.title}")
    return _observation_rows(
        columns,
        code=f"{system}|{code}",
        means={"value_number": score} | ({"start_day": day} if day else {}),
        key=key,
        where=where & pl.col(score).is_not_null(),
        stricter=(total, dated),
    )


def note_rows(
    columns: Columns,
    event: str,
    *,
    key: str,
    where: pl.Expr = _ALWAYS,
    number: str | None = None,
    days: Mapping[str, str] = _DAYS,
) -> Reading:
    """Return how a note of the registry is read that is no visit: as an observation of its code."""
    count = whole("value_number", f"number of {event}", least=0)
    return _observation_rows(
        columns,
        code=f"REGISTRY_EVENT|{event}",
        means=dict(days) | ({"value_number": number} if number else {}),
        key=key,
        where=where & pl.col(number).is_not_null() if number else where,
        stricter=(count,),
    )


def visit_rows(
    columns: Columns, event: str, *, day: str, key: str, where: pl.Expr = _ALWAYS
) -> Reading:
    """Return how contacts and case reviews are read: as encounters of a type of the registry."""
    means = _who(columns, ENCOUNTER) | {"start_day": day}
    if "modality" in columns:
        means["modality"] = columns.means["modality"]
    return Reading(
        table=ENCOUNTER,
        means=means,
        cells={"status": pl.lit("finished"), "type": pl.lit(f"REGISTRY_EVENT|{event}")},
        where=where,
        stricter=(replace(ENCOUNTER.column("start_day"), required=True),),
        key=("encounter", key),
    )


def enrolled_rows(
    columns: Columns, *, start: str, end: str | None, where: pl.Expr = _ALWAYS
) -> Reading:
    """Return how enrolments are read: the person is on the practice's list for the span."""
    return Reading(
        table=ATTRIBUTION,
        means=_who(columns, ATTRIBUTION) | {"start_day": start} | ({"end_day": end} if end else {}),
        cells={"method": pl.lit("registry")},
        where=where,
        stricter=(replace(ATTRIBUTION.column("start_day"), required=True),),
    )


def _observation_rows(
    columns: Columns,
    *,
    code: str,
    means: Mapping[str, str],
    key: str,
    where: pl.Expr,
    stricter: tuple[Column, ...],
) -> Reading:
    return Reading(
        table=OBSERVATION,
        means={**_who(columns, OBSERVATION), **means},
        cells={"status": pl.lit("final"), "code": pl.lit(code)},
        where=where,
        stricter=stricter,
        key=("observation", key),
    )


def _who(columns: Columns, table: Table) -> dict[str, str]:
    """Return the columns that say whom, where and by whom."""
    known = ("person", "practice", "provider")
    return {name: columns.means[name] for name in known if name in columns and name in table.names}
