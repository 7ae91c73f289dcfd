"""Where persons are counted and by whose word, and how often lists put them in several places."""

from collections.abc import Mapping
from typing import Any

from hub.publication.disagreement import Disagreement, Disagreements
from hub.publication.rate_lines import at
from hub.publication.report.sight import Sight
from policies.disclosure_control.rates import band_of, step_for
from schemas.attribution_choice import CHOICES
from schemas.record import record

WIDEST = 50
ROUNDED = 5
NO_DISPUTES = "No decided dispute bears on it."
FEW_DISPUTES = "A few decided disputes bear on it: too few to be counted."
DISPUTES = "About {count} decided disputes bear on it."
TOO_FEW = "Too few persons are on several lists to say how often lists disagree."
SHARE = "Of the persons on several lists, {low} to {high}% are put in different practices by them."


@record
class Placing:
    """Whose word counts (`choice`), of how many persons a dispute was decided, and what differs."""

    choice: str
    decided: int
    found: Disagreements


def placing_document(
    placing: Placing, sight: Sight, titles: Mapping[str, str], *, whole: bool, minimum: int
) -> dict[str, Any]:
    """Return what an audience reads of it; `whole`: of every payer and practice.

    Shares are told in bands that are as wide as those of rates, so that no small number of persons
    is read off them.
    """
    found = placing.found
    region = _share(found.region, minimum=minimum)
    return {
        "counts": placing.choice,
        "words": f"Persons are counted by {CHOICES[placing.choice]}.",
        "disputes": disputes_told(placing.decided, minimum=minimum),
        "disagreement": {
            "region": region,
            "words": SHARE.format(low=region[0], high=region[1]) if region else TOO_FEW,
            "payers": [
                _line(name, each, titles, minimum=minimum)
                for name, each in sorted(found.payers.items())
                if whole or sight.owns(at(payer=name))
            ],
            "practices": [
                _line(name, each, titles, minimum=minimum)
                for name, each in sorted(found.practices.items())
                if whole or sight.owns(at(practice=name))
            ],
        },
    }


def disputes_told(count: int, *, minimum: int) -> str:
    """Say how many persons decided disputes moved: none, a few, or a rounded number."""
    if count == 0:
        return NO_DISPUTES
    if count < minimum:
        return FEW_DISPUTES
    return DISPUTES.format(count=round(count / ROUNDED) * ROUNDED)


def _line(
    name: str, found: Disagreement, titles: Mapping[str, str], *, minimum: int
) -> dict[str, Any]:
    return {
        "name": name,
        "title": titles.get(name, name),
        "share": _share(found, minimum=minimum),
    }


def _share(found: Disagreement, *, minimum: int) -> list[int] | None:
    step = step_for(found.several, minimum=minimum, widest=WIDEST)
    if step is None:
        return None
    band = band_of(found.differing, found.several, step=step)
    return [band.low, band.high]
