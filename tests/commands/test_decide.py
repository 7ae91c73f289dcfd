"""`hub decide`: requests as files, answers as JSON, and the three exit statuses."""

import argparse
import json

import pytest

from hub.commands import decide
from hub.commands.usage import Unreadable
from tests.builders.fhir_consents import actor, coded, provision, r4, r5
from tests.places import PROJECT

NOW = "2026-03-02T12:00:00Z"
CANARY = "CANARY-4711"


def agreement(**members):
    given = {
        "id": "A1",
        "parties": ["program", "hub"],
        "signatures": ["program", "hub"],
        "purposes": ["HOPERAT"],
        "data_classes": ["claims"],
        "basis": "limited_data_set",
        "effective": "2026-01-01",
        "expires": "2026-12-31",
    }
    return {name: value for name, value in (given | members).items() if value is not None}


def request(**members):
    given = {
        "contributor": "program",
        "recipient": {"id": "hub", "type": "network"},
        "purpose": "HQUALIMP",
        "data_class": "claims",
        "basis": "limited_data_set",
        "provenance": "yes",
        "sensitivity": ["SUD"],
        "patient": "p1",
        "agreement": agreement(),
        "consents": [r4()],
    }
    return given | members


def without(*names):
    return {name: value for name, value in request().items() if name not in names}


@pytest.fixture
def ask(tmp_path, capsys):
    def run(document, *words, now=NOW):
        path = tmp_path / "request.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        parser = argparse.ArgumentParser()
        decide.add_arguments(parser)
        status = decide.run(parser.parse_args([str(path), "--now", now, "--json", *words]))
        return status, json.loads(capsys.readouterr().out)

    return run


def test_a_consent_in_force_permits(ask):
    status, answer = ask(request())

    assert (status, answer["decision"], answer["redact"]) == (0, "permit", [])
    assert {"rule", "citation", "text"} == set(answer["reasons"][0])
    assert "send the notice of 42 CFR 2.32 with the records" in answer["obligations"]


def test_the_answer_has_just_the_members_that_were_agreed(ask):
    _, answer = ask(request())

    assert set(answer) == {"decision", "redact", "reasons", "obligations"}


@pytest.mark.parametrize("word", ["hqualimp", "quality improvement", "operations", "HOPERAT"])
def test_a_purpose_may_be_a_plain_word(ask, word):
    plain = agreement(purposes=["health care operations"])

    _, answer = ask(request(purpose=word, agreement=plain))

    assert answer["decision"] == "permit"


def test_no_consent_is_an_answer_of_its_own(ask):
    status, answer = ask(request(consents=[]))

    assert (status, answer["decision"]) == (1, "no-consent")
    assert answer["reasons"][0]["citation"] == "42 CFR 2.13(a)"
    assert answer["obligations"] == []


DENIED = {
    "revoked": (request(consents=[r4(status="inactive")]), "the patient revoked the consent"),
    "everything that is missing, one by one": (
        request(
            consents=[r4(patient={"reference": "Patient/p1"}, dateTime=None, organization=None)]
        ),
        "the consent lacks who may disclose, the date of signature",
    ),
    "another recipient": (
        request(consents=[r4(provision=provision(actor=[actor("clinic")]))]),
        "the consent names another recipient",
    ),
    "treating providers only": (
        request(
            consents=[r4(provision=provision(actor=[actor(None, display="my treating providers")]))]
        ),
        "the consent names a class of recipients, and nothing shows that this one is of it",
    ),
    "no agreement": (request(agreement=None), "there is no agreement that covers this"),
    "an agreement that one party has not signed": (
        request(agreement=agreement(signatures=["hub"])),
        "not every party has signed the agreement as it stands",
    ),
    "an agreement that has run out": (
        request(agreement=agreement(expires="2026-03-01")),
        "the agreement has expired",
    ),
    "an agreement that was terminated": (
        request(agreement=agreement(terminated=NOW)),
        "the agreement was terminated",
    ),
    "marketing": (
        request(purpose="HMARKT", agreement=agreement(purposes=["HOPERAT", "HMARKT"])),
        "the network serves no marketing, fundraising or pricing",
    ),
    "psychotherapy notes": (
        request(
            data_class="psychotherapy-notes",
            agreement=agreement(data_classes=["psychotherapy-notes"]),
            provenance="no",
        ),
        "psychotherapy notes are never passed on",
    ),
    "an opt-out": (
        request(opted_out=True),
        "the person opted out of the network, which honours that as its own policy",
    ),
}


