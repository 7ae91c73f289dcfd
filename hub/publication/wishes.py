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
CONSENT = "part2"


@record
class Wishes:
    """`said` has the columns of SAID: who, of whom, what (`kind`), and from which day."""

    said: pl.DataFrame


def with_wishes(directives: pl.DataFrame, wishes: Wishes) -> pl.DataFrame:
    """Return the directives (their columns and `contributor`) as the wishes change them.

    A revocation ends every consent that the person had signed with that contributor by its day; it
    never undoes an earlier one. It is a directive of its own too, as an opt-out or a restriction
    is: it also shuts the rows of a contributor that rests on what another one sent.
    """
    if wishes.said.is_empty():
        return directives
    return pl.concat([_revoked(directives, wishes.said), _added(directives, wishes.said)])


def _revoked(directives: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    rows = directives.with_row_index("row")
    signed = pl.coalesce("start_day", pl.col("start_instant").dt.date())
    days = (
        rows.filter(pl.col("kind") == CONSENT)
        .join(said.filter(pl.col("kind") == REVOCATION), on=[CONTRIBUTOR, "person"], how="inner")
        .filter((signed <= pl.col("day")).fill_null(value=True))
        .group_by("row")
        .agg(pl.col("day").min())
    )
    known = pl.coalesce("revoked_day", pl.col("revoked_instant").dt.date())
    earlier = (pl.col("day") <= known).fill_null(pl.col("day").is_not_null())
    return (
        rows.join(days, on="row", how="left", maintain_order="left")
        .with_columns(
            revoked_day=pl.when(earlier).then("day").otherwise("revoked_day"),
            # A day counts from its first instant, whatever instant was known before.
            revoked_instant=pl.when(~earlier).then("revoked_instant"),
        )
        .select(directives.columns)
    )


def _added(directives: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    is_revocation = pl.col("kind") == REVOCATION
    given = {
        CONSENT_DIRECTIVE.key[0]: pl.format("wish-{}", "row"),
        "person": pl.col("person"),
        "decision": pl.when(is_revocation).then(pl.lit("permit")).otherwise(pl.lit("deny")),
        "kind": pl.when(is_revocation).then(pl.lit(CONSENT)).otherwise("kind"),
        "expiry": pl.lit("none"),
        "start_day": pl.when(~is_revocation).then("day"),
        "revoked_day": pl.when(is_revocation).then("day"),
        CONTRIBUTOR: pl.col(CONTRIBUTOR),
    }
    return said.with_row_index("row").select(
        given.get(name, pl.lit(None)).cast(kind).alias(name)
        for name, kind in directives.schema.items()
    )
