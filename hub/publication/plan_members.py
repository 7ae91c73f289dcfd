"""The members of self-funded plans whose sponsors have not authorised the use of their records.

A payer says in its coverage records who bears the risk and which sponsor's plan it is; the
agreement lists the sponsors. A member of such a plan at any time in the records is left out with
all that the payer holds of him: what a plan paid for cannot be told from the rest by its day.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from hub.publication.contribution import Contribution
from hub.vault.narrowed import Loads
from hub.vault.snapshot import frame_of
from policies.agreement.plan_sponsors import SELF_FUNDED
from schemas.records import TABLES

COVERAGE = "coverage"
PAYER = "payer"
COLUMNS = ("person", "funding", "plan_sponsor")


def unauthorised_members(
    opened: Loads, contributions: Sequence[Contribution]
) -> Mapping[str, pl.Series]:
    """Return, by payer that has any, the tokens of such members, each once."""
    payers = {each.dataset.submission: each for each in contributions if each.kind == PAYER}
    if not payers:
        return {}
    found: dict[str, list[pl.Series]] = {}
    for part in opened.load({COVERAGE: COLUMNS})[COVERAGE]:
        if part.submission not in payers:
            continue
        payer = payers[part.submission]
        members = without_authorisation(
            frame_of(TABLES[COVERAGE], part.rows), payer.agreement.sponsors
        )
        if len(members):
            found.setdefault(payer.contributor, []).append(members)
    return {payer: pl.concat(parts).unique() for payer, parts in found.items()}


def without_authorisation(coverage: pl.DataFrame, sponsors: frozenset[str]) -> pl.Series:
    """Return the persons of self-funded coverage by another sponsor, or by one not named."""
    authorised = pl.col("plan_sponsor").is_in(sorted(sponsors)).fill_null(value=False)
    lacking = (pl.col("funding") == SELF_FUNDED) & ~authorised
    return coverage.filter(lacking)["person"].unique()
