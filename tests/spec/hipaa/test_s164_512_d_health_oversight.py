"""45 CFR 164.512(d): the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.hipaa.s164_512_d_health_oversight import s164_512_d_health_oversight
from tests.builders.facts import on, request, said, with_paper

RULE = s164_512_d_health_oversight


def audit(expires=date(2026, 12, 31), **facts):
    held = with_paper(InstrumentKind.AUDIT_AGREEMENT, expires=expires)
    return request(**({"purpose": "HCOMPL", "agreement": held} | facts))


CASES = {
    "an audit under an agreement": (audit(), "permit"),
    "it ended yesterday": (
        audit(expires=date(2026, 3, 1)),
        "silent: there is no audit agreement in force",
    ),
    "no agreement": (audit(agreement=None), "silent: there is no audit agreement in force"),
    "another purpose": (
        audit(purpose="HQUALIMP"),
        "silent: the purpose is not audit or evaluation",
    ),
    "the day before the privacy rule": (
        audit(**on(date(2003, 4, 13))),
        "silent: 45 CFR 164.512(d) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
