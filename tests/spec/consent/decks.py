"""FHIR Consents, R4 and R5, and what a clinic that asks for treatment may have under each.

ONE: the consent, what else the request says, and the decision with what is left out. SEVERAL: the
consents, and the decision under deny-overrides and under most-recent. All at noon of 2026-03-02.
"""

from tests.builders.written_requests import (
    V3,
    base_of,
    codings,
    concept,
    receiver,
    resources,
    signed,
    signed_r5,
)

PERMIT, DENY, NONE = ("permit", []), ("deny", []), ("no-consent", [])
PLAIN = {"provenance": "no", "sensitivity": []}
TREATING = {"id": "clinic", "type": "practice", "relationship": "treating-provider"}


def discloser(name):
    return receiver(name) | {"role": concept("ParticipationType", "CST")}


def labels(*codes):
    return codings("ActCode", *codes)


def except_for(*exceptions, **members):
    return signed(provision=base_of(provision=list(exceptions), **members))


def no(**members):
    return {"type": "deny"} | members


def yes(**members):
    return {"type": "permit"} | members


def optin(*exceptions):
    return signed(
        policyRule=concept("ActCode", "OPTIN"),
        provision={
            "period": {"start": "2026-03-01", "end": "2026-12-31"},
            "provision": list(exceptions),
        }
        if exceptions
        else None,
    )


def optout(*exceptions):
    given = optin(*exceptions)
    return given | {"policyRule": concept("ActCode", "OPTOUT")}


EARLIER, LATER = "2026-01-10", "2026-02-20"
WHOLE_NO = {"type": "deny", "actor": [receiver()], "purpose": codings("ActReason", "TREAT")}

