"""What is needed and no more: the same rows and faults as of the whole, for some tables."""

import json
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from adapters.fhir import ndjson, parallel
from adapters.fhir.blocks import line_blocks
from adapters.inputs import read_inputs
from adapters.needs import Needs
from adapters.source import path_source
from schemas.batch import Batch
from schemas.fault import FAULTS
from tests.builders.fhir import (
    bundle,
    condition,
    coverage,
    encounter,
    medication_request,
    observation,
    patient,
    resource,
    write_folder,
)
from tests.builders.fhir_reading import surplus
from tests.places import shared

NEEDS = {
    "person": frozenset({"person", "birth_day"}),
    "encounter": frozenset({"person", "start_day", "type", "contributor"}),
    "observation": frozenset({"person", "value_number"}),
}
SENT = [
    patient("p1", name=[{"family": "Canary"}]),
    encounter(
        "e1", person="p1", diagnoses=["c1"], text={"status": "x", "div": "<div>Canary</div>"}
    ),
    encounter("e2", person="p1", start="yesterday"),
    encounter(
        "e3", person="p1", end=None, subject={"reference": "Patient/p1", "display": "Canary"}
    ),
    observation("o1", person="p1"),
    observation("o2", person="p1", code=("http://loinc.org", "44261-6"), valueInteger=99),
    observation("o3", person="p1", subject=7),
    condition("c1", person="p1", onset="yesterday"),
    condition("c2", person="p1", subject=7),
    coverage("v1", person="p1", start="yesterday"),
    medication_request("m1", person="p1", note=[{"text": "call 555-123-4567"}]),
    resource("MeasureReport", "r1", status="complete"),
    resource("Basic", "b1", subject=7),
]


def as_lines(folder: Path) -> Path:
    path = folder / "sent.ndjson"
    path.write_text("".join(json.dumps(one) + "\n" for one in SENT))
    return path


def as_bundle(folder: Path) -> Path:
    path = folder / "sent.json"
    path.write_text(json.dumps(bundle(*SENT)))
    return path


def as_folder(folder: Path) -> Path:
    return write_folder(folder / "sent", *SENT)


def as_export(folder: Path) -> Path:
    export = folder / "sent"
    export.mkdir()
    for one in SENT:
        with (export / f"{one['resourceType']}.ndjson").open("a") as stream:
            stream.write(json.dumps(one) + "\n")
    return export


FORMS = {"lines": as_lines, "a Bundle": as_bundle, "a folder": as_folder, "an export": as_export}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_rows_and_faults_of_what_is_needed_are_those_of_the_whole(form, tmp_path):
    path = form(tmp_path)
    whole = list(read_inputs([path]))
    needed = list(read_inputs([path], needs=NEEDS))

    assert surplus(whole)
    assert faults(whole, NEEDS).height
    assert not surplus(needed)
    assert_is_part(needed, whole, NEEDS)


def test_several_processes_read_the_same_of_what_is_needed(tmp_path, monkeypatch):
    path = as_lines(tmp_path)
    expected = list(ndjson.read(path_source(path), needs=NEEDS, workers=1))
    monkeypatch.setattr(ndjson, "line_blocks", lambda stream: line_blocks(stream, size=700))
    monkeypatch.setattr(parallel, "WORTH", 1)
    found = list(ndjson.read(path_source(path), needs=NEEDS, workers=2))

    assert len(found) > len(expected)
    assert_is_part(found, expected, NEEDS)


def test_a_deck_gives_the_same_of_what_is_needed():
    deck = shared("fhir-ecqm", "CMS177FHIRChildMDDSuicideAssmt")
    whole = list(read_inputs([deck]))

    assert_is_part(list(read_inputs([deck], needs=NEEDS)), whole, NEEDS)


def assert_is_part(needed: list[Batch], whole: list[Batch], needs: Needs) -> None:
    assert {batch.table.name for batch in needed} <= set(needs)
    for name, columns in needs.items():
        held = [batch for batch in whole if batch.table.name == name and batch.height]
        given = [batch for batch in needed if batch.table.name == name and batch.height]
        wanted = [column for column in held[0].columns if column in columns]

        assert held
        assert all(list(batch.columns) == wanted for batch in given)
        assert_frame_equal(
            pl.concat(batch.rows for batch in given),
            pl.concat(batch.frame(wanted) for batch in held),
        )
    assert_frame_equal(faults(needed, needs), faults(whole, needs))


def faults(batches: list[Batch], needs: Needs) -> pl.DataFrame:
    """Return the faults of records of the tables that are needed."""
    found = pl.concat([batch.faults for batch in batches] or [pl.DataFrame(schema=FAULTS)])
    return found.filter(pl.col("table").is_in(list(needs))).sort(FAULTS.names())
