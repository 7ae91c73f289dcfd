"""The entitlement table: who is shown which table, as the parties agreed; data, not code."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files

import numpy as np
import polars as pl

from policies.disclosure_control.arrays import Flags
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.system import System
from policies.disclosure_control.viewer import Viewer, insider
from schemas.record import record

ALL, OWN, NONE = "all", "own", "none"


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


def entitlement(text: str) -> Entitlement:
    """Read an entitlement table; ValueError where a grant names no table or no known word."""
    held = tomllib.loads(text)
    tables = {table["name"]: frozenset(table["tells_apart"]) for table in held["table"]}
    grants: dict[str, dict[str, str]] = {}
    for audience in held["audience"]:
        sees = dict(audience["sees"])
        if set(sees) - set(tables) or set(sees.values()) - {ALL, OWN, NONE}:
            raise ValueError("a grant names no table, or is not all, own or none")
        grants[audience["name"]] = {name: sees.get(name, NONE) for name in tables}
    column = {audience["name"]: audience.get("column", "") for audience in held["audience"]}
    return Entitlement(tables=tables, grants=grants, column=column)


def seen_cells(agreed: Entitlement, cells: System, *, audience: str, name: str) -> Flags:
    """Return the cells that a member of the audience is shown, where they are published.

    `name` is the member, as its own rows carry it. A cell of a table that the entitlement does not
    name is shown to nobody. Raise UnknownAudience.
    """
    if audience not in agreed.grants:
        raise UnknownAudience(audience)
    dimensions = {column for held in agreed.tables.values() for column in held}
    present = sorted(dimensions & set(cells.keys.columns))
    seen = np.zeros(cells.size, dtype=np.bool_)
    for table, granted in agreed.grants[audience].items():
        wanted = [
            (pl.col(column) != TOTAL_NAME) == (column in agreed.tables[table]) for column in present
        ]
        if granted == NONE or not agreed.tables[table] <= set(present):
            continue
        if granted == OWN:
            wanted.append(pl.col(agreed.column[audience]) == name)
        found = cells.keys.select(pl.all_horizontal([*wanted, pl.lit(value=True)]))
        seen |= found.to_series().to_numpy()
    return seen


def entitled_viewer(agreed: Entitlement, cells: System, *, audience: str, name: str) -> Viewer:
    """Return the member of an audience as a viewer: what it is shown, and its own records."""
    column = agreed.column.get(audience, "")
    own = np.zeros(cells.size, dtype=np.bool_)
    if column in cells.keys.columns:
        own = np.asarray((cells.keys[column] == name).to_numpy(), dtype=np.bool_)
    sees = seen_cells(agreed, cells, audience=audience, name=name)
    return insider(cells, name, own, sees=sees)
