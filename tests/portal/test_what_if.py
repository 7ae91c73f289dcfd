"""What would happen if: the privacy officer asks the rules about a kind of record."""

import pytest

ASKED = {
    "a consent lets a program's record go": ("provenance=yes&consent=in-force", "may be used"),
    "without one it is withheld": ("provenance=yes&consent=none", "no consent"),
    "a revoked one too, by law": ("provenance=yes&consent=revoked", "42 CFR 2.31(c)"),
    "an opt-out, by the network's policy": ("opted_out=on", "Network policy"),
    "a restriction": ("restricted=on", "45 CFR 164.522(a)"),
    "psychotherapy notes": ("data_class=psychotherapy-notes", "45 CFR 164.508(a)(2)"),
    "marketing": ("purpose=HMARKT", "serves no marketing"),
    "what came marked": ("provenance=no&label=42CFRPart2", "no consent"),
    "what the address gets wrong is as in the form": ("provenance=moon&purpose=<b>", "may be used"),
}


@pytest.mark.parametrize(("query", "told"), ASKED.values(), ids=ASKED)
def test_the_rules_answer(signed_in, query, told):
    client = signed_in("privacy")

    answer = client.get(f"/what-if?basis=limited_data_set&contributor={CONTRIBUTOR}&{query}")

    assert answer.status_code == 200
    assert told in answer.text.split("Ask the rules")[1]


CONTRIBUTOR = "evergreen"


def test_purchasers_hand_in_nothing_and_are_not_asked_about(signed_in):
    page = signed_in("privacy").get("/what-if?contributor=employers").text

    assert 'value="employers"' not in page


@pytest.mark.parametrize("login", ["payer", "practice-small", "purchaser"])
def test_others_may_not_ask(signed_in, login):
    assert signed_in(login).get("/what-if").status_code == 403
