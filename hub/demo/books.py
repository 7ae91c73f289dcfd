"""The books of the payers whose records join: members, and the services that may be used.

A member is somebody whom a payer covers whose records join with everybody else's. Services count
while he or she is covered, and those of programs where a consent is in force.
"""

from datetime import date, timedelta

import polars as pl

from hub.demo.claims import spans
from hub.demo.plan import PAYERS, YEAR
from schemas.record import record

FIRST_DAY, LAST_DAY = date(YEAR, 1, 1), date(YEAR, 12, 31)
# Payers whose records have days and join with everybody else's.
JOINED = frozenset({"expert_determination", "limited_data_set"})


@record
class Books:
    """The members' spans, one after the other without a gap, and their services.

    `spans` has person, start_day, end_day; `paid` the services that may be used; `members` one row
    a person covered in the year.
    """

    crowd: pl.DataFrame
    spans: pl.DataFrame
    paid: pl.DataFrame

    @property
    def members(self) -> pl.DataFrame:
        """Who is covered on a day of the year."""
        return self.spans.filter(*in_year()).select("person").unique().sort("person")

    @property
    def in_year(self) -> pl.DataFrame:
        """The services of the year."""
        return self.paid.filter(pl.col("day").is_between(FIRST_DAY, LAST_DAY))


def books(crowd: pl.DataFrame, paid: pl.DataFrame, consents: pl.DataFrame) -> Books:
    """Return what the joined payers' books hold of these persons."""
    joined = [at for at, payer in enumerate(PAYERS) if payer.basis in JOINED]
    covered = pl.concat([spans(crowd, position) for position in joined])
    consented = consents.filter(pl.col("state") == "in-force")["person"]
    usable = paid.filter(
        (pl.col("what") != "program") | pl.col("person").is_in(consented.implode())
    )
    inside = pl.col("day").is_between(pl.col("start_day"), pl.col("end_day"))
    held = usable.join(covered, on="person").filter(inside).drop("start_day", "end_day")
    return Books(crowd=crowd, spans=_touching(covered), paid=held)


def in_year() -> tuple[pl.Expr, pl.Expr]:
    """Tell which spans of coverage reach into the year."""
    return pl.col("start_day") <= LAST_DAY, pl.col("end_day") >= FIRST_DAY


def _touching(covered: pl.DataFrame) -> pl.DataFrame:
    """Join spans that overlap or touch: nobody has more than two."""
    ordered = covered.sort("person", "start_day").with_columns(
        gap=(
            pl.col("start_day") > pl.col("end_day").shift().over("person") + timedelta(days=1)
        ).fill_null(value=False)
    )
    part = pl.col("gap").cum_sum().over("person").alias("part")
    return (
        ordered.with_columns(part)
        .group_by("person", "part")
        .agg(pl.col("start_day").min(), pl.col("end_day").max())
        .drop("part")
    )
