"""ExplanationOfBenefit and Claim: the claim, and its lines."""

import json
from datetime import date

import pytest

from adapters.fhir.folder import read_folder
from tests.builders.fhir import (
    Json,
    concept,
    concepts,
    condition,
    patient,
    period,
    quantity,
    resource,
    to,
)
from tests.builders.fhir_reading import bundle, lines, pairs, row, rows, surplus, told

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
CPT = "http://www.ama-assn.org/go/cpt"
HCPCS = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
NDC = "http://hl7.org/fhir/sid/ndc"
POS = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
NUBC = "https://www.nubc.org/CodeSystem"
CARIN = "http://hl7.org/fhir/us/carin-bb/CodeSystem"
HL7 = "http://terminology.hl7.org/CodeSystem"
P1 = patient("p1")


def money(value: float, currency: str = "USD") -> Json:
    return {"value": value, "currency": currency}


def amount(category: str, value: float) -> Json:
    return {"category": concept((f"{HL7}/adjudication", category)), "amount": money(value)}


def said(category: str, reason: str) -> Json:
    return {
        "category": concept((f"{CARIN}/C4BBAdjudicationDiscriminator", category)),
        "reason": concept((f"{CARIN}/C4BBPayerAdjudicationStatus", reason)),
    }


def diagnosis(sequence: int, code: str, kind: str | None = None, **more: object) -> Json:
    kinds = concepts((f"{HL7}/ex-diagnosistype", kind)) if kind else None
    held = {
        "sequence": sequence,
        "diagnosisCodeableConcept": concept((ICD, code)),
        "type": kinds,
        **more,
    }
    return {name: value for name, value in held.items() if value is not None}


def fact(category: str, **more: object) -> Json:
    return {"category": concept((f"{CARIN}/C4BBSupportingInfoType", category)), **more}


def item(sequence: int = 1, code: tuple[str, str] = (CPT, "99213"), **more: object) -> Json:
    held = {"sequence": sequence, "productOrService": concept(code), "servicedDate": "2026-03-02"}
    return held | more


def benefit(key: str = "b1", *, kind: str = "institutional", **more: object) -> Json:
    elements: Json = {
        "status": "active",
        "use": "claim",
        "outcome": "complete",
        "type": concept((f"{HL7}/claim-type", kind)),
        "patient": to("Patient", "p1"),
        "insurer": to("Organization", "plan-a"),
        "provider": to("Organization", "hospital"),
        "billablePeriod": period("2026-03-02", "2026-03-05"),
        "item": [item()],
    }
    return resource("ExplanationOfBenefit", key, **(elements | more))


def test_a_benefit_is_a_claim():
    found = row(
        lines(
            benefit(
                supportingInfo=[
                    fact("typeofbill", code=concept((f"{NUBC}/TypeOfBill", "0111"))),
                    fact("admissionperiod", timingPeriod=period("2026-03-02", "2026-03-05")),
                    fact("discharge-status", code=concept((f"{NUBC}/PatDischargeStatus", "01"))),
                ],
                diagnosis=[
                    diagnosis(1, "F329", "secondary", onAdmission=concept((HL7, "y"))),
                    diagnosis(2, "F10.20", "principal", onAdmission=concept((HL7, "n"))),
                    diagnosis(3, "R45.851", "admitting"),
                ],
                procedure=[
                    {
                        "sequence": 1,
                        "procedureCodeableConcept": concept(
                            ("http://www.cms.gov/Medicare/Coding/ICD10", "GZ3ZZZZ")
                        ),
                    }
                ],
                careTeam=[
                    {
                        "sequence": 1,
                        "provider": to("Practitioner", "sender"),
                        "role": concept((CARIN, "referring")),
                    },
                    {
                        "sequence": 2,
                        "provider": to("Practitioner", "dr"),
                        "role": concept((CARIN, "attending")),
                    },
                ],
                total=[amount("submitted", 900), amount("eligible", 700), amount("benefit", 650)],
                adjudication=[said("billingnetworkstatus", "innetwork")],
                payment={"date": "2026-04-01"},
            )
        ),
        "claim",
    )

    assert (found["claim"], found["person"], found["payer"]) == ("b1", "p1", "plan-a")
    assert (found["type"], found["status"], found["frequency"]) == (
        "institutional",
        "paid",
        "original",
    )
    assert pairs(found["bill_type"]) == [(f"{NUBC}/TypeOfBill", "111")]
    assert (found["admission_day"], found["discharge_day"]) == (date(2026, 3, 2), date(2026, 3, 5))
    assert pairs(found["discharge_status"]) == [(f"{NUBC}/PatDischargeStatus", "01")]
    assert (found["start_day"], found["end_day"]) == (date(2026, 3, 2), date(2026, 3, 5))
    assert found["paid_day"] == date(2026, 4, 1)
    assert pairs(found["principal_diagnosis"]) == [(ICD, "F10.20")]
    assert pairs(found["admitting_diagnosis"]) == [(ICD, "R45.851")]
    assert pairs(found["diagnosis"]) == [(ICD, "F10.20"), (ICD, "F32.9")]
    assert found["present_on_admission"] == "NY"
    assert [code for _, code in pairs(found["procedure"])] == ["GZ3ZZZZ"]
    assert (found["practice"], found["provider"]) == ("hospital", "dr")
    assert found["in_network"] is True
    assert [found[f"{name}_amount"] for name in ("charged", "allowed", "paid")] == [900, 700, 650]


