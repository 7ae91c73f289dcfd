"""What an earlier release held and told, in a form made to protect a later one together with it."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from hub.measures.measure import measures
from hub.publication.count_roles import rows_of_role
from hub.publication.count_tables import INNER, STRATUM, CountTable
from hub.publication.nested_counts import Without
from hub.publication.table_group import TableGroup
from hub.publication.told_at_home import AT_HOME
from hub.publication.withheld_views import ROWS, TOLD, WithheldThen
from policies.disclosure_control.arrays import Flags
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.past import Past
from policies.disclosure_control.system import System
from schemas.record import record

KEYS = ("practice", "payer", "line_of_business", "stratum", "counted")
PUBLISHED = pl.Schema(dict.fromkeys(KEYS, pl.String))
_PLACED = [(name, pl.String()) for name in ("table", *KEYS[:-1])]
BANDS = pl.Schema([*_PLACED, ("low", pl.Int64()), ("high", pl.Int64())])
_SAID = [(name, pl.Int64()) for name in ("times_met", "times_whole", "lowest", "highest")]
POOLED = pl.Schema([*_PLACED, *_SAID])


class NotComparable(ValueError):
    """An earlier release counted a table in another way, so that nothing can be said of both."""


@record
class PastRelease:
    """The tables of a release, and what it told: cells, by the columns of PUBLISHED, and more.

    `bands` has the columns of BANDS: of which table and place, and between which per cents;
    `pooled` those of POOLED: between which ends so many times those met in two years, and so many
    times all, add up. `withheld` is what was withheld, `at_home` what contributors counted at home,
    with the columns of AT_HOME.
    """

    name: str
    tables: tuple[CountTable, ...]
    between: tuple[Without, ...]
    published: pl.DataFrame
    bands: pl.DataFrame
    pooled: pl.DataFrame
    withheld: WithheldThen
    at_home: pl.DataFrame

    def holds(self, group: TableGroup) -> bool:
        """Tell whether the release told of any table of a group."""
        return any(self._held(group))

    def holds_all(self, group: TableGroup) -> bool:
        """Tell whether the release told of every table of a group."""
        return all(self._held(group))

    def _held(self, group: TableGroup) -> list[bool]:
        mine = {table.key for table in self.tables}
        return [table.key in mine for table in group.tables]

    def told(self, columns: frozenset[str]) -> bool:
        """Tell whether the release told any cell that tells all these columns apart."""
        apart = [pl.col(name) != TOTAL_NAME for name in sorted(columns)]
        return not self.published.filter(*apart).is_empty()

    def like(self, group: TableGroup) -> TableGroup:
        """Return the release's own counts as a group of the same tables and names.

        A table that it did not hold told of nobody: in it nobody counted, or nobody asked. To take
        it for zeros leaves no reader more in doubt than he is. NotComparable where a table was
        counted in another way.
        """
        mine = {table.key: table for table in self.tables}
        keys = [table.key for table in group.tables]
        if any(_kind(mine[each.key]) != _kind(each) for each in group.tables if each.key in mine):
            raise NotComparable(f"{self.name} counted {group.key} in another way")
        mine |= {each.key: _emptied(each) for each in group.tables if each.key not in mine}
        pairs = {each.pair: each for each in self.between}
        between = [pairs.get(each.pair) or _all_of(each, mine) for each in group.between]
        if any(each is None for each in between):
            raise NotComparable(f"{self.name} did not tell {group.key} of one another")
        return TableGroup(
            tables=tuple(mine[key] for key in keys),
            between=tuple(each for each in between if each is not None),
            names=group.names,
        )


def _emptied(table: CountTable) -> CountTable:
    return replace(table, cells=table.cells.clear(), strata=table.strata.clear(), marks={})


def _all_of(between: Without, known: Mapping[str, CountTable]) -> Without | None:
    """Return what lay between two counts where nobody was in the inner one: all of the outer."""
    inner, outer = known[between.inner], known[between.outer]
    if inner.marks.get(between.inner_role, ""):
        return None
    named = pl.lit(between.name).alias("counted")
    cells, strata = (
        rows_of_role(frame, between.outer_role).with_columns(named)
        for frame in (outer.cells, outer.strata)
    )
    return replace(between, cells=cells, strata=strata)


def told_of(release: PastRelease, whole: System) -> Flags:
    """Return which cells of the system of its counts a release told."""
    told = whole.keys.select(KEYS).join(
        release.published.with_columns(told=pl.lit(value=True)),
        on=KEYS,
        how="left",
        maintain_order="left",
    )
    return np.asarray(told["told"].fill_null(value=False).to_numpy(), dtype=np.bool_)


def past_of(release: PastRelease, whole: System, cells: System) -> Past:
    """Return the release as a past of `cells`: its counts of everyone but a viewer's own people.

    `whole` is the system of all its counts.
    """
    nothing = np.zeros(cells.size, dtype=np.bool_)
    return Past(
        name=release.name,
        values=cells.values,
        published=told_of(release, whole),
        primary=nothing,
        secondary=nothing,
    )


def written(release: PastRelease) -> bytes:
    """Return a release in the form in which it is kept; small counts are in it, so seal it."""
    document = {
        "tables": [
            {
                "measure": table.measure.identifier,
                "rate": table.rate,
                "holder": table.holder,
                "counts": table.counts,
                "marks": dict(table.marks),
                "cells": table.cells.to_dict(as_series=False),
                "strata": table.strata.to_dict(as_series=False),
            }
            for table in release.tables
        ],
        "between": [
            {
                "pair": list(each.pair),
                "cells": each.cells.to_dict(as_series=False),
                "strata": each.strata.to_dict(as_series=False),
            }
            for each in release.between
        ],
        "published": release.published.to_dict(as_series=False),
        "bands": release.bands.to_dict(as_series=False),
        "pooled": release.pooled.to_dict(as_series=False),
        "withheld": {
            "rows": release.withheld.rows.to_dict(as_series=False),
            "told": release.withheld.told.to_dict(as_series=False),
            "reads": {name: sorted(held) for name, held in release.withheld.reads.items()},
        },
        "at_home": release.at_home.to_dict(as_series=False),
    }
    return zlib.compress(json.dumps(document).encode())


def read(content: bytes, *, name: str) -> PastRelease:
    """Return the release that was kept so; tables of measures that are no more are left out.

    NotComparable where it did not keep all that it told.
    """
    document = json.loads(zlib.decompress(content))
    if not {"withheld", "at_home"} <= set(document):
        raise NotComparable(f"{name} did not keep what it told of withheld records")
    known = {measure.identifier: measure for measure in measures()}
    return PastRelease(
        name=name,
        tables=tuple(
            CountTable(
                measure=known[each["measure"]],
                **{part: each[part] for part in _PLAIN},
                cells=pl.DataFrame(each["cells"], schema=INNER),
                strata=pl.DataFrame(each["strata"], schema=STRATUM),
                spaces=(),
            )
            for each in document["tables"]
            if each["measure"] in known
        ),
        between=tuple(
            Without(
                **dict(zip(_PAIR, each["pair"], strict=True)),
                cells=pl.DataFrame(each["cells"], schema=INNER),
                strata=pl.DataFrame(each["strata"], schema=STRATUM),
            )
            for each in document["between"]
        ),
        published=pl.DataFrame(document["published"], schema=PUBLISHED),
        bands=pl.DataFrame(document["bands"], schema=BANDS),
        pooled=_pooled(document["pooled"]),
        withheld=WithheldThen(
            rows=pl.DataFrame(document["withheld"]["rows"], schema=ROWS),
            told=pl.DataFrame(document["withheld"]["told"], schema=TOLD),
            reads={name: frozenset(held) for name, held in document["withheld"]["reads"].items()},
        ),
        at_home=pl.DataFrame(document["at_home"], schema=AT_HOME),
    )


_PLAIN = ("rate", "holder", "counts", "marks")
_PAIR = ("inner", "inner_role", "outer", "outer_role")


def _kind(table: CountTable) -> tuple[Any, ...]:
    return (table.holder, table.counts, table.exposed, set(table.strata["stratum"]))


def _pooled(told: Mapping[str, Any]) -> pl.DataFrame:
    """Return what was told of two years; once the ends of those met were kept, and all of them."""
    if "times_met" in told:
        return pl.DataFrame(told, schema=POOLED)
    counts = {"least": told["met"], "most": told["met"]} if "met" in told else {}
    frame = pl.DataFrame({**told, **counts})
    met = frame.with_columns(times_met=1, times_whole=0, lowest="least", highest="most")
    whole = frame.with_columns(times_met=0, times_whole=1, lowest="total", highest="total")
    return pl.concat([met, whole]).select(POOLED.names()).cast(POOLED)
