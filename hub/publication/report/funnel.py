"""How far practices lie from the middle, beside how far chance would carry them: the funnel.

Limits of 95 % and 99.8 % around the region's rate at each denominator, widened where practices
differ by more than chance. Points are lines that the report tells; of peers they carry no name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hub.publication.report.line import COUNT
from hub.publication.statistics import funnel_of_ratios, overdispersion
from hub.publication.statistics.funnel_limits import score_limits
from hub.publication.statistics.many_comparisons import by_chance, kept
from hub.publication.statistics.overdispersion import Dispersion
from hub.publication.statistics.wilson import Z95
from schemas.record import record

WIDE = 3.090232
WITHIN, WARNED, BEYOND = "within", "beyond 95%", "beyond 99.8%"
SENTENCES = {
    WITHIN: "Inside the funnel: by chance alone {who} may lie as far from {middle}.",
    WARNED: "Outside the narrow limits and inside the wide ones: by chance alone one of twenty "
    "lies as far from {middle}.",
    BEYOND: "Outside the wide limits: by chance alone one of five hundred lies as far from "
    "{middle}.",
}
SPREAD = "The limits are widened, because practices differ by more than chance."
LEAST = 3


@record
class Limits:
    """The limits of a funnel around a rate, by denominator; `events` are of a Poisson count.

    `design` is the design effect of episodes of which one person may have several, else 1.
    """

    centre: float
    dispersion: Dispersion | None
    events: bool
    design: float

    def at(self, total: int, *, z: float) -> tuple[float, float]:
        """Return the limits at a denominator, 1 or more."""
        spread = self.dispersion if self.dispersion and self.dispersion.tau_squared > 0 else None
        if self.events:
            return self._of_events(total * self.centre, spread, z=z)
        alone = total / self.design
        if spread is None:
            return score_limits(self.centre, alone, z=z)
        return overdispersion.rate_limits(replace(spread, region=self.centre), alone, z=z)

    def chance(self, happened: int, total: int) -> float:
        """Return how likely a practice like the others lies as far from the middle."""
        spread = self.dispersion or Dispersion(region=self.centre, phi=1.0, tau_squared=0.0)
        around = replace(spread, region=self.centre)
        if self.events:
            return overdispersion.ratio_chance(around, happened, total * self.centre)
        return overdispersion.rate_chance(around, happened / self.design, total / self.design)

    def _of_events(
        self, expected: float, spread: Dispersion | None, *, z: float
    ) -> tuple[float, float]:
        if spread is not None:
            low, high = overdispersion.ratio_limits(spread, expected, z=z)
        else:
            confidence = 0.95 if z == Z95 else 0.998
            low, high = funnel_of_ratios.ratio_limits(expected, confidence=confidence)
        return (low * self.centre, high * self.centre)


def funnel(measure: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the funnel of a measure with the points that its report tells; None without any."""
    middle = measure["line"] if measure["by"] == "practice" else measure["region"]
    limits = limits_of(measure, middle)
    own = _point(measure["line"], limits) if limits and measure["by"] is None else None
    rows = measure["rows"] if measure["by"] == "practice" else ()
    points = [
        {"title": row["title"], **found}
        for row in rows
        if limits and (found := _point(row["line"], limits))
    ]
    peers = [found for line in measure["peers"] if limits and (found := _point(line, limits))]
    if limits is None or not (own or len(points) >= LEAST):
        return None
    widened = bool(limits.dispersion and limits.dispersion.tau_squared > 0)
    return {
        "centre": limits.centre,
        "dispersion": measure["dispersion"] if limits.dispersion else None,
        "own": own,
        "points": _together(points, limits),
        "peers": peers,
        "sentence": _sentence(own, widened=widened),
        "comparisons": by_chance(len(points)) if points else None,
    }


def limits_of(measure: Mapping[str, Any], middle: Mapping[str, Any] | None) -> Limits | None:
    """Return the limits around the rate of a line that is told; None where it is none."""
    if measure["counts"] == "amounts":
        return None
    rate = middle["rate"] if middle and middle["statement"] == COUNT else None
    if rate is None or rate <= 0 or (rate >= 1 and not measure["events"]):
        return None
    told = measure["dispersion"]
    spread = (
        Dispersion(region=rate, phi=told["phi"], tau_squared=told["tau_squared"]) if told else None
    )
    return Limits(
        centre=rate,
        dispersion=spread,
        events=measure["events"],
        design=measure["design_effect"],
    )


def _point(line: Mapping[str, Any] | None, limits: Limits) -> dict[str, Any] | None:
    if line is None or line["statement"] != COUNT or not line["denominator"]:
        return None
    total, rate = line["denominator"], line["rate"]
    narrow, wide = limits.at(total, z=Z95), limits.at(total, z=WIDE)
    place = WITHIN if narrow[0] <= rate <= narrow[1] else WARNED
    place = place if wide[0] <= rate <= wide[1] else BEYOND
    return {
        "numerator": line["numerator"],
        "denominator": total,
        "rate": rate,
        "lowest": narrow[0],
        "highest": narrow[1],
        "place": place,
    }


def _together(points: Sequence[dict[str, Any]], limits: Limits) -> list[dict[str, Any]]:
    """Say of each point whether it stands out when all are looked at together."""
    flags = kept([limits.chance(each["numerator"], each["denominator"]) for each in points])
    return [{**each, "stands_out": flag} for each, flag in zip(points, flags, strict=True)]


def _sentence(own: Mapping[str, Any] | None, *, widened: bool) -> str | None:
    if own is None:
        return SPREAD if widened else None
    said = SENTENCES[own["place"]].format(who="a practice of your size", middle="the region's rate")
    return f"{said} {SPREAD}" if widened else said
