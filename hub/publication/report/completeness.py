"""How complete claims are: through which day they are paid, and which share has arrived by now.

A payer reads its own triangle with its counts. Others read shares in bands that are as wide as
those of rates, so that no small count of claims is read off them; the region's in steps of five.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from hub.publication.rate_lines import at
from hub.publication.report.received import through
from hub.publication.report.sight import Sight
from hub.publication.run_out import Payments, Triangle, arrived, lag_triangle
from policies.disclosure_control.entitlement import ALL, OWN
from policies.disclosure_control.rates import band_of, step_for
from schemas.record import record

REGION_STEP = 5
# A triangle is shown for so many months back and so many months of run-out.
MONTHS, AGES = 24, 12
OF_PERIOD = ("here", "expected")
UNKNOWN = "The claims carry no day of payment, so that nobody knows how complete they are."
WORDS = "Claims paid through {through}; of the claims of this period {share} have arrived."


@record
class Arrival:
    """The claims of one payer: its triangle, and of the period how many are here of how many."""

    triangle: Triangle
    here: float
    expected: float


def arrivals(paid: Payments, first: date, last: date, *, on: date) -> Mapping[str, Arrival]:
    """Return what has arrived of the months from `first` to `last` as of a day, by payer.

    What a payer has paid is known through its last payment; a payer whose claims say nothing of
    payment, or none of these months, is not there.
    """
    found = {}
    for payer, day in paid.last.sort("payer").iter_rows():
        triangle = lag_triangle(paid, payer, through=through(day, on=on))
        counted = arrived(triangle, first, last) if triangle else None
        if triangle is not None and counted is not None:
            found[str(payer)] = Arrival(triangle=triangle, here=counted[0], expected=counted[1])
    return found


def completeness_document(
    found: Mapping[str, Arrival], sight: Sight, titles: Mapping[str, str], *, minimum: int
) -> dict[str, Any]:
    """Return what an audience reads of it: the region, and the payers that it may see."""
    if not found:
        return {"region": None, "payers": [], "words": UNKNOWN}
    paid = min(each.triangle.through for each in found.values())
    here, expected = (sum(getattr(each, name) for each in found.values()) for name in OF_PERIOD)
    region = _band(here, expected, step=REGION_STEP)
    payers = [
        _payer(name, each, titles, exact=_own(name, sight), minimum=minimum)
        for name, each in found.items()
        if _own(name, sight) or sight.grant(at(payer=name)) == ALL
    ]
    return {
        "region": {"paid_through": str(paid), "complete": region},
        "payers": payers,
        "words": WORDS.format(through=f"{paid.day} {paid:%B %Y}", share=_said(region)),
    }


def _own(name: str, sight: Sight) -> bool:
    place = at(payer=name)
    return sight.column == "payer" and sight.owns(place) and sight.grant(place) in {OWN, ALL}


def _payer(
    name: str, found: Arrival, titles: Mapping[str, str], *, exact: bool, minimum: int
) -> dict[str, Any]:
    triangle = found.triangle
    claims = sum(row[-1] for row in triangle.paid if row)
    step = 1 if exact else step_for(claims, minimum=minimum, widest=50)
    told = None if step is None else _band(found.here, found.expected, step=step)
    return {
        "payer": name,
        "title": titles.get(name, name),
        "paid_through": str(triangle.through),
        "complete": told,
        "by_age": []
        if step is None
        else [_band(share * claims, claims, step=step) for share in triangle.factors[:AGES]],
        "triangle": _rows(triangle) if exact else [],
    }


def _rows(triangle: Triangle) -> list[dict[str, Any]]:
    rows = list(zip(triangle.months, triangle.paid, strict=True))[-MONTHS:]
    return [{"month": str(month), "paid": list(paid[:AGES])} for month, paid in rows]


def _band(here: float, expected: float, *, step: int) -> list[int]:
    whole = max(round(expected), 1)
    band = band_of(min(round(here), whole), whole, step=step)
    return [band.low, band.high]


def _said(band: list[int]) -> str:
    return f"{band[0]} to {band[1]}%"