def test_a_line_of_a_benefit_is_a_claim_line():
    found = row(
        lines(
            benefit(
                diagnosis=[diagnosis(1, "F32.9"), diagnosis(7, "F10.20", "principal")],
                item=[
                    item(
                        4,
                        code=(HCPCS, "G2086"),
                        modifier=[concept((HCPCS, "95"))],
                        revenue=concept((f"{NUBC}/RevenueCodes", "450")),
                        locationCodeableConcept=concept((POS, "23")),
                        quantity=quantity(2),
                        diagnosisSequence=[1, 7],
                        adjudication=[
                            amount("submitted", 90),
                            amount("eligible", 70),
                            amount("benefit", 65),
                            said("benefitpaymentstatus", "outofnetwork"),
                        ],
                    )
                ],
            )
        ),
        "claim_line",
    )

    assert (found["claim"], found["line"], found["status"]) == ("b1", 4, "paid")
    assert found["start_day"] == date(2026, 3, 2)
    assert pairs(found["procedure"]) == [(HCPCS, "G2086")]
    assert [code for _, code in pairs(found["modifier"])] == ["95"]
    assert [code for _, code in pairs(found["revenue"])] == ["0450"]
    assert pairs(found["place_of_service"]) == [(POS, "23")]
    assert found["diagnosis_pointer"] == "2,1"
    assert (found["units"], found["practice"]) == (2, "hospital")
    assert [found[f"{name}_amount"] for name in ("charged", "allowed", "paid")] == [90, 70, 65]
    assert found["in_network"] is False


TEAMS = {
    "who attended": (["referring", "rendering", "attending"], "attending"),
    "who rendered": (["referring", "rendering"], "rendering"),
    "nobody who only referred": (["referring", "pcp"], None),
    "somebody whose role is not said": (["referring", None], "None"),
}


@pytest.mark.parametrize(("roles", "expected"), TEAMS.values(), ids=TEAMS)
def test_who_treated_the_person(roles, expected):
    team = [
        {
            "sequence": place,
            "provider": to("Practitioner", str(role)),
            **({"role": concept((CARIN, role))} if role else {}),
        }
        for place, role in enumerate(roles, 1)
    ]
    found = row(lines(benefit(careTeam=team)), "claim")

    assert found.get("provider") == expected


def test_a_line_may_have_a_care_team_of_its_own():
    team = [
        {"sequence": 1, "provider": to("Practitioner", "first")},
        {"sequence": 2, "provider": to("Practitioner", "second")},
    ]
    whole = benefit(careTeam=team, item=[item(1), item(2, careTeamSequence=[2])])

    assert rows(lines(whole), "claim_line")["provider"].to_list() == ["first", "second"]


def test_a_line_without_a_day_takes_that_of_the_claim():
    whole = benefit(item=[{"sequence": 1, "productOrService": concept((CPT, "99213"))}])

    assert row(lines(whole), "claim_line")["start_day"] == date(2026, 3, 2)


