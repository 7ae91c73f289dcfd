"""The labels of a chunk: columns of it, widened to whole claims when all of those are known."""

from collections.abc import Mapping

import polars as pl
import pyarrow as pa

from hub.intake.chunk import Types
from hub.intake.spread import spread
from hub.vault.labels import LABELS, PROVENANCE, SENSITIVITY
from policies.labelling.labels import Labels
from policies.labelling.scope import CLAIM_TABLES, widened_labels
from schemas.distinct import Distinct
from schemas.table import Table


def by_column(labels: Labels) -> Mapping[str, Distinct]:
    """Return the labels by the columns in which the vault holds them."""
    return {PROVENANCE: labels.provenance, SENSITIVITY: labels.sensitivity}


def labels_in(rows: pl.DataFrame, values: Mapping[str, pl.Series]) -> Labels:
    """Return the labels of rows that hold their numbers, `values` what those stand for."""
    known = {
        name: Distinct(values=values[name].cast(kind), index=rows[name])
        for name, kind in LABELS.items()
    }
    return Labels(provenance=known[PROVENANCE], sensitivity=known[SENSITIVITY])


def of_whole_claims(
    claims: Distinct | None, labels: Labels, table: Table, of_claims: pl.DataFrame
) -> Labels:
    """Return the labels of the rows with those that their claims have anywhere."""
    if claims is None or table.name not in CLAIM_TABLES:
        return labels
    return widened_labels(claims, labels, of_claims)


def stored(labels: Labels, types: Types) -> dict[str, pa.Array]:
    """Return the labels as columns for the vault, each in its type of `types`."""
    return {
        name: spread(known.values.cast(types[name]), known.index)
        for name, known in by_column(labels).items()
    }
