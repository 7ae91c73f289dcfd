"""What would happen if: the privacy officer asks the rules about a kind of record."""

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


def test_the_rules_answer(signed_in):
    client = signed_in("privacy")

    answers = {
        name: client.get(f"/what-if?basis=limited_data_set&contributor=evergreen&{query}")
        for name, (query, _) in ASKED.items()
    }

    assert {answer.status_code for answer in answers.values()} == {200}
    told = {name: answer.text.split("Ask the rules")[1] for name, answer in answers.items()}
    assert [name for name, (_, words) in ASKED.items() if words not in told[name]] == []


def test_purchasers_hand_in_nothing_and_nobody_else_may_ask(signed_in):
    page = signed_in("privacy").get("/what-if?contributor=employers").text

    assert 'value="employers"' not in page
    for login in ("payer", "practice-small", "purchaser"):
        assert signed_in(login).get("/what-if").status_code == 403
