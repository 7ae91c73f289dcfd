"""Consent: what a person permits or forbids, and which elements of 42 CFR 2.31 it shows."""

from datetime import date

import pytest

from schemas.records.consent_directive import ELEMENTS
from tests.builders.fhir_consents import actor, coded, provision, r4
from tests.builders.fhir_reading import lines, row, rows, surplus, told


def consent(**members: object) -> dict[str, object]:
    return {"id": "k1", **r4(**members)}


def directives(**members: object) -> list[tuple[object, ...]]:
    found = rows(lines(consent(**members)), "consent_directive")
    return found.select("consent_directive", "kind", "decision").rows()


def test_a_complete_consent_shows_every_element():
    found = row(lines(consent()), "consent_directive")

    assert [name for name in ELEMENTS if not found.get(name)] == []
    assert (found["consent_directive"], found["person"]) == ("k1", "p1")
    assert (found["decision"], found["kind"]) == ("permit", "part2")
    assert (found["purposes"], found["data_classes"]) == ("HOPERAT", "42CFRPart2")
    assert (found["recipients"], found["expiry"]) == ("hub", "day")
    assert (found["start_day"], found["end_day"]) == (date(2026, 3, 1), date(2026, 12, 31))


LACKING = {
    "patient_named": {"patient": {"reference": "Patient/p1"}},
    "discloser_named": {"organization": None},
    "information_described": {"provision": provision(securityLabel=None)},
    "recipient_named": {"provision": provision(actor=[actor(None)])},
    "purpose_stated": {"provision": provision(purpose=None)},
    "right_to_revoke_stated": {"policy": None},
    "redisclosure_stated": {"policy": [{"uri": "http://example.org/policy"}]},
    "expiry_stated": {"provision": provision(period=None)},
    "signed": {"performer": None},
    "date_signed": {"dateTime": None},
}


@pytest.mark.parametrize("element", [name for name in LACKING if name != "patient_named"])
def test_an_element_that_the_resource_does_not_show_is_not_said(element):
    found = row(lines(consent(**LACKING[element])), "consent_directive")

    assert element not in found
    assert False not in found.values()


def test_a_period_that_does_not_end_says_that_there_is_no_end():
    found = row(
        lines(consent(provision=provision(period={"start": "2026-03-01"}))), "consent_directive"
    )

    assert (found["expiry_stated"], found["expiry"]) == (True, "none")
    assert "end_day" not in found


def test_the_document_itself_shows_what_fhir_has_no_field_for():
    whole = consent(
        policy=None, performer=None, sourceReference={"reference": "DocumentReference/d1"}
    )
    found = row(lines(whole), "consent_directive")

    assert found["right_to_revoke_stated"]
    assert found["redisclosure_stated"]
    assert found["signed"]


DECISIONS = {
    "a permission": ({}, [("k1", "part2", "permit")]),
    "a denial is an opt-out": (
        {"provision": provision(type="deny")},
        [("k1", "opt-out", "deny")],
    ),
    "a policy that permits": (
        {"policyRule": {"coding": coded("OPTIN")}, "provision": provision(type=None)},
        [("k1", "part2", "permit")],
    ),
    "a policy that forbids": (
        {"policyRule": {"coding": coded("OPTOUT")}, "provision": provision(type=None)},
        [("k1", "opt-out", "deny")],
    ),
    "a permission with an exception": (
        {"provision": provision(provision=[{"type": "deny", "purpose": coded("HRESCH")}])},
        [("k1", "part2", "permit"), ("k1.1", "part2", "deny")],
    ),
    "a denial with an exception is silent but for it": (
        {"provision": {"type": "deny", "provision": [provision()]}},
        [("k1.1", "part2", "permit")],
    ),
    "provisions alone": (
        {"provision": {"provision": [provision(), provision(type="deny")]}},
        [("k1.1", "part2", "permit"), ("k1.2", "part2", "deny")],
    ),
    "a treatment is another matter": ({"scope": {"coding": coded("treatment")}}, []),
}


@pytest.mark.parametrize(("members", "expected"), DECISIONS.values(), ids=DECISIONS)
def test_each_rule_of_a_consent_is_a_directive(members, expected):
    assert directives(**members) == expected


def test_an_exception_takes_over_what_it_does_not_say():
    inner = {"type": "deny", "purpose": coded("HRESCH")}
    (_, found) = rows(
        lines(consent(provision=provision(provision=[inner]))), "consent_directive"
    ).to_dicts()

    assert (found["purposes"], found["recipients"]) == ("HRESCH", "hub")
    assert found["data_classes"] == "42CFRPart2"


def test_a_permission_of_single_records_is_not_one_of_everything():
    narrow = provision(securityLabel=None, data=[{"meaning": "instance"}])
    permitted = row(lines(consent(provision=narrow)), "consent_directive")
    denied = row(lines(consent(provision=narrow | {"type": "deny"})), "consent_directive")

    assert permitted["data_classes"] == "single-data"
    assert "data_classes" not in denied


def test_a_private_person_among_the_recipients_is_not_named():
    relative = {
        "role": {"coding": coded("IRCP")},
        "reference": {"reference": "RelatedPerson/r1", "display": "Zyxgold"},
    }
    batches = lines(consent(provision=provision(actor=[actor("hub"), relative])))

    assert row(batches, "consent_directive")["recipients"] == "hub"


def test_a_consent_that_is_no_longer_active_was_revoked():
    meta = {"lastUpdated": "2026-06-01T10:00:00Z"}
    found = row(lines(consent(status="inactive", meta=meta)), "consent_directive")

    assert found["revoked_day"] == date(2026, 6, 1)


def test_a_revocation_that_nobody_dates_counts_from_the_signature():
    found = row(lines(consent(status="inactive")), "consent_directive")

    assert found["revoked_day"] == found["start_day"]


def test_a_consent_holds_from_the_later_of_signature_and_period():
    later = provision(period={"start": "2026-05-01", "end": "2026-12-31"})

    assert row(lines(consent(provision=later)), "consent_directive")["start_day"] == date(
        2026, 5, 1
    )


@pytest.mark.parametrize("status", ["draft", "proposed", "rejected", "entered-in-error"])
def test_what_was_never_a_consent_is_left_out_with_a_warning(status):
    batches = lines(consent(status=status))

    assert rows(batches, "consent_directive").is_empty()
    assert told(batches) == [(1, "Consent.status", "not-in-force", "warning")]


def test_a_consent_that_decides_nothing_is_a_fault():
    batches = lines(consent(provision=provision(type=None)))

    assert told(batches) == [(1, "Consent.provision.type", "missing", "error")]


def test_the_document_is_shown_and_not_kept():
    attached = {"contentType": "application/pdf", "title": "consent of Zyxgold"}

    assert "Consent.sourceAttachment" in surplus(lines(consent(sourceAttachment=attached)))


@pytest.mark.parametrize("written", ["2026", "2026-03"])
def test_a_consent_with_coarse_dates_alone_is_read(written):
    coarse = consent(dateTime=written, provision=provision(period=None))
    found = row(lines(coarse), "consent_directive")

    assert (found["start_day"].year, found["date_signed"]) == (2026, True)
    assert found["date_precision"] == ("year" if written == "2026" else "month")
