"""The cells of the public tier: their keys, which everybody knows beforehand, and who is in which.

A cell is one rate of one measure, in the region or in one line of business, met or not met. The
keys come from the agreements and the vocabularies alone: a key that stood there because somebody
is in it would tell of that person. Excluded persons are in no cell.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

import polars as pl

from hub.measures.measure import Measure
from hub.publication.noise.bounded import CELL, Bounded, bounded
from hub.publication.noise.rates import rates_of_persons
from schemas.cell import UNKNOWN
from schemas.record import record
from schemas.records import TABLES

MET, NOT_MET = "met", "not met"
LINE_OF_BUSINESS = "line_of_business"
REGION: frozenset[str] = frozenset()


@record
class PublicLine:
    """A line of the public tier: one rate of a measure, for everybody or for one of the parts."""

    measure: Measure
    rate: str
    by: str
    name: str

    def cell(self, status: str) -> str:
        """The key of one of the line's two cells."""
        return "/".join((self.measure.identifier, self.rate, self.by, self.name, status))


@record
class PublicCells:
    """The lines in their order, and the counts of their cells with the contribution of a person.

    `cells_a_person` is in how many cells one token counts at most.
    """

    lines: tuple[PublicLine, ...]
    table: Bounded
    cells_a_person: int

    def keys_of(self, tables: Collection[frozenset[str]]) -> frozenset[str]:
        """Return the keys of the cells that stand in one of these tables."""
        inside = [line for line in self.lines if frozenset(filter(None, [line.by])) in tables]
        return frozenset(line.cell(status) for line in inside for status in (MET, NOT_MET))


def public_cells(
    chosen: Sequence[Measure],
    tables: Sequence[frozenset[str]],
    results: Mapping[str, pl.DataFrame],
    places: pl.DataFrame,
    *,
    tokens_a_person: int,
    release: str,
) -> PublicCells:
    """Count the cells of the measures in the tables, each named by the columns it tells apart.

    `results` are the engine's by identifier, `places` the placement of every person. A person is in
    one cell of each rate and table at most; that is the contribution, times how many tokens one
    person may have, and it is enforced person by person.
    """
    rates = [(measure, rate.name) for measure in chosen for rate in rates_of_persons(measure)]
    lines = tuple(
        PublicLine(measure=measure, rate=rate, by=by, name=name)
        for measure, rate in rates
        for told in tables
        for by, name in _parts(told)
    )
    keys = [line.cell(status) for line in lines for status in (MET, NOT_MET)]
    memberships = [
        _memberships(measure, rate, told, results[measure.identifier], places)
        for measure, rate in rates
        for told in tables
    ]
    empty = pl.DataFrame(schema={"person": pl.String, CELL: pl.String})
    most = len(rates) * len(tables)
    counted = bounded(
        pl.concat([empty, *memberships]),
        cells=pl.Series(CELL, keys, dtype=pl.String),
        most=most,
        tokens_a_person=tokens_a_person,
        release=release,
    )
    return PublicCells(lines=lines, table=counted, cells_a_person=most)


def _parts(told: frozenset[str]) -> Iterator[tuple[str, str]]:
    if told == REGION:
        yield "", ""
        return
    for name in (*_lines_of_business(), UNKNOWN):
        yield LINE_OF_BUSINESS, name


def _lines_of_business() -> tuple[str, ...]:
    column = next(each for each in TABLES["coverage"].columns if each.name == LINE_OF_BUSINESS)
    return tuple(column.one_of)


def _memberships(
    measure: Measure,
    rate: str,
    told: frozenset[str],
    result: pl.DataFrame,
    places: pl.DataFrame,
) -> pl.DataFrame:
    """Return `person` and `cell` of everybody who counts in a rate."""
    excluded = _zero("denominator_exclusion") + _zero("denominator_exception")
    counted = result.filter(pl.col("rate") == rate, pl.col("denominator") > 0, excluded == 0).join(
        places.select("person", LINE_OF_BUSINESS), on="person"
    )
    by = LINE_OF_BUSINESS if told else ""
    name = pl.col(LINE_OF_BUSINESS) if told else pl.lit("")
    status = pl.when(_zero("numerator") > 0).then(pl.lit(MET)).otherwise(pl.lit(NOT_MET))
    place = pl.lit(f"{measure.identifier}/{rate}/{by}/")
    return counted.select("person", pl.concat_str(place, name, pl.lit("/"), status).alias(CELL))


def _zero(name: str) -> pl.Expr:
    return pl.col(name).fill_null(0)
