"""42 CFR 2.61-2.65: the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.consent.consent import Standing
from policies.data_class import COUNSELLING_NOTES
from policies.part2.s2_61_court_order import s2_61_court_order
from tests.builders.facts import on, order, paper, request, said, state, with_papers

RULE = s2_61_court_order
SUBPOENA = paper(InstrumentKind.SUBPOENA)
NO_ORDER = "silent: there is no court order in force"
NO_SUBPOENA = "silent: the court order only authorises; there is no subpoena in force"


def asked(*papers, **facts):
    given = {
        "purpose": "LEGAL",
        "agreement": with_papers(*papers),
        "consent": state(Standing.NONE),
    }
    return request(**(given | facts))


CASES = {
    "an order with its findings, and a subpoena": (asked(order(), SUBPOENA), "permit"),
    "an order alone": (asked(order()), NO_SUBPOENA),
    "a subpoena alone": (asked(SUBPOENA), NO_ORDER),
    "the order has run out": (asked(order(expires=date(2026, 3, 1)), SUBPOENA), NO_ORDER),
    "the order runs out today": (asked(order(expires=date(2026, 3, 2)), SUBPOENA), "permit"),
    "the subpoena is for tomorrow": (
        asked(order(), paper(InstrumentKind.SUBPOENA, effective=date(2026, 3, 3))),
        NO_SUBPOENA,
    ),
    "the patient had no notice": (
        asked(order("notice"), SUBPOENA),
        "silent: the court order does not state that patient and holder had notice",
    ),
    "no good cause was found": (
        asked(order("good-cause"), SUBPOENA),
        "silent: the court order does not state good cause: no other way, and the public interest"
        " outweighs the injury",
    ),
    "a civil matter needs no serious crime": (
        asked(order("extremely-serious-crime", "substantial-value"), SUBPOENA),
        "permit",
    ),
    "a prosecution does": (
        asked(order("extremely-serious-crime"), SUBPOENA, purpose="LAWENF"),
        "silent: the court order does not state an extremely serious crime",
    ),
    "a prosecution with every finding": (asked(order(), SUBPOENA, purpose="LAWENF"), "permit"),
    "counselling notes": (
        asked(order(), SUBPOENA, data_class=COUNSELLING_NOTES),
        "silent: communications of counselling need findings that people must examine",
    ),
    "another purpose": (
        asked(order(), SUBPOENA, purpose="HQUALIMP"),
        "silent: the purpose is not one of proceedings",
    ),
    "no agreement": (asked(agreement=None), NO_ORDER),
    "before Part 2": (
        asked(order(), SUBPOENA, **on(date(1987, 8, 9))),
        "silent: 42 CFR 2.61-2.65 is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
