"""45 CFR 164.502(d)(2), 164.514(b): the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.basis import Basis
from policies.hipaa.s164_502_d_de_identified import s164_502_d_de_identified
from tests.builders.facts import on, request, said, with_paper

RULE = s164_502_d_de_identified
IDENTIFIABLE = "silent: the records still tell who the person is"


def certified(**terms):
    parties = frozenset({"contributor"})
    return with_paper(InstrumentKind.EXPERT_CERTIFICATE, **({"parties": parties} | terms))


def by_expert(**facts):
    return request(basis=Basis.EXPERT_DETERMINATION, **facts)


CASES = {
    "Safe Harbor": (request(basis=Basis.SAFE_HARBOR), "permit"),
    "counts": (request(basis=Basis.AGGREGATE_ONLY), "permit"),
    "a limited data set": (request(basis=Basis.LIMITED_DATA_SET), IDENTIFIABLE),
    "nothing was reduced": (request(basis=Basis.IDENTIFIED), IDENTIFIABLE),
    "an expert's certificate in force": (by_expert(agreement=certified()), "permit"),
    "the certificate ends today": (
        by_expert(agreement=certified(expires=date(2026, 3, 2))),
        "permit",
    ),
    "the certificate ended yesterday": (
        by_expert(agreement=certified(expires=date(2026, 3, 1))),
        IDENTIFIABLE,
    ),
    "no certificate": (by_expert(), IDENTIFIABLE),
    "somebody else's certificate": (
        by_expert(agreement=certified(parties=frozenset({"another"}))),
        IDENTIFIABLE,
    ),
    "no agreement, so no certificate": (by_expert(agreement=None), IDENTIFIABLE),
    "before the privacy rule": (
        request(basis=Basis.SAFE_HARBOR, **on(date(2003, 4, 13))),
        "silent: 45 CFR 164.502(d)(2), 164.514(b) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