@pytest.mark.parametrize(("document", "reason"), DENIED.values(), ids=DENIED)
def test_a_denial_says_why(ask, document, reason):
    status, answer = ask(document)

    assert (status, answer["decision"]) == (1, "deny")
    assert reason in [one["text"] for one in answer["reasons"]]


PERMITTED = {
    "an R5 consent": request(consents=[r5()]),
    "Safe Harbor needs no consent": request(basis="safe_harbor", consents=[]),
    "not from a program": request(provenance="no", consents=[]),
    "unknown, and no substance use code": request(
        provenance="unknown", sensitivity=["HIV"], consents=[]
    ),
    "a service organisation agreement": request(
        contributor={"id": "program", "capacity": "program"},
        consents=[],
        agreement=agreement(
            instruments=[
                {
                    "kind": "QSOA",
                    "parties": ["program", "hub"],
                    "effective": "2026-01-01",
                    "expires": None,
                }
            ]
        ),
    ),
    "received under a consent, to the business associate": request(
        consents=[],
        agreement=agreement(
            capacities=["covered-entity"],
            attests_tpo_receipt=True,
            instruments=[{"kind": "BAA", "parties": ["program", "hub"], "effective": "2026-01-01"}],
        ),
    ),
    "a known relationship": request(
        recipient={"id": "hub", "type": "network", "relationship": "treating-provider"},
        consents=[r4(provision=provision(actor=[actor(None, display="my treating providers")]))],
    ),
    "signatures with their text": request(
        agreement=agreement(
            text_hash="h",
            signatures=[
                {"party": "program", "text_hash": "h", "on": "2025-12-01"},
                {"party": "hub", "text_hash": "h", "on": "2025-12-01"},
            ],
        )
    ),
}


@pytest.mark.parametrize("document", PERMITTED.values(), ids=PERMITTED)
def test_it_permits(ask, document):
    status, answer = ask(document)

    assert (status, answer["decision"]) == (0, "permit")


def test_what_the_patient_left_out_is_redacted(ask):
    held = provision(provision=[{"type": "deny", "securityLabel": coded("HIV")}])

    _, answer = ask(request(consents=[r4(provision=held)]))

    assert (answer["decision"], answer["redact"]) == ("permit", ["HIV"])


def test_a_consent_of_another_patient_does_not_count(ask):
    _, answer = ask(request(patient="p2"))

    assert answer["decision"] == "no-consent"


def test_without_a_patient_no_consent_counts(ask):
    _, answer = ask(request(patient=None))

    assert answer["decision"] == "no-consent"


def test_a_patient_may_be_given_by_reference(ask):
    _, answer = ask(request(patient="https://example.org/fhir/Patient/p1"))

    assert answer["decision"] == "permit"


@pytest.mark.parametrize(
    ("now", "decision"),
    [
        ("2026-03-09", "permit"),
        ("2026-03-10", "permit"),
        ("2026-03-10T23:59:59Z", "permit"),
        ("2026-03-11", "deny"),
        ("2026-03-11T00:00:00Z", "deny"),
    ],
)
def test_the_last_day_is_still_in_force(ask, now, decision):
    held = provision(period={"start": "2026-03-01", "end": "2026-03-10"})

    _, answer = ask(request(consents=[r4(provision=held)]), now=now)

    assert answer["decision"] == decision


@pytest.mark.parametrize(("now", "decision"), [("2026-03-09", "permit"), ("2026-03-10", "deny")])
def test_a_day_is_judged_at_its_end(ask, now, decision):
    ended = agreement(terminated="2026-03-10T10:00:00Z")

    assert ask(request(agreement=ended), now=now)[1]["decision"] == decision


def test_the_strategy_decides_between_two_consents(ask):
    no = r4(dateTime="2026-02-20", provision={"type": "deny", "period": {"end": "2026-12-31"}})
    both = request(consents=[no, r4()])

    assert ask(both)[1]["decision"] == "deny"
    assert ask(both, "--strategy", "deny-overrides")[1]["decision"] == "deny"
    assert ask(both, "--strategy", "most-recent")[1]["decision"] == "permit"


def test_the_old_elements_hold_for_a_consent_signed_before_the_new_ones(ask):
    old = r4(policy=None, sourceAttachment={"title": "form"}, dateTime="2026-02-15")

    assert ask(request(consents=[old]))[0] == 0


