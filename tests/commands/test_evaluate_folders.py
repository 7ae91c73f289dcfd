"""`hub evaluate` on folders of cases where no official deck is at hand: CMS136 and CMS161."""

import json

import pytest

from hub.cli import main
from schemas.code_system import ACT_CODE, CPT, RXNORM, SNOMEDCT
from tests.builders.situations import sets_of

MENTAL = "Mental Behavioral and Neurodevelopmental Disorders"


def coded(identifier, title):
    code = sets_of(identifier)[title].codes[0]
    return {"coding": [{"system": code.system, "code": code.code}]}


def resource(kind, key, **parts):
    return {"resourceType": kind, "id": key} | parts


def patient(birth):
    return resource("Patient", "p", birthDate=birth)


def whose(person="p"):
    return {"reference": f"Patient/{person}"}


def encounter(identifier, key, start, end, title="Office Visit", **parts):
    return resource(
        "Encounter",
        key,
        status="finished",
        **{"class": {"system": ACT_CODE, "code": "AMB"}},
        type=[coded(identifier, title)],
        subject=whose(),
        period={"start": start, "end": end},
        **parts,
    )


def visit(key, day, title="Office Visit"):
    return encounter("CMS136", key, f"{day}T08:00:00Z", f"{day}T08:30:00Z", title)


def prescribed(day, days, refills):
    return resource(
        "MedicationRequest",
        f"m-{day}",
        status="active",
        intent="order",
        subject=whose(),
        medicationCodeableConcept=coded("CMS136", "Methylphenidate"),
        authoredOn=f"{day}T09:00:00Z",
        dispenseRequest={
            "expectedSupplyDuration": {
                "value": days,
                "system": "http://unitsofmeasure.org",
                "code": "d",
            },
            "numberOfRepeatsAllowed": refills,
        },
    )


def stay(day):
    """An inpatient stay, and a claim that bills it under a mental health principal diagnosis."""
    return [
        encounter("CMS136", "stay", f"{day}T08:00:00Z", f"{day}T20:00:00Z", "Encounter Inpatient"),
        resource(
            "Claim",
            "c",
            status="active",
            use="claim",
            type={
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/claim-type",
                        "code": "institutional",
                    }
                ]
            },
            patient=whose(),
            created=day,
            diagnosis=[{"sequence": 1, "diagnosisCodeableConcept": coded("CMS136", MENTAL)}],
            item=[
                {
                    "sequence": 1,
                    "productOrService": {"coding": [{"system": CPT, "code": "99221"}]},
                    "encounter": [{"reference": "Encounter/stay"}],
                }
            ],
        ),
    ]


BOY = [patient("2017-06-01"), visit("v1", "2025-09-01"), prescribed("2025-09-01", 30, 9)]
WELL = [*BOY, visit("v2", "2025-09-20"), visit("v3", "2025-11-10"), visit("v4", "2026-03-02")]
ADHD = {
    "begun": (BOY, [1, 1, 0, 0], [1, 1, 0, 0]),
    "followed up": (WELL, [1, 1, 0, 1], [1, 1, 0, 1]),
    "too old": ([patient("2012-06-01"), *WELL[1:]], [0, 0, 0, 0], [0, 0, 0, 0]),
    "a stay on the 31st day": ([*WELL, *stay("2025-10-02")], [1, 1, 0, 1], [0, 0, 0, 0]),
    "a stay on the 30th day": ([*WELL, *stay("2025-10-01")], [0, 0, 0, 0], [0, 0, 0, 0]),
    "an order of another drug": (
        [
            *BOY[:2],
            prescribed("2025-09-01", 30, 9)
            | {"medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": "1"}]}},
        ],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
    ),
}


def seen(key, day, **parts):
    """A visit for major depression from 14:30 to 15:00."""
    reason = {"reasonCode": [coded("CMS161", "Major Depressive Disorder Active")]}
    return encounter("CMS161", key, f"{day}T14:30:00Z", f"{day}T15:00:00Z", **(reason | parts))


def assessed(time):
    return resource(
        "Procedure",
        f"r-{time[:10]}",
        status="completed",
        subject=whose(),
        code={"coding": [{"system": SNOMEDCT, "code": "225337009"}]},
        performedDateTime=time,
    )


MAN = patient("1979-01-01")
RISK = {
    "one visit": ([MAN, seen("e1", "2024-02-01")], [1, 1, 0]),
    "assessed": ([MAN, seen("e1", "2024-02-01"), assessed("2024-02-01T14:45:00Z")], [1, 1, 1]),
    "assessed after": (
        [MAN, seen("e1", "2024-02-01"), assessed("2024-02-01T15:01:00Z")],
        [1, 1, 0],
    ),
    "two episodes": (
        [
            MAN,
            seen("e1", "2024-02-01"),
            seen("e2", "2024-03-15"),
            seen("e3", "2024-08-05"),
            assessed("2024-02-01T14:45:00Z"),
            assessed("2024-08-05T14:45:00Z"),
        ],
        [2, 2, 2],
    ),
    "for a condition that it names": (
        [
            MAN,
            seen(
                "e1",
                "2024-02-01",
                reasonCode=[],
                diagnosis=[{"condition": {"reference": "Condition/d"}}],
            ),
            resource(
                "Condition",
                "d",
                subject=whose(),
                code=coded("CMS161", "Major Depressive Disorder Active"),
            ),
        ],
        [1, 1, 0],
    ),
    "too young": ([patient("2007-06-01"), seen("e1", "2024-02-01")], [0, 0, 0]),
}


@pytest.fixture
def counted(tmp_path, capsys):
    """Write each case to a folder of its own, evaluate, and return the counts by case and rate."""

    def run(identifier, year, cases):
        for number, resources in enumerate(cases):
            folder = tmp_path / "deck" / str(number)
            folder.mkdir(parents=True)
            for place, one in enumerate(resources):
                text = json.dumps(one).replace("Patient/p", f"Patient/p{number}")
                held = json.loads(text)
                if held["resourceType"] == "Patient":
                    held["id"] = f"p{number}"
                (folder / f"{one['resourceType']}-{place}.json").write_text(json.dumps(held))
        (tmp_path / "sets").mkdir()
        lines = ["oid,title,version,system,code"]
        lines += [
            f'{one.oid},"{one.title}",1,{code.system},{code.code}'
            for one in sets_of(identifier).values()
            for code in one.codes
            if one.oid
        ]
        (tmp_path / "sets" / f"{identifier}.csv").write_text("\n".join(lines) + "\n")
        days = ("--from", f"{year}-01-01", "--to", f"{year}-12-31", "--persons", "--json")
        words = (identifier, tmp_path / "deck", *days, "--value-sets", tmp_path / "sets")
        status = main(["evaluate", *map(str, words)])
        [measured] = json.loads(capsys.readouterr().out)["measures"]
        assert status == 0
        return [
            [
                list(row["counts"].values())
                for row in measured["results"]
                if row["person"] == f"p{n}"
            ]
            for n in range(len(cases))
        ]

    return run


def test_children_prescribed_adhd_medication_by_a_folder_of_cases(counted):
    found = counted("CMS136", 2026, [resources for resources, *_ in ADHD.values()])

    assert dict(zip(ADHD, found, strict=True)) == {
        name: [first, second] for name, (_, first, second) in ADHD.items()
    }


def test_adults_with_depression_by_a_folder_of_cases(counted):
    found = counted("CMS161", 2024, [resources for resources, _ in RISK.values()])

    assert dict(zip(RISK, found, strict=True)) == {
        name: [expected] for name, (_, expected) in RISK.items()
    }
