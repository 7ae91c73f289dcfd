"""The tables of a release before protection: who counts where, by practice, payer and line."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from hub.measures.measure import Measure, Rate
from hub.measures.placement.strata import STRATA
from schemas.cell import UNKNOWN
from schemas.record import record

MET, NOT_MET, EXCLUDED, COUNTED = "met", "not met", "excluded", "counted"
PERSONS, EVENTS, EXPOSURE = "persons", "events", "exposure"
PLACES = ("practice", "payer", "line_of_business")
_STRATUM_KEYS = ("stratum", "category", "practice", "payer")


def _schema(*keys: str) -> pl.Schema:
    kinds: dict[str, pl.DataType] = {name: pl.String() for name in (*keys, "counted")}
    return pl.Schema([*kinds.items(), ("value", pl.Int64()), ("people", pl.Int64())])


INNER = _schema(*PLACES)
STRATUM = _schema(*_STRATUM_KEYS)
CLINICAL = frozenset({"encounter", "observation", "condition", "procedure", "medication"})


@record
class CountTable:
    """The inner cells of one rate of one measure.

    `cells` has the columns of INNER, `strata` those of STRATUM: `value` is what is counted (MET,
    NOT_MET and EXCLUDED persons; or PERSONS, EVENTS and the EXPOSURE that events are held against),
    `people` how many persons stand behind it. `holder` says whose records the counts are made of:
    practice, or payer. `population` and `happened` name the set of persons, and of events: two
    rates of one name count the same. `spaces` holds the persons by the space of their tokens.
    """

    measure: Measure
    rate: str
    holder: str
    events: bool
    population: str
    happened: str
    cells: pl.DataFrame
    strata: pl.DataFrame
    spaces: tuple[tuple[str, int], ...]

    @property
    def key(self) -> str:
        """The measure and the rate, as one name."""
        return f"{self.measure.identifier}/{self.rate}"

    @property
    def told_by(self) -> tuple[str, ...]:
        """The strata by which the region is told."""
        return (*STRATA, *(stratum.name for stratum in self.measure.strata))

    @property
    def exposed(self) -> bool:
        """Tell whether events are held against an exposure other than persons."""
        return bool((self.cells["counted"] == EXPOSURE).any())


@record
class Without:
    """Persons who count as met in `outer` and not in `inner`, all of whose met are met in `outer`.

    Both are keys of tables. Who knows both numerators knows this count, so that it is a cell too.
    """

    inner: str
    outer: str
    cells: pl.DataFrame
    strata: pl.DataFrame

    @property
    def name(self) -> str:
        """The name under which these persons are counted."""
        return f"{self.outer} without {self.inner}"


def count_tables(
    measures: Sequence[Measure],
    results: Mapping[str, pl.DataFrame],
    places: pl.DataFrame,
    reads: Mapping[str, frozenset[str]],
) -> list[CountTable]:
    """Return the table of every rate of each measure.

    `results` are the engine's by identifier, `places` the placement of every person, `reads` the
    record tables that each measure reads.
    """
    found = []
    for measure in measures:
        placed = results[measure.identifier].join(places, on="person", how="inner")
        holder = "practice" if reads[measure.identifier] & CLINICAL else "payer"
        for rate in measure.rates:
            own = placed.filter(pl.col("rate") == rate.name, pl.col("denominator") > 0)
            if own.height:
                found.append(_table(measure, rate, own, holder=holder))
    return found


def differences(
    tables: Sequence[CountTable], results: Mapping[str, pl.DataFrame], places: pl.DataFrame
) -> list[Without]:
    """Return what lies between the numerators of measures that stand beside one another."""
    first = {table.measure.identifier: table for table in reversed(tables)}
    found = []
    for outer in first.values():
        inner = first.get(outer.measure.beside or "")
        if inner is None or inner.events or outer.events:
            continue
        met = {each.key: _met(each, results) for each in (inner, outer)}
        if met[inner.key].join(met[outer.key], on="person", how="anti").height:
            continue
        left = met[outer.key].join(met[inner.key], on="person", how="anti")
        own = results[outer.measure.identifier].filter(pl.col("rate") == outer.rate)
        placed = own.join(left, on="person", how="semi").join(places, on="person")
        found.append(_without(inner, outer, placed))
    return found


def _without(inner: CountTable, outer: CountTable, placed: pl.DataFrame) -> Without:
    cells = placed.group_by(PLACES).agg(value=pl.len(), people=pl.len())
    shared = set(inner.strata["stratum"].unique()) & set(outer.strata["stratum"].unique())
    strata = [
        _told(placed, name).group_by(*_STRATUM_KEYS).agg(value=pl.len(), people=pl.len())
        for name in sorted(shared)
    ]
    named = pl.lit(f"{outer.key} without {inner.key}").alias("counted")
    whole = pl.concat(
        [
            pl.DataFrame(schema=STRATUM),
            *(_shaped(each.with_columns(named), STRATUM) for each in strata),
        ]
    )
    return Without(
        inner=inner.key,
        outer=outer.key,
        cells=_shaped(cells.with_columns(named), INNER),
        strata=whole,
    )


def _shaped(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    # In one order, whatever that of the persons was, so that the same counts are kept alike.
    return frame.select(schema.names()).cast(schema).sort(schema.names())


def _met(table: CountTable, results: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    own = results[table.measure.identifier].filter(
        pl.col("rate") == table.rate, pl.col("denominator") > 0
    )
    return own.filter(_status() == MET).select("person")


def _table(measure: Measure, rate: Rate, own: pl.DataFrame, *, holder: str) -> CountTable:
    exposed = bool((own["denominator"] > 1).any())
    events = measure.basis != "patient" or exposed or bool((own["numerator"] > 1).any())
    made = CountTable(
        measure=measure,
        rate=rate.name,
        holder=holder,
        events=events,
        population=_name(own.select("person")),
        happened=_name(own.filter(pl.col("numerator") > 0).select("person", "numerator")),
        cells=_shaped(_inner(own, PLACES, events=events, exposed=exposed), INNER),
        strata=pl.DataFrame(schema=STRATUM),
        spaces=tuple(own.group_by("space").len().sort("space").iter_rows()),
    )
    return replace(made, strata=_strata(made, own, exposed=exposed))


def _strata(table: CountTable, own: pl.DataFrame, *, exposed: bool) -> pl.DataFrame:
    parts = [
        _inner(_told(own, name), _STRATUM_KEYS, events=table.events, exposed=exposed)
        for name in table.told_by
    ]
    return pl.concat([_shaped(part, STRATUM) for part in parts])


def _told(own: pl.DataFrame, name: str) -> pl.DataFrame:
    value = pl.col(name).cast(pl.String).fill_null(UNKNOWN)
    return own.with_columns(stratum=pl.lit(name), category=value)


def _name(persons: pl.DataFrame) -> str:
    # A sum of hashes does not depend on the order of rows.
    marks = persons.hash_rows(seed=1).cast(pl.Int128).sum() if persons.height else 0
    return f"{persons.height}-{marks}"


def _inner(
    counted: pl.DataFrame, keys: Sequence[str], *, events: bool, exposed: bool
) -> pl.DataFrame:
    if not events:
        return counted.group_by(*keys, counted=_status()).agg(value=pl.len(), people=pl.len())
    happened = counted.filter(_zero("numerator") > 0)
    members = counted.group_by(keys)
    parts = [
        members.agg(value=pl.len(), people=pl.len()).with_columns(counted=pl.lit(PERSONS)),
        happened.group_by(keys)
        .agg(value=pl.col("numerator").sum(), people=pl.len())
        .with_columns(counted=pl.lit(EVENTS)),
    ]
    if exposed:
        units = members.agg(value=pl.col("denominator").sum(), people=pl.len())
        parts.append(units.with_columns(counted=pl.lit(EXPOSURE)))
    order = [*keys, "counted", "value", "people"]
    return pl.concat(
        [part.select(order).cast({"value": pl.Int64, "people": pl.Int64}) for part in parts]
    )


def _status() -> pl.Expr:
    excluded = _zero("denominator_exclusion") + _zero("denominator_exception")
    return (
        pl.when(excluded > 0)
        .then(pl.lit(EXCLUDED))
        .when(_zero("numerator") > 0)
        .then(pl.lit(MET))
        .otherwise(pl.lit(NOT_MET))
    )


def _zero(name: str) -> pl.Expr:
    return pl.col(name).fill_null(0)
