"""What patients said between two submissions: revocations, opt-outs, restrictions, by token.

They count as if they stood in the contributor's own directives, so that the next computation
honours them before the contributor hands in anew.
"""

import polars as pl

from schemas.record import record
from schemas.records.consent_directive import CONSENT_DIRECTIVE

CONTRIBUTOR = "contributor"
SAID = pl.Schema(
    {CONTRIBUTOR: pl.String(), "person": pl.String(), "kind": pl.String(), "day": pl.Date()}
)
REVOCATION, OPT_OUT, RESTRICTION = "revocation", "opt-out", "restriction"


@record
class Wishes:
    """`said` has the columns of SAID: who, of whom, what (`kind`), and from which day."""

    said: pl.DataFrame


def no_wishes() -> Wishes:
    """Return what nobody said."""
    return Wishes(said=pl.DataFrame(schema=SAID))


def with_wishes(directives: pl.DataFrame, wishes: Wishes) -> pl.DataFrame:
    """Return the directives (their columns and `contributor`) as the wishes change them.

    A revocation ends every consent of the person with that contributor; it never undoes an earlier
    one. An opt-out or a restriction is a directive of its own.
    """
    if wishes.said.is_empty():
        return directives
    return pl.concat([_revoked(directives, wishes.said), _added(directives, wishes.said)])


def _revoked(directives: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    days = (
        said.filter(pl.col("kind") == REVOCATION)
        .group_by(CONTRIBUTOR, "person")
        .agg(pl.col("day").min().alias("said_day"))
    )
    touched = (pl.col("kind") == "part2") & pl.col("said_day").is_not_null()
    known = pl.min_horizontal("revoked_day", "said_day")
    return (
        directives.join(days, on=[CONTRIBUTOR, "person"], how="left", maintain_order="left")
        .with_columns(revoked_day=pl.when(touched).then(known).otherwise("revoked_day"))
        .select(directives.columns)
    )


def _added(directives: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    own = said.filter(pl.col("kind").is_in([OPT_OUT, RESTRICTION])).with_row_index("row")
    given = {
        CONSENT_DIRECTIVE.key[0]: pl.format("wish-{}", "row"),
        "person": pl.col("person"),
        "decision": pl.lit("deny"),
        "kind": pl.col("kind"),
        "expiry": pl.lit("none"),
        "start_day": pl.col("day"),
        CONTRIBUTOR: pl.col(CONTRIBUTOR),
    }
    return own.select(
        given.get(name, pl.lit(None)).cast(kind).alias(name)
        for name, kind in directives.schema.items()
    )