ONE = {
    "a complete consent, R4": (signed(), {}, PERMIT),
    "a complete consent, R5": (signed_r5(), {}, PERMIT),
    # status
    "inactive": (signed(status="inactive"), {}, DENY),
    "rejected": (signed(status="rejected"), {}, NONE),
    "proposed": (signed(status="proposed"), {}, NONE),
    "a draft": (signed(status="draft"), {}, NONE),
    "entered in error": (signed(status="entered-in-error"), {}, NONE),
    "inactive, R5": (signed_r5(status="inactive"), {}, DENY),
    "not done, R5": (signed_r5(status="not-done"), {}, NONE),
    # of whom
    "of another patient": (signed(patient={"reference": "Patient/ada"}), {}, NONE),
    "the patient by an absolute reference": (
        signed(patient={"reference": "https://ehr.example.org/fhir/Patient/boris"}),
        {},
        PERMIT,
    ),
    "the patient by identifier": (
        signed(patient={"identifier": {"system": "urn:s", "value": "boris"}}),
        {},
        PERMIT,
    ),
    "the request names a reference": (
        signed(),
        {"patient": {"reference": "Patient/boris"}},
        PERMIT,
    ),
    # periods
    "ends today": (signed(provision=base_of(period={"end": "2026-03-02"})), {}, PERMIT),
    "ended yesterday": (signed(provision=base_of(period={"end": "2026-03-01"})), {}, DENY),
    "begins tomorrow": (
        signed(provision=base_of(period={"start": "2026-03-03", "end": "2026-12-31"})),
        {},
        DENY,
    ),
    "ended a second ago": (
        signed(provision=base_of(period={"end": "2026-03-02T06:59:59-05:00"})),
        {},
        DENY,
    ),
    "ends at this instant": (
        signed(provision=base_of(period={"end": "2026-03-02T07:00:00-05:00"})),
        {},
        PERMIT,
    ),
    "no end, for treatment: none is stated": (
        signed(provision=base_of(period={"start": "2026-03-01"})),
        {},
        PERMIT,
    ),
    "no end, for research: none is not enough": (
        signed(
            provision=base_of(
                period={"start": "2026-03-01"}, purpose=codings("ActReason", "HRESCH")
            )
        ),
        {"purpose": "HRESCH"},
        DENY,
    ),
    "no period at all": (signed(provision=base_of(period=None)), {}, DENY),
    "signed tomorrow": (signed(dateTime="2026-03-03"), {}, DENY),
    "ended, R5": (signed_r5(period={"start": "2025-01-01", "end": "2026-03-01"}), {}, DENY),
    # elements
    "nobody signed": (signed(performer=None, sourceAttachment=None), {}, DENY),
    "no discloser": (signed(organization=None), {}, DENY),
    "no date": (signed(dateTime=None), {}, DENY),
    "no purpose": (signed(provision=base_of(purpose=None)), {}, DENY),
    "no recipient": (signed(provision=base_of(actor=None)), {}, DENY),
    "the new statements are missing": (signed(sourceAttachment=None, policy=None), {}, DENY),
    "they were not asked for before 2026-02-16": (
        signed(
            sourceAttachment=None,
            policy=None,
            dateTime="2026-02-15",
            provision=base_of(securityLabel=labels("SUD")),
        ),
        {},
        DENY,
    ),
    # recipients
    "another discloser": (
        signed(provision=base_of(actor=[receiver(), discloser("hospital")])),
        {},
        DENY,
    ),
    "this discloser": (
        signed(provision=base_of(actor=[receiver(), discloser("program")])),
        {},
        PERMIT,
    ),
    "one of several disclosers": (
        signed(provision=base_of(actor=[receiver(), discloser("x"), discloser("program")])),
        {},
        PERMIT,
    ),
    "another discloser by identifier": (
        signed(
            provision=base_of(
                actor=[
                    receiver(),
                    discloser("x") | {"reference": {"identifier": {"value": "1234567893"}}},
                ]
            )
        ),
        {},
        DENY,
    ),
    "a class of disclosers": (
        signed(
            provision=base_of(
                actor=[receiver(), discloser("x") | {"reference": {"display": "Any program"}}]
            )
        ),
        {},
        PERMIT,
    ),
    "all but by another discloser": (except_for(no(actor=[discloser("x")])), {}, PERMIT),
    "all but by this discloser": (except_for(no(actor=[discloser("program")])), {}, DENY),
    "another recipient": (signed(provision=base_of(actor=[receiver("hospital")])), {}, DENY),
    "one of several": (
        signed(provision=base_of(actor=[receiver("hospital"), receiver()])),
        {},
        PERMIT,
    ),
    "my treating providers, and nothing is known": (
        signed(provision=base_of(actor=[{"reference": {"display": "My treating providers"}}])),
        {},
        DENY,
    ),
    "my treating providers, and this is one": (
        signed(provision=base_of(actor=[{"reference": {"display": "My treating providers"}}])),
        {"recipient": TREATING},
        PERMIT,
    ),
    "a role without a name": (
        signed(provision=base_of(actor=[{"role": concept("ParticipationType", "PRCP")}])),
        {"recipient": TREATING},
        DENY,
    ),
    "an actor by identifier": (
        signed(
            provision=base_of(
                actor=[
                    {
                        "role": concept("ParticipationType", "IRCP"),
                        "reference": {"identifier": {"system": "urn:npi", "value": "1111111112"}},
                    }
                ]
            )
        ),
        {
            "recipient": {
                "id": "clinic",
                "type": "practice",
                "identifier": [{"system": "urn:npi", "value": "1111111112"}],
            }
        },
        PERMIT,
    ),
    "the grantee of R5": (
        signed_r5(
            grantee=[{"reference": "Organization/clinic"}],
            provision=[base_of(type=None, period=None, actor=None)],
        ),
        {},
        PERMIT,
    ),
    # purposes
    "a narrower purpose than stated": (signed(), {"purpose": "COC"}, PERMIT),
    "a broader purpose than stated": (
        signed(provision=base_of(purpose=codings("ActReason", "COC"))),
        {},
        DENY,
    ),
    "another purpose": (signed(), {"purpose": "HPAYMT"}, DENY),
    "treatment, payment and operations together": (
        signed(provision=base_of(purpose=codings("ActReason", "TREAT", "HPAYMT", "HOPERAT"))),
        {"purpose": "HQUALIMP"},
        PERMIT,
    ),
    "operations never open proceedings": (
        signed(provision=base_of(purpose=codings("ActReason", "HOPERAT"))),
        {"purpose": "LEGAL"},
        DENY,
    ),
    "marketing, whatever the patient signed": (
        signed(provision=base_of(purpose=codings("ActReason", "HMARKT"))),
        {"purpose": "HMARKT"},
        DENY,
    ),
    # classes of data
    "the class asked for": (
        signed(provision=base_of(**{"class": resources("Condition")})),
        {"data_class": "condition"},
        PERMIT,
    ),
    "a part of the class asked for": (
        signed(provision=base_of(**{"class": resources("Condition")})),
        {},
        DENY,
    ),
    "claims as explanations of benefit": (
        signed(provision=base_of(**{"class": resources("ExplanationOfBenefit")})),
        {"data_class": "claims"},
        PERMIT,
    ),
    "counselling notes under a general consent": (
        signed(),
        {"data_class": "sud-counselling-notes"},
        DENY,
    ),
    "counselling notes under their own": (
        signed(provision=base_of(**{"class": resources("sud-counselling-notes")})),
        {"data_class": "sud-counselling-notes"},
        PERMIT,
    ),
    "counselling notes joined with other records": (
        signed(provision=base_of(**{"class": resources("sud-counselling-notes", "Condition")})),
        {"data_class": "sud-counselling-notes"},
        DENY,
    ),
    # security labels
    "only what is of Part 2": (
        signed(provision=base_of(securityLabel=labels("42CFRPart2"))),
        {},
        PERMIT,
    ),
    "only HIV, and this is not": (
        signed(provision=base_of(securityLabel=labels("HIV"))),
        {},
        DENY,
    ),
    "behavioural health takes in substance use": (
        signed(provision=base_of(securityLabel=labels("BH"))),
        {},
        PERMIT,
    ),
    "up to restricted": (
        signed(provision=base_of(securityLabel=codings("Confidentiality", "R"))),
        {},
        PERMIT,
    ),
    "up to normal, and this is restricted": (
        signed(provision=base_of(securityLabel=codings("Confidentiality", "N"))),
        {},
        DENY,
    ),
    # nested exceptions
    "all but HIV": (except_for(no(securityLabel=labels("HIV"))), {}, ("permit", ["HIV"])),
    "all but substance use, and this is": (
        except_for(no(securityLabel=labels("SUD"))),
        {},
        ("permit", ["SUD"]),
    ),
    "all but two labels": (
        except_for(no(securityLabel=labels("HIV", "MH"))),
        {},
        ("permit", ["HIV", "MH"]),
    ),
    "all but to this recipient": (except_for(no(actor=[receiver()])), {}, DENY),
    "all but to another": (except_for(no(actor=[receiver("hospital")])), {}, PERMIT),
    "all but for this purpose": (
        except_for(no(purpose=codings("ActReason", "TREAT"))),
        {},
        DENY,
    ),
    "all but for part of this purpose": (
        except_for(no(purpose=codings("ActReason", "ETREAT"))),
        {},
        DENY,
    ),
    "all but for another purpose": (
        except_for(no(purpose=codings("ActReason", "HRESCH"))),
        {},
        PERMIT,
    ),
    "all but medication": (
        except_for(no(**{"class": resources("MedicationRequest")})),
        {},
        ("permit", ["medication-request"]),
    ),
    "all but one class that is not asked for": (
        except_for(no(**{"class": resources("MedicationRequest")})),
        {"data_class": "condition"},
        PERMIT,
    ),
    "all but single codes": (
        except_for(no(code=[{"coding": [{"system": "urn:snomed", "code": "46797000"}]}])),
        {},
        ("permit", ["urn:snomed|46797000"]),
    ),
    "all but one record": (
        except_for(
            no(data=[{"meaning": "instance", "reference": {"reference": "Observation/hiv"}}])
        ),
        {},
        ("permit", ["Observation/hiv"]),
    ),
    "all but what is old": (
        except_for(no(dataPeriod={"end": "2020-12-31"})),
        {},
        ("permit", ["records of a certain time"]),
    ),
    "an exception that has run out": (
        except_for(no(securityLabel=labels("HIV"), period={"end": "2026-03-01"})),
        {},
        PERMIT,
    ),
    "an exception that has not begun": (
        except_for(no(securityLabel=labels("HIV"), period={"start": "2026-03-03"})),
        {},
        PERMIT,
    ),
    "all but mental health, and of that still to this recipient": (
        except_for(
            no(securityLabel=labels("MH"), provision=[yes(actor=[receiver()])]),
        ),
        {},
        PERMIT,
    ),
    "all but mental health, and of that still to another": (
        except_for(
            no(securityLabel=labels("MH"), provision=[yes(actor=[receiver("hospital")])]),
        ),
        {},
        ("permit", ["MH"]),
    ),
    "nothing, but to this recipient": (
        signed(
            provision={
                "type": "deny",
                "period": {"end": "2026-12-31"},
                "provision": [base_of(period=None)],
            }
        ),
        {},
        PERMIT,
    ),
    "nothing, but to another": (
        signed(
            provision={
                "type": "deny",
                "period": {"end": "2026-12-31"},
                "provision": [base_of(period=None, actor=[receiver("hospital")])],
            }
        ),
        {},
        DENY,
    ),
    # base policies of R4
    "opt-in, and nobody is named": (optin(), {}, DENY),
    "opt-in, and nobody is named, of records that only HIPAA protects": (optin(), PLAIN, PERMIT),
    "opt-in, but not to this recipient": (optin(no(actor=[receiver()])), PLAIN, DENY),
    "opt-in, but no HIV": (optin(no(securityLabel=labels("HIV"))), PLAIN, ("permit", ["HIV"])),
    "opt-out": (optout(), {}, DENY),
    "opt-out, of records that only HIPAA protects": (optout(), PLAIN, DENY),
    "opt-out, but to this recipient": (optout(base_of(period=None)), {}, PERMIT),
    "opt-out, but to another": (
        optout(base_of(period=None, actor=[receiver("hospital")])),
        {},
        DENY,
    ),
    # R5
    "R5, deny": (signed_r5(decision="deny"), {}, DENY),
    "R5, deny, and nothing else": (signed_r5(decision="deny", provision=None), {}, DENY),
    "R5, an exception turns around": (
        signed_r5(
            provision=[
                base_of(type=None, period=None, provision=[{"securityLabel": labels("HIV")}])
            ]
        ),
        {},
        ("permit", ["HIV"]),
    ),
    "R5, twice nested": (
        signed_r5(
            provision=[
                base_of(
                    type=None,
                    period=None,
                    provision=[
                        {"securityLabel": labels("MH"), "provision": [{"actor": [receiver()]}]}
                    ],
                )
            ]
        ),
        {},
        PERMIT,
    ),
    "R5, several provisions": (
        signed_r5(
            provision=[
                base_of(type=None, period=None, actor=[receiver("hospital")]),
                base_of(type=None, period=None),
            ]
        ),
        {},
        PERMIT,
    ),
    # beside consent
    "a restriction that was agreed to": (
        signed(),
        {"restrictions": [{"asked": "2026-03-01", "agreed": True}]},
        DENY,
    ),
    "a restriction on a label": (
        signed(),
        {"restrictions": [{"asked": "2026-03-01", "agreed": True, "labels": ["HIV"]}]},
        ("permit", ["HIV"]),
    ),
    "a restriction that was not agreed to": (
        signed(),
        {"restrictions": [{"asked": "2026-03-01"}]},
        PERMIT,
    ),
    "a restriction that has ended": (
        signed(),
        {"restrictions": [{"asked": "2026-03-01", "agreed": True, "ended": "2026-03-02"}]},
        PERMIT,
    ),
    "a restriction on another recipient": (
        signed(),
        {"restrictions": [{"asked": "2026-03-01", "agreed": True, "recipients": ["plan"]}]},
        PERMIT,
    ),
    "paid in full, toward a health plan, for payment": (
        signed(provision=base_of(purpose=codings("ActReason", "HPAYMT"))),
        {
            "recipient": {"id": "clinic", "type": "health-plan"},
            "purpose": "HPAYMT",
            "restrictions": [{"asked": "2026-03-01", "paid_in_full": True}],
        },
        DENY,
    ),
    "paid in full, toward a health plan, for treatment": (
        signed(),
        {
            "recipient": {"id": "clinic", "type": "health-plan"},
            "restrictions": [{"asked": "2026-03-01", "paid_in_full": True}],
        },
        PERMIT,
    ),
    "an emergency, written down, without a consent": (
        None,
        {
            "purpose": "ETREAT",
            "emergency": ["recipient", "discloser", "time", "nature", "consent-unobtainable"],
        },
        PERMIT,
    ),
    "an emergency of which nobody wrote": (None, {"purpose": "ETREAT"}, NONE),
    "a girl of fifteen in Illinois signed herself": (
        signed(),
        {
            "patient": {"id": "boris", "age": 15},
            "contributor": {"id": "program", "capacity": ["program"], "state": "IL"},
        },
        PERMIT,
    ),
    "her father signed": (
        signed(performer=[{"reference": "RelatedPerson/father"}]),
        {
            "patient": {"id": "boris", "age": 15},
            "contributor": {"id": "program", "capacity": ["program"], "state": "IL"},
        },
        DENY,
    ),
    "a state without rules": (
        signed(),
        {"contributor": {"id": "program", "capacity": ["program"], "state": "WI"}},
        DENY,
    ),
    "an intermediary named alone": (
        signed(),
        {"recipient": {"id": "clinic", "type": "intermediary"}},
        DENY,
    ),
    "an intermediary and those of its members who treat the patient": (
        signed(
            provision=base_of(
                actor=[receiver(), {"reference": {"display": "My treating providers"}}]
            )
        ),
        {"recipient": {"id": "clinic", "type": "intermediary"}},
        PERMIT,
    ),
    "no consent, and nothing of Part 2": (None, PLAIN, PERMIT),
    "no consent, de-identified": (
        None,
        {
            "basis": "safe_harbor",
            "provenance": "yes",
        },
        PERMIT,
    ),
    "no consent, a limited data set": (None, {"basis": "limited_data_set"}, NONE),
    "no consent, and HIPAA has no ground either": (None, {"purpose": "HOPERAT"}, NONE),
    "no consent, and no agreement": (None, {"agreement": None}, DENY),
    "no consent, an expert's word without a certificate": (
        None,
        {"basis": "expert_determination"},
        DENY,
    ),
    "no consent, from nobody knows where, and a label in small letters": (
        None,
        {"provenance": "unknown", "sensitivity": ["sud"]},
        NONE,
    ),
    "no consent, from nobody knows where, and a label with its system": (
        None,
        {"provenance": "unknown", "sensitivity": [f"{V3}ActCode|OPIOIDUD"]},
        NONE,
    ),
    "a consent without any provision": (signed(provision=None), {}, DENY),
    "a consent to collecting alone": (
        signed(provision=base_of(action=[{"coding": [{"code": "collect"}]}])),
        {},
        NONE,
    ),
    "no consent, coded, and nobody knows the source": (None, {"provenance": "unknown"}, NONE),
    "no consent, coded, from no program": (None, {"provenance": "no"}, PERMIT),
    "no consent, from no program, but labelled when it came": (
        None,
        {"provenance": "no", "sensitivity": ["42CFRPart2"]},
        NONE,
    ),
}

