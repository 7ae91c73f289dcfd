"""What is true in the synthetic region, told by its plan and not by any measure's code.

A release is held against it: a published figure must follow from these counts. Persons who opted
out are in none of them, as they are in no figure that is published.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from hub.demo.claims import spans
from hub.demo.plan import PAYERS, YEAR
from hub.demo.region import Region
from schemas.record import record

FIRST_DAY, LAST_DAY = date(YEAR, 1, 1), date(YEAR, 12, 31)
# Payers whose records have days and join with everybody else's.
_JOINED = frozenset({"expert_determination", "limited_data_set"})


@record
class Truth:
    """The true counts of a rate: `practices` has numerator and denominator by practice.

    The denominator is without those left out. `clinical` counts come from practices' own records,
    the others from payers' claims.
    """

    identifier: str
    rate: str
    title: str
    per: int
    clinical: bool
    practices: Mapping[str, tuple[int, int]]

    def document(self) -> dict[str, Any]:
        """Return the truth as the members of a JSON object."""
        return {
            "identifier": self.identifier,
            "rate": self.rate,
            "title": self.title,
            "per": self.per,
            "clinical": self.clinical,
            "practices": {
                name: {"numerator": met, "denominator": all_}
                for name, (met, all_) in sorted(self.practices.items())
            },
        }


def truths(region: Region) -> list[Truth]:
    """Return what is true in the year of measurement."""
    inside = region.consents.filter(~pl.col("opted_out")).select("person")
    crowd = region.crowd.join(inside, on="person", how="semi")
    screened = region.screened.join(inside, on="person", how="semi")
    course = region.course.join(inside, on="person", how="semi")
    members = covered(crowd)
    keys = region.keys
    remission = remission_truth(course)
    found = (
        ("CMS2", "Depression screened and followed up", 1, screening_truth(screened, crowd)),
        ("CMS159", "Depression in remission at twelve months", 1, remission),
        (
            "HUB-PHQ9-FU12",
            "Scored again at twelve months",
            1,
            remission.with_columns(numerator="rescored"),
        ),
        (
            "HUB-COCM",
            "Collaborative Care, persons per 1,000 members",
            1000,
            members_truth(members, region.paid, "collaborative-care", count="persons"),
        ),
        (
            "HUB-BHED",
            "Behavioural emergency visits per 1,000 members",
            1000,
            members_truth(members, region.paid, "behavioral-emergency", count="visits"),
        ),
    )
    return [
        Truth(
            identifier=identifier,
            rate="1",
            title=title,
            per=per,
            clinical=per == 1,
            practices=dict(_by_practice(counts, keys)),
        )
        for identifier, title, per, counts in found
    ]


def screening_truth(screened: pl.DataFrame, crowd: pl.DataFrame) -> pl.DataFrame:
    """Return per practice (position) the true population counts of the screening measure."""
    bipolar = crowd.select("person", "bipolar")
    negative, positive = pl.col("outcome") == "negative", pl.col("outcome") == "positive"
    known = screened.join(bipolar, on="person").with_columns(
        met=(negative | (positive & pl.col("followed"))) & ~pl.col("bipolar"),
        excused=(pl.col("outcome") == "declined") & ~pl.col("bipolar"),
    )
    return known.group_by("practice").agg(
        denominator=pl.len(),
        denominator_exclusion=pl.col("bipolar").sum(),
        numerator=pl.col("met").sum(),
        denominator_exception=pl.col("excused").sum(),
    )


def remission_truth(course: pl.DataFrame) -> pl.DataFrame:
    """Return per practice (position) the true counts of the remission measure, and of rescoring."""
    eligible = ~pl.col("excluded")
    return course.group_by("practice").agg(
        denominator=pl.len(),
        denominator_exclusion=pl.col("excluded").sum(),
        numerator=(pl.col("remitted") & eligible).sum(),
        rescored=(pl.col("rescored") & eligible).sum(),
        denominator_exception=pl.lit(0),
    )


def covered(crowd: pl.DataFrame) -> pl.DataFrame:
    """Return person, practice (position), start_day and end_day of each span in the year.

    Only of payers whose records are joined with others'; a span is cut to the year.
    """
    joined = [at for at, payer in enumerate(PAYERS) if payer.basis in _JOINED]
    found = pl.concat([spans(crowd, position) for position in joined])
    home = crowd.select("person", "practice")
    in_year = (pl.col("start_day") <= LAST_DAY) & (pl.col("end_day") >= FIRST_DAY)
    return found.filter(in_year).join(home, on="person")


def members_truth(
    members: pl.DataFrame, paid: pl.DataFrame, what: str, *, count: str
) -> pl.DataFrame:
    """Return per practice (position) the members and their services of a kind while covered.

    `count` says of what the numerator is: visits (days with such a service), or persons.
    """
    of_kind = paid.filter(
        pl.col("what") == what, pl.col("day").is_between(FIRST_DAY, LAST_DAY)
    ).select("person", "day")
    inside = pl.col("day").is_between(pl.col("start_day"), pl.col("end_day"))
    days = members.join(of_kind, on="person").filter(inside)
    happened = days.unique(["person", "day"] if count == "visits" else ["person"])
    all_ = members.unique("person").group_by("practice").agg(denominator=pl.len())
    met = happened.group_by("practice").agg(numerator=pl.len())
    return all_.join(met, on="practice", how="left").with_columns(
        numerator=pl.col("numerator").fill_null(0),
        denominator_exclusion=pl.lit(0),
        denominator_exception=pl.lit(0),
    )


def _by_practice(counts: pl.DataFrame, keys: pl.Series) -> Iterator[tuple[str, tuple[int, int]]]:
    for row in counts.filter(pl.col("practice") >= 0).iter_rows(named=True):
        left_out = row["denominator_exclusion"] + row["denominator_exception"]
        yield keys[row["practice"]], (row["numerator"], row["denominator"] - left_out)
