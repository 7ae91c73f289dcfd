"""What helps next, in plain words: patients to gain, and what would make a rate reliable.

A rate is reliable where n/(n + a + b) reaches the floor R: from R/(1 - R) · (a + b) patients on.
Source: Adams, RAND TR653. Worked: the prior of the rat tumours asks 39 patients for R = .7.
"""

from math import ceil

from hub.publication.statistics.beta_binomial import Prior
from hub.publication.statistics.told_rate import told_rate
from schemas.record import record

# A convention, not a law of nature: PQM asks .6 of measures, .7 is usual for ranking.
RELIABLE = 0.7
# A practice that needs more patients than it can ever have is not told to wait for them.
FIRM, MOST_YEARS = 2000, 10

SENTENCES = {
    "increase": "If you performed like the benchmark of {benchmark}, {gain} more {noun} would have "
    "met this measure.",
    "decrease": "If you performed like the benchmark of {benchmark}, {gain} fewer {noun} would "
    "have counted here.",
    "reached": "You have reached the benchmark of {benchmark}.",
    "reliable": "There are enough patients for this rate to be compared.",
    "unreliable": "With {needed:,} more {noun} in the measure this rate could be compared; "
    "{years} years together would do.",
    "never": "Practices in the region do not differ enough for this rate to tell them apart.",
}


@record
class Opportunity:
    """How many patients, or visits, the benchmark's rate would change, at least and at most."""

    least: int
    most: int
    sentence: str


def opportunity(
    met: tuple[int, int],
    total: int,
    *,
    benchmark: float,
    direction: str,
    noun: str = "patient",
    per: int = 1,
) -> Opportunity:
    """Return what the benchmark's rate would change, from the least and the most that may be met.

    `direction` is "increase" or "decrease", whichever is good; `noun` what is counted, and `per`
    of how many a rate is told.
    """
    gains = sorted(benchmark * total - each for each in met)
    if direction == "decrease":
        gains = sorted(-gain for gain in gains)
    least, most = (max(0, round(gain)) for gain in gains)
    name = direction if most else "reached"
    told = told_rate(benchmark, per)
    sentence = SENTENCES[name].format(
        benchmark=told, gain=_between(least, most), noun=_noun(most, noun)
    )
    return Opportunity(least=least, most=most, sentence=sentence)


def patients_needed(prior: Prior, *, reliable: float = RELIABLE) -> int:
    """Return the denominator from which on a rate is as reliable as asked, 0 to below 1."""
    return ceil(reliable / (1 - reliable) * (prior.a + prior.b) - 1e-9)


def what_would_help(
    total: int, prior: Prior | None, *, reliable: float = RELIABLE, design: float = 1.0
) -> str:
    """Return the sentence that says whether a rate of `total` patients a year may be compared.

    Of episodes of a `design` effect so many times more are needed.
    """
    if prior is None:
        return SENTENCES["never"]
    needed = ceil(design * patients_needed(prior, reliable=reliable) - 1e-9)
    if needed > FIRM:
        return SENTENCES["never"]
    if total >= needed:
        return SENTENCES["reliable"]
    more = needed - total
    if needed > total * MOST_YEARS:
        return SENTENCES["unreliable"].split(";")[0].format(needed=more, noun=_noun(more)) + "."
    return SENTENCES["unreliable"].format(needed=more, noun=_noun(more), years=ceil(needed / total))


def _between(least: int, most: int) -> str:
    if least == most:
        return f"{most:,}"
    return f"between {least:,} and {most:,}" if least else f"up to {most:,}"


def _noun(count: int, noun: str = "patient") -> str:
    return noun if count == 1 else f"{noun}s"
