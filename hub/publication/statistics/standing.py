"""Where a practice stands, in plain words: from its interval, the region's rate, and what is good.

Better and worse need the whole interval on one side of the region's rate; with fewer than
LEAST_PERSONS, or an interval that says little, there is not enough data to say.
"""

from hub.publication.statistics.told_rate import percent
from schemas.record import record

BETTER, EXPECTED, WORSE, UNKNOWN = "better", "as expected", "worse", "not enough data"
LEAST_PERSONS = 20

SENTENCES = {
    BETTER: "Better than the region: all of your range lies on the good side of {region}.",
    EXPECTED: "As expected: your rate and the region's {region} cannot be told apart.",
    WORSE: "Worse than the region: all of your range lies on the poor side of {region}.",
    UNKNOWN: "Not enough data to say how you compare; {needed} more {patients} would tell more.",
}
ALONE = "There is nothing to compare with: the region's rate could reveal a few patients."
BROAD = "The range that may be told of your rate is too broad to say how you compare."
EITHER_WAY = "Neither more nor less of this is better by itself, so there is no standing."


@record
class Standing:
    """One of the four words, the sentence that says it, and how many more patients could gain."""

    word: str
    sentence: str
    opportunity: int | None


def standing(
    *,
    interval: tuple[float, float],
    persons: int,
    region: float | None,
    direction: str,
    benchmark: float | None,
    met: int | None,
) -> Standing:
    """Return the standing of a line of `persons`, whose rate lies in `interval`."""
    word = _word(interval, persons, region, direction)
    told = None if region is None else percent(region)
    return Standing(
        word=word,
        sentence=sentence_of(word, persons=persons, region=told, direction=direction),
        opportunity=_opportunity(persons, direction, benchmark, met),
    )


def sentence_of(word: str, *, persons: int, region: str | None, direction: str) -> str:
    """Return the sentence of a word; `region` is the region's rate as it is said, if it may be."""
    if word == UNKNOWN and direction == "none":
        return EITHER_WAY
    if word == UNKNOWN and region is None and persons >= LEAST_PERSONS:
        return ALONE
    if word == UNKNOWN and persons >= LEAST_PERSONS:
        return BROAD
    needed = max(LEAST_PERSONS - persons, 1)
    patients = "patient" if needed == 1 else "patients"
    return SENTENCES[word].format(region=region or "", needed=needed, patients=patients)


def _word(interval: tuple[float, float], persons: int, region: float | None, direction: str) -> str:
    if persons < LEAST_PERSONS or region is None or direction == "none":
        return UNKNOWN
    low, high = interval
    if low <= region <= high:
        return EXPECTED
    above = low > region
    return BETTER if above == (direction == "increase") else WORSE


def _opportunity(
    persons: int, direction: str, benchmark: float | None, met: int | None
) -> int | None:
    if benchmark is None or met is None or direction == "none":
        return None
    gain = benchmark * persons - met
    return max(0, round(gain if direction == "increase" else -gain))
