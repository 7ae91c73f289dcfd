"""What a practice can make of its figure: what could be won, and what would make it reliable.

Worked out from what the report tells of the line, the benchmark and the spread, and nothing else.
"""

from collections.abc import Mapping
from typing import Any

from hub.publication.report.line import COUNT, ESTIMATE, RATE
from hub.publication.statistics.advice import opportunity, what_would_help
from hub.publication.statistics.beta_binomial import Prior
from policies.disclosure_control.rates import Band, numerators


def guidance(measure: Mapping[str, Any], *, reader: str) -> dict[str, str | None]:
    """Return the sentences of one measure for a kind of reader: None for what cannot be said."""
    return {
        "won": _won(measure) if reader in {"practice", "payer"} else None,
        "reliable": _reliable(measure) if reader == "practice" else None,
    }


def _won(measure: Mapping[str, Any]) -> str | None:
    line, benchmark = measure["line"], measure["benchmark"]
    if line is None or benchmark is None or not line["denominator"]:
        return None
    met = _met(line, events=measure["events"])
    if met is None or measure["direction"] == "none" or measure["counts"] == "amounts":
        return None
    return opportunity(
        met,
        line["denominator"],
        benchmark=benchmark,
        direction=measure["direction"],
        noun="patient" if measure["counts"] == "persons" else measure["basis"],
        per=measure["per"],
    ).sentence


def _met(line: Mapping[str, Any], *, events: bool) -> tuple[int, int] | None:
    if line["statement"] == COUNT:
        return line["numerator"], line["numerator"]
    if events or line["statement"] not in {RATE, ESTIMATE}:
        return None
    band = Band(low=round(line["lowest"] * 100), high=round(line["highest"] * 100))
    return numerators(band, line["denominator"])


def _reliable(measure: Mapping[str, Any]) -> str | None:
    line, spread = measure["line"], measure["spread"]
    # Without deciles too few practices stand behind the spread for it to say anything.
    if measure["events"] or not measure["deciles"] or line is None:
        return None
    if line["denominator"] is None or line["statement"] == "pooled":
        return None
    prior = Prior(a=spread["a"], b=spread["b"]) if spread else None
    design = measure["design_effect"]
    return what_would_help(line["denominator"], prior, design=design)
