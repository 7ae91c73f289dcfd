"""What helps next, in plain words: patients to gain, and what would make a rate reliable.

A rate is reliable where n/(n + a + b) reaches the floor R: from R/(1 - R) · (a + b) patients on.
Source: Adams, RAND TR653. Worked: the prior of the rat tumours asks 39 patients for R = .7.
"""

from math import ceil

from hub.publication.statistics.beta_binomial import Prior

# A convention, not a law of nature: PQM asks .6 of measures, .7 is usual for ranking.
RELIABLE = 0.7

SENTENCES = {
    "increase": "If you performed like the benchmark of {benchmark:.0%}, {patients:,} more "
    "{noun} would have met this measure.",
    "decrease": "If you performed like the benchmark of {benchmark:.0%}, {patients:,} fewer "
    "{noun} would have had this happen.",
    "reached": "You have reached the benchmark of {benchmark:.0%}.",
    "reliable": "There are enough patients for this rate to be compared.",
    "unreliable": "With {needed:,} more {noun} in the measure this rate could be compared; "
    "{years} years together would do.",
    "never": "Practices in the region do not differ enough for this rate to tell them apart.",
}


def opportunity(met: int, total: int, *, benchmark: float, direction: str) -> tuple[int, str]:
    """Return how many patients the benchmark's rate would change, and the sentence that says it.

    `direction` is "increase" or "decrease", whichever is good.
    """
    gain = benchmark * total - met if direction == "increase" else met - benchmark * total
    patients = max(0, round(gain))
    name = direction if patients else "reached"
    return patients, SENTENCES[name].format(
        benchmark=benchmark, patients=patients, noun=_noun(patients)
    )


def patients_needed(prior: Prior, *, reliable: float = RELIABLE) -> int:
    """Return the denominator from which on a rate is as reliable as asked, 0 to below 1."""
    return ceil(reliable / (1 - reliable) * (prior.a + prior.b) - 1e-9)


def what_would_help(total: int, prior: Prior | None, *, reliable: float = RELIABLE) -> str:
    """Return the sentence that says whether a rate of `total` patients a year may be compared."""
    if prior is None:
        return SENTENCES["never"]
    needed = patients_needed(prior, reliable=reliable)
    if total >= needed:
        return SENTENCES["reliable"]
    more = needed - total
    if total == 0:
        return SENTENCES["unreliable"].split(";")[0].format(needed=more, noun=_noun(more)) + "."
    return SENTENCES["unreliable"].format(needed=more, noun=_noun(more), years=ceil(needed / total))


def _noun(count: int) -> str:
    return "patient" if count == 1 else "patients"
