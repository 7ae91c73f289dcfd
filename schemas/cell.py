"""A cell: how often the persons of one place count in each population of one rate of a measure.

Cells are additive: a person has one practice, one payer and one line of business in a period, and
one value of each stratum, so the sum over the cells of a stratum is the total. What is not there is
zero. The shape is frozen: releases of years ago are read by it.
"""

import polars as pl

from schemas.measure_result import POPULATIONS

# The stratum of a cell that holds everybody.
EVERYBODY = ""
# A person on no list, seen nowhere, or covered by nobody who is known.
UNKNOWN = "unknown"
# Tokens of this space link: equal ones are one person. Any other space is one contributor's own.
LINKED = ""

POPULATION_COLUMNS = tuple(name.replace("-", "_") for name in POPULATIONS)

CELL = pl.Schema(
    {
        "measure": pl.String,
        "version": pl.String,
        "rate": pl.String,
        "period_start": pl.Date,
        "period_end": pl.Date,
        "practice": pl.String,
        "payer": pl.String,
        "line_of_business": pl.String,
        "stratum": pl.String,
        "space": pl.String,
    }
    | dict.fromkeys(POPULATION_COLUMNS, pl.Int64)
)
"""`stratum` is name=value, or EVERYBODY; `space` says within which tokens the persons are distinct.

A population that the rate does not define is null.
"""

LINE = pl.Schema(
    {name: kind for name, kind in CELL.items() if name not in {"space", *POPULATION_COLUMNS}}
    | {"linked": pl.Boolean()}
    | dict.fromkeys(POPULATION_COLUMNS, pl.Int64)
    | {f"{name}_lowest": pl.Int64() for name in POPULATION_COLUMNS}
)
"""Cells summed over what is not told apart, which is then EVERYBODY.

Where not all tokens link, `linked` is false, persons may be in the counts more than once, and the
true count lies from `<population>_lowest` to `<population>`.
"""
