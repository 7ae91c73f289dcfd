"""Agreement, signatures: the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.signatures import signatures
from tests.builders.facts import agreement, on, request, said, signature

RULE = signatures
UNSIGNED = "deny: not every party has signed the agreement as it stands"
SIGNED = "silent: every party has signed the same text"


def signed(*given, **terms):
    return request(agreement=agreement(signatures=given, **terms))


CASES = {
    "both parties, the same text": (signed(signature("contributor"), signature("hub")), SIGNED),
    "nobody": (signed(), UNSIGNED),
    "one of two": (signed(signature("hub")), UNSIGNED),
    "one of them an older text": (
        signed(signature("contributor", text_hash="text-0"), signature("hub")),
        UNSIGNED,
    ),
    "signed today": (
        signed(signature("contributor", on=date(2026, 3, 2)), signature("hub")),
        SIGNED,
    ),
    "signed tomorrow": (
        signed(signature("contributor", on=date(2026, 3, 3)), signature("hub")),
        UNSIGNED,
    ),
    "somebody who is no party": (signed(signature("another"), signature("hub")), UNSIGNED),
    "an agreement without parties": (signed(parties=frozenset()), UNSIGNED),
    "no agreement": (request(agreement=None), "silent: there is no agreement"),
    "before agreements of this kind": (
        request(**on(date(2003, 4, 13))),
        "silent: 45 CFR 164.514(e)(4); agreement, signatures is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
