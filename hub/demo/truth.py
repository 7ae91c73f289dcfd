"""What is true in the synthetic region, told by its plan and not by any measure's code.

A release is held against it: a published figure must follow from these counts. Persons who opted
out are in none of them, as they are in no figure that is published.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from hub.demo.books import books
from hub.demo.directory import psychiatrists
from hub.demo.region import Region
from hub.demo.truth_of_amounts import amounts_truth
from hub.demo.truth_of_claims import claims_truth
from hub.demo.truth_of_scores import scores_truth
from hub.demo.truth_of_visits import visits_truth
from hub.measures.measure import measure_named
from schemas.record import record

# What of a region is told by person.
_PERSONAL = (
    *("crowd", "seen", "screened", "course", "mood", "begun", "attention", "episodes"),
    *("anxiety", "teams", "paid"),
)


@record
class Truth:
    """The true counts of a rate: `practices` has numerator and denominator by practice.

    The denominator is without those left out. `clinical` counts come from practices' own records,
    the others from payers' claims. `counts` is what is counted (Rate.counts).
    """

    identifier: str
    rate: str
    title: str
    per: int
    clinical: bool
    counts: str
    practices: Mapping[str, tuple[int, int]]

    def document(self) -> dict[str, Any]:
        """Return the truth as the members of a JSON object."""
        return {
            "identifier": self.identifier,
            "rate": self.rate,
            "title": self.title,
            "per": self.per,
            "clinical": self.clinical,
            "counts": self.counts,
            "practices": {
                name: {"numerator": met, "denominator": all_}
                for name, (met, all_) in sorted(self.practices.items())
            },
        }


def truths(region: Region, measures: Collection[str]) -> list[Truth]:
    """Return what is true in the year of measurement, of the measures of these identifiers."""
    told = without_opted_out(region)
    homes = region.crowd.select("person", "practice")
    found = []
    for by_practices, rates in ((True, clinical(told)), (False, claims(told))):
        for identifier, name, counts in rates:
            if identifier not in measures:
                continue
            measure = measure_named(identifier)
            rate = measure.rate(name)
            found.append(
                Truth(
                    identifier=identifier,
                    rate=name,
                    title=f"{measure.title}: {rate.title}",
                    per=rate.per,
                    clinical=by_practices,
                    counts=rate.counts,
                    practices=dict(_by_practice(counts, homes, region.keys)),
                )
            )
    return found


def without_opted_out(region: Region) -> Region:
    """Return the region without the persons who opted out."""
    inside = region.consents.filter(~pl.col("opted_out")).select("person")
    frames = {
        name: getattr(region, name).join(inside, on="person", how="semi", maintain_order="left")
        for name in _PERSONAL
    }
    return replace(region, **frames)


def claims(region: Region) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Yield identifier, rate, and what is true of claims: person, met, total."""
    held = books(region.crowd, region.paid, region.consents)
    specialists = psychiatrists(region.plans)
    yield from claims_truth(held, specialists)
    yield from amounts_truth(held, specialists)


def clinical(
    region: Region, *, without: pl.Series | None = None
) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Yield identifier, rate, and what is true at the practices: person, met, total.

    Of nobody who is in `without`: persons of a practice that hands in counts.
    """
    gone = pl.Series([], dtype=pl.Int64) if without is None else without
    for identifier, rate, counts in _every_clinical(region):
        yield identifier, rate, counts.filter(~pl.col("person").is_in(gone.implode()))


def _every_clinical(region: Region) -> Iterator[tuple[str, str, pl.DataFrame]]:
    yield "CMS2", "1", screening_truth(region)
    for identifier, met in (("CMS159", "remitted"), ("HUB-PHQ9-FU12", "rescored")):
        eligible = region.course.filter(~pl.col("excluded"))
        counted = eligible.select("person", met=pl.col(met).cast(pl.Int64), total=pl.lit(1))
        yield identifier, "1", counted
    yield from visits_truth(region)
    yield from scores_truth(region)


def screening_truth(region: Region) -> pl.DataFrame:
    """Return the true counts of the screening measure: person, met, total."""
    bipolar = region.crowd.select("person", "bipolar")
    negative, positive = pl.col("outcome") == "negative", pl.col("outcome") == "positive"
    known = region.screened.join(bipolar, on="person").filter(~pl.col("bipolar"))
    met = negative | (positive & pl.col("followed"))
    counted = known.filter(pl.col("outcome") != "declined")
    return counted.select("person", met=met.cast(pl.Int64), total=pl.lit(1))


def _by_practice(
    counts: pl.DataFrame, homes: pl.DataFrame, keys: pl.Series
) -> Iterator[tuple[str, tuple[int, int]]]:
    placed = counts.join(homes, on="person").filter(pl.col("practice") >= 0)
    summed = placed.group_by("practice").agg(pl.col("met", "total").sum()).sort("practice")
    for practice, met, total in summed.iter_rows():
        yield keys[practice], (met, total)
