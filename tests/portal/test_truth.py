"""What is published of a practice stands to the truth in one of five ways."""

import pytest

from hub.portal.tour.truth import compared


def line(numerator=None, denominator=None, lowest=None, highest=None):
    return {
        "numerator": numerator,
        "denominator": denominator,
        "lowest": lowest,
        "highest": highest,
    }


CASES = {
    "nothing is published": (None, 5, 10, "silent"),
    "nobody is there": (line(0, 0), 0, 0, "silent"),
    "the very counts": (line(5, 10, 0.2, 0.8), 5, 10, "equal"),
    "five members in a thousand too many": (line(30, 1005, 0.02, 0.04), 30, 1000, "close"),
    "six members in a thousand too many": (line(30, 1006, 0.0, 0.01), 30, 1000, "other"),
    "another number of visits": (line(31, 1000, 0.0, 0.01), 30, 1000, "other"),
    "a range that ends on the truth": (line(lowest=0.5, highest=0.6), 5, 10, "inside"),
    "a range beside the truth": (line(lowest=0.51, highest=0.6), 5, 10, "other"),
    "withheld": (line(denominator=10), 5, 10, "silent"),
}


@pytest.mark.parametrize(("published", "met", "members", "verdict"), CASES.values(), ids=CASES)
def test_published_against_true(published, met, members, verdict):
    assert compared(published, met, members) == verdict
