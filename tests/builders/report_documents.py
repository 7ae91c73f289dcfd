"""Report documents as a release stores them, for tests: figures, ranges and what may not be told."""

from hub.publication.report.reading import with_reading


def line(met, counted, *, excluded=0):
    """Return a line with its counts."""
    rate = met / counted
    return {
        "statement": "count",
        "numerator": met,
        "denominator": counted,
        "excluded": excluded,
        "rate": rate,
        "lowest": max(0.0, rate - 0.08),
        "highest": min(1.0, rate + 0.08),
        "words": f"{met:,} of {counted:,} ({rate:.0%})",
    }


def between(lowest, highest):
    """Return a line of which only the range may be told."""
    return untold("rounded-rate") | {
        "denominator": 100,
        "lowest": lowest,
        "highest": highest,
        "words": f"between {lowest:.0%} and {highest:.0%}",
    }


def untold(statement="withheld"):
    """Return a line without a figure."""
    empty = dict.fromkeys(
        ("numerator", "denominator", "excluded", "rate", "lowest", "highest"), None
    )
    why = "there are so few patients that any figure could tell of single ones"
    return {"statement": statement, **empty, "words": statement, "why": why}


def measure(identifier="CMS2", rate="1", **changed):
    """Return one measure of a report, of a practice that does well."""
    usual = {
        "identifier": identifier,
        "rate": rate,
        "title": "Screening for depression and follow-up plan",
        "rate_title": "Screened, and followed up where positive",
        "goal": "I",
        "direction": "increase",
        "steward": "CMS",
        "version": "15.0.000",
        "per": 1,
        "basis": "patient",
        "counts": "persons",
        "events": False,
        "design_effect": 1.0,
        "dates_needed": "day",
        "differences": ["an encounter without an end counts as ended on its first day"],
        "line": line(620, 1000, excluded=41),
        "standing": {
            "word": "better",
            "sentence": "Better than the region: all of your range lies on the good side of 48%.",
            "opportunity": 90,
        },
        "region": line(48_000, 100_000),
        "deciles": [0.21, 0.28, 0.34, 0.41, 0.47, 0.52, 0.58, 0.63, 0.70],
        "benchmark": 0.71,
        "spread": {"a": 2.3416, "b": 14.1148},
        "dispersion": {"phi": 4.169, "tau_squared": 0.00768},
        "peers": [],
        "practices": 39,
        "rows": [],
        "by": None,
        "plans": [],
        "region_by": [],
        "trend": [],
        "withheld": {"region": 40, "own": 0},
        "reported": [],
        "follow_up": None,
        "adjustment": None,
        "data": {
            "through": "2026-12-31",
            "paid_through": "2027-01-31",
            "complete": [90, 95],
        },
    }
    return usual | changed


def groups(*, by="sex"):
    """Return the region by a stratum: two groups apart, one that is like the largest, one untold."""
    told = {
        "female": line(900, 5000),
        "male": line(900, 4000),
        "other": line(45, 200),
        "unknown": untold(),
    }
    rows = [{"name": name, "title": name, "line": each} for name, each in told.items()]
    return {"by": by, "rows": rows}


def earlier(rates, *, version="15.0.000", total=400, until=2025, ahead=0.0):
    """Return what earlier releases told, the latest first."""
    return [
        {
            "title": f"Year {until - n}",
            "first": f"{until - n}-01-01",
            "last": f"{until - n}-12-31",
            "status": "final",
            "version": version,
            **line(round(rate * total), total),
            "region": rate + ahead,
            "region_numerator": None,
            "region_denominator": None,
            "note": "",
        }
        for n, rate in enumerate(reversed(rates))
    ]