def test_a_drug_is_no_service():
    whole = benefit(
        kind="pharmacy",
        item=[item(code=(NDC, "0093-7146-56"), quantity=quantity(30))],
        supportingInfo=[fact("dayssupply", valueQuantity={"value": 30})],
    )
    found = row(lines(whole), "claim_line")

    assert pairs(found["drug"]) == [(NDC, "00937146" + "56")]
    assert "procedure" not in found
    assert (found["quantity"], found["supply_days"]) == (30, 30)
    assert "units" not in found


def test_the_amounts_of_blue_button_are_known():
    variables = "https://bluebutton.cms.gov/resources/variables"
    names = {"line_sbmtd_chrg_amt": 90, "line_alowd_chrg_amt": 70, "LINE_NCH_PMT_AMT": 65}
    judged = [
        {
            "category": concept(("https://bluebutton.cms.gov/x", f"{variables}/{name}")),
            "amount": money(value),
        }
        for name, value in names.items()
    ]
    found = row(lines(benefit(item=[item(adjudication=judged)])), "claim_line")

    assert [found[f"{name}_amount"] for name in ("charged", "allowed", "paid")] == [90, 70, 65]


DENIAL = said("denialreason", "A1")
STATUSES = {
    "complete": ({}, "paid", "paid"),
    "cancelled": ({"status": "cancelled"}, "reversed", "reversed"),
    "queued": ({"outcome": "queued"}, "pending", "pending"),
    "the payment was denied": (
        {"payment": {"type": concept((f"{CARIN}/C4BBPayerClaimPaymentStatusCode", "denied"))}},
        "denied",
        "denied",
    ),
    "denied as a whole": ({"adjudication": [DENIAL]}, "denied", "denied"),
    "its one line denied": ({"item": [item(adjudication=[DENIAL])]}, "denied", "denied"),
    "a reason against a part, and paid": (
        {"item": [item(adjudication=[DENIAL, amount("benefit", 5)])]},
        "paid",
        "paid",
    ),
}


@pytest.mark.parametrize(("changed", "claim", "line"), STATUSES.values(), ids=STATUSES)
def test_what_became_of_a_claim(changed, claim, line):
    batches = lines(benefit(**changed))

    assert row(batches, "claim")["status"] == claim
    assert row(batches, "claim_line")["status"] == line


def test_one_line_may_be_denied_alone():
    both = [item(1, adjudication=[amount("benefit", 5)]), item(2, adjudication=[DENIAL])]
    batches = lines(benefit(item=both))

    assert row(batches, "claim")["status"] == "paid"
    assert rows(batches, "claim_line")["status"].to_list() == ["paid", "denied"]


FREQUENCIES = {
    "original": ("0131", None, "original"),
    "replacement by the type of bill": ("0137", None, "replacement"),
    "void by the type of bill": ("0138", None, "void"),
    "interim": ("0112", None, None),
    "replacement by a prior claim": (None, "b0", "replacement"),
}


@pytest.mark.parametrize(("bill", "prior", "expected"), FREQUENCIES.values(), ids=FREQUENCIES)
def test_a_claim_may_take_the_place_of_another(bill, prior, expected):
    facts = [fact("typeofbill", code=concept((f"{NUBC}/TypeOfBill", bill)))] if bill else None
    related = [{"claim": to("Claim", prior), "relationship": concept((HL7, "prior"))}]
    whole = benefit(supportingInfo=facts, related=related if prior else None)
    found = row(lines(whole), "claim")

    assert found.get("frequency") == expected
    assert found.get("replaces") == prior


PRINCIPALS = {
    "the one that says so": (
        [diagnosis(1, "F32.9"), diagnosis(2, "F10.20", "principal")],
        "F10.20",
    ),
    "the first, where none says so": ([diagnosis(2, "F10.20"), diagnosis(1, "F32.9")], "F32.9"),
    "not an external cause": (
        [diagnosis(1, "X78.9", "externalcauseofinjury"), diagnosis(2, "F32.9")],
        "F32.9",
    ),
    "none of secondary ones alone": ([diagnosis(1, "F32.9", "secondary")], None),
    "none of external causes alone": ([diagnosis(1, "X78.9", "externalcauseofinjury")], None),
}


