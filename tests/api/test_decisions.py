"""Decisions over the API: what the rules say to a kind of record, asked by the privacy officer."""

import time

import pytest

from tests.builders.callers import session
from tests.builders.houses import agreed

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PATH = "/api/v1/decisions"
ASKED = {
    "contributor": "payer-a",
    "purpose": "HQUALIMP",
    "data_class": "claims",
    "provenance": "yes",
    "sensitivity": ["SUD"],
    "consent": "in-force",
}


@pytest.fixture
def privacy(app, home):
    agreed(home, "payer-a")
    return session(app, home, "pat", roles=("privacy-officer",))


# name: what is asked otherwise, the decision, the rule of the first reason, who says so
ANSWERS = {
    "a consent in force": ({}, "permit", "agreement/scope", "contract"),
    "a plain word for the purpose, and a table": (
        {"purpose": "quality-improvement", "data_class": "claim_line"},
        *("permit", "agreement/scope", "contract"),
    ),
    "another basis": (
        {"basis": "safe_harbor", "consent": "none"},
        *("permit", "agreement/scope", "contract"),
    ),
    "no consent": (
        {"consent": "none"},
        *("no-consent", "part2/s2_33_a_written_consent", "law"),
    ),
    "a revoked one": (
        {"consent": "revoked"},
        *("deny", "part2/s2_33_a_written_consent", "law"),
    ),
    "an opt-out": ({"opted_out": True}, "deny", "network/honour_opt_outs", "policy"),
    "a restriction": ({"restricted": True}, "deny", "hipaa/s164_522_a_restrictions", "law"),
    "marketing": ({"purpose": "HMARKT"}, "deny", "agreement/scope", "contract"),
    "nobody's agreement": ({"contributor": "payer-b"}, "deny", "agreement/scope", "contract"),
}


def test_the_rules_answer_with_their_reasons(privacy):
    answers = {name: privacy.post(PATH, ASKED | asked) for name, (asked, *_) in ANSWERS.items()}
    told = {name: answer.get_json() for name, answer in answers.items()}

    assert {answer.status_code for answer in answers.values()} == {200}
    assert {
        name: (each["decision"], each["reasons"][0]["rule"], each["reasons"][0]["authority"])
        for name, each in told.items()
    } == {name: tuple(expected) for name, (_, *expected) in ANSWERS.items()}
    permit = told["a consent in force"]
    assert "send the notice of 42 CFR 2.32 with the records" in permit["obligations"]
    assert permit["clause"]


UNKNOWN = ("contributor", "purpose", "data_class", "basis", "provenance", "consent")


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_word_that_nobody_knows_is_refused_and_not_repeated(privacy, name):
    answer = privacy.post(PATH, ASKED | {name: "canary4711"})

    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert "canary4711" not in answer.text


def test_a_person_has_no_place_in_it(privacy):
    assert privacy.post(PATH, ASKED | {"patient": "p1"}).status_code == 422


def test_only_the_privacy_officer_asks(privacy, app, home):
    convener = session(app, home, "kim", roles=("coordinator",))

    assert convener.post(PATH, ASKED).status_code == 403
    assert app.test_client().post(PATH, json=ASKED).status_code == 401


def test_a_decision_costs_less_than_five_milliseconds(privacy):
    """Beside the sign-in, which every view asks for: the agreement, the rules and the answer."""

    def spent(ask):
        begun = time.process_time()
        assert ask().status_code == 200
        return time.process_time() - begun

    decided, bare = [], []
    for _ in range(30):
        decided.append(spent(lambda: privacy.post(PATH, ASKED)))
        bare.append(spent(lambda: privacy.get("/api/v1/wishes/restrictions")))

    assert min(decided) - min(bare) < 0.005
