"""What an audience is shown of a protected group of tables, and what it knows already."""

from collections.abc import Iterator, Mapping

import polars as pl

from hub.publication.count_roles import COUNTED, EVENTS, EXCLUDED, MET, NOT_MET, PERSONS
from hub.publication.count_tables import CountTable
from hub.publication.protection import ProtectedGroup
from hub.publication.rate_lines import PLACE, Place
from hub.publication.report.line import Counts
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.entitlement import MEMBER, NONE, OWN, Entitlement, granted
from schemas.record import record

Cells = Mapping[Place, Mapping[str, tuple[int, bool]]]


@record
class Sight:
    """An audience as the entitlement table knows it, and the `names` that its own rows carry."""

    agreed: Entitlement
    audience: str
    names: frozenset[str]

    @property
    def column(self) -> str:
        """The column in which the audience's own rows carry its name."""
        return self.agreed.column.get(self.audience, "")

    def grant(self, place: Place) -> str:
        """Return what is granted of the table that a place is a line of.

        An audience of which the agreements say nothing is granted nothing.
        """
        if self.audience != MEMBER and self.audience not in self.agreed.grants:
            return NONE
        told = frozenset(
            name for name, value in zip(PLACE, place, strict=True) if value != TOTAL_NAME
        )
        return granted(self.agreed, audience=self.audience).get(told, NONE)

    def owns(self, place: Place) -> bool:
        """Tell whether a place is one of the audience's own."""
        return bool(self.column) and place[PLACE.index(self.column)] in self.names


def cells_of(protected: ProtectedGroup) -> Cells:
    """Return value and publication of every cell, by place and by what is counted."""
    found: dict[Place, dict[str, tuple[int, bool]]] = {}
    flags = protected.protected.pattern.published[: protected.cells.size].tolist()
    keys = protected.cells.keys.select(*PLACE, "counted").iter_rows()
    values = protected.cells.values.tolist()
    for (*place, counted), value, told in zip(keys, values, flags, strict=True):
        practice, payer, line, stratum = place
        found.setdefault((practice, payer, line, stratum), {})[counted] = (value, told)
    return found


def counts_at(
    cells: Cells, table: CountTable, names: Mapping[str, str], sight: Sight, place: Place
) -> Counts:
    """Return what an audience is told of a place by what is counted; empty where it is no line.

    What is not told is None; whoever handed in all records of a place knows its counts.
    """
    grant = sight.grant(place)
    if grant == NONE or (grant == OWN and not sight.owns(place)):
        return {}
    exact = sight.column == table.holder and sight.owns(place)
    held = cells.get(place, {})
    return {
        role: held[name][0] if held[name][1] or exact else None
        for role, name in names.items()
        if name in held
    }


def held_lines(
    table: CountTable, sight: Sight, *, by: str
) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Yield the exact counts of the audience's own records by a column, where it holds them."""
    own = table.cells.filter(pl.col(sight.column).is_in(sorted(sight.names)))
    summed = own.group_by(by, "counted").agg(pl.col("value").sum()).sort(by)
    for (name,), rows in summed.group_by(by, maintain_order=True):
        counts = dict(rows.select("counted", "value").iter_rows())
        # Where nothing happened no row says so.
        yield str(name), {EVENTS: 0} | counts if table.events else _whole(counts)


def _whole(counts: Mapping[str, int]) -> Mapping[str, int]:
    met, not_met, excluded = (counts.get(role, 0) for role in (MET, NOT_MET, EXCLUDED))
    counted = met + not_met
    return {
        MET: met,
        NOT_MET: not_met,
        EXCLUDED: excluded,
        COUNTED: counted,
        PERSONS: counted + excluded,
    }


def places_by(cells: Cells, column: str, **fixed: str) -> list[tuple[str, Place]]:
    """Return the categories of a column and their places, the other columns fixed or summed."""
    at = PLACE.index(column)
    rest = {PLACE.index(name): value for name, value in fixed.items()}
    found = []
    for place in cells:
        others = all(value == rest.get(n, TOTAL_NAME) for n, value in enumerate(place) if n != at)
        if others and place[at] != TOTAL_NAME:
            found.append((place[at], place))
    return sorted(found)
