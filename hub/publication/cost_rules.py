"""Amounts of money under the contributor rules: what several payers paid must not tell of one."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from hub.publication.count_parts import stratum_names
from hub.publication.count_roles import EVENTS
from hub.publication.count_system import ATTRIBUTES
from hub.publication.table_group import TableGroup
from policies.agreement.release_rules import ReleaseNumbers
from policies.disclosure_control.arrays import Flags, Matrix
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.matrices import from_entries
from policies.disclosure_control.primary.dominance import dominance
from policies.disclosure_control.primary.few_contributors import few_contributors
from policies.disclosure_control.primary.largest_share import largest_share
from policies.disclosure_control.primary.margin import margin
from policies.disclosure_control.primary.p_percent import p_percent
from policies.disclosure_control.sensitive import Sensitive, sensitive
from policies.disclosure_control.system import System
from policies.parameter import parameter

RULE = "cost-contributors"
KEYS = (*ATTRIBUTES, "counted")


def tells_of_a_payer(group: TableGroup, cells: System, numbers: ReleaseNumbers) -> Flags:
    """Flag the amounts over all payers that too few payers, or mostly one, stand behind.

    One payer's own amounts are a line of its own, and whose that is to see the entitlement says.
    """
    amounts = [table for table in group.tables if table.counts == "amounts"]
    if not amounts:
        return np.zeros(cells.size, dtype=np.bool_)
    names = [group.names[table.key][EVENTS] for table in amounts]
    whole = (pl.col("payer") == TOTAL_NAME) & pl.col("counted").is_in(names)
    applies = np.asarray(cells.keys.select(whole).to_series().to_numpy())
    held, values = _contributions(group, cells), cells.values
    percent = numbers["margin_percent"]
    top = int(parameter("dominance_contributors", on=numbers.on))
    most = numbers["dominance_percent"]
    least = int(numbers["minimum_contributors"])
    share = numbers["largest_contributor_share"]
    found = (
        few_contributors(values, held, applies=applies, minimum=least, percent=percent),
        largest_share(values, held, applies=applies, share=share, percent=percent),
        dominance(values, held, applies=applies, n=top, k=most, percent=percent),
        p_percent(values, held, applies=applies, p=numbers["p_percent"]),
    )
    flags: Flags = np.logical_or.reduce([each.cells for each in found])
    return flags


def in_doubt(flags: Flags, cells: System, numbers: ReleaseNumbers) -> Sensitive:
    """Return the flagged amounts with the doubt that must be left about what others paid."""
    lowest, highest = margin(cells.values, percent=numbers["margin_percent"])
    return sensitive(flags & (cells.values > 0), lowest=lowest, highest=highest, rule=RULE)


def _contributions(group: TableGroup, cells: System) -> Matrix:
    """Return what each payer contributed to each cell: shape (cells, payers)."""
    rows = pl.concat(list(_by_payer(group)))
    payers = rows.select(pl.col("contributor").unique().sort()).with_row_index("column")
    numbered = cells.keys.select(KEYS).with_row_index("row")
    placed = rows.join(numbered, on=KEYS).join(payers, on="contributor")
    return from_entries(
        placed["row"].to_numpy().astype(np.int64),
        placed["column"].to_numpy().astype(np.int64),
        placed["value"].to_numpy(),
        shape=(cells.size, payers.height),
    )


def _by_payer(group: TableGroup) -> Iterator[pl.DataFrame]:
    for table in group.tables:
        if table.counts != "amounts":
            continue
        name = pl.lit(group.names[table.key][EVENTS])
        strata = stratum_names(table.strata)
        for frame, told in (
            (table.cells, ()),
            (table.cells, ("practice",)),
            (table.cells, ("line_of_business",)),
            (strata, ("stratum",)),
        ):
            own = frame.filter(pl.col("counted") == EVENTS)
            summed = own.group_by(*told, contributor="payer").agg(pl.col("value").sum())
            others = [pl.lit(TOTAL_NAME).alias(each) for each in ATTRIBUTES if each not in told]
            yield summed.with_columns(*others, counted=name).select(*KEYS, "contributor", "value")
