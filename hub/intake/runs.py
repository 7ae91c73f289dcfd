"""Runs: neighbouring rows with the same value, so that a function is asked once for each run."""

import numpy as np
import polars as pl


def runs(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the value of each run, and for each row the number of its run (UInt32).

    Records of one person mostly lie together, and finding runs costs a fraction of finding what is
    distinct.
    """
    begins = np.ones(len(values), dtype=np.bool_)
    begins[1:] = values.slice(1).ne_missing(values.slice(0, len(values) - 1)).to_numpy()
    return values.filter(pl.Series(begins)), pl.Series(np.cumsum(begins, dtype=np.uint32) - 1)
