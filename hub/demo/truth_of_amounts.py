"""What is true of the amounts of office visits, told by the plan of the region."""

from collections.abc import Collection, Iterator

import polars as pl

from hub.demo.books import Books

_OFFICE_VISITS = ("99203", "99213", "99214")


def amounts_truth(
    held: Books, specialists: Collection[str]
) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Yield identifier, rate, and what is true: person, whole dollars, visits.

    Of visits in network: to `specialists`, who are clinicians of mental health, and to others.
    """
    visits = held.in_year.filter(
        pl.col("procedure").is_in(_OFFICE_VISITS) & pl.col("provider").is_not_null(),
        pl.col("in_network") & (pl.col("amount") > 0),
    )
    special = pl.col("provider").is_in(list(specialists))
    dollars = (pl.col("amount") + 0.5).floor().cast(pl.Int64).sum()
    for rate, chosen in (("1", special), ("2", ~special)):
        counted = visits.filter(chosen).group_by("person")
        yield "HUB-PARITY", rate, counted.agg(met=dollars, total=pl.len().cast(pl.Int64))
