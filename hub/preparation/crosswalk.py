"""The crosswalk: which random token is whose. It is made at home and never leaves it."""

import os
from pathlib import Path

import polars as pl

CROSSWALK = pl.Schema({"person": pl.String, "token": pl.String})


class UnusableCrosswalk(Exception):
    """The file is no crosswalk; never what it holds."""


def read_crosswalk(path: Path) -> pl.DataFrame:
    """Return the crosswalk of a file (columns of CROSSWALK); an empty one where there is no file.

    Raises UnusableCrosswalk where the file is something else.
    """
    if not path.exists():
        return pl.DataFrame(schema=CROSSWALK)
    try:
        found = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError):
        raise UnusableCrosswalk("the file cannot be read as a crosswalk") from None
    if found.schema != CROSSWALK:
        raise UnusableCrosswalk("the file is no crosswalk")
    return found


def write_crosswalk(crosswalk: pl.DataFrame, path: Path) -> None:
    """Write the crosswalk in the place of the old one; its owner alone may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        crosswalk.write_parquet(stream)
    new.replace(path)
