"""42 CFR 2.13(a), 45 CFR 164.514(d): only the columns that the purpose needs, and why."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from policies import purpose
from policies.agreement.agreement import Agreement
from policies.agreement.scope import clause
from policies.data_class import class_of_table
from schemas.record import record

CITATION = "42 CFR 2.13(a), 45 CFR 164.514(d)"


@record
class Need:
    """What one purpose needs of each table from a day on, and what it was found not to need.

    Of what is needed, `cost` may be kept only under an agreement that has the term of cost.
    """

    purpose: str
    since: date
    needed: Mapping[str, frozenset[str]]
    dropped: Mapping[str, frozenset[str]]
    cost: Mapping[str, frozenset[str]]


def permitted_columns(
    agreement: Agreement, table: str, asked_purpose: str, *, on: date
) -> Mapping[str, str]:
    """Return the columns of a table that may be kept for a purpose, each with its clause.

    Nothing where the agreement does not cover the purpose or the table's class of data, or where
    nobody has written down what the purpose needs. An agreement can narrow a table, never widen it.
    """
    stated = clause(agreement, asked_purpose, class_of_table(table))
    if stated is None:
        return MappingProxyType({})
    columns = needed_columns(table, asked_purpose, on=on)
    if not agreement.cost:
        columns -= _of_cost(table)
    if table in agreement.columns:
        columns &= agreement.columns[table]
        stated = f"{stated}, columns of {table}"
    return MappingProxyType(dict.fromkeys(sorted(columns), stated))


def needed_columns(table: str, asked_purpose: str, *, on: date) -> frozenset[str]:
    """Return the columns of a table that a purpose needs, by the list in force on the day."""
    held = [
        need for need in needs() if need.since <= on and purpose.covers(need.purpose, asked_purpose)
    ]
    newest = max(held, key=lambda need: need.since, default=None)
    return newest.needed.get(table, frozenset()) if newest else frozenset()


@cache
def needs() -> tuple[Need, ...]:
    """Return every list of needed columns."""
    text = files("policies.agreement").joinpath("minimum_necessary.toml").read_text("utf-8")
    return tuple(
        Need(
            purpose=held["code"],
            since=held["from"],
            needed=_sets(held["needed"]),
            dropped=_sets(held["dropped"]),
            cost=_sets(held.get("cost", {})),
        )
        for held in tomllib.loads(text)["purpose"]
    )


def _of_cost(table: str) -> frozenset[str]:
    return frozenset[str]().union(*(need.cost.get(table, frozenset()) for need in needs()))


def _sets(lists: Mapping[str, list[str]]) -> Mapping[str, frozenset[str]]:
    return MappingProxyType({table: frozenset(names) for table, names in lists.items()})
