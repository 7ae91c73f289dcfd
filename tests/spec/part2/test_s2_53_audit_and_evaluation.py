"""42 CFR 2.53: the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.consent.consent import Standing
from policies.part2.s2_53_audit_and_evaluation import (
    AUDITORS,
    BACK_ONLY,
    s2_53_audit_and_evaluation,
)
from tests.builders.facts import agreement, on, request, said, state, with_paper

RULE = s2_53_audit_and_evaluation
NONE_IN_FORCE = "silent: there is no audit agreement in force with the recipient"


def agreed(*attests, **terms):
    stated = frozenset(attests or {"government-funder"})
    return with_paper(InstrumentKind.AUDIT_AGREEMENT, attests=stated, **terms)


def copies(day):
    return audit(agreement=agreed("third-party-payer", "copies", destroy_by=day))


def audit(**facts):
    given = {"purpose": "HCOMPL", "agreement": agreed(), "consent": state(Standing.NONE)}
    return request(**(given | facts))


CASES = {
    "the government that funds the program looks at records": (audit(), "permit"),
    "a payer takes copies, to be destroyed later": (copies(date(2026, 6, 30)), "permit"),
    "copies are to be destroyed today": (copies(date(2026, 3, 2)), "permit"),
    "copies were to be destroyed yesterday": (
        copies(date(2026, 3, 1)),
        "silent: the copies should have been destroyed by now",
    ),
    "copies, and no day of destruction": (
        copies(None),
        "silent: copies would leave, and no day of their destruction is agreed",
    ),
    "accreditation is an audit": (audit(purpose="HACCRED"), "permit"),
    "a quality improvement organization": (
        audit(agreement=agreed("quality-improvement-organization")),
        "permit",
    ),
    "who controls the program directly": (audit(agreement=agreed("direct-control")), "permit"),
    "quality improvement is no audit": (
        audit(purpose="HQUALIMP"),
        "silent: the purpose is not audit or evaluation",
    ),
    "no audit agreement": (audit(agreement=agreement()), NONE_IN_FORCE),
    "no agreement at all": (audit(agreement=None), NONE_IN_FORCE),
    "it ended yesterday": (audit(agreement=agreed(expires=date(2026, 3, 1))), NONE_IN_FORCE),
    "an auditor of no kind that the rule knows": (
        audit(agreement=agreed("newspaper")),
        "silent: the agreement does not say as what the recipient may audit the program",
    ),
    "the day before the rule as it stands": (
        audit(**on(date(2017, 3, 20))),
        "silent: 42 CFR 2.53 is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected


@pytest.mark.parametrize("auditor", sorted(AUDITORS))
def test_each_kind_of_auditor_may_look(auditor):
    assert RULE(audit(agreement=agreed(auditor))).obligations == {BACK_ONLY}


def test_copies_carry_the_day_by_which_they_are_destroyed():
    told = " ".join(RULE(copies(date(2026, 6, 30))).obligations)

    assert "by 2026-06-30 at the latest" in told
