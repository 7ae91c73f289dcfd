"""HUB-PHQ9-TT: depression treated to target, as a table of situations.

Of each rate the numerator and the denominator, then those excluded.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.period import Period
from tests.builders.records import row
from tests.builders.registries import GAD7, PHQ9M, ill, scored
from tests.builders.situations import results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-PHQ9-TT")
# The criteria that this spec tries for all measures that borrow them.
LENDS = (
    *("score", "first_score", "index_score", "assessment_period", "initial_population"),
    *("excluded_person", "denominator_exclusion", "follow_up_day", "followed_up"),
    *("counted", "summed"),
)
ADULT = row("person", birth_day="1986-05-05")
# Six months after this index are over on 9 August 2026, seventy days on 19 June.
INDEX = [ADULT, scored(16, "2026-01-10")]
HORIZONS = {"six months": ("1", "2", "3", "4"), "a year": ("5", "6", "7", "8")}
HORIZONS["70 days"] = ("9", "10", "11", "12")
MISSED, NOBODY = "0/1 0/0 0/0 0/0", "0/0 0/0 0/0 0/0"
REMITTED = "1/1 1/1 1/1 1/1"


def at(horizon, counts, *rows):
    """What the four rates of one horizon count."""
    return list(rows), horizon, counts


SIX, YEAR, SEVENTY = HORIZONS

CASES = {
    "no score": at(SIX, NOBODY, ADULT),
    "six months: the example of the page": at(
        SIX, REMITTED, *INDEX, scored(9, "2026-04-12"), scored(4, "2026-07-15")
    ),
    "70 days: below 10, but neither below 5 nor half": at(
        SEVENTY, "1/1 0/1 0/1 1/1", *INDEX, scored(9, "2026-04-12"), scored(4, "2026-07-15")
    ),
    "a year: not in this period": at(YEAR, NOBODY, *INDEX),
    "no later score": at(SIX, MISSED, *INDEX),
    "a score of 9 is no index": at(SIX, NOBODY, ADULT, scored(9, "2026-01-10")),
    "a score of 10 is": at(SIX, MISSED, ADULT, scored(10, "2026-01-10")),
    "a score of 5 is no remission": at(SIX, "1/1 0/1 1/1 1/1", *INDEX, scored(5, "2026-07-10")),
    "half of the index is a response": at(
        SIX, "1/1 0/1 1/1 1/1", ADULT, scored(24, "2026-01-10"), scored(12, "2026-07-10")
    ),
    "less than half of the index, and 10 or more": at(
        SIX, "1/1 0/1 1/1 1/1", ADULT, scored(24, "2026-01-10"), scored(11, "2026-07-10")
    ),
    "one more than half is none": at(
        SIX, "1/1 0/1 0/1 0/1", ADULT, scored(24, "2026-01-10"), scored(13, "2026-07-10")
    ),
    "10, and more than half": at(
        SIX, "1/1 0/1 0/1 0/1", ADULT, scored(16, "2026-01-10"), scored(10, "2026-07-10")
    ),
    "the last of two scores counts": at(
        SIX, "1/1 0/1 0/1 0/1", *INDEX, scored(3, "2026-07-01"), scored(15, "2026-07-20")
    ),
    "of two on one day the highest": at(
        SIX, "1/1 0/1 0/1 0/1", *INDEX, scored(3, "2026-07-10"), scored(15, "2026-07-10")
    ),
    "six months less 30 days": at(SIX, REMITTED, *INDEX, scored(4, "2026-06-10")),
    "a day before": at(SIX, MISSED, *INDEX, scored(4, "2026-06-09")),
    "six months and 30 days": at(SIX, REMITTED, *INDEX, scored(4, "2026-08-09")),
    "a day after": at(SIX, MISSED, *INDEX, scored(4, "2026-08-10")),
    "on the seventieth day": at(SEVENTY, REMITTED, *INDEX, scored(4, "2026-03-21")),
    "on the sixty-ninth day": at(SEVENTY, MISSED, *INDEX, scored(4, "2026-03-20")),
    "on day 160": at(SEVENTY, REMITTED, *INDEX, scored(4, "2026-06-19")),
    "on day 161": at(SEVENTY, MISSED, *INDEX, scored(4, "2026-06-20")),
    "a year less 60 days": at(
        YEAR, REMITTED, ADULT, scored(16, "2025-03-10"), scored(4, "2026-01-09")
    ),
    "a year less 61 days": at(
        YEAR, MISSED, ADULT, scored(16, "2025-03-10"), scored(4, "2026-01-08")
    ),
    "a year and 60 days": at(
        YEAR, REMITTED, ADULT, scored(16, "2025-03-10"), scored(4, "2026-05-09")
    ),
    "a year and 61 days": at(
        YEAR, MISSED, ADULT, scored(16, "2025-03-10"), scored(4, "2026-05-10")
    ),
    "the time ends on the last day of the period": at(SIX, MISSED, ADULT, scored(16, "2026-06-01")),
    "the time ends on the day after": at(SIX, NOBODY, ADULT, scored(16, "2026-06-02")),
    "seventy days end on the first day of the period": at(
        SEVENTY, MISSED, ADULT, scored(16, "2025-07-25")
    ),
    "seventy days end on the day before": at(SEVENTY, NOBODY, ADULT, scored(16, "2025-07-24")),
    "an elevated score after an index is none": at(
        SIX, "1/1 0/1 0/1 0/1", *INDEX, scored(15, "2026-02-10"), scored(15, "2026-06-20")
    ),
    "424 days after an index": at(
        SIX, NOBODY, ADULT, scored(16, "2025-01-01"), scored(16, "2026-03-01")
    ),
    "425 days after an index": at(
        SIX, MISSED, ADULT, scored(16, "2025-01-01"), scored(16, "2026-03-02")
    ),
    "by the modified scale": at(
        SIX, REMITTED, ADULT, scored(16, "2026-01-10", PHQ9M), scored(4, "2026-07-10", PHQ9M)
    ),
    "by another scale": at(SIX, NOBODY, ADULT, scored(16, "2026-01-10", GAD7)),
    "amended": at(SIX, MISSED, ADULT, scored(16, "2026-01-10", status="amended")),
    "corrected": at(SIX, MISSED, ADULT, scored(16, "2026-01-10", status="corrected")),
    "entered in error": at(SIX, NOBODY, ADULT, scored(16, "2026-01-10", status="entered-in-error")),
    "a follow-up without a value": at(SIX, MISSED, *INDEX, scored(None, "2026-07-10")),
    "aged 12 on the day": at(
        SIX, MISSED, row("person", birth_day="2014-01-10"), scored(16, "2026-01-10")
    ),
    "aged 11 on the day": at(
        SIX, NOBODY, row("person", birth_day="2014-01-11"), scored(16, "2026-01-10")
    ),
    "born in a year in which some were 11": at(
        SIX,
        NOBODY,
        row("person", birth_day="2014-01-01", date_precision="year"),
        scored(16, "2026-01-10"),
    ),
    "an elevated score a year after an index is none": at(
        SEVENTY, MISSED, ADULT, scored(16, "2025-07-25"), scored(16, "2026-07-25")
    ),
}
CASES |= {
    f"an index of {value}": at(SIX, MISSED, ADULT, scored(value, "2026-01-10"))
    for value in (14, 15, 19, 20)
}
EXCLUDED = {
    "died on the last day": (row("person", birth_day="1986-05-05", death="2026-08-09"), 1),
    "died on the day after": (row("person", birth_day="1986-05-05", death="2026-08-10"), 0),
    "died in that year, nobody knows when": (
        row("person", birth_day="1986-05-05", death="2026-01-01", date_precision="year"),
        0,
    ),
}
DISORDERS = {
    "bipolar, begun on the last day": (ill("F31.9", "2026-08-09"), 1),
    "bipolar, begun on the day after": (ill("F31.9", "2026-08-10"), 0),
    "bipolar, begun some day": (ill("F31.9", None), 1),
    "bipolar, confirmed": (ill("F31.9", verification_status="confirmed"), 1),
    "bipolar, refuted": (ill("F31.9", verification_status="refuted"), 0),
    "bipolar, entered in error": (ill("F31.9", verification_status="entered-in-error"), 0),
    "bipolar, begun in that year": (ill("F31.9", "2026-01-01", date_precision="year"), 0),
    "psychotic": (ill("F20.9"), 1),
    "depressed": (ill("F33.1"), 0),
}
for name, (rows, excluded) in {
    **{name: ([person, INDEX[1]], one) for name, (person, one) in EXCLUDED.items()},
    **{name: ([*INDEX, disorder], one) for name, (disorder, one) in DISORDERS.items()},
}.items():
    for then, counts in (((), MISSED), ((scored(4, "2026-07-10"),), REMITTED)):
        told = "0/1 0/1 0/1 0/1" if excluded and then else counts
        marks = ("1 1 1 1" if then else "1 0 0 0") if excluded else "0 0 0 0"
        case = f"{name}, {'with' if then else 'without'} a later score"
        CASES[case] = ([*rows, *then], SIX, f"{told}, {marks}")

SITUATIONS = {name: rows for name, (rows, _, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_depression_treated_to_target(case, answered):
    _, horizon, expected = CASES[case]
    rates = [answered[case][rate] for rate in HORIZONS[horizon]]
    counts = " ".join(f"{rate['numerator']}/{rate['denominator']}" for rate in rates)
    excluded = " ".join(str(rate["denominator_exclusion"]) for rate in rates)

    assert (f"{counts}, {excluded}" if "," in expected else counts) == expected


SEVERITIES = {
    "no index": ("no score", None),
    "an index of 10": ("a score of 10 is", "10-14"),
    "an index of 14": ("an index of 14", "10-14"),
    "an index of 15": ("an index of 15", "15-19"),
    "an index of 19": ("an index of 19", "15-19"),
    "an index of 20": ("an index of 20", "20-27"),
    "an index of 24": ("half of the index is a response", "20-27"),
    "of two indexes that of the rate": ("425 days after an index", "15-19"),
}


@pytest.mark.parametrize(("case", "severity"), SEVERITIES.values(), ids=SEVERITIES)
def test_the_first_score_tells_the_severity(case, severity, answered):
    found = answered[case]

    assert {rate["severity"] for rate in found.values() if rate["initial_population"]} == (
        set() if severity is None else {severity}
    )
