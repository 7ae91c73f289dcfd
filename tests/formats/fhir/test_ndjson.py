"""NDJSON: positions, dirt, blocks, and several processes."""

import json
from io import BytesIO
from multiprocessing import active_children
from typing import NoReturn

import pytest
from polars.testing import assert_frame_equal, assert_series_equal

from adapters.fhir import ndjson, parallel
from adapters.fhir.blocks import line_blocks
from adapters.source import Source, bytes_source, path_source
from schemas.batch import Batch
from tests.builders.fhir import (
    condition,
    encounter,
    medication_request,
    observation,
    patient,
    resource,
)
from tests.builders.fhir import ndjson as file_of
from tests.builders.fhir_reading import (
    dies_elsewhere,
    fails_elsewhere,
    lines,
    pairs,
    rows,
    told,
)

P1 = json.dumps(patient("p1"))
E1 = json.dumps(encounter("e1", person="p1"))


def read(content: str | bytes, **options: int) -> list[Batch]:
    encoded = content.encode() if isinstance(content, str) else content
    return list(ndjson.read(bytes_source(encoded, "sent.ndjson"), **options))


def test_a_row_says_on_which_line_it_stood():
    batches = read(f"{P1}\n{E1}\n{E1.replace('e1', 'e2')}\n")
    positions = {batch.table.name: batch.positions.to_list() for batch in batches}

    assert positions == {"person": [1], "encounter": [2, 3]}
    assert {batch.file for batch in batches} == {"sent.ndjson"}


DIRT = {
    "a byte order mark": "\ufeff" + f"{P1}\n{E1}\n",
    "carriage returns": f"{P1}\r\n{E1}\r\n",
    "blank lines": f"\n{P1}\n  \n\n{E1}\n\n",
    "no line break at the end": f"{P1}\n{E1}",
    "the type at the end of each line": "\n".join(
        json.dumps(dict(sorted(json.loads(one).items(), reverse=True))) for one in (P1, E1)
    ),
    "elements that nobody knows": f'{P1}\n{E1[:-1]}, "mood": [1]}}\n',
}


@pytest.mark.parametrize("content", DIRT.values(), ids=DIRT)
def test_dirt_that_harms_nothing_is_no_fault(content):
    batches = read(content)

    assert told(batches) == []
    assert rows(batches, "encounter")["encounter"].to_list() == ["e1"]


CANARY = "Zyxgold-529-31"
BROKEN = {
    "no JSON": (f"{CANARY}", "json", ""),
    "half a line": (E1[:-9], "json", ""),
    "two objects in a line": (E1 + E1, "json", ""),
    "bytes of no text": (b'{"resourceType":"Patient","id":"\xff\xfe"}', "json", ""),
    "half a letter": ('{"resourceType":"Patient","id":"\\ud800"}', "json", ""),
    "nested without end": ('{"a":' * 100_000, "json", ""),
    "a list": ("[1, 2]", "resource-type", "resourceType"),
    "a word": (f'"{CANARY}"', "resource-type", "resourceType"),
    "no type": (f'{{"id": "{CANARY}"}}', "resource-type", "resourceType"),
    "a type that is none": (f'{{"resourceType": "{CANARY}"}}', "resource-type", "resourceType"),
    "a type that is a number": ('{"resourceType": 1}', "resource-type", "resourceType"),
    "a Bundle": ('{"resourceType": "Bundle"}', "resource-type", "resourceType"),
    "a text for a number": (
        json.dumps({**observation("o1", person="p1"), "valueInteger": CANARY}),
        "structure",
        "Observation.valueInteger",
    ),
    "an object for a list": (
        json.dumps({**encounter("e2", person="p1"), "participant": {"x": CANARY}}),
        "structure",
        "Encounter.participant",
    ),
    "a null": (
        json.dumps({**encounter("e2", person="p1"), "period": None}),
        "structure",
        "Encounter.period",
    ),
    "a number too large": (
        '{"resourceType": "Observation", "id": "o1", "valueQuantity": {"value": 1e999}}',
        "structure",
        "Observation.valueQuantity.value",
    ),
}


@pytest.mark.parametrize(("line", "rule", "field"), BROKEN.values(), ids=BROKEN)
def test_a_broken_line_is_a_fault_at_its_place_and_spoils_no_other(line, rule, field):
    broken = line if isinstance(line, bytes) else line.encode()
    batches = read(b"\n".join([P1.encode(), broken, E1.encode()]))

    assert told(batches) == [(2, field, rule, "error")]
    assert rows(batches, "encounter")["encounter"].to_list() == ["e1"]


def test_a_fault_never_holds_a_value():
    content = "\n".join(line for line, _, _ in BROKEN.values() if isinstance(line, str))
    whole = encounter("e1", person="p1", status=CANARY, start=CANARY, end=CANARY)
    batches = read(content) + lines(whole, condition(person="p1", code=("x", CANARY)))
    faults = [batch.faults.drop("file") for batch in batches]

    assert CANARY not in str([frame.to_dicts() for frame in faults])
    assert CANARY not in repr(batches)


def test_every_misshapen_element_of_a_resource_is_told():
    whole = {**observation("o1", person="p1"), "valueInteger": "a", "status": 1}
    whole["effectivePeriod"] = {"start": 5}

    assert {field for _, field, _, _ in lines_told(whole)} == {
        "Observation.status",
        "Observation.valueInteger",
        "Observation.effectivePeriod.start",
    }


def lines_told(*resources: dict[str, object]) -> list[tuple[int, str, str, str]]:
    return told(lines(*resources))


MODIFIERS = {
    "in the resource": {"modifierExtension": [{"url": "http://example.org/not"}]},
    "in a part of it": {
        "period": {"start": "2026-01-01", "modifierExtension": [{"url": "http://example.org/not"}]}
    },
    "that is no list": {"modifierExtension": "x"},
}