def remission(**changed):
    """Return the remission measure, with follow-up beside it."""
    return measure(
        **(
            {
                "identifier": "CMS159",
                "title": "Depression Remission at Twelve Months",
                "rate_title": "PHQ-9 below 5 twelve months after a score above 9",
                "line": line(12, 150),
                "follow_up": line(62, 150),
                "standing": {
                    "word": "worse",
                    "sentence": "Worse than the region: all of your range lies on the poor side of 19%.",
                    "opportunity": 38,
                },
                "region": line(1900, 10_000),
                "deciles": [0.05, 0.08, 0.11, 0.14, 0.17, 0.21, 0.24, 0.27, 0.31],
                "benchmark": 0.33,
                "region_by": [groups(), groups(by="ethnicity")],
                "adjustment": {
                    "crude": 0.19,
                    "explained": 0.021,
                    "effects": [
                        {"trait": "age_band", "category": "18-44", "difference": -0.03},
                        {"trait": "sex", "category": "female", "difference": 0.012},
                    ],
                    "own": {
                        "expected": 25.1,
                        "ratio": 0.478,
                        "lowest": 0.247,
                        "highest": 0.835,
                        "rate": 0.0908,
                    },
                    "rows": {},
                },
                "trend": earlier([0.15, 0.16, 0.14, 0.17, 0.15, 0.16, 0.14], total=150, ahead=0.06),
            }
            | changed
        )
    )


def visits(**changed):
    """Return a measure of events, where less is better, of which nothing may be told."""
    return measure(
        **(
            {
                "identifier": "BHED",
                "title": "Behavioral health emergency department visits",
                "rate_title": "Visits per 1,000 members",
                "direction": "decrease",
                "per": 1000,
                "basis": "visit",
                "counts": "events",
                "events": True,
                "spread": None,
                "dispersion": {"phi": 2.948, "tau_squared": 0.01948},
                "line": untold(),
                "standing": None,
                "region": line(4200, 100_000)
                | {"words": "4,200 for 100,000 members (42.0 per 1,000)"},
                "deciles": [0.018, 0.022, 0.027, 0.031, 0.037, 0.044, 0.052, 0.061, 0.078],
                "benchmark": 0.017,
            }
            | changed
        )
    )


def small(**changed):
    """Return a measure of a small practice: a range, and not enough data."""
    return measure(
        **(
            {
                "line": between(0.31, 0.62),
                "standing": {
                    "word": "not enough data",
                    "sentence": "Not enough data to say how you compare; 7 more patients would tell more.",
                    "opportunity": None,
                },
            }
            | changed
        )
    )


def by_places(identifier, titles, *, by, **changed):
    """Return a measure with a line for each place; the last one is withheld."""
    rows = [
        {"name": f"place-{n}", "title": title, "line": line(40 + 3 * n, 100 + n)}
        for n, title in enumerate(titles)
    ]
    rows[-1] = rows[-1] | {"line": untold()}
    return measure(identifier, **({"rows": rows, "by": by} | changed))


def document(measures, *, kind="practice", participant="practice-large", title="Large Clinic"):
    """Return a report."""
    return with_reading(_document(measures, kind, participant, title))


def _document(measures, kind, participant, title):
    return {
        "format": "reset-hub-report/2",
        "release": {
            "id": "R",
            "version": 1,
            "title": "Year 2026",
            "status": "preliminary",
            "first": "2026-01-01",
            "last": "2026-12-31",
            "data_through": "2026-12-31",
            "made_at": "2027-02-01T08:00:00+00:00",
            "replaces": None,
        },
        "audience": {"kind": kind, "participant": participant, "title": title},
        "measures": list(measures),
        "withheld": {"region": WITHHELD, "payer": OWN_WITHHELD, "practice": OWN_WITHHELD}.get(
            kind, []
        ),
        "contributors": {"payers": {"in": 4, "of": 5}, "practices": {"in": 39, "of": 40}},
        "not_computable": [
            {"measure": "CMS159", "title": "Remission", "why": "two payers sent years, not days"}
        ],
        "completeness": completeness(kind),
        "surveys": [survey()],
        "attribution": attribution(kind, title),
    }


