"""Members whom the hub counts twice: two payers cover them in the year, and one misspells the name.

A token is made of the name as it is written, so that two spellings are two tokens (a missed match).
"""

from collections.abc import Mapping

import polars as pl

from hub.demo.books import JOINED, in_year
from hub.demo.claims import spans
from hub.demo.home_files import misspelt
from hub.demo.plan import PAYERS
from hub.demo.region import Region


def missed_links(region: Region) -> Mapping[str, int]:
    """Return by practice how many of its members have two tokens in the claims of the year."""
    parts = []
    for position, payer in enumerate(PAYERS):
        if payer.basis in JOINED:
            members = spans(region.crowd, position).sort("person")
            spelled = members.with_columns(wrong=misspelt(payer.name, members.height))
            parts.append(spelled.filter(*in_year()).select("person", "wrong"))
    several = pl.concat(parts).group_by("person").agg(ways=pl.col("wrong").n_unique())
    inside = region.consents.filter(~pl.col("opted_out")).select("person")
    twice = several.filter(pl.col("ways") > 1).join(inside, on="person", how="semi")
    homes = region.crowd.filter(pl.col("practice") >= 0).select("person", "practice")
    counted = twice.join(homes, on="person").group_by("practice").len().sort("practice")
    return {region.keys[practice]: number for practice, number in counted.iter_rows()}