@pytest.mark.parametrize("said", MODIFIERS.values(), ids=MODIFIERS)
def test_a_modifier_that_is_not_known_drops_its_resource(said):
    batches = lines(encounter("e1", person="p1", **said), encounter("e2", person="p1"))

    assert told(batches) == [(1, "Encounter.modifierExtension", "modifier-extension", "error")]
    assert rows(batches, "encounter")["encounter"].to_list() == ["e2"]


def test_implicit_rules_drop_their_resource():
    batches = lines(encounter("e1", person="p1", implicitRules="http://example.org/rules"))

    assert told(batches) == [(1, "Encounter.implicitRules", "implicit-rules", "error")]


def test_the_mark_of_a_test_case_changes_nothing():
    guide = "http://hl7.org/fhir/us/cqfmeasures/StructureDefinition/cqfm-isTestCase"
    said = {"modifierExtension": [{"url": guide, "valueBoolean": True}]}

    assert told(lines(encounter("e1", person="p1", **said))) == []


def test_what_no_table_needs_is_counted_and_no_fault():
    others = [resource("Immunization"), resource("CareTeam"), resource("Immunization")]
    batches = lines(patient("p1"), *others)

    assert told(batches) == []
    assert batches[0].passed_over == {"CareTeam": 1, "Immunization": 2}


MANY = (
    patient("p1"),
    *(encounter(f"e{number}", person="p1") for number in range(40)),
    {"resourceType": "Nonsense"},
    *(condition(f"c{number}", person="p1", onset="soon") for number in range(3)),
    medication_request(
        "m1", person="p1", code=None, medicationReference={"reference": "Medication/d"}
    ),
    resource(
        "Medication",
        "d",
        code={
            "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "312938"}]
        },
    ),
)


@pytest.mark.parametrize("size", [1, 7, 100, 1000, 100_000])
@pytest.mark.parametrize("ending", ["", "\n"])
def test_blocks_hold_every_line_once_under_its_number(size, ending):
    content = ("\n".join(["", *map(json.dumps, MANY), ""]) + ending).encode()
    expected = [(n, one) for n, one in enumerate(content.split(b"\n"), 1) if one]
    blocks = line_blocks(BytesIO(content), size=size)
    found = [(n, one) for block in blocks for n, one in block.lines() if one]

    assert found == expected


def test_a_line_without_end_is_a_fault_and_no_memory():
    content = f"{P1}\n" + '{"a": "' + "x" * 5000 + f'"}}\n{E1}\n'
    blocks = list(line_blocks(BytesIO(content.encode()), size=300, longest=1000))
    found = [(n, len(one)) for block in blocks for n, one in block.lines() if one]

    assert [block.too_long for block in blocks if block.too_long] == [2]
    assert found == [(1, len(P1)), (3, len(E1))]


def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ndjson, "line_blocks", lambda stream: line_blocks(stream, size=2000))


def test_several_processes_give_the_same_batches_in_the_same_order(monkeypatch, tmp_path):
    small_blocks(monkeypatch)
    sent = file_of(*MANY)
    path = tmp_path / "sent.ndjson"
    with sent.open() as stream:
        path.write_bytes(stream.read())
    one = list(ndjson.read(sent, workers=1))
    two = list(ndjson.read(path_source(path, sent.name), workers=2))

    assert len(one) > 5
    assert_same(one, two)
    code = rows(two, "medication")["code"].to_list()[0]
    assert pairs(code) == [("http://www.nlm.nih.gov/research/umls/rxnorm", "312938")]


def test_when_processes_die_the_blocks_are_read_all_the_same(monkeypatch):
    small_blocks(monkeypatch)
    expected = list(ndjson.read(file_of(*MANY), workers=1))
    monkeypatch.setattr(ndjson, "read_task", dies_elsewhere)
    found = list(ndjson.read(file_of(*MANY), workers=2))

    assert_same(expected, found)


def test_when_no_process_can_be_had_the_blocks_are_read_all_the_same(monkeypatch):
    def none(shared: object) -> NoReturn:
        raise OSError

    small_blocks(monkeypatch)
    expected = list(ndjson.read(file_of(*MANY), workers=1))
    monkeypatch.setattr(parallel, "Spawned", none)
    found = list(ndjson.read(file_of(*MANY), workers=2))

    assert_same(expected, found)


def test_what_fails_in_another_process_is_raised_in_this_one(monkeypatch):
    small_blocks(monkeypatch)
    monkeypatch.setattr(ndjson, "read_task", fails_elsewhere)

    with pytest.raises(ArithmeticError, match="elsewhere"):
        list(ndjson.read(file_of(*MANY), workers=2))


def assert_same(one: list[Batch], other: list[Batch]) -> None:
    for left, right in zip(one, other, strict=True):
        assert (left.table, left.file, left.passed_over) == (
            right.table,
            right.file,
            right.passed_over,
        )
        assert_frame_equal(left.rows, right.rows)
        assert_series_equal(left.positions, right.positions)
        assert_frame_equal(left.faults, right.faults)
        assert list(left.surplus) == list(right.surplus)
        for path, words in left.surplus.items():
            assert_series_equal(words, right.surplus[path])


def test_a_reader_who_stops_early_leaves_nothing_behind(monkeypatch):
    small_blocks(monkeypatch)
    opened, before = [], active_children()

    def open_once() -> BytesIO:
        opened.append(BytesIO("\n".join(map(json.dumps, MANY)).encode()))
        return opened[-1]

    reading = ndjson.read(Source(name="x", open=open_once), workers=2)
    next(reading)
    reading.close()

    assert all(stream.closed for stream in opened)
    assert active_children() == before
