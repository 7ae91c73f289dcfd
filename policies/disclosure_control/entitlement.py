"""The entitlement table: who is shown which table, as the parties agreed; data, not code."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from importlib.resources import files
from typing import Any

import numpy as np
import polars as pl

from policies.disclosure_control.arrays import Flags
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.system import System
from policies.disclosure_control.viewer import Viewer, insider
from schemas.record import record

ALL, OWN, NONE = "all", "own", "none"
# What the terms of an agreement say where they mean the table that is shipped with the hub.
DEFAULT = "default"
_REACH = {NONE: 0, OWN: 1, ALL: 2}


@record
class Entitlement:
    """`tables` names each table by the columns it tells apart; `grants` what each audience sees.

    A grant is "all" rows, only the audience's "own", or "none". `column` is the column in which an
    audience's own rows carry its name; empty for an audience that has none.
    """

    tables: Mapping[str, frozenset[str]]
    grants: Mapping[str, Mapping[str, str]]
    column: Mapping[str, str]


class UnknownAudience(LookupError):
    """The entitlement table does not speak of this audience."""


def default_entitlement() -> Entitlement:
    """Return the entitlement table that holds where the parties have agreed nothing else."""
    place = files("policies.disclosure_control").joinpath("entitlement.toml")
    return entitlement(place.read_text(encoding="utf-8"))


def agreed_entitlement(terms: str) -> Entitlement:
    """Return the table that the terms of an agreement name, or hold as text (TOML).

    ValueError where the text is no entitlement table.
    """
    return default_entitlement() if terms == DEFAULT else entitlement(terms)


def strictest(agreed: Sequence[Entitlement]) -> Entitlement:
    """Return what every one of the tables grants: nobody's records go further than agreed.

    The tables that are told apart must be the same in all; ValueError where they are not.
    """
    first, *others = agreed
    if any(each.tables != first.tables for each in others):
        raise ValueError("the agreements tell other tables apart")
    audiences = [name for name in first.grants if all(name in each.grants for each in others)]
    grants = {
        audience: {
            table: min((each.grants[audience][table] for each in agreed), key=_REACH.__getitem__)
            for table in first.tables
        }
        for audience in audiences
    }
    return Entitlement(tables=first.tables, grants=grants, column=first.column)


def entitlement(text: str) -> Entitlement:
    """Read an entitlement table; ValueError where it is none, or a grant names no known word."""
    held = tomllib.loads(text)
    try:
        return _entitlement(held["table"], held["audience"])
    except (KeyError, TypeError, AttributeError):
        raise ValueError("the text is no entitlement table") from None


def _entitlement(
    told: Sequence[Mapping[str, Any]], audiences: Sequence[Mapping[str, Any]]
) -> Entitlement:
    tables = {str(table["name"]): frozenset(table["tells_apart"]) for table in told}
    grants: dict[str, dict[str, str]] = {}
    for audience in audiences:
        sees = dict(audience["sees"])
        if set(sees) - set(tables) or set(sees.values()) - {ALL, OWN, NONE}:
            raise ValueError("a grant names no table, or is not all, own or none")
        grants[audience["name"]] = {name: sees.get(name, NONE) for name in tables}
    column = {audience["name"]: str(audience.get("column", "")) for audience in audiences}
    return Entitlement(tables=tables, grants=grants, column=column)


def granted(agreed: Entitlement, *, audience: str) -> Mapping[frozenset[str], str]:
    """Return the grant of each table, by the columns that it tells apart; UnknownAudience."""
    if audience not in agreed.grants:
        raise UnknownAudience(audience)
    return {agreed.tables[name]: grant for name, grant in agreed.grants[audience].items()}


def shown_tables(agreed: Entitlement, *, holder: str) -> set[frozenset[str]]:
    """Return the tables of which somebody is shown what he does not know already.

    `holder` is the column that says who handed in the records: a table that is granted to nobody
    but the holders, each its own rows, tells them nothing new and others nothing at all.
    """
    found = set()
    for audience in agreed.grants:
        for told, grant in granted(agreed, audience=audience).items():
            knows = holder in told and agreed.column[audience] == holder and grant == OWN
            if grant != NONE and not knows:
                found.add(told)
    return found


def seen_cells(
    agreed: Entitlement, cells: System, *, audience: str, names: Collection[str]
) -> Flags:
    """Return the cells that a member of the audience is shown, where they are published.

    `names` are those that the member's own rows carry: an organisation has one for each of its
    practices. A cell of a table that the entitlement does not name is shown to nobody. Raise
    UnknownAudience.
    """
    grants = granted(agreed, audience=audience)
    dimensions = {column for told in grants for column in told}
    present = sorted(dimensions & set(cells.keys.columns))
    seen = np.zeros(cells.size, dtype=np.bool_)
    for told, grant in grants.items():
        if grant == NONE or not told <= set(present):
            continue
        wanted = [(pl.col(column) != TOTAL_NAME) == (column in told) for column in present]
        if grant == OWN:
            wanted.append(pl.col(agreed.column[audience]).is_in(sorted(names)))
        found = cells.keys.select(pl.all_horizontal([*wanted, pl.lit(value=True)]))
        seen |= found.to_series().to_numpy()
    return seen


def entitled_viewer(
    agreed: Entitlement, cells: System, *, audience: str, name: str, names: Collection[str]
) -> Viewer:
    """Return the member `name` of an audience as a viewer: what it is shown, and its own records.

    `names` are those that its rows carry.
    """
    column = agreed.column.get(audience, "")
    own = np.zeros(cells.size, dtype=np.bool_)
    if column in cells.keys.columns:
        held = cells.keys[column].is_in(sorted(names))
        own = np.asarray(held.to_numpy(), dtype=np.bool_)
    sees = seen_cells(agreed, cells, audience=audience, names=names)
    return insider(cells, name, own, sees=sees)
