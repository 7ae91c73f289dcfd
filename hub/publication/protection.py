"""The tables of a release under disclosure control: which cells may be shown, and the audit."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from hub.publication.count_tables import EVENTS, EXCLUDED, MET, NOT_MET, PERSONS, CountTable
from policies.disclosure_control import system as kinds
from policies.disclosure_control.arrays import Real
from policies.disclosure_control.contributor_viewers import contributor_viewers
from policies.disclosure_control.dimension import TOTAL_NAME, Dimension, dimension
from policies.disclosure_control.join import join
from policies.disclosure_control.pattern import UNSHOWN
from policies.disclosure_control.primary.small_count import RULE, small_count
from policies.disclosure_control.protect import Protection, protect
from policies.disclosure_control.sensitive import Sensitive, together
from policies.disclosure_control.system import System
from policies.disclosure_control.tabulate import tabulate
from policies.parameter import parameter
from schemas.record import record

KINDS = {MET: kinds.MET, NOT_MET: kinds.NOT_MET, EXCLUDED: kinds.EXCLUDED}
BY = ("practice", "payer", "counted")
PROTECTED = pl.Schema(
    {
        "practice": pl.String,
        "payer": pl.String,
        "line_of_business": pl.String,
        "counted": pl.String,
        "value": pl.Int64,
        "shown": pl.Boolean,
        "lowest": pl.Int64,
        "highest": pl.Int64,
    }
)


@record
class Audited:
    """A system of cells, what is sensitive in it, and the pattern and audit that protect it."""

    cells: System
    sensitive: Sensitive
    protection: Protection


@record
class ProtectedTable:
    """One table under protection.

    `cells` has the columns of PROTECTED, with TOTAL_NAME where a column is summed over: `lowest`
    and `highest` are what anybody could work out anyway (null: without bound); `value` stays with
    the hub where `shown` is false. `audited` are the systems that were looked at.
    """

    table: CountTable
    cells: pl.DataFrame
    audited: tuple[Audited, ...]


def protected(table: CountTable, *, on: date) -> ProtectedTable:
    """Protect one table; Unprotected or Unsolved where that cannot be done: nothing is released."""
    parts = [(PERSONS,), (EVENTS,)] if table.events else [(MET, NOT_MET, EXCLUDED)]
    made = [_protected(table, counted, on=on) for counted in parts]
    return ProtectedTable(
        table=table,
        cells=pl.concat([cells for cells, _ in made]),
        audited=tuple(found for _, found in made),
    )


def cell(cells: pl.DataFrame, counted: str, **place: str) -> dict[str, object] | None:
    """Return the cell of a place, summed over what is not named; None where there is none."""
    wanted = dict.fromkeys(("practice", "payer", "line_of_business"), TOTAL_NAME) | place
    found = cells.filter(
        pl.col("counted") == counted, *(pl.col(name) == value for name, value in wanted.items())
    )
    return found.row(0, named=True) if found.height else None


def _protected(
    table: CountTable, counted: Sequence[str], *, on: date
) -> tuple[pl.DataFrame, Audited]:
    own = table.cells.filter(pl.col("counted").is_in(list(counted)))
    cells = _system(own, counted, "value", holder=table.holder)
    people = _system(own, counted, "people", holder=table.holder)
    minimum = int(parameter("minimum_cell_size", on=on))
    sensitive = _sensitive(cells, people, minimum=minimum)
    viewers = contributor_viewers(cells, column=table.holder)
    protection = protect(
        cells,
        sensitive=sensitive,
        viewers=viewers,
        rules=((RULE, f"{minimum} on {on}"),),
    )
    audited = Audited(cells=cells, sensitive=sensitive, protection=protection)
    return _told(cells, protection), audited


def _dimensions(own: pl.DataFrame, names: Sequence[str], counted: Sequence[str]) -> list[Dimension]:
    categories = {name: own[name].unique().to_list() for name in names} | {"counted": list(counted)}
    return [
        dimension(name, categories[name], total=name != "counted" or len(counted) > 1)
        for name in names
    ]


def _system(own: pl.DataFrame, counted: Sequence[str], values: str, *, holder: str) -> System:
    """Two tables over one region: by practice and payer, and by line of business.

    The second also tells the holders apart, hidden: each holder knows its own part of every line.
    """
    by_practice = own.group_by(BY).agg(value=pl.col(values).sum()).sort(BY)
    by = ("line_of_business", holder, "counted")
    by_line = own.group_by(by).agg(value=pl.col(values).sum()).sort(by)
    return join(
        tabulate(by_practice, _dimensions(own, BY, counted), kinds=KINDS, counted_by="counted"),
        tabulate(
            by_line,
            _dimensions(own, by, counted),
            kinds=KINDS,
            counted_by="counted",
            hidden=(holder,),
        ),
    )


def _sensitive(cells: System, people: System, *, minimum: int) -> Sensitive:
    """Cells that are small themselves, and cells behind which few persons stand.

    Events are as sensitive as the persons whom they happened to: who knows how many events there
    were knows that there were no more persons.
    """
    return together(
        [small_count(cells.values, minimum=minimum), small_count(people.values, minimum=minimum)]
    )


def _told(cells: System, protection: Protection) -> pl.DataFrame:
    suppressed = protection.pattern.suppressed
    # The outsider comes first among the viewers, and its ranges are found to their ends.
    lowest, highest = protection.audit.lowest[0], protection.audit.highest[0]
    low = np.where(suppressed, np.ceil(np.nan_to_num(lowest, nan=0.0) - 1e-6), cells.values)
    high = np.where(suppressed, _whole(highest), cells.values)
    listed = protection.pattern.status != UNSHOWN
    frame = cells.keys.with_columns(
        value=cells.values,
        shown=protection.pattern.published,
        lowest=pl.Series(low).cast(pl.Int64),
        highest=pl.Series(high).cast(pl.Float64).replace(np.inf, None).cast(pl.Int64),
    )
    return frame.filter(pl.Series(listed)).select(PROTECTED.names()).cast(PROTECTED)


def _whole(highest: Real) -> Real:
    return np.where(np.isfinite(highest), np.floor(highest + 1e-6), np.inf)
