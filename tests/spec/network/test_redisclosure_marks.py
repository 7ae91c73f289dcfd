"""Network charter, redisclosure marks: the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.basis import Basis
from policies.consent.consent import Standing
from policies.network.redisclosure_marks import redisclosure_marks
from policies.part2.s2_51_medical_emergency import RECORD
from policies.request import Provenance
from tests.builders.facts import on, request, said, state, with_paper

RULE = redisclosure_marks
DENIED = "deny: the record came marked: no redisclosure without the patient's consent"


def marked(**facts):
    given = {
        "provenance": Provenance.NO,
        "sensitivity": frozenset({"NORDSCLCD"}),
        "consent": state(Standing.NONE),
    }
    return request(**(given | facts))


CASES = {
    "a mark and no consent": (marked(), DENIED),
    "a revoked consent": (marked(consent=state(Standing.REVOKED)), DENIED),
    "a consent in force": (
        marked(consent=state(Standing.IN_FORCE)),
        "silent: the patient consented to this disclosure",
    ),
    "no mark": (
        marked(sensitivity=frozenset({"SUD"})),
        "silent: the record carries no such mark",
    ),
    "records that identify nobody": (
        marked(basis=Basis.SAFE_HARBOR),
        "silent: the record carries no such mark",
    ),
    "to the holder's business associate": (
        marked(agreement=with_paper(InstrumentKind.BAA)),
        "silent: the recipient serves the holder, or there is an emergency",
    ),
    "an emergency": (
        marked(purpose="ETREAT", emergency=frozenset(RECORD)),
        "silent: the recipient serves the holder, or there is an emergency",
    ),
    "before there was a network": (
        marked(**on(date(1999, 12, 31))),
        "silent: network charter: redisclosure marks is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
