"""The scope of a label is the whole claim: a hit on its header or any line labels all of it."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import polars as pl

from policies.labelling.labels import Labels, labels_of, with_labels
from schemas.distinct import Distinct, in_runs
from schemas.table import Table

CLAIM_TABLES = frozenset({"claim", "claim_line"})
YES = pl.Series(["yes"])
# Claims are many and sets of labels few: `set` numbers the first claim with the same labels, so
# that whoever brings sets together does it once for all claims that are alike.
CLAIM_LABELS = pl.Schema(
    {
        "claim": pl.String(),
        "program": pl.Boolean(),
        "labels": pl.List(pl.String),
        "set": pl.UInt32(),
    }
)


def claim_labels(labelled: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return what the rows of a batch say of their claims (columns of CLAIM_LABELS).

    Only claims with a label or from a program are in it, each once.
    """
    if table.name not in CLAIM_TABLES:
        return pl.DataFrame(schema=CLAIM_LABELS)
    return said_of_claims(labelled["claim"], labels_of(labelled))


def said_of_claims(claims: pl.Series, labels: Labels) -> pl.DataFrame:
    """Return what `claim_labels` does, of rows of claims (String) with their labels."""
    provenance, sensitivity = labels.provenance, labels.sensitivity
    said = provenance.where(provenance.values == "yes")
    said |= sensitivity.where(sensitivity.values.list.len() > 0)
    marked = labels.filter(said)
    return _gathered(
        pl.DataFrame(
            {
                "claim": claims.filter(said),
                "program": marked.provenance.cells == "yes",
                "labels": marked.sensitivity.cells,
            }
        )
    )


def joined(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return what many batches say of their claims, each claim once."""
    return _gathered(pl.concat([pl.DataFrame(schema=CLAIM_LABELS), *parts]))


def widened(labelled: pl.DataFrame, table: Table, of_claims: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with the labels that their claim has anywhere (columns of CLAIM_LABELS).

    A record from a program makes its whole claim one; no label and no provenance is lowered.
    """
    if table.name not in CLAIM_TABLES:
        return labelled
    labels = labels_of(labelled)
    wider = widened_labels(in_runs(labelled["claim"]), labels, of_claims)
    return labelled if wider is labels else with_labels(labelled, wider)


def widened_labels(claims: Distinct, labels: Labels, of_claims: pl.DataFrame) -> Labels:
    """Return what `widened` does, of rows of claims (String) with their labels."""
    if of_claims.is_empty():
        return labels
    known = pl.DataFrame({"claim": claims.values}).join(
        of_claims.drop("labels"), on="claim", how="left", maintain_order="left"
    )
    sets = Distinct(values=known["set"], index=claims.index).cells
    at = sets.is_not_null().arg_true()
    if at.is_empty():
        return labels
    had = labels.sensitivity
    pairs = pl.DataFrame({"had": had.index.gather(at), "set": sets.gather(at)})
    each = pairs.unique(maintain_order=True)
    both = pl.DataFrame(
        {
            "had": had.values.gather(each["had"]),
            "said": of_claims["labels"].gather(each["set"]),
        }
    ).select(pl.col("had").list.set_union("said").list.sort())
    which = pairs.join(each.with_row_index("which"), on=pairs.columns, maintain_order="left")
    programs = claims.where(known["program"].fill_null(value=False)).arg_true()
    return Labels(
        provenance=_put(labels.provenance, YES, programs, np.uint32(0)),
        sensitivity=_put(had, both.to_series(), at, which["which"].to_numpy()),
    )


def _put(
    known: Distinct, others: pl.Series, at: pl.Series, which: npt.NDArray[np.uint32] | np.uint32
) -> Distinct:
    """Return the cells with others in the rows `at`, each by its number among the others."""
    index = known.index.to_numpy().copy()
    index[at.to_numpy()] = which + np.uint32(len(known.values))
    return Distinct(values=pl.concat([known.values, others], rechunk=True), index=pl.Series(index))


def _gathered(marked: pl.DataFrame) -> pl.DataFrame:
    if marked.is_empty():
        return pl.DataFrame(schema=CLAIM_LABELS)
    same = pl.col("labels").list.join(" ")
    return (
        marked.group_by("claim", maintain_order=True)
        .agg(
            pl.col("program").any(),
            pl.col("labels").explode(empty_as_null=False, keep_nulls=False).unique().sort(),
        )
        .with_row_index("set")
        .with_columns(pl.col("set").first().over(same))
        .select(CLAIM_LABELS.names())
    )
