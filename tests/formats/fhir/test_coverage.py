"""Coverage, attribution and the directory: who is covered by whom, who is on whose list."""

from datetime import date

import pytest

from tests.builders.fhir import concept, coverage, patient, period, resource, to
from tests.builders.fhir_reading import bundle, lines, pairs, row, rows, surplus, told

SOP = "https://nahdo.org/sopt"
NPI = "http://hl7.org/fhir/sid/us-npi"
NUCC = "http://nucc.org/provider-taxonomy"
ATR = "http://hl7.org/fhir/us/davinci-atr/StructureDefinition"
P1, P2 = patient("p1"), patient("p2")


def test_a_coverage_is_a_row():
    found = row(lines(coverage("k1", person="p1")), "coverage")

    assert (found["coverage"], found["person"], found["payer"]) == ("k1", "p1", "plan-a")
    assert pairs(found["type"]) == [(SOP, "511")]
    assert (found["start_day"], found["end_day"]) == (date(2026, 1, 1), date(2026, 12, 31))


LINES = {
    "1": "medicare",
    "111": "medicare-advantage",
    "121": "medicare",
    "14": "dual",
    "211": "medicaid",
    "32": "other",
    "41": "other",
    "511": "commercial",
    "59": "commercial",
    "61": "commercial",
    "71": "other",
    "81": "uninsured",
    "95": "other",
    "0": None,
}


@pytest.mark.parametrize(("code", "expected"), LINES.items(), ids=LINES)
def test_the_line_of_business_follows_from_the_payer_type(code, expected):
    found = row(lines(coverage(person="p1", payer_type=(SOP, code))), "coverage")

    assert found.get("line_of_business") == expected
    assert found.get("funding") == ("uninsured" if expected == "uninsured" else None)


def test_medicare_and_medicaid_together_are_dual():
    both = [(SOP, "12"), ("http://www.nlm.nih.gov/research/umls/sop", "2")]

    assert (
        row(lines(coverage(person="p1", payer_type=both)), "coverage")["line_of_business"] == "dual"
    )


def test_another_code_system_says_nothing_of_the_line_of_business():
    other = ("http://terminology.hl7.org/CodeSystem/v3-ActCode", "EHCPOL")
    found = row(lines(coverage(person="p1", payer_type=other)), "coverage")

    assert "line_of_business" not in found


def test_a_person_who_pays_is_no_payer():
    own = [{"reference": "Patient/p1", "display": "Zyxgold"}]
    batches = lines(coverage(person="p1", payor=own))

    assert "payer" not in row(batches, "coverage")
    assert surplus(batches) == {"Coverage.payor.display": ["Zyxgold"]}


STATUSES = {
    "active": ("active", "2026-12-31", True),
    "cancelled, and says when it ended": ("cancelled", "2026-06-30", True),
    "cancelled": ("cancelled", None, False),
    "a draft": ("draft", "2026-12-31", False),
    "entered in error": ("entered-in-error", "2026-12-31", False),
}


@pytest.mark.parametrize(("status", "end", "counts"), STATUSES.values(), ids=STATUSES)
def test_a_coverage_counts_while_it_holds(status, end, counts):
    batches = lines(coverage(person="p1", status=status, end=end))

    assert rows(batches, "coverage").height == counts
    assert told(batches) == ([] if counts else [(1, "Coverage.status", "not-in-force", "warning")])


def test_the_number_of_a_subscriber_is_shown_and_not_kept():
    assert surplus(lines(coverage(person="p1", subscriberId="A1"))) == {
        "Coverage.subscriberId": ["A1"]
    }


def group(*members: dict[str, object], **more: object) -> dict[str, object]:
    elements = {
        "type": "person",
        "actual": True,
        "managingEntity": to("Organization", "clinic"),
        "member": list(members),
    }
    return resource("Group", "g1", **(elements | more))


def member(person: str, **more: object) -> dict[str, object]:
    return {"entity": to("Patient", person), **more}


def attributed_to(target: str) -> dict[str, object]:
    url = f"{ATR}/ext-attributedProvider"
    return {"extension": [{"url": url, "valueReference": {"reference": target}}]}


def test_the_members_of_a_list_are_attributed():
    term = [{"url": f"{ATR}/ext-contractValidityPeriod", "valuePeriod": period("2026-01-01")}]
    found = rows(
        lines(
            group(
                member("p1", period=period("2026-02-01", "2026-05-31")),
                member("p2"),
                extension=term,
            )
        ),
        "attribution",
    ).select("person", "practice", "method", "start_day", "end_day")

    assert found.rows() == [
        ("p1", "clinic", "roster", date(2026, 2, 1), date(2026, 5, 31)),
        ("p2", "clinic", "roster", date(2026, 1, 1), None),
    ]


