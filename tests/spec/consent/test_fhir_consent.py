"""FHIR Consent, R4 and R5: what each document comes to when the hub asks."""

import pytest

from policies.consent.fhir.consent import UnreadableConsent, patients, read_consent
from policies.consent.judge import judge
from policies.consent.several import Strategy, combined
from policies.recipient import Recipient
from tests.builders.facts import question
from tests.builders.fhir_consents import actor, coded, provision, r4, r5

PART2 = "in-force only 42CFRPart2"
TREATING = Recipient(id="hub", type="network", relationship="treating-provider")


# v3-ParticipationType, v3-RoleClass and contractsignertypecodes: who gives, signs or is spoken of.
NO_RECIPIENTS = (
    *("CST", "AUT", "INF", "SOURCE", "DISCLOSER"),
    *("CONSENTER", "GRANTOR", "DELEGATOR", "PAT", "SUBJECT", "HPOWATT", "GUARD"),
)


def root(**members):
    return r4(provision=provision(**members))


def but(*exceptions, **members):
    return root(
        securityLabel=None, **{"class": coded("claims")}, provision=list(exceptions), **members
    )


def no(**members):
    return {"type": "deny"} | members


CASES = {
    "R4, complete": (r4(), PART2),
    "R5, complete": (r5(), PART2),
    # status and verification
    "inactive is revoked": (r4(status="inactive"), "revoked"),
    "inactive is revoked, R5": (r5(status="inactive"), "revoked"),
    "a draft is no consent": (r4(status="draft"), "none"),
    "rejected is no consent": (r4(status="rejected"), "none"),
    "entered in error": (r5(status="entered-in-error"), "none"),
    "not done": (r5(status="not-done"), "none"),
    "a living will is no consent to disclosure": (
        r4(scope={"coding": coded("adr")}),
        "none",
    ),
    "found false": (
        r4(verification=[{"verified": False, "verificationDate": "2026-03-01"}]),
        "unverified",
    ),
    "found false, then true": (
        r4(
            verification=[
                {"verified": True, "verificationDate": "2026-03-02"},
                {"verified": False, "verificationDate": "2026-03-01"},
            ]
        ),
        PART2,
    ),
    "found false, R5": (
        r5(verification=[{"verified": False, "verificationDate": ["2026-03-01"]}]),
        "unverified",
    ),
    "a do-not-resuscitate order is no consent to disclosure": (
        r4(scope=None, category=[{"coding": coded("dnr")}]),
        "none",
    ),
    "the receipt of a privacy notice is none": (
        r4(scope=None, category=[{"coding": coded("npp")}]),
        "none",
    ),
    # elements
    "no patient": (r4(patient=None), "deficient:patient_named"),
    "no discloser": (r4(organization=None), "deficient:discloser_named"),
    "no discloser, R5": (r5(controller=None), "deficient:discloser_named"),
    "a custodian among the actors is the discloser": (
        r4(organization=None, provision=provision(actor=[actor("hub"), actor("program", "CST")])),
        PART2,
    ),
    "no description of the information": (
        root(securityLabel=None),
        "deficient:information_described",
    ),
    "all information, as the document says": (
        r4(
            sourceReference={"reference": "DocumentReference/d1"},
            provision=provision(securityLabel=None),
        ),
        "in-force",
    ),
    "no recipient": (root(actor=None), "deficient:recipient_named"),
    "whoever has another part in it is no recipient": (
        root(actor=[actor("hub", role) for role in NO_RECIPIENTS]),
        "deficient:recipient_named",
    ),
    "a limit that is an expression cannot be shown to be kept": (
        root(expression={"language": "text/cql", "expression": "true"}),
        "in-force only an expression",
    ),
    "only a discloser": (
        root(actor=[actor("program", "CST")]),
        "deficient:recipient_named",
    ),
    "no purpose": (root(purpose=None), "deficient:purpose_stated"),
    "no document and no policy that would tell of revocation": (
        r4(policy=None),
        "deficient:right_to_revoke_stated,redisclosure_stated",
    ),
    "a document that does": (
        r4(policy=None, sourceAttachment={"title": "the form"}),
        PART2,
    ),
    "another policy does not": (
        r4(policy=[{"uri": "https://example.org/part-20"}]),
        "deficient:right_to_revoke_stated,redisclosure_stated",
    ),
    "no period": (root(period=None), "deficient:expiry_stated"),
    "a period without an end: none is stated": (
        root(period={"start": "2026-03-01"}),
        PART2,
    ),
    "nobody agreed": (r4(performer=None), "deficient:signed"),
    "verified with the patient": (
        r4(performer=None, verification=[{"verified": True}]),
        PART2,
    ),
    "no date": (r4(dateTime=None), "deficient:date_signed"),
    "everything that may be missing": (
        {
            "resourceType": "Consent",
            "status": "active",
            "provision": {"type": "permit"},
        },
        "deficient:patient_named,discloser_named,information_described,recipient_named,"
        "purpose_stated,right_to_revoke_stated,expiry_stated,signed,date_signed",
    ),
    # periods
    "ends today": (root(period={"start": "2026-03-01", "end": "2026-03-02"}), PART2),
    "ended yesterday": (root(period={"start": "2026-03-01", "end": "2026-03-01"}), "expired"),
    "ends at this instant": (root(period={"end": "2026-03-02T12:00:00Z"}), PART2),
    "ended a second ago": (root(period={"end": "2026-03-02T11:59:59Z"}), "expired"),
    "ends this month": (root(period={"end": "2026-03"}), PART2),
    "ended last month": (root(period={"end": "2026-02"}), "expired"),
    "ended last year": (root(period={"end": "2025"}), "expired"),
    "begins tomorrow": (root(period={"start": "2026-03-03"}), "not-yet-in-force"),
    "the period of an R5 consent": (
        r5(period={"end": "2026-03-01"}, provision=[provision(type=None, period=None)]),
        "expired",
    ),
    # recipients
    "by identifier": (
        root(actor=[actor(None, identifier={"value": "hub"})]),
        PART2,
    ),
    "by a contained organisation": (
        r4(
            contained=[{"resourceType": "Organization", "id": "o", "name": "Hub"}],
            provision=provision(actor=[{"reference": {"reference": "#o"}}]),
        ),
        PART2,
    ),
    "by an absolute reference": (
        root(actor=[actor(None, reference="https://example.org/Organization/hub")]),
        PART2,
    ),
    "another organisation": (root(actor=[actor("clinic")]), "other-recipient"),
    "my treating providers": (
        root(actor=[actor(None, display="My treating providers")]),
        "class-of-recipients-only",
    ),
    "somebody in a role": (root(actor=[actor(None)]), "class-of-recipients-only"),
    "the grantee of R5 where the provision names nobody": (
        r5(
            grantee=[{"reference": "Organization/hub"}],
            provision=[provision(type=None, actor=None)],
        ),
        PART2,
    ),
    "the grantee is somebody else": (
        r5(
            grantee=[{"reference": "Organization/clinic"}],
            provision=[provision(type=None, actor=None)],
        ),
        "other-recipient",
    ),
    "an actor goes before the grantee": (
        r5(
            grantee=[{"reference": "Organization/hub"}],
            provision=[provision(type=None, actor=[actor("clinic")])],
        ),
        "other-recipient",
    ),
    # purposes and classes
    "another purpose": (root(purpose=coded("TREAT")), "other-purpose"),
    "several purposes": (root(purpose=coded("TREAT", "HQUALIMP")), PART2),
    "claims are one class, whichever resource they come as": (
        root(securityLabel=None, **{"class": coded("ExplanationOfBenefit")}),
        "in-force",
    ),
    "resource types of another class": (
        root(securityLabel=None, **{"class": coded("Condition", "Encounter")}),
        "other-records",
    ),
    "a kind of document that nobody knows": (
        root(securityLabel=None, **{"class": coded("34133-9")}),
        "other-records",
    ),
    "a kind of document beside the class asked for": (
        root(securityLabel=None, **{"class": coded("34133-9", "claims")}),
        "in-force",
    ),
    "the class asked for": (
        root(securityLabel=None, **{"class": coded("claims")}),
        "in-force",
    ),
    "resource types of R5": (
        r5(provision=[provision(type=None, securityLabel=None, resourceType=coded("claims"))]),
        "in-force",
    ),
    "collecting is not disclosing": (root(action=[{"coding": coded("collect")}]), "none"),
    "disclosing": (root(action=[{"coding": coded("disclose")}]), PART2),
    "no provision: what a consent must hold is missing": (
        r4(provision=None),
        "deficient:information_described,recipient_named,purpose_stated,expiry_stated",
    ),
    "no provision, and over": (r4(provision=None, status="inactive"), "revoked"),
    # nested provisions
    "all but what is labelled HIV": (
        but(no(securityLabel=coded("HIV"))),
        "in-force except HIV",
    ),
    "all but psychiatry, and of that still this": (
        but(
            no(
                securityLabel=coded("PSY"),
                provision=[
                    {"type": "permit", "securityLabel": coded("PSY"), "purpose": coded("HQUALIMP")}
                ],
            )
        ),
        "in-force",
    ),
    "all but to the hub": (but(no(actor=[actor("hub")])), "refused"),
    "all but to the clinic": (but(no(actor=[actor("clinic")])), "in-force"),
    "all but for performance measures": (but(no(purpose=coded("PERFMSR"))), "in-force"),
    "all but for quality improvement": (but(no(purpose=coded("HQUALIMP"))), "refused"),
    "all but single codes": (
        but(no(code=[{"coding": [{"system": "s", "code": "F11.20"}]}])),
        "in-force except s|F11.20",
    ),
    "all but single records": (
        but(no(data=[{"meaning": "instance", "reference": {"reference": "Claim/1"}}])),
        "in-force except Claim/1",
    ),
    "all but claims": (but(no(**{"class": coded("Claim")})), "refused"),
    "all but claim lines": (but(no(**{"class": coded("ClaimLine")})), "in-force except claim-line"),
    "all but a kind of document": (
        but(no(**{"class": [{"system": "http://loinc.org", "code": "34133-9"}]})),
        "in-force except http://loinc.org|34133-9",
    ),
    "all but a kind of document and claims": (
        but(no(**{"class": coded("34133-9", "claims")})),
        "refused",
    ),
    "another resource type is no concern of claims": (
        but(no(**{"class": [{"system": "http://hl7.org/fhir/resource-types", "code": "Goal"}]})),
        "in-force",
    ),
    "nothing, but for the hub": (
        r4(
            provision={
                "type": "deny",
                "period": {"end": "2026-12-31"},
                "provision": [provision(period=None)],
            }
        ),
        PART2,
    ),
    "R4: opt-in is the base where the outermost has no type": (
        r4(
            policyRule={"coding": coded("OPTIN")},
            provision=provision(type=None),
        ),
        PART2,
    ),
    "R4: opt-out is the base": (
        r4(policyRule={"coding": coded("OPTOUT")}, provision=provision(type=None)),
        "none except 42CFRPart2",
    ),
    "R4: without type and base only the exceptions speak": (
        root(type=None, provision=[{"type": "permit"}]),
        PART2,
    ),
    "R4: without type, base and exceptions nothing is said": (root(type=None), "none"),
    "R5: several provisions, each speaks of its own": (
        r5(
            provision=[
                provision(type=None, actor=[actor("clinic")]),
                provision(type=None),
            ]
        ),
        PART2,
    ),
    "R5: an exception turns its parent around": (
        r5(provision=[provision(type=None, provision=[{"actor": [actor("hub")]}])]),
        "other-recipient except 42CFRPart2",
    ),
    "R5: deny Part 2 records to the hub": (r5(decision="deny"), "none except 42CFRPart2"),
    "R5: deny all records to the hub": (
        r5(decision="deny", provision=[provision(type=None, securityLabel=None)]),
        "refused",
    ),
    "R5: deny, and nothing else": (r5(decision="deny", provision=None), "refused"),
    "R5: deny, but for the hub": (
        r5(
            decision="deny",
            period={"end": "2026-12-31"},
            provision=[{"provision": [provision(type=None, period=None)]}],
        ),
        PART2,
    ),
    "a permission to everybody for everything is none": (
        root(actor=None, purpose=None),
        "deficient:recipient_named,purpose_stated",
    ),
}