def attribution(kind, title):
    """Return by whose word persons are counted, as a kind of reader is told it."""
    own = [{"name": "own", "title": title, "share": [20, 25]}]
    every = [{"name": f"place-{n}", "title": f"Place {n}", "share": [10, 20]} for n in range(4)]
    every.append({"name": "place-5", "title": "Place 5", "share": None})
    return {
        "counts": "network",
        "words": "Persons are counted by the person's own choice, then rosters and lists, "
        "then registries, then visits.",
        "disputes": "About 15 decided disputes bear on it.",
        "disagreement": {
            "region": [18, 20],
            "words": "Of the persons on several lists, 18 to 20% are put in different practices "
            "by them.",
            "payers": own if kind == "payer" else [],
            "practices": {"practice": own, "coordinator": every}.get(kind, []),
        },
    }


def completeness(kind):
    """Return how complete claims are, as a kind of reader is told it."""
    payer = {
        "payer": "evergreen",
        "title": "Evergreen Health",
        "paid_through": "2027-01-31",
        "complete": [93, 94],
        "by_age": [[48, 49], [81, 82], [96, 97], [99, 100]],
        "triangle": [
            {"month": "2026-10-01", "paid": [480, 802, 961, 990]},
            {"month": "2026-11-01", "paid": [491, 820, 955]},
            {"month": "2026-12-01", "paid": [502, 811]},
        ],
    }
    banded = payer | {"complete": [90, 95], "triangle": []}
    told = {"payer": [payer], "coordinator": [banded], "purchaser": [banded]}
    return {
        "region": {"paid_through": "2027-01-31", "complete": [90, 95]},
        "payers": told.get(kind, []),
        "words": "Claims paid through 31 January 2027; of the claims of this period 90 to 95% "
        "have arrived.",
    }


def survey():
    """Return a question to clinicians: the region and one group of practices, another untold."""
    told = {
        "question": "clinician_burnout", "status": "shown", "practices": 12, "asked": 300,
        "answered": 210, "share": 38, "lowest": 32, "highest": 45, "mean_score": None,
        "response_rate": 0.7,
    }  # fmt: skip
    untold_line = dict.fromkeys(told) | {"status": "too few answers or practices"}
    return {
        "question": "clinician_burnout",
        "title": "Clinicians who feel burned out",
        "goal": "III",
        "direction": "decrease",
        "positive": "one of the three answers that name symptoms of burnout",
        "respondents": "clinicians",
        "least_answers": 10,
        "least_practices": 3,
        "lines": [
            told | {"place": "region"},
            told | {"place": "practices of 10 clinicians or more", "share": 44, "lowest": 36,
                    "highest": 52, "practices": 5, "answered": 140, "asked": 220},
            untold_line | {"place": "practices of fewer than 10 clinicians"},
        ],
    }  # fmt: skip


WITHHELD = [
    {
        "rule": "part2/s2_31_c_revoked",
        "citation": "42 CFR 2.31(c)",
        "authority": "law",
        "reason": "the patient revoked the consent",
        "records": 1204,
    },
    {
        "rule": "network/honour_opt_outs",
        "citation": "network charter, opt-outs",
        "authority": "policy",
        "reason": "the patient opted out of the network",
        "records": None,
    },
]
# What a contributor alone is told: the same rules, exact.
OWN_WITHHELD = [{**rule, "records": own} for rule, own in zip(WITHHELD, (8731, 4), strict=True)]

ATTACK = {
    "cells": [
        {
            "place": "practice-02, evergreen",
            "counted": "CMS2/1 met",
            "lowest": 0,
            "highest": 14,
            "without_lowest": 3,
            "without_highest": 3,
        },
        {
            "place": "practice-02, lakeland",
            "counted": "CMS2/1 met",
            "lowest": 1,
            "highest": 19,
            "without_lowest": 1,
            "without_highest": 10,
        },
        {
            "place": "practice-23, evergreen",
            "counted": "CMS2/1 not met",
            "lowest": 2,
            "highest": None,
            "without_lowest": 8,
            "without_highest": 8,
        },
    ]
}

TRUTH = {
    "rates": [
        {
            "identifier": "CMS2",
            "rate": "1",
            "title": "Screening",
            "per": 1,
            "clinical": True,
            "practices": {
                "practice-02": {"numerator": 144, "denominator": 300},
                "practice-23": {"numerator": 20, "denominator": 50},
            },
        },
    ]
}
