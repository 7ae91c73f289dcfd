"""A batch at home: rows under the sender's own numbers, and who the persons are."""

import polars as pl

from schemas.batch import Batch
from schemas.record import record

# Who persons are, by the sender's own number; the parts are as the files write them.
WHO = pl.Schema(
    {
        "person": pl.String,
        "first_name": pl.String,
        "last_name": pl.String,
        "ssn": pl.String,
        "birth_day": pl.Date,
        "sex": pl.String,
        "zip3": pl.String,
        "zip5": pl.String,
    }
)


_NOBODY = pl.DataFrame(schema=WHO)


@record
class HomeBatch:
    """Sound rows and faults as any reader gives them; `who` (columns of WHO) tells of persons."""

    batch: Batch
    who: pl.DataFrame


def nobody() -> pl.DataFrame:
    """Return no identity."""
    return _NOBODY.clone()
