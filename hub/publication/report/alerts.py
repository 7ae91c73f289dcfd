"""Alerts: of which measures the region's level has changed, by small departures that add up."""

from collections.abc import Mapping, Sequence
from typing import Any

from hub.publication.statistics.cusum import WINDOW, cusum

UP, DOWN = "up", "down"
GOOD = {(UP, "increase"): "better", (DOWN, "decrease"): "better"}
SENTENCES = {
    "better": "{title}: the region's rate has moved {way} from what was usual, which is good.",
    "worse": "{title}: the region's rate has moved {way} from what was usual, which is not good.",
    "none": "{title}: the region's rate has moved {way} from what was usual.",
}


def alerts(measures: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return an alert of each measure whose latest rate of the region completes a change.

    The series is what the releases told of the region, of one version of the measure; nothing is
    said of fewer than WINDOW of them, which is three years of quarters.
    """
    return [found for measure in measures if (found := _alert(measure)) is not None]


def _alert(measure: Mapping[str, Any]) -> dict[str, Any] | None:
    series = _series(measure)
    if len(series) <= WINDOW:
        return None
    found = cusum(series)
    last = len(series) - 1
    way = UP if last in found.alerts_up else DOWN if last in found.alerts_down else None
    if way is None:
        return None
    direction = measure["direction"]
    word = "none" if direction == "none" else GOOD.get((way, direction), "worse")
    title = f"{measure['title']}, {measure['rate_title']}"
    return {
        "measure": measure["identifier"],
        "rate": measure["rate"],
        "way": way,
        "word": word,
        "sentence": SENTENCES[word].format(title=title, way=way),
    }


def _series(measure: Mapping[str, Any]) -> list[float]:
    region = measure["region"] or {}
    every = [
        *((each["version"], each["region"]) for each in reversed(measure["trend"])),
        (measure["version"], region.get("rate")),
    ]
    return [rate for version, rate in every if version == measure["version"] and rate is not None]
