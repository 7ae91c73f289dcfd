"""42 CFR 2.52: the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.consent.consent import Standing
from policies.part2.s2_52_research import GROUNDS, OBLIGATIONS, s2_52_research
from tests.builders.facts import agreement, on, request, said, state, with_paper

RULE = s2_52_research
NONE_IN_FORCE = "silent: there is no approval of research in force with the recipient"
NO_GROUND = (
    "silent: the approval names neither an authorization or waiver nor the Common Rule or FDA"
)


def approved(*grounds, **terms):
    attests = frozenset(grounds or {"common-rule"})
    return with_paper(InstrumentKind.RESEARCH_APPROVAL, attests=attests, **terms)


def research(**facts):
    given = {"purpose": "HRESCH", "agreement": approved(), "consent": state(Standing.NONE)}
    return request(**(given | facts))


CASES = {
    "approved under the Common Rule, without a consent": (research(), "permit"),
    "with a waiver under HIPAA": (research(agreement=approved("hipaa-waiver")), "permit"),
    "with the patients' authorizations": (
        research(agreement=approved("hipaa-authorization")),
        "permit",
    ),
    "under the rules of the FDA": (research(agreement=approved("fda-regulations")), "permit"),
    "clinical trials are research": (research(purpose="CLINTRCH"), "permit"),
    "quality improvement is none": (
        research(purpose="HQUALIMP"),
        "silent: the purpose is not research",
    ),
    "no approval": (research(agreement=agreement()), NONE_IN_FORCE),
    "no agreement": (research(agreement=None), NONE_IN_FORCE),
    "it ends today": (research(agreement=approved(expires=date(2026, 3, 2))), "permit"),
    "it ended yesterday": (research(agreement=approved(expires=date(2026, 3, 1))), NONE_IN_FORCE),
    "somebody else's approval": (
        research(agreement=approved(parties=frozenset({"contributor", "university"}))),
        NONE_IN_FORCE,
    ),
    "it rests on nothing": (research(agreement=approved("goodwill")), NO_GROUND),
    "the patient refused": (
        research(consent=state(Standing.REFUSED)),
        "silent: the patient refused the use of the records in research",
    ),
    "the day before the rule as it stands": (
        research(**on(date(2017, 3, 20))),
        "silent: 42 CFR 2.52 is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected


@pytest.mark.parametrize("ground", sorted(GROUNDS))
def test_each_ground_of_research_law_suffices(ground):
    assert RULE(research(agreement=approved(ground))).obligations == OBLIGATIONS


@pytest.mark.parametrize("cited", ["2.52(b)(1)", "2.52(b)(2)", "2.52(b)(3)", "2.52(b)(4)"])
def test_a_researcher_is_bound_by_each_of_four_duties(cited):
    assert any(cited in duty for duty in RULE(research()).obligations)
