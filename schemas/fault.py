"""A fault: where a file is wrong, which rule says so, and what to do; never a value."""

import polars as pl

from schemas.record import record


@record
class Fault:
    """One thing wrong: `position` counts the records of the file from 1 (0: the file as a whole).

    `field` is a column name or a FHIR path; `severity` is error (the record is left out) or
    warning (it is kept).
    """

    rule: str
    remedy: str
    file: str = ""
    table: str = ""
    position: int = 0
    field: str = ""
    severity: str = "error"


FAULTS = pl.Schema(
    {
        "file": pl.String,
        "table": pl.String,
        "position": pl.Int64,
        "field": pl.String,
        "rule": pl.String,
        "remedy": pl.String,
        "severity": pl.String,
    }
)


_NONE = pl.DataFrame(schema=FAULTS)


def no_faults() -> pl.DataFrame:
    """Return an empty table of faults."""
    return _NONE.clone()


def faults_frame(faults: list[Fault]) -> pl.DataFrame:
    """Return the faults as a table with the columns of `FAULTS`."""
    if not faults:
        return no_faults()
    return pl.DataFrame(
        [[getattr(fault, name) for name in FAULTS] for fault in faults], schema=FAULTS, orient="row"
    )
