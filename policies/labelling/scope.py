"""The scope of a label is the whole claim: a hit on its header or any line labels all of it."""

from collections.abc import Iterable

import numpy as np
import polars as pl

from schemas.table import Table

CLAIM_TABLES = frozenset({"claim", "claim_line"})
CLAIM_LABELS = pl.Schema(
    [("claim", pl.String()), ("program", pl.Boolean()), ("labels", pl.List(pl.String))]
)


def claim_labels(labelled: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return what the rows of a batch say of their claims (columns of CLAIM_LABELS).

    Only claims with a label or from a program are in it, each once.
    """
    if table.name not in CLAIM_TABLES:
        return pl.DataFrame(schema=CLAIM_LABELS)
    said = labelled.select(
        "claim", program=pl.col("part2_provenance") == "yes", labels="sensitivity"
    )
    return _gathered(said.filter(pl.col("program") | (pl.col("labels").list.len() > 0)))


def joined(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return what many batches say of their claims, each claim once."""
    return _gathered(pl.concat([pl.DataFrame(schema=CLAIM_LABELS), *parts]))


def widened(labelled: pl.DataFrame, table: Table, of_claims: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with the labels that their claim has anywhere (columns of CLAIM_LABELS).

    A record from a program makes its whole claim one; no label and no provenance is lowered.
    """
    if table.name not in CLAIM_TABLES or of_claims.is_empty():
        return labelled
    concerned = labelled["claim"].is_in(of_claims["claim"].implode()).fill_null(value=False)
    if not concerned.any():
        return labelled
    at = concerned.arg_true()
    of_rows = labelled.select("claim", "part2_provenance", "sensitivity")[at]
    wider = of_rows.join(of_claims, on="claim", how="left", maintain_order="left").select(
        part2_provenance=pl.when("program").then(pl.lit("yes")).otherwise("part2_provenance"),
        sensitivity=pl.col("sensitivity").list.set_union("labels").list.sort(),
    )
    return labelled.with_columns(
        _put(labelled[name], wider[name], at) for name in ("part2_provenance", "sensitivity")
    )


def _put(cells: pl.Series, others: pl.Series, at: pl.Series) -> pl.Series:
    """Return the cells with others in the rows `at`."""
    order = np.arange(len(cells), dtype=np.uint32)
    order[at.to_numpy()] = np.arange(len(cells), len(cells) + len(others), dtype=np.uint32)
    return pl.concat([cells, others], rechunk=True).gather(pl.Series(order))


def _gathered(marked: pl.DataFrame) -> pl.DataFrame:
    if marked.is_empty():
        return pl.DataFrame(schema=CLAIM_LABELS)
    return marked.group_by("claim", maintain_order=True).agg(
        pl.col("program").any(),
        pl.col("labels").explode(empty_as_null=False, keep_nulls=False).unique().sort(),
    )
