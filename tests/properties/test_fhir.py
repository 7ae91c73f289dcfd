"""What holds for all FHIR: nothing raises, nothing is lost between writing and reading."""

import json
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.codes import NO_DIAGNOSIS
from adapters.fhir import document, ndjson
from adapters.fhir.decoding import KINDS
from adapters.source import bytes_source
from tests.builders import fhir
from tests.builders.fhir_reading import lines, rows, told

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
CPT = "http://www.ama-assn.org/go/cpt"

TEXTS = st.text(max_size=20) | st.sampled_from(
    ["2026", "2026-02-30", "Patient/p1", "#x", "urn:uuid:x", "permit", "final", "principal", "d"]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
NAMES = TEXTS | st.sampled_from(
    [
        "id",
        "meta",
        "security",
        "coding",
        "system",
        "code",
        "text",
        "reference",
        "subject",
        "period",
        "start",
        "end",
        "type",
        "status",
        "item",
        "extension",
        "url",
        "valueString",
        "modifierExtension",
        "contained",
        "entry",
        "resource",
        "resourceType",
    ]
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(NAMES, JSON, max_size=6)

SOUND = (
    fhir.patient("p1", races=["2028-9"], language="en", postal_code="02176"),
    fhir.encounter("e1", person="p1", reasons=["c1"], diagnoses=["c1"], practice="o", provider="d"),
    fhir.condition("c1", person="p1", abatement="2026-01-02"),
    fhir.observation("o1", person="p1", number=5, unit="{score}"),
    fhir.procedure("x1", person="p1", end="2026-03-03"),
    fhir.service_request("r1", person="p1"),
    fhir.medication_request(
        "m1",
        person="p1",
        dosageInstruction=[{"timing": {"repeat": {"frequency": 1, "periodUnit": "d"}}}],
        dispenseRequest={"expectedSupplyDuration": {"value": 3, "code": "d"}},
    ),
    fhir.medication_dispense("m2", person="p1"),
    fhir.coverage("k1", person="p1"),
    fhir.resource(
        "ExplanationOfBenefit",
        "b1",
        status="active",
        use="claim",
        outcome="complete",
        type=fhir.concept((None, "professional")),
        patient=fhir.to("Patient", "p1"),
        diagnosis=[{"sequence": 1, "diagnosisCodeableConcept": fhir.concept((ICD, "F32.9"))}],
        supportingInfo=[{"category": fhir.concept((None, "typeofbill"))}],
        careTeam=[{"sequence": 1, "provider": fhir.to("Practitioner", "d")}],
        item=[{"sequence": 1, "adjudication": [{"amount": {"value": 1}}], "net": {"value": 2}}],
    ),
    fhir.resource(
        "Group",
        "g1",
        type="person",
        actual=True,
        managingEntity=fhir.to("Organization", "o"),
        member=[{"entity": fhir.to("Patient", "p1"), "extension": []}],
    ),
    fhir.resource(
        "Consent",
        "k",
        status="active",
        patient=fhir.to("Patient", "p1"),
        provision={"type": "permit", "provision": [{"type": "deny", "actor": [{}]}]},
    ),
    fhir.resource("Organization", "o", name="O", type=[fhir.concept((None, "prov"))]),
    fhir.resource("PractitionerRole", "r", practitioner=fhir.to("Practitioner", "d")),
)


def read_everywhere(*resources: object) -> None:
    """Read resources as lines, as entries, and each alone; look at all that comes of it."""
    whole = {"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}
    content = "\n".join(json.dumps(one) for one in resources)
    batches = [
        *ndjson.read(bytes_source(content.encode(), "x")),
        *document.read(bytes_source(json.dumps(whole).encode(), "x")),
        *(
            batch
            for one in resources
            for batch in document.read(bytes_source(json.dumps(one).encode(), "x"))
        ),
    ]
    for batch in batches:
        assert batch.rows.schema == batch.table.schema
        assert len(batch.positions) == batch.rows.height
        assert len(batch.rows.to_dicts()) + len(batch.faults.to_dicts()) >= 0
        assert all(len(words) for words in batch.surplus.values())


@given(OBJECTS, st.sampled_from(["", *sorted(KINDS)]))
@settings(deadline=None, max_examples=150)
def test_no_object_raises(whole, kind):
    read_everywhere({"resourceType": kind, **whole} if kind else whole)


def places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Return the path of everything inside a piece of JSON."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for name, part in inside:
        found.append((*path, name))
        if isinstance(part, dict | list):
            found += places(part, (*path, name))
    return found


@st.composite
def spoiled(draw: st.DrawFn) -> dict[str, object]:
    """Draw a sound resource of which some parts were replaced by anything."""
    whole = deepcopy(draw(st.sampled_from(SOUND)))
    for _ in range(draw(st.integers(min_value=1, max_value=3))):
        place: object = whole
        *outer, last = draw(st.sampled_from([p for p in places(whole) if p != ("resourceType",)]))
        for name in outer:
            place = place[name]
        place[last] = draw(JSON)
        if not places(whole):
            break
    return whole


@given(spoiled())
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_no_spoiled_resource_raises_or_spoils_another(whole):
    read_everywhere(whole)
    batches = lines(SOUND[0], whole, SOUND[1])

    assert "e1" in rows(batches, "encounter")["encounter"].to_list()
    assert {position for position, *_ in told(batches)} <= {2}


KEYS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789-.", min_size=1, max_size=20)
DAYS = st.dates(date(1950, 1, 1), date(2049, 12, 31))


@st.composite
def times(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    """Draw a time as FHIR writes it, and the two columns that it comes to."""
    day = draw(DAYS)
    if draw(st.booleans()):
        return day.isoformat(), {"day": day, "instant": None}
    clock, hours = draw(st.times()), draw(st.integers(min_value=-12, max_value=14))
    local = datetime.combine(day, clock)
    instant = (local - timedelta(hours=hours)).replace(tzinfo=UTC)
    sign = "-" if hours < 0 else "+"
    return f"{local.isoformat()}{sign}{abs(hours):02}:00", {"day": day, "instant": instant}


def as_pairs(cell: object) -> list[tuple[str, str]] | None:
    return None if cell is None else [(one["system"], one["code"]) for one in cell]


CODES = {
    ICD: st.sampled_from(["F32.1", "F10.20", "R45.851"]),
    SNOMED: st.sampled_from(["225337009", "428171000124102"]),
    CPT: st.sampled_from(["99213", "96127", "0591T"]),
    RXNORM: st.sampled_from(["312938", "1099316"]),
}
ANY_CODE = st.sampled_from(sorted(CODES)).flatmap(
    lambda system: CODES[system].map(lambda code: (system, code))
)
SEVERAL = st.lists(ANY_CODE, min_size=1, max_size=3, unique=True)
# A service or a drug is no diagnosis.
DIAGNOSES = st.lists(
    ANY_CODE.filter(lambda coding: coding[0] not in NO_DIAGNOSIS),
    min_size=1,
    max_size=3,
    unique=True,
)


def columns(table: str, **cells: object) -> dict[str, object]:
    """Return the cells as the table has them: a time is two of them."""
    found: dict[str, object] = {}
    for name, cell in cells.items():
        if isinstance(cell, dict):
            found |= {f"{name}_{part}": value for part, value in cell.items()}
        else:
            found[name] = cell
    return found


@given(st.lists(st.tuples(KEYS, KEYS, DIAGNOSES, times()), min_size=1, max_size=5))
@settings(deadline=None, max_examples=60)
def test_a_condition_comes_back_as_it_was_written(written):
    resources = [
        fhir.condition(key, person=person, code=code, onset=onset)
        for key, person, code, (onset, _) in written
    ]
    expected = [
        columns("condition", condition=key, person=person, code=code, start=start)
        for key, person, code, (_, start) in written
    ]

    assert_comes_back(resources, "condition", expected)


@given(
    st.lists(
        st.tuples(KEYS, KEYS, ANY_CODE, times(), st.floats(-1e6, 1e6), SEVERAL | st.none()),
        min_size=1,
        max_size=5,
    )
)
@settings(deadline=None, max_examples=60)
def test_an_observation_comes_back_as_it_was_written(written):
    resources = [
        fhir.observation(key, person=person, code=code, start=start, number=number, value=value)
        for key, person, code, (start, _), number, value in written
    ]
    expected = [
        columns(
            "observation",
            observation=key,
            person=person,
            code=[code],
            start=start,
            value_number=number,
            value=value,
        )
        for key, person, code, (_, start), number, value in written
    ]

    assert_comes_back(resources, "observation", expected)


@given(st.lists(st.tuples(KEYS, KEYS, SEVERAL, times(), st.none() | KEYS), min_size=1, max_size=5))
@settings(deadline=None, max_examples=60)
def test_an_encounter_comes_back_as_it_was_written(written):
    resources = [
        fhir.encounter(key, person=person, types=types, start=start, end=None, practice=practice)
        for key, person, types, (start, _), practice in written
    ]
    expected = [
        columns(
            "encounter", encounter=key, person=person, type=types, start=start, practice=practice
        )
        for key, person, types, (_, start), practice in written
    ]

    assert_comes_back(resources, "encounter", expected)


@given(
    st.lists(
        st.tuples(KEYS, KEYS, ANY_CODE, times(), st.integers(min_value=0, max_value=400)),
        min_size=1,
        max_size=5,
    )
)
@settings(deadline=None, max_examples=60)
def test_a_dispensing_comes_back_as_it_was_written(written):
    resources = [
        fhir.medication_dispense(key, person=person, code=code, handed_over=when, supply_days=days)
        for key, person, code, (when, _), days in written
    ]
    expected = [
        columns(
            "medication",
            medication=f"MedicationDispense/{key}",
            person=person,
            code=[code],
            handed_over=when,
            supply_days=days,
        )
        for key, person, code, (_, when), days in written
    ]

    assert_comes_back(resources, "medication", expected)


def assert_comes_back(
    resources: list[fhir.Json], table: str, expected: list[dict[str, object]]
) -> None:
    batches = lines(*resources)
    found = rows(batches, table).select(list(expected[0])).to_dicts()
    for row in found:
        row |= {
            name: as_pairs(cell) for name, cell in row.items() if isinstance(cell, list | pl.Series)
        }

    assert told(batches) == []
    assert found == expected


@given(st.permutations(range(len(SOUND))))
@settings(deadline=None, max_examples=30)
def test_the_order_of_lines_changes_nothing(order):
    straight, mixed = lines(*SOUND), lines(*(SOUND[place] for place in order))

    for table in {batch.table.name for batch in straight}:
        key = rows(straight, table).columns[0]

        assert rows(mixed, table).sort(key).equals(rows(straight, table).sort(key))
