"""The gate: what each basis lets through, and how it tells of the rest."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from adapters.codes import SHAPES
from policies.deidentification.certificate import Certificate
from policies.deidentification.inspection import (
    LISTED,
    NOTHING_FOUND,
    NoCertificate,
    inspect,
)
from policies.deidentification.values import SHAPED
from schemas.code_system import LOINC
from tests.builders.batches import batch, persons
from tests.builders.records import row

ON = date(2026, 11, 22)
CERTIFICATE = Certificate(
    expert="an expert",
    method="k-anonymity",
    risk="very small",
    signed=date(2026, 1, 1),
    expires=date(2026, 12, 31),
)


def told(given, basis="safe_harbor", **terms):
    found = inspect(given, basis, on=ON, **terms)
    return {(one["column"], one["rule"]): one["count"] for one in found.identifiers.to_dicts()}


def encounter(**cells):
    return batch("encounter", row("encounter", person="p", status="finished", **cells))


DAY = {"start": "2026-02-28"}
YEAR = {"start": "2026-01-01", "date_precision": "year"}
MONTH = {"start": "2026-02-01", "date_precision": "month"}

DATES = {
    "a day under Safe Harbor": (DAY, "safe_harbor", {("start_day", "date-finer-than-year"): 1}),
    "a year under Safe Harbor": (YEAR, "safe_harbor", {}),
    "a day that is said to be a year": (
        DAY | {"date_precision": "year"},
        "safe_harbor",
        {("start_day", "date-finer-than-year"): 1},
    ),
    "2 January that is said to be a year": (
        {"start": "2026-01-02", "date_precision": "year"},
        "safe_harbor",
        {("start_day", "date-finer-than-year"): 1},
    ),
    "1 January that is not said to be a year": (
        {"start": "2026-01-01"},
        "safe_harbor",
        {("start_day", "date-finer-than-year"): 1},
    ),
    "a month under Safe Harbor": (
        MONTH,
        "safe_harbor",
        {("start_day", "date-finer-than-year"): 1},
    ),
    "an instant under Safe Harbor": (
        {"start": "2026-01-01T10:00", "date_precision": "year"},
        "safe_harbor",
        {("start_instant", "instant"): 1},
    ),
    "a day in a limited data set": (DAY, "limited_data_set", {}),
    "an instant in a limited data set": ({"start": "2026-02-28T10:00"}, "limited_data_set", {}),
    "a day that the expert allows": (DAY, "expert_determination", {}),
}


@pytest.mark.parametrize(("cells", "basis", "expected"), DATES.values(), ids=DATES)
def test_dates(cells, basis, expected):
    assert told(encounter(**cells), basis, certificate=CERTIFICATE) == expected


def test_an_expert_may_allow_months_and_no_more():
    monthly = Certificate(**_terms(CERTIFICATE) | {"date_precision": "month"})

    assert told(encounter(**MONTH), "expert_determination", certificate=monthly) == {}
    assert told(encounter(**YEAR), "expert_determination", certificate=monthly) == {}
    assert told(encounter(**DAY), "expert_determination", certificate=monthly) == {
        ("start_day", "date-finer-than-month"): 1
    }


def test_an_instant_needs_the_experts_word():
    timed = encounter(start="2026-02-28T10:00")
    allowing = Certificate(**_terms(CERTIFICATE) | {"instants": True})

    assert told(timed, "expert_determination", certificate=CERTIFICATE) == {
        ("start_instant", "instant"): 1
    }
    assert told(timed, "expert_determination", certificate=allowing) == {}


def test_the_days_of_a_practice_are_nobodys():
    directory = batch("practice", row("practice", start="2020-02-28", npi="1234567893"))

    assert told(directory) == {}


AGES = {
    "89 within this year": ({"birth": date(1937, 1, 1)}, {}),
    "90 within this year": ({"birth": date(1936, 1, 1)}, {("birth_day", "age-over-89"): 1}),
    "said to be over 89 and the year told": (
        {"birth": date(1937, 1, 1), "over_89": True},
        {("birth_day", "age-over-89"): 1},
    ),
    "over 89 and no year": ({"birth": None, "over_89": True}, {}),
    "died at 70, long ago": ({"birth": date(1920, 1, 1), "death": "1990-01-01"}, {}),
    "died at 90": (
        {"birth": date(1900, 1, 1), "death": "1990-01-01"},
        {("birth_day", "age-over-89"): 1},
    ),
}


@pytest.mark.parametrize(("cells", "expected"), AGES.values(), ids=AGES)
def test_ages(cells, expected):
    cells = {"birth_day": cells["birth"]} | {
        name: cell for name, cell in cells.items() if name != "birth"
    }
    given = persons("p", date_precision="year", **cells)

    assert told(given) == expected
    assert told(given, "limited_data_set") == {}


OBSERVED = {
    "an age of 89": ({"code": (LOINC, "30525-0"), "value_number": 89.0}, {}),
    "an age of 90": (
        {"code": (LOINC, "30525-0"), "value_number": 90.0},
        {("value_number", "age-over-89"): 1},
    ),
    "an age of 90 in years that says so": (
        {"code": (LOINC, "21612-7"), "value_number": 90.0, "value_unit": "a"},
        {("value_number", "age-over-89"): 1},
    ),
    "an age of 90 months": (
        {"code": (LOINC, "30525-0"), "value_number": 90.0, "value_unit": "mo"},
        {},
    ),
    **{
        f"an age of 90 {unit}": (
            {"code": (LOINC, "30525-0"), "value_number": 90.0, "value_unit": unit},
            {},
        )
        for unit in ("Months", "weeks", "days", "wk", "d")
    },
    "a weight of 90": (
        {"code": (LOINC, "29463-7"), "value_number": 90.0, "value_unit": "kg"},
        {},
    ),
    "an age without a number": ({"code": (LOINC, "30525-0")}, {}),
}


@pytest.mark.parametrize(("cells", "expected"), OBSERVED.values(), ids=OBSERVED)
def test_ages_that_are_observed(cells, expected):
    given = batch("observation", row("observation", person="p", status="final", **cells))

    assert told(given) == expected
    assert told(given, "limited_data_set") == {}


WRITTEN_DATES = {
    "a year under Safe Harbor": (["2026"], "safe_harbor", {}),
    "a month under Safe Harbor": (
        ["2026", "2026-03"],
        "safe_harbor",
        {("Patient.deceasedDateTime", "date-of-a-person"): 2},
    ),
    "a day in a limited data set": (["2026-03-04"], "limited_data_set", {}),
    "what is no date in a limited data set": (
        ["4 March"],
        "limited_data_set",
        {("Patient.deceasedDateTime", "date-of-a-person"): 1},
    ),
}


@pytest.mark.parametrize(("texts", "basis", "expected"), WRITTEN_DATES.values(), ids=WRITTEN_DATES)
def test_dates_of_fhir_that_no_table_keeps(texts, basis, expected):
    given = batch("person", surplus={"Patient.deceasedDateTime": texts})

    assert told(given, basis) == expected


PLACES = {
    "three digits where many live": ({"zip3": "021"}, "safe_harbor", {}),
    "three digits where few live": (
        {"zip3": "036"},
        "safe_harbor",
        {("zip3", "restricted-zip3"): 1},
    ),
    "063 too, to be safe": ({"zip3": "063"}, "safe_harbor", {("zip3", "restricted-zip3"): 1}),
    "792 was never on a list": ({"zip3": "792"}, "safe_harbor", {}),
    "000": ({"zip3": "000"}, "safe_harbor", {}),
    "five digits in the place of three": (
        {"zip3": "02139"},
        "safe_harbor",
        {("zip3", "zip-code"): 1},
    ),
    "five digits": ({"zip5": "02139"}, "safe_harbor", {("zip5", "zip-code"): 1}),
    "five digits in a limited data set": ({"zip5": "03601"}, "limited_data_set", {}),
    "three digits where few live, certified": ({"zip3": "036"}, "expert_determination", {}),
    "five digits, not certified": (
        {"zip5": "02139"},
        "expert_determination",
        {("zip5", "zip-code"): 1},
    ),
}


@pytest.mark.parametrize(("cells", "basis", "expected"), PLACES.values(), ids=PLACES)
def test_geography(cells, basis, expected):
    assert told(persons("p", **cells), basis, certificate=CERTIFICATE) == expected


ONE_OF_TWO = {
    "a place": (persons("p", "q", date_precision="year"), {"zip3": ["021", "036"]}, "zip3"),
    "a misshapen place": (persons("p", "q"), {"zip3": ["021", "0213"]}, "zip3"),
    "a birth": (
        persons("p", "q", date_precision="year"),
        {"birth_day": [date(1970, 1, 1), date(1970, 2, 1)]},
        "birth_day",
    ),
    "an age": (
        persons("p", "q", date_precision="year"),
        {"birth_day": [date(1970, 1, 1), date(1920, 1, 1)]},
        "birth_day",
    ),
    "a keyed token": (persons("p", "linked1abcdefghijklmnopqrstuvwxyz234567"), {}, "person"),
    "a number": (persons("p", "078051120"), {}, "person"),
    "a text": (
        batch("observation", *(row("observation", person="p", status="final") for _ in "ab")),
        {"value_text": [None, "slept well"]},
        "value_text",
    ),
}


@pytest.mark.parametrize(("given", "cells", "column"), ONE_OF_TWO.values(), ids=ONE_OF_TWO)
def test_one_record_of_two_is_enough(given, cells, column):
    changed = given.rows.with_columns(
        pl.Series(name, held, dtype=given.rows.schema[name]) for name, held in cells.items()
    )
    found = inspect(replace(given, columns=changed.to_dict()), "safe_harbor", on=ON)

    assert set(found.identifiers["column"]) == {column}
    assert set(found.faults["position"]) == {2}


def test_a_hash_among_other_tokens_is_questioned():
    found = inspect(persons("p", "0" * 64), "safe_harbor", on=ON)

    assert found.faults.select("rule", "position").rows() == [("hash-like-token", 2)]


def test_what_an_unknown_column_holds_is_named_only_where_the_basis_forbids_it():
    given = batch("person", surplus={"tattoo": ["2026-03-04"]})

    assert told(given, "limited_data_set") == {("tattoo", "unknown-column"): 1}
    assert ("tattoo", "date-in-text") in told(given)


def test_an_expert_may_allow_months_of_dates_that_no_table_keeps():
    monthly = Certificate(**_terms(CERTIFICATE) | {"date_precision": "month"})
    month = batch("person", surplus={"Patient.deceasedDateTime": ["2026-03"]})
    day = batch("person", surplus={"Patient.deceasedDateTime": ["2026-03-04"]})

    assert told(month, "expert_determination", certificate=monthly) == {}
    assert told(day, "expert_determination", certificate=monthly) != {}


def test_an_expert_may_allow_no_place_at_all():
    nowhere = Certificate(**_terms(CERTIFICATE) | {"geography": frozenset()})
    given = persons("p", zip3="021", date_precision="year")

    assert told(given, "expert_determination", certificate=CERTIFICATE) == {}
    assert told(given, "expert_determination", certificate=nowhere) == {("zip3", "zip-code"): 1}


def test_the_list_of_sparse_places_is_that_of_the_day():
    old = inspect(persons("p", zip3="790"), "safe_harbor", on=date(2010, 1, 1))
    new = inspect(persons("p", zip3="790"), "safe_harbor", on=ON)

    assert old.refuses
    assert not new.refuses


def test_an_identifier_in_the_place_of_a_practice_is_the_persons():
    given = encounter(practice="jane.doe@example.org", **YEAR)

    assert told(given) == {("practice", "email-address"): 1}


@pytest.mark.parametrize(
    "basis", ["safe_harbor", "expert_determination", "limited_data_set", "aggregate_only"]
)
def test_an_identifier_among_the_tokens_is_refused_on_every_basis(basis):
    found = inspect(persons("078-05-1120"), basis, on=ON, certificate=CERTIFICATE)

    assert found.refuses


def test_free_text_is_refused_unless_an_expert_looked_at_it():
    said = batch(
        "observation",
        row("observation", person="p", status="final", code=("l", "1"), value_text="a word"),
    )
    looked = Certificate(
        **_terms(CERTIFICATE) | {"free_text": frozenset({"observation.value_text"})}
    )

    assert told(said, "limited_data_set") == {("value_text", "free-text"): 1}
    assert told(said, "expert_determination", certificate=CERTIFICATE) == {
        ("value_text", "free-text"): 1
    }
    assert told(said, "expert_determination", certificate=looked) == {}


SURPLUS = {
    "a social security number by its name": ("member_ssn", "social-security-number"),
    "a name": ("patientLastName", "name"),
    "a birth date under another name": ("DOB", "date-of-a-person"),
    "a street": ("home_address_1", "address"),
    "a note": ("visit_note", "free-text"),
    "anything else": ("colour", "unknown-column"),
    "who a record is about, by name": ("Encounter.subject.display", "name"),
    "who is insured, by name": ("Coverage.policy_holder.display", "name"),
    "where somebody was born": ("Patient.extension(patient-birthPlace)", "address"),
    "a mother's name": ("Patient.extension(patient-mothersMaidenName)", "name"),
    "an extension that nobody knows": ("Patient.extension", "unknown-element"),
    "an onset in words": ("Condition.onset[x]", "free-text"),
    "a patient's name in FHIR": ("Patient.name.family", "name"),
    "a patient's narrative in FHIR": ("Patient.text.div", "free-text"),
    "a patient's record number in FHIR": ("Patient.identifier.value", "medical-record-number"),
    "a patient's telephone in FHIR": ("Patient.telecom.value", "telephone-number"),
    "a patient's street in FHIR": ("Patient.address.line", "address"),
}


@pytest.mark.parametrize(("name", "rule"), SURPLUS.values(), ids=SURPLUS)
def test_what_no_table_holds_is_refused_and_named(name, rule):
    given = batch("person", row("person", person="p"), surplus={name: ["x", None, "y"]})

    assert told(given, "limited_data_set") == {(name, rule): 2}


def test_the_values_of_an_unknown_column_are_named_too():
    given = batch(
        "person", row("person", person="p"), surplus={"colour": ["078-05-1120", "red", None]}
    )

    assert told(given) == {
        ("colour", "unknown-column"): 2,
        ("colour", "social-security-number"): 1,
    }


def test_what_a_file_says_of_a_clinician_is_no_persons():
    given = batch(
        "provider",
        row("provider", provider="d", npi="1234567893"),
        surplus={"Practitioner.name.family": ["Doe"], "Organization.telecom.value": ["x"]},
    )

    assert told(given) == {}


def test_a_code_of_a_system_that_nobody_knows_is_looked_at():
    def coded(*codings):
        return batch(
            "condition",
            row("condition", person="p", code=("http://hl7.org/fhir/sid/icd-10-cm", "F32.9")),
            row("condition", person="p", code=list(codings)),
        )

    assert told(coded(("urn:local", "jane@example.org")), "limited_data_set") == {
        ("code", "email-address"): 1
    }
    assert (
        told(coded(("urn:local", "A1"), ("http://snomed.info/sct", "1")), "limited_data_set") == {}
    )


def test_systems_taken_for_checked_are_those_whose_codes_readers_check():
    assert set(SHAPED) == set(SHAPES)


HASHES = {
    "md5": "d41d8cd98f00b204e9800998ecf8427e",
    "sha1": "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
}


@pytest.mark.parametrize("token", HASHES.values(), ids=HASHES)
def test_a_token_that_looks_like_a_hash_is_questioned_under_safe_harbor_alone(token):
    asked = inspect(persons(token), "safe_harbor", on=ON)
    limited = inspect(persons(token), "limited_data_set", on=ON)

    assert not asked.refuses
    assert asked.faults.select("position", "field", "rule", "severity").rows() == [
        (1, "person", "hash-like-token", "warning")
    ]
    assert limited.faults.is_empty()


def test_a_keyed_token_is_derived_and_refused_under_safe_harbor():
    keyed = persons("linked1abcdefghijklmnopqrstuvwxyz234567")

    assert told(keyed) == {("person", "derived-token"): 1}
    assert told(keyed, "limited_data_set") == {}


NUMBERS = {
    "a social security number as a quantity": ({"quantity": 78_051_120.0 + 9e8}, True),
    "nine digits": ({"paid_amount": 100_000_000.0}, True),
    "eight digits": ({"paid_amount": 99_999_999.99}, False),
    "taken back": ({"paid_amount": -100_000_000.0}, True),
    "none": ({}, False),
}


@pytest.mark.parametrize(("cells", "refused"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_as_long_as_an_identifier(cells, refused):
    lines = batch("claim_line", row("claim_line", claim="c", line=1, person="p", **cells))
    expected = {(name, "long-number"): 1 for name in cells} if refused else {}

    assert told(lines, "limited_data_set") == expected


def test_counts_alone_means_no_element_of_a_person_either():
    nothing, spoken_of = batch("person"), batch("person", surplus={"Patient.photo": ["x"]})

    assert told(nothing, "aggregate_only") == {}
    assert told(spoken_of, "aggregate_only") == {("", "record-under-counts-only"): 1}


def test_counts_alone_means_no_record_of_a_person():
    counted = batch(
        "measure_count",
        row(
            "measure_count",
            measure="CMS2",
            period_start=date(2026, 1, 1),
            period_end=date(2026, 12, 31),
            population="denominator",
            count=20,
        ),
    )

    assert told(counted, "aggregate_only") == {}
    assert told(persons("p", "q"), "aggregate_only") == {("", "record-under-counts-only"): 2}


def test_a_determination_needs_a_certificate_in_force():
    lapsed = Certificate(**_terms(CERTIFICATE) | {"expires": date(2026, 11, 21)})
    last_day = Certificate(**_terms(CERTIFICATE) | {"expires": ON})

    assert told(persons("p"), "expert_determination", certificate=last_day) == {}
    assert told(persons("p"), "expert_determination", certificate=lapsed) == {
        ("", "certificate-not-in-force"): 1
    }
    with pytest.raises(NoCertificate):
        inspect(persons("p"), "expert_determination", on=ON)


def test_a_column_that_the_certificate_does_not_name_is_refused():
    narrow = Certificate(**_terms(CERTIFICATE) | {"columns": frozenset({"person.sex"})})
    given = persons("p", sex="female", race=("urn:oid:2.16.840.1.113883.6.238", "2106-3"))

    assert told(given, "expert_determination", certificate=narrow) == {
        ("race", "column-not-certified"): 1
    }


def test_a_fault_tells_the_place_and_never_the_value():
    found = inspect(persons("p", "078-05-1120"), "safe_harbor", on=ON)

    assert found.faults.to_dicts()[0] == {
        "file": "given.csv",
        "table": "person",
        "position": 2,
        "field": "person",
        "rule": "social-security-number",
        "remedy": "leave the number out; use a token for the person",
        "severity": "error",
    }
    assert "078" not in found.faults.write_csv() + found.identifiers.write_csv()


def test_many_batches_add_up_and_the_list_of_places_stays_short():
    one = persons(*["jane@example.org"] * 700)
    found = NOTHING_FOUND
    for _ in range(3):
        found = inspect(one, "safe_harbor", on=ON, already=found)

    assert found.identifiers["count"].to_list() == [2100]
    assert found.faults.height == LISTED
    assert (
        inspect(persons(*["jane@example.org"] * 1500), "safe_harbor", on=ON).faults.height == LISTED
    )


def test_an_empty_batch_has_nothing_to_hide():
    for table in ("person", "claim_line", "observation"):
        assert told(batch(table)) == {}


def test_a_clean_batch_adds_nothing():
    assert inspect(persons("p"), "safe_harbor", on=ON) is NOTHING_FOUND


def _terms(certificate):
    return {name: getattr(certificate, name) for name in Certificate.__slots__}


def claim(**cells):
    return batch("claim", row("claim", person="p", type="professional", status="paid", **cells))


NUMBERS = {"safe_harbor": {("claim", "social-security-number"): 1}, "limited_data_set": {}}


@pytest.mark.parametrize(("basis", "expected"), NUMBERS.items())
def test_nine_digits_may_be_the_number_of_a_claim_where_these_may_come(basis, expected):
    assert told(claim(claim="078051120"), basis) == expected


@pytest.mark.parametrize("column", ["claim", "replaces"])
@pytest.mark.parametrize("value", ["Doe, Jane", "25 Church St", "1M8GDM9AXKP042788"])
def test_the_key_of_a_record_names_nobody(column, value):
    cells = {"claim": "c1"} | {column: value}

    assert {name for name, _ in told(claim(**cells), "limited_data_set")} == {column}


@pytest.mark.parametrize(("zip5", "refused"), {"60601": 0, "60601-1234": 0, "Jane Doe": 1}.items())
def test_a_zip_code_is_digits_where_it_may_come(zip5, refused):
    given = batch("person", row("person", person="p", zip5=zip5))

    assert told(given, "limited_data_set") == ({("zip5", "zip-code"): 1} if refused else {})


SYSTEMS = {
    "words as a code": (("urn:local", "Jane Doe"), {("code", "free-text"): 1}),
    "an address as a system": (("jane@example.org", "a"), {("code", "email-address"): 1}),
    "one number as both": (
        ("078-05-1120", "078-05-1120"),
        {("code", "social-security-number"): 1},
    ),
    "an address of the internet as a code": (
        ("urn:local", "http://example.org/jane"),
        {("code", "web-address"): 1},
    ),
    "a system and a code": (("http://example.org/codes/2026-01-02", "DEP-2"), {}),
}


@pytest.mark.parametrize(("code", "expected"), SYSTEMS.values(), ids=SYSTEMS)
def test_a_system_that_nobody_knows_is_looked_at_with_its_codes(code, expected):
    given = batch("condition", row("condition", person="p", code=[code]))

    assert told(given, "limited_data_set") == expected
