"""What a release that is about to go out holds and tells, to be kept for the releases after it."""

from collections.abc import Sequence

import polars as pl

from hub.publication.past_tables import BANDS, POOLED, PUBLISHED, PastRelease
from hub.publication.protection import ProtectedGroup
from hub.publication.withheld_views import WithheldThen


def told_by(
    safe: Sequence[ProtectedGroup], *, withheld: WithheldThen, at_home: pl.DataFrame
) -> PastRelease:
    """Return what a release that is about to go out holds and tells.

    `at_home` are the lines of counts made at home, with the columns of AT_HOME.
    """
    published = [
        each.cells.keys.filter(
            pl.Series(each.protected.pattern.published[: each.cells.size], dtype=pl.Boolean)
        ).select(PUBLISHED.names())
        for each in safe
    ]
    return PastRelease(
        name="present",
        tables=tuple(table for each in safe for table in each.group.tables),
        between=tuple(between for each in safe for between in each.group.between),
        published=pl.concat([pl.DataFrame(schema=PUBLISHED), *published]),
        bands=pl.DataFrame(
            [
                (key, *place, band.low, band.high)
                for each in safe
                for (key, place), band in each.bands.items()
            ],
            schema=BANDS,
            orient="row",
        ),
        pooled=pl.DataFrame(
            [
                (key, *place, said.met, said.whole, said.lowest, said.highest)
                for each in safe
                for (key, place), told in each.pooled.items()
                for said in told.said
            ],
            schema=POOLED,
            orient="row",
        ),
        withheld=withheld,
        at_home=at_home,
    )
