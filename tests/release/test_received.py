"""Through which day the records of each contributor go, and who reads what of it."""

from datetime import date

import pytest

from hub.publication.report.received import earliest, last_days, received, received_document
from tests.builders.records import frames, row

ON = date(2026, 6, 1)
KINDS = {"oak": "practice", "elm": "practice", "evergreen": "payer"}


def visit(day, contributor="oak", **cells):
    return row("encounter", start=day, contributor=contributor, **cells)


def claim(paid, contributor="evergreen", **cells):
    return row("claim", start="2025-03-01", paid=paid, contributor=contributor, **cells)


def days_of(*rows):
    tables = {name: [frame.to_arrow()] for name, frame in frames(rows).items()}
    found = received(last_days(tables, on=ON), KINDS, on=ON)
    return {name: str(day) for each in found.values() for name, day in each.items()}


CASES = {
    "nothing": ([], {}),
    "the last of two visits": ([visit("2025-10-03"), visit("2025-11-20")], {"oak": "2025-11-20"}),
    "a score after the last visit": (
        [
            visit("2025-10-03"),
            row("observation", start="2025-11-20T10:00", contributor="oak"),
        ],
        {"oak": "2025-11-20"},
    ),
    "each contributor": (
        [visit("2025-10-03"), visit("2025-11-20", "elm")],
        {"oak": "2025-10-03", "elm": "2025-11-20"},
    ),
    "of a claim the day of payment": ([claim("2025-05-06")], {"evergreen": "2025-05-06"}),
    "a claim that is not paid": ([claim(None)], {}),
    "four days of the month are left": ([visit("2025-11-26")], {"oak": "2025-11-30"}),
    "five days of the month are left": ([visit("2025-11-25")], {"oak": "2025-11-25"}),
    "the day itself": ([visit("2026-06-01")], {"oak": "2026-06-01"}),
    "a day that is still to come": (
        [visit("2025-10-03"), visit("2026-06-02")],
        {"oak": "2025-10-03"},
    ),
    "a year is no day": ([visit("2025-01-01", date_precision="year")], {}),
    "a month is no day": ([visit("2025-11-01", date_precision="month")], {}),
    "nobody's kind is known": ([visit("2025-10-03", "ash")], {"ash": "2025-10-03"}),
}


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES)
def test_records_go_through_the_last_day_of_what_was_done_or_paid(rows, expected):
    assert days_of(*rows) == expected


FOUND = {
    "payer": {"evergreen": date(2026, 2, 28)},
    "practice": {"oak": date(2025, 12, 24), "elm": date(2025, 12, 31)},
}


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("practice",), date(2025, 12, 24)),
        (("payer",), date(2026, 2, 28)),
        (("payer", "practice"), date(2025, 12, 24)),
        (("purchaser",), None),
    ],
)
def test_what_holds_for_all_is_the_earliest_of_their_days(kinds, expected):
    assert earliest(FOUND, kinds=kinds) == expected


def test_a_contributor_reads_its_own_day_and_the_convener_everybodys():
    titles = {"oak": "Oak Family Medicine"}
    own = received_document(FOUND, "oak", titles, every=False)
    other = received_document(FOUND, "alliance", titles, every=False)
    every = received_document(FOUND, "hub", titles, every=True)

    assert own == {"own": "2025-12-24", "contributors": []}
    assert other == {"own": None, "contributors": []}
    assert every["contributors"] == [
        {"participant": "elm", "title": "elm", "through": "2025-12-31"},
        {"participant": "evergreen", "title": "evergreen", "through": "2026-02-28"},
        {"participant": "oak", "title": "Oak Family Medicine", "through": "2025-12-24"},
    ]