@pytest.mark.parametrize(("document", "expected"), CASES.values(), ids=CASES)
def test_a_document_comes_to(document, expected):
    found = combined([judge(read_consent(document), question())], Strategy.DENY_OVERRIDES)

    assert found.title == expected


def test_a_class_of_recipients_holds_where_the_relationship_is_known():
    document = root(actor=[actor(None, display="My treating providers")])

    found = judge(read_consent(document), question(recipient=TREATING))

    assert found.standing == "in-force"


UNREADABLE = {
    "another resource": (r4(resourceType="Patient"), "resourceType is not Consent"),
    "no status": (r4(status=None), "status is missing or is no FHIR consent status"),
    "a made-up status": (r4(status="ok"), "status is missing or is no FHIR consent status"),
    "a date that is none": (r4(dateTime="yesterday"), "dateTime is not a date or dateTime"),
    "a day that there is not": (
        root(period={"end": "2026-02-30"}),
        "a period is not one of dates or dateTimes",
    ),
    "a type that is none": (
        root(type="maybe"),
        "the type of a provision is permit or deny",
    ),
    "an R4 exception without a type": (
        but({"securityLabel": coded("HIV")}),
        "each exception needs a type, permit or deny",
    ),
    "a decision that is none": (r5(decision="maybe"), "decision is permit or deny"),
    "an extension that may turn the meaning around": (
        r4(modifierExtension=[{"url": "u"}]),
        "a modifierExtension may change its meaning, and none is known",
    ),
}


@pytest.mark.parametrize(("document", "problem"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_not_guessed(document, problem):
    with pytest.raises(UnreadableConsent) as fault:
        read_consent(document)

    assert fault.value.problems == (problem,)


def test_everything_wrong_is_named_at_once():
    with pytest.raises(UnreadableConsent) as fault:
        read_consent({"dateTime": "x", "provision": {"type": "y"}})

    assert len(fault.value.problems) == 4


def test_provisions_without_end_are_not_followed():
    deep: dict[str, object] = no()
    for _ in range(200):
        deep = no(provision=[deep])

    with pytest.raises(UnreadableConsent):
        read_consent(root(provision=[deep]))


def test_a_display_is_no_identity_of_a_patient():
    document = r4(patient={"display": "p1", "identifier": {"value": "m7"}})

    assert patients(document) == {"m7"}
