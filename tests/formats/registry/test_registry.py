from datetime import date

import pytest

from adapters.registry.columns import Scored, scored
from adapters.registry.registry import read, recognises
from schemas.code_system import INSTRUMENT, LOINC, REGISTRY_EVENT
from schemas.instruments import instruments
from tests.builders.csv_files import batches, faults, rows, told

EVENTS = "Patient ID,Date,Event,Instrument,Score,Clinic,Mode\n"
EPISODES = (
    "ID,Clinic,Enrollment Date,First PHQ-9 Score,First PHQ-9 Date,Most Recent PHQ-9,"
    "Date of most recent PHQ-9,# of contacts,Last contact date,Last psychiatric consultation,"
    "Status,Discharge date\n"
)


def scores(content):
    found = rows(content, "observation", read)
    told = [
        (person, code[0]["code"], value, day)
        for person, code, value, day in found.select(
            "person", "code", "value_number", "start_day"
        ).rows()
        if code[0]["system"] in {INSTRUMENT, LOINC}
    ]
    return sorted(told, key=lambda score: (score[0], score[3], score[1]))


def visits(content):
    found = rows(content, "encounter", read)
    return [
        (person, kind[0]["code"], day)
        for person, kind, day in found.select("person", "type", "start_day").rows()
    ]


def test_scores_become_observations():
    content = EVENTS + "p1,2026-01-05,Score,PHQ 9,15,a,\np1,2026-02-05,assessment,gad-7,9,a,\n"

    assert scores(content) == [
        ("p1", "44261-6", 15.0, date(2026, 1, 5)),
        ("p1", "70274-6", 9.0, date(2026, 2, 5)),
    ]
    assert rows(content, "observation", read)["practice"].to_list() == ["a", "a"]


def test_contacts_and_reviews_become_encounters_of_the_registry():
    content = EVENTS + (
        "p1,2026-02-05,follow-up,,,a,phone\np1,2026-02-07,Psychiatric Case Review,,,a,\n"
    )
    found = rows(content, "encounter", read)

    assert visits(content) == [
        ("p1", "contact", date(2026, 2, 5)),
        ("p1", "psychiatric-review", date(2026, 2, 7)),
    ]
    assert found["modality"].to_list() == ["phone", None]
    assert {kind[0]["system"] for kind in found["type"]} == {REGISTRY_EVENT}


def test_a_contact_at_which_a_score_was_taken_is_both():
    content = EVENTS + "p1,2026-02-05,contact,PHQ-9,11,a,video\n"

    assert scores(content) == [("p1", "44261-6", 11.0, date(2026, 2, 5))]
    assert visits(content) == [("p1", "contact", date(2026, 2, 5))]


def test_an_enrolment_puts_the_person_on_the_list():
    content = EVENTS + "p1,2026-01-02,enrolled,,,a,\n"
    found = rows(content, "attribution", read)

    assert found.select("person", "practice", "method", "start_day", "end_day").rows() == [
        ("p1", "a", "registry", date(2026, 1, 2), None)
    ]


def test_a_discharge_is_noted():
    found = rows(EVENTS + "p1,2026-09-02,Discharged,,,a,\n", "observation", read)

    assert found["code"].to_list() == [[{"system": REGISTRY_EVENT, "code": "discharge"}]]
    assert found["start_day"].to_list() == [date(2026, 9, 2)]


def test_a_change_of_treatment_is_noted():
    content = EVENTS + "p1,2026-04-02,Medication change,,,a,\n"
    found = rows(content, "observation", read)

    assert found["code"].to_list() == [[{"system": REGISTRY_EVENT, "code": "treatment-change"}]]
    assert found["start_day"].to_list() == [date(2026, 4, 2)]


SPELLINGS = {
    "phq_9_score": "phq9",
    "phq_9_m": "phq9m",
    "audit_c": "audit_c",
    "pcl_5_total": "pcl5",
    "who_5": "who5",
    "epds": "epds",
    "promis_global_mental_health": "promis_global_mental",
    "promis_physical": "promis_global_physical",
}