UNREADABLE = {
    "no JSON": ("{", "the file is not JSON"),
    "no object": ("[]", "the request is not a JSON object"),
    "a member twice": ('{"purpose": "TREAT", "purpose": "HOPERAT"}', "purpose is given twice"),
    "a member that nobody knows": (request(extra=1), "extra is not known"),
    "a member of the agreement that nobody knows": (
        request(agreement=agreement(expiry="2026-12-31")),
        "agreement.expiry is not known",
    ),
    "a purpose that is none": (request(purpose=CANARY), "purpose is no purpose of use"),
    "a basis that is none": (request(basis=CANARY), "basis is none of identified"),
    "a provenance that is none": (request(provenance="maybe"), "provenance is none of yes"),
    "labels that are no list": (request(sensitivity={"SUD": 1}), "sensitivity is not a list"),
    "a consent that is none": (
        request(consents=[r4(), {"resourceType": "Patient"}]),
        "consent 2: resourceType is not Consent",
    ),
    "an agreement without an end": (
        request(agreement=agreement(expires=None)),
        "agreement.expires is missing",
    ),
    "a day that is none": (
        request(agreement=agreement(effective=CANARY)),
        "agreement.effective is not a day",
    ),
    "a flag that is none": (
        request(agreement=agreement(honour_opt_outs="no")),
        "agreement.honour_opt_outs is neither true nor false",
    ),
}


@pytest.mark.parametrize(("document", "problem"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_not_decided(ask, document, problem):
    with pytest.raises(Unreadable) as fault:
        ask(document)

    assert problem in fault.value.problem.detail
    assert CANARY not in json.dumps(fault.value.problem.document())


@pytest.mark.parametrize("name", request())
def test_a_member_that_is_missing_is_named(ask, name):
    with pytest.raises(Unreadable) as fault:
        ask(without(name))

    assert fault.value.problem.detail == f"{name} is missing"


def test_everything_wrong_is_named_at_once(ask):
    document = without("purpose", "patient") | {"provenance": "x", "extra": 1, "more": 2}

    with pytest.raises(Unreadable) as fault:
        ask(document)

    assert sorted(fault.value.problem.detail.split("; ")) == [
        "extra is not known",
        "more is not known",
        "patient is missing",
        "provenance is none of yes, no, unknown",
        "purpose is missing",
    ]


def test_a_file_that_is_not_there_is_unreadable(tmp_path):
    parser = argparse.ArgumentParser()
    decide.add_arguments(parser)

    with pytest.raises(Unreadable):
        decide.run(parser.parse_args([str(tmp_path / "none.json")]))


@pytest.mark.parametrize("now", ["tomorrow", "2026-03-02T12:00:00", "2026-13-01"])
def test_an_instant_needs_a_zone_and_a_day_must_be(ask, now):
    with pytest.raises(Unreadable):
        ask(request(), now=now)


def test_without_json_it_speaks_plainly(tmp_path, capsys):
    path = tmp_path / "request.json"
    path.write_text(json.dumps(request(consents=[])))
    parser = argparse.ArgumentParser()
    decide.add_arguments(parser)

    status = decide.run(parser.parse_args([str(path), "--now", NOW]))

    assert status == 1
    assert capsys.readouterr().out == (
        "NO-CONSENT\n"
        "- there is no consent of the patient (42 CFR 2.13(a); part2/s2_33_a_written_consent)\n"
    )


def test_without_a_time_it_asks_the_clock(tmp_path, capsys):
    path = tmp_path / "request.json"
    path.write_text(
        json.dumps(request(agreement=agreement(effective="2020-01-01", expires="2020-12-31")))
    )
    parser = argparse.ArgumentParser()
    decide.add_arguments(parser)

    decide.run(parser.parse_args([str(path), "--json"]))

    assert "the agreement has expired" in capsys.readouterr().out


def test_the_example_of_the_documentation_gives_its_answer(ask):
    written = (PROJECT / "docs" / "hub_decide.md").read_text(encoding="utf-8")
    request_block, answer_block = (
        block.split("```")[0] for block in written.split("```json\n")[1:]
    )

    status, answer = ask(request_block)

    promised = json.loads(answer_block)
    assert (status, answer["decision"]) == (0, promised["decision"])
    assert answer["redact"] == promised["redact"]
    assert set(answer) == set(promised)
