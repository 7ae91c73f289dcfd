"""Changes of a reader's own line since the period before, by more than chance explains."""

from collections.abc import Mapping, Sequence
from typing import Any

from hub.publication.report.alerts import DOWN, GOOD, UP
from hub.publication.report.line import COUNT
from hub.publication.statistics.told_rate import told_rate
from hub.publication.statistics.two_rates import LIMIT, change

# Of fewer, what is nearly normal is not, and a change says nothing yet.
LEAST = 30
SENTENCES = {
    "better": "{title}: {way} from {then} in {year} to {now}, which is good.",
    "worse": "{title}: {way} from {then} in {year} to {now}, which is not good.",
    "none": "{title}: {way} from {then} in {year} to {now}.",
}


def changes(measures: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return an alert of each measure whose own rate is told of two periods and has changed.

    Of one version of the measure, and where the same took part in both.
    """
    return [found for measure in measures if (found := _change(measure)) is not None]


def _change(measure: Mapping[str, Any]) -> dict[str, Any] | None:
    line, before = measure["line"], next(iter(measure["trend"]), None)
    if line is None or before is None or measure["events"]:
        return None
    alike = before["version"] == measure["version"] and not before["note"]
    told = all(each["statement"] == COUNT for each in (line, before))
    if not alike or not told or min(each["denominator"] for each in (line, before)) < LEAST:
        return None
    then, now = ((each["numerator"], each["denominator"]) for each in (before, line))
    moved = change(then, now, design=measure["design_effect"])
    if abs(moved) <= LIMIT:
        return None
    way = UP if moved > 0 else DOWN
    direction = measure["direction"]
    word = "none" if direction == "none" else GOOD.get((way, direction), "worse")
    return {
        "measure": measure["identifier"],
        "rate": measure["rate"],
        "way": way,
        "word": word,
        "sentence": SENTENCES[word].format(
            title=f"{measure['title']}, {measure['rate_title']}",
            way=way,
            then=told_rate(before["rate"], measure["per"]),
            year=before["last"][:4],
            now=told_rate(line["rate"], measure["per"]),
        ),
    }