@pytest.mark.parametrize(("diagnoses", "expected"), PRINCIPALS.values(), ids=PRINCIPALS)
def test_the_principal_diagnosis(diagnoses, expected):
    found = row(lines(benefit(diagnosis=diagnoses)), "claim")
    codes = [code for _, code in pairs(found.get("principal_diagnosis", []))]

    assert codes == ([expected] if expected else [])


def test_of_several_codes_for_a_diagnosis_that_of_icd_stands_in_its_place():
    snomed = "http://snomed.info/sct"
    both = {"coding": [{"system": snomed, "code": "35489007"}, {"system": ICD, "code": "F32.9"}]}
    given = [
        {"sequence": 1, "diagnosisCodeableConcept": both},
        diagnosis(2, "F10.20", onAdmission=concept((HL7, "w"))),
    ]
    found = row(lines(benefit(diagnosis=given)), "claim")

    assert pairs(found["principal_diagnosis"]) == [(ICD, "F32.9"), (snomed, "35489007")]
    assert pairs(found["diagnosis"]) == [(ICD, "F32.9"), (ICD, "F10.20"), (snomed, "35489007")]
    assert found["present_on_admission"] == "-W"


def test_a_drg_comes_with_a_diagnosis_or_beside_it():
    drg = concept(("urn:oid:2.16.840.1.113883.6.301", "885"))
    by_package = benefit(diagnosis=[diagnosis(1, "F32.9", packageCode=drg)])
    by_fact = benefit(supportingInfo=[fact("drg", code=drg)])

    for whole in (by_package, by_fact):
        assert [code for _, code in pairs(row(lines(whole), "claim")["drg"])] == ["885"]


def test_a_diagnosis_may_refer_to_a_condition_of_the_bundle():
    given = [{"sequence": 1, "diagnosisReference": to("Condition", "c1")}]
    known = condition("c1", person="p1", code=(ICD, "F32.9"))
    batches = bundle(P1, known, benefit(diagnosis=given), named=True)

    assert pairs(row(batches, "claim")["principal_diagnosis"]) == [(ICD, "F32.9")]


def test_a_diagnosis_may_refer_to_a_condition_in_another_line():
    given = [{"sequence": 1, "diagnosisReference": to("Condition", "c1")}]
    known = condition("c1", person="p1", code=(ICD, "F32.9"))

    for order in ([known, benefit(diagnosis=given)], [benefit(diagnosis=given), known]):
        assert pairs(row(lines(P1, *order), "claim")["principal_diagnosis"]) == [(ICD, "F32.9")]


def test_a_diagnosis_may_refer_to_a_condition_in_another_file_of_lines(tmp_path):
    given = [{"sequence": 1, "diagnosisReference": to("Condition", "c1")}]
    known = condition("c1", person="p1", code=(ICD, "F32.9"))
    for name, each in (("benefits", benefit(diagnosis=given)), ("conditions", known), ("p", P1)):
        (tmp_path / f"{name}.ndjson").write_text((json.dumps(each) + "\n") * 2)

    claims = rows(read_folder(tmp_path), "claim")["principal_diagnosis"]

    assert [pairs(cell) for cell in claims] == [[(ICD, "F32.9")]] * 2


def test_a_condition_that_is_not_known_is_a_warning():
    given = [{"sequence": 1, "diagnosisReference": to("Condition", "c1")}]
    batches = lines(benefit(diagnosis=given))

    assert told(batches) == [
        (
            1,
            "ExplanationOfBenefit.diagnosis.diagnosisReference",
            "unresolved-condition",
            "warning",
        )
    ]
    assert rows(batches, "claim").height == 1


@pytest.mark.parametrize(
    ("named", "warned"), [(["e1"], False), (["e1", "e1"], False), (["e1", "e2"], True)]
)
def test_of_several_encounters_of_a_line_the_first_is_kept_with_a_warning(named, warned):
    batches = lines(benefit(item=[item(encounter=[to("Encounter", name) for name in named])]))

    expected = (1, "ExplanationOfBenefit.item.encounter", "several-encounters", "warning")
    assert told(batches) == [expected] * warned
    assert row(batches, "claim_line")["encounter"] == "e1"