@pytest.mark.parametrize(("name", "instrument"), SPELLINGS.items())
def test_the_name_of_a_column_of_scores_tells_its_instrument(name, instrument):
    assert scored(name) == Scored(instrument=instrument)


RANGES = [
    (found.name, value, sound)
    for found in instruments()
    for value, sound in (
        (found.least - 1, False),
        (found.least, True),
        (found.most, True),
        (found.most + found.step, False),
    )
]


def test_a_score_lies_in_the_range_of_its_instrument():
    # All in one file, since reading a file costs far more than reading a line.
    content = EVENTS + "".join(
        f"p{number},2026-01-05,score,{instrument},{value},a,\n"
        for number, (instrument, value, _) in enumerate(RANGES, start=1)
    )
    sound = {f"p{number}" for number, (_, _, sound) in enumerate(RANGES, start=1) if sound}
    wrong = [number for number, (_, _, sound) in enumerate(RANGES, start=1) if not sound]

    assert {person for person, *_ in scores(content)} == sound
    assert faults(content, read) == [(number, "score", "out-of-range") for number in wrong]


BROKEN = {
    "a fractional score": ("p1,2026-01-05,score,PHQ-9,12.5,a,", "score", "whole-number"),
    "a score in words": ("p1,2026-01-05,score,PHQ-9,high,a,", "score", "whole-number"),
    "another instrument": ("p1,2026-01-05,score,MADRS,12,a,", "instrument", "instrument"),
    "a score of no instrument": ("p1,2026-01-05,score,,12,a,", "instrument", "instrument"),
    "a score event without a score": ("p1,2026-01-05,score,PHQ-9,,a,", "score", "score-missing"),
    "a score without a day": ("p1,,score,PHQ-9,12,a,", "date", "missing"),
    "a contact without a day": ("p1,,contact,,,a,", "date", "missing"),
    "a person without a token": (",2026-01-05,score,PHQ-9,12,a,", "patient_id", "missing"),
    "another event": ("p1,2026-01-05,birthday,,,a,", "event", "event"),
}


@pytest.mark.parametrize(("record", "field", "rule"), BROKEN.values(), ids=BROKEN)
def test_a_broken_event_is_left_out_and_told(record, field, rule):
    content = f"{EVENTS}{record}\np2,2026-01-05,score,PHQ-9,3,a,\n"

    assert faults(content, read) == [(1, field, rule)]
    assert scores(content) == [("p2", "44261-6", 3.0, date(2026, 1, 5))]
    assert visits(content) == []


def test_a_list_with_a_column_for_each_instrument_is_read():
    content = "person,date,PHQ-9,GAD-7 Score,PHQ-9M\np1,2026-01-01,12,,\np2,2026-01-02,28,3,5\n"

    assert scores(content) == [
        ("p1", "44261-6", 12.0, date(2026, 1, 1)),
        ("p2", "70274-6", 3.0, date(2026, 1, 2)),
        ("p2", "89204-2", 5.0, date(2026, 1, 2)),
    ]
    assert faults(content, read) == [(2, "phq_9", "out-of-range")]


EPISODE = "p1,a,2026-01-01,15,2026-01-02,4,2026-05-01,7,2026-05-03,2026-03-01,Active,\n"


def test_an_episode_gives_its_first_and_last_score():
    assert scores(EPISODES + EPISODE) == [
        ("p1", "44261-6", 15.0, date(2026, 1, 2)),
        ("p1", "44261-6", 4.0, date(2026, 5, 1)),
    ]


def test_an_only_score_counts_once():
    once = EPISODE.replace("4,2026-05-01", "15,2026-01-02")

    assert scores(EPISODES + once) == [("p1", "44261-6", 15.0, date(2026, 1, 2))]


def test_the_same_score_on_another_day_is_another_score():
    again = EPISODE.replace("4,2026-05-01", "15,2026-05-01")

    assert len(scores(EPISODES + again)) == 2


def test_an_episode_gives_its_last_contact_and_review_and_how_many_contacts():
    notes = rows(EPISODES + EPISODE, "observation", read).filter(value_number=7)

    assert visits(EPISODES + EPISODE) == [
        ("p1", "contact", date(2026, 5, 3)),
        ("p1", "psychiatric-review", date(2026, 3, 1)),
    ]
    assert notes["code"].to_list() == [[{"system": REGISTRY_EVENT, "code": "contacts"}]]
    assert notes.select("start_day", "end_day").rows() == [(date(2026, 1, 1), date(2026, 5, 3))]