SEVERAL = {
    "an earlier no and a later yes": (
        [signed(dateTime=EARLIER, provision=WHOLE_NO), signed(dateTime=LATER)],
        DENY,
        PERMIT,
    ),
    "an earlier yes and a later no": (
        [signed(dateTime=EARLIER), signed(dateTime=LATER, provision=WHOLE_NO)],
        DENY,
        DENY,
    ),
    "a later yes to another": (
        [
            signed(dateTime=EARLIER),
            signed(dateTime=LATER, provision=base_of(actor=[receiver("hospital")])),
        ],
        PERMIT,
        PERMIT,
    ),
    "an earlier no to HIV and a later whole yes": (
        [
            except_for(no(securityLabel=labels("HIV"))) | {"dateTime": EARLIER},
            signed(dateTime=LATER),
        ],
        ("permit", ["HIV"]),
        PERMIT,
    ),
    "two yeses, each with an exception": (
        [
            except_for(no(securityLabel=labels("HIV"))) | {"dateTime": EARLIER},
            except_for(no(securityLabel=labels("MH"))) | {"dateTime": LATER},
        ],
        ("permit", ["HIV", "MH"]),
        ("permit", ["MH"]),
    ),
    "an expired yes and one in force": (
        [
            signed(dateTime=LATER, provision=base_of(period={"end": "2026-03-01"})),
            signed(dateTime=EARLIER),
        ],
        PERMIT,
        PERMIT,
    ),
    "an expired no and a yes in force": (
        [
            signed(dateTime=LATER, provision=WHOLE_NO | {"period": {"end": "2026-03-01"}}),
            signed(dateTime=EARLIER),
        ],
        PERMIT,
        PERMIT,
    ),
    "a deficient later one is a last word, and no denial of the earlier": (
        [signed(dateTime=EARLIER), signed(dateTime=LATER, organization=None)],
        PERMIT,
        DENY,
    ),
    "a yes and a no of the same day": (
        [signed(), signed(provision=WHOLE_NO)],
        DENY,
        DENY,
    ),
    "R4 and R5 together": (
        [signed(dateTime=EARLIER, provision=WHOLE_NO), signed_r5(date=LATER)],
        DENY,
        PERMIT,
    ),
    "nobody's consent beside another patient's": (
        [signed(patient={"reference": "Patient/ada"}), signed(status="proposed")],
        NONE,
        NONE,
    ),
}