def test_amounts_in_another_currency_leave_the_line_out():
    line = item(adjudication=[amount("benefit", 5) | {"amount": money(5, "EUR")}])
    batches = lines(benefit(item=[line, item(2)]))

    assert told(batches) == [
        (1, "ExplanationOfBenefit.item.adjudication.amount.currency", "currency", "error")
    ]
    assert rows(batches, "claim_line")["line"].to_list() == [2]


@pytest.mark.parametrize(
    "changed", [{"use": "preauthorization"}, {"use": "predetermination"}, {"status": "draft"}]
)
def test_what_asks_for_no_payment_is_no_claim(changed):
    batches = lines(benefit(**changed))

    assert rows(batches, "claim").is_empty()
    assert rows(batches, "claim_line").is_empty()
    assert [batch.passed_over for batch in batches] == [{"ExplanationOfBenefit": 1}]


def test_a_benefit_entered_in_error_is_left_out_with_a_warning():
    batches = lines(benefit(status="entered-in-error"))

    assert told(batches) == [(1, "ExplanationOfBenefit.status", "not-in-force", "warning")]
    assert rows(batches, "claim_line").is_empty()


FAULTS = {
    "no type": ({"type": None}, [("claim", "ExplanationOfBenefit.type", "missing")]),
    "a type that is none": (
        {"type": concept((HL7, "barter"))},
        [("claim", "ExplanationOfBenefit.type", "choice")],
    ),
    "a status that is none": (
        {"status": "done"},
        [("claim", "ExplanationOfBenefit.status", "missing")],
    ),
    "a discharge before the admission": (
        {
            "supportingInfo": [
                fact("admissionperiod", timingPeriod=period("2026-03-05", "2026-03-02"))
            ]
        },
        [("claim", "ExplanationOfBenefit.supportingInfo.timingPeriod.end", "end-before-start")],
    ),
}


@pytest.mark.parametrize(("changed", "expected"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_is_told_by_path(changed, expected):
    found = [
        (fault["table"], fault["field"], fault["rule"])
        for batch in lines(benefit(**changed))
        for fault in batch.faults.to_dicts()
    ]

    assert found == expected


def test_a_claim_is_pending_until_a_payer_has_spoken():
    whole = resource(
        "Claim",
        "b1",
        status="active",
        use="claim",
        type=concept((f"{HL7}/claim-type", "professional")),
        patient=to("Patient", "p1"),
        provider=to("Practitioner", "dr"),
        item=[item(net=money(120))],
        total=money(120),
    )
    batches = lines(whole, benefit("b1"))
    claims = rows(batches, "claim").select("claim", "status", "charged_amount", "provider")

    assert claims.rows() == [
        ("Claim/b1", "pending", 120, "dr"),
        ("b1", "paid", None, None),
    ]
    assert rows(batches, "claim_line")["charged_amount"].to_list() == [120, None]


def test_the_number_of_a_claim_is_shown_and_not_kept():
    batches = lines(benefit(identifier=[{"value": "12345"}]))

    assert surplus(batches) == {"ExplanationOfBenefit.identifier.value": ["12345"]}


def test_a_claim_that_tells_the_year_alone_is_read():
    year = {"billablePeriod": {"start": "2026", "end": "2026"}, "created": "2026"}
    batches = lines(benefit(item=[item(servicedDate="2026")]) | year)

    assert row(batches, "claim")["date_precision"] == "year"
    assert row(batches, "claim_line")["date_precision"] == "year"


def test_a_service_among_the_diagnoses_is_told_and_not_kept():
    """Its label would be looked for among the codes of diagnoses, and missed."""
    alone, beside = (HCPCS, "H0015"), [(ICD, "F10.20"), (HCPCS, "H0015")]
    for codes, severity in ((alone, "error"), (beside, "warning")):
        batches = lines(benefit(diagnosis=[{"sequence": 1} | coded_diagnosis(codes)]))
        faults = [fault for batch in batches for fault in batch.faults.to_dicts()]

        assert {(fault["rule"], fault["severity"]) for fault in faults} == {
            ("code-system", severity)
        }
        assert rows(batches, "claim").height == (severity == "warning")


def coded_diagnosis(codes: object) -> Json:
    return {"diagnosisCodeableConcept": concept(codes)}
