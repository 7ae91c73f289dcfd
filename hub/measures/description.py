"""What the page of a measure says, as plain objects: for whoever asks a program for it."""

from collections.abc import Sequence
from typing import TypeAlias

from hub.measures.lineage import columns_read
from hub.measures.measure import GOALS, Measure, Rate
from hub.measures.page import criteria, own_lists
from hub.measures.value_sets import ListedCode

Described: TypeAlias = dict[str, object]


def summarized(measure: Measure) -> Described:
    """Return what a list of measures says of one."""
    return {
        "identifier": measure.identifier,
        "title": measure.title,
        "steward": measure.steward,
        "version": measure.version,
        "goal": measure.goal,
        "direction": measure.direction,
        "dates_needed": measure.dates_needed,
        "reviewed": str(measure.reviewed),
        "rates": [_rate(rate) for rate in measure.rates],
    }


def described(measure: Measure) -> Described:
    """Return all that its page says, and the text that computes it.

    The codes of a set are null where the hub ships no list of its own: they are the steward's.
    """
    own = own_lists(measure)
    return summarized(measure) | {
        "period": measure.period,
        "goal_means": GOALS[measure.goal],
        "basis": measure.basis,
        "catalogue": measure.catalogue,
        "term": measure.term,
        "beside": measure.beside,
        "strata": [
            {"name": each.name, "values": list(each.values), "means": each.means}
            for each in measure.strata
        ],
        "criteria": [{"name": name, "means": means} for name, means in criteria(measure)],
        "examples": list(measure.examples),
        "value_sets": [
            {"title": named.title, "oid": named.oid, "codes": _codes(own.get(named.oid))}
            for named in measure.value_sets
        ],
        "codes": [
            {"name": code.name, "system": code.system, "code": code.code} for code in measure.codes
        ],
        "known_differences": list(measure.differences),
        "reads": {table: sorted(columns) for table, columns in columns_read(measure).items()},
        "sql": measure.sql,
    }


def _rate(rate: Rate) -> Described:
    return {
        "rate": rate.name,
        "title": rate.title,
        "populations": list(rate.populations),
        "per": rate.per,
        "beside": rate.beside,
        "counts": rate.counts,
    }


def _codes(codes: Sequence[ListedCode] | None) -> list[Described] | None:
    if codes is None:
        return None
    return [
        {
            "system": code.system,
            "code": code.code,
            "start": str(code.first) if code.first else None,
            "end": str(code.last) if code.last else None,
            "checked": code.checked,
        }
        for code in codes
    ]