def test_an_episode_is_a_span_on_the_list():
    ended = EPISODE.replace("Active,", "Discharged,2026-08-31")
    found = rows(EPISODES + EPISODE + ended, "attribution", read)

    assert found.select("start_day", "end_day").rows() == [
        (date(2026, 1, 1), None),
        (date(2026, 1, 1), date(2026, 8, 31)),
    ]
    assert faults(EPISODES + ended, read) == []


def test_an_episode_that_ended_on_no_day_is_a_warning():
    ended = EPISODE.replace("Active", "discharged")

    assert told(EPISODES + ended, read) == [(1, "discharge_date", "end-missing", "warning")]
    assert rows(EPISODES + ended, "attribution", read).height == 1


def test_the_first_score_without_a_date_of_its_own_is_of_the_day_of_enrolment():
    content = "id,clinic,enrolled_date,baseline_gad7,last_contact\np1,a,2026-01-03,9,\n"

    assert scores(content) == [("p1", "70274-6", 9.0, date(2026, 1, 3))]


def test_all_that_is_wrong_with_an_episode_is_told_once():
    content = EPISODES + "p1,,2026-13-01,30,2026-01-02,x,2026-05-01,-1,,,Vanished,\n"

    assert sorted(faults(content, read)) == sorted(
        [
            (1, "status", "choice"),
            (1, "first_phq_9_score", "out-of-range"),
            (1, "most_recent_phq_9", "whole-number"),
            (1, "of_contacts", "out-of-range"),
            (1, "enrollment_date", "day"),
            (1, "clinic", "missing"),
        ]
    )
    assert not any(batch.rows.height for batch in batches(content, read))


def test_without_a_practice_an_episode_cannot_be_placed():
    content = "id,enrollment date,first phq9,last contact\np1,2026-01-01,12,2026-02-01\n"

    assert faults(content, read) == [(0, "practice", "missing-column")]


def test_the_keys_of_a_registry_name_no_person_and_differ_from_file_to_file():
    content = EPISODES + EPISODE
    one = {
        key
        for batch in batches(content, read, name="one.csv")
        for name in ("observation", "encounter")
        if name in batch.rows.columns and batch.table.name == name
        for key in batch.rows[name]
    }
    two = {
        key
        for batch in batches(content, read, name="two.csv")
        for name in ("observation", "encounter")
        if name in batch.rows.columns and batch.table.name == name
        for key in batch.rows[name]
    }

    assert len(one) == len(two) == 5
    assert not one & two
    assert not [key for key in one if "p1" in key]


NAMES = {
    "phq9": Scored(instrument="phq9"),
    "phq_9_total_score": Scored(instrument="phq9"),
    "first_phq_9": Scored(instrument="phq9", which="first"),
    "baseline_gad_7_score": Scored(instrument="gad7", which="first"),
    "most_recent_phq_9": Scored(instrument="phq9", which="last"),
    "date_of_last_gad7": Scored(instrument="gad7", which="last", dates=True),
    "phq9_first_date": Scored(instrument="phq9", which="first", dates=True),
    "phq_9_m_score": Scored(instrument="phq9m"),
    "phq_a": Scored(instrument="phq9m"),
    "phq_2": Scored(instrument="phq2"),
    "first_last_phq9": None,
    "phq9_item_9": None,
    "phq9_gad7": None,
    "score": None,
}


@pytest.mark.parametrize(("name", "expected"), NAMES.items(), ids=NAMES)
def test_the_name_of_a_column_says_whose_scores_it_holds(name, expected):
    assert scored(name) == expected


@pytest.mark.parametrize(
    "header",
    [
        "person,date,weather",
        "date,event,score",
        "first_phq9,last_phq9",
        "person,date,phq9,a,b,c,d,e",
    ],
)
def test_other_headers_are_no_registries(header):
    assert not recognises(header.encode())