PRACTICES = {
    "the entity that manages the list": ({}, {}, ("clinic", None)),
    "a characteristic": (
        {"characteristic": [{"valueReference": to("Organization", "other"), "exclude": False}]},
        {},
        ("other", None),
    ),
    "the member's own organization": ({}, attributed_to("Organization/own"), ("own", None)),
    "the member's own clinician": ({}, attributed_to("Practitioner/dr"), ("clinic", "dr")),
    "the member's own role": ({}, attributed_to("PractitionerRole/r1"), ("east", "doc")),
}
ROLE = resource(
    "PractitionerRole",
    "r1",
    practitioner=to("Practitioner", "doc"),
    organization=to("Organization", "east"),
)


@pytest.mark.parametrize(("whole", "own", "expected"), PRACTICES.values(), ids=PRACTICES)
def test_the_practice_of_a_member(whole, own, expected):
    found = row(bundle(P1, ROLE, group(member("p1", **own), **whole)), "attribution")

    assert (found["practice"], found.get("provider")) == expected


def test_a_member_who_was_dropped_counts_until_the_end_and_without_one_not_at_all():
    change = [{"url": f"{ATR}/ext-changeType", "valueCode": "dropped"}]
    batches = lines(
        group(
            member("p1", inactive=True),
            member("p2", inactive=True, period=period("2026-01-01", "2026-02-28")),
            member("p3", extension=change),
        )
    )

    assert rows(batches, "attribution")["person"].to_list() == ["p2"]


def test_a_list_without_a_practice_is_a_fault():
    batches = lines(group(member("p1"), managingEntity=None))

    assert told(batches) == [(1, "Group.managingEntity", "missing", "error")]


def test_a_group_that_is_no_list_of_persons_is_passed_over():
    (batch,) = lines(group(member("p1"), type="device"))

    assert batch.rows.is_empty()
    assert batch.passed_over == {"Group": 1}


@pytest.mark.parametrize("status", ["draft", "open", "final"])
def test_a_list_says_how_far_it_is_agreed(status):
    told = [{"url": f"{ATR}/ext-attributionListStatus", "valueCode": status}]

    found = rows(lines(group(member("p1"), extension=told)), "attribution")

    assert found["status"].to_list() == [status]


def test_an_organization_and_a_location_are_practices():
    clinic = resource(
        "Organization",
        "1",
        name="Clinic",
        identifier=[
            {"system": NPI, "value": "1234567893"},
            {"system": "urn:oid:2.16.840.1.113883.4.336", "value": "123456"},
        ],
        type=[concept((NUCC, "261QF0400X"))],
        partOf=to("Organization", "9"),
    )
    site = resource("Location", "1", name="Site", managingOrganization=to("Organization", "1"))
    second, first = rows(lines(clinic, site), "practice").to_dicts()

    assert (first["practice"], first["name"], first["kind"]) == ("1", "Clinic", "primary-care")
    assert (first["npi"], first["ccn"], first["organization"]) == ("1234567893", "123456", "9")
    assert pairs(first["taxonomy"]) == [(NUCC, "261QF0400X")]
    assert (second["practice"], second["organization"]) == ("Location/1", "1")


def test_an_organization_that_only_pays_is_no_practice():
    kind = ("http://terminology.hl7.org/CodeSystem/organization-type", "pay")
    (batch,) = lines(resource("Organization", "o1", type=[concept(kind)]))

    assert batch.rows.is_empty()
    assert batch.passed_over == {"Organization": 1}


def test_a_clinician_and_a_role_are_providers():
    doctor = resource(
        "Practitioner",
        "dr",
        name=[{"family": "Zyxgold"}],
        identifier=[{"system": NPI, "value": "1234567893"}],
        qualification=[{"code": concept((NUCC, "207Q00000X"))}],
    )
    role = resource(
        "PractitionerRole",
        "r1",
        practitioner=to("Practitioner", "dr"),
        organization=to("Organization", "clinic"),
        specialty=[concept((NUCC, "2084P0800X"))],
        period=period("2025-01-01"),
    )
    batches = lines(doctor, role)
    found = rows(batches, "provider").select(
        "provider", "npi", "practice", "primary_care", "start_day"
    )

    assert found.rows() == [
        ("dr", "1234567893", None, True, None),
        ("dr", None, "clinic", False, date(2025, 1, 1)),
    ]
    assert surplus(batches) == {}
