"""Security labels that came with a record: kept, and never lowered."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from policies.labelling.hits import HITS, codings_of, column_of
from schemas.batch import NONE_KNOWN
from schemas.distinct import Distinct, cells_of, values_of
from schemas.table import Table

# Sensitivity codes of HL7 v3-ActCode that a record may come with.
SENSITIVITY = frozenset(
    {"ETH", "ETHUD", "GDIS", "HIV", "MH", "OPIOIDUD", "PSY", "PSYTHPN", "SDV", "SEX", "SUD"}
)
# Refrain policies: no redisclosure, or no disclosure, without the patient's consent.
REFRAINS = frozenset({"NODSCLCD", "NORDSCLCD"})
# Policies that say where a record comes from (HL7 v3-ActCode).
PART_2 = MappingProxyType({"42CFRPART2": "42CFRPart2", "42CFRPART2CD": "42CFRPart2CD"})


def received(
    rows: pl.DataFrame, table: Table, distinct: Mapping[str, Distinct] = NONE_KNOWN
) -> pl.DataFrame:
    """Return the sensitivity codes and marks that the rows came with (columns of HITS)."""
    if "security" not in table.names:
        return pl.DataFrame(schema=HITS)
    column = column_of(rows, "security", distinct)
    given = values_of(column)
    if given.null_count() == len(given):
        return pl.DataFrame(schema=HITS)
    codings = codings_of(cells_of(column))
    code = pl.col("code").str.to_uppercase()
    listed = [*sorted(SENSITIVITY | REFRAINS), *PART_2]
    return codings.filter(code.is_in(listed)).select(
        "row",
        code.replace(dict(PART_2)).alias("label"),
        "system",
        "code",
        pl.lit("security").alias("column"),
    )
