"""Who said no: a refusal counts from its signature to its last day, until it is revoked."""

from datetime import date

import pytest

from hub.preparation.opted_out import opted_out
from schemas.records import TABLES
from tests.builders.batches import batch
from tests.builders.records import row

ON = date(2026, 11, 22)

CASES = {
    "an opt-out": ({}, True),
    "a refusal of a Part 2 consent": ({"kind": "part2"}, True),
    "a permission": ({"decision": "permit"}, False),
    "signed today": ({"start": "2026-11-22"}, True),
    "signed tomorrow": ({"start": "2026-11-23"}, False),
    "no day of signature": ({"start": None}, True),
    "ends today": ({"end": "2026-11-22"}, True),
    "ended yesterday": ({"end": "2026-11-21"}, False),
    "revoked tomorrow": ({"revoked": "2026-11-23"}, True),
    "revoked today": ({"revoked": "2026-11-22"}, False),
}


@pytest.mark.parametrize(("cells", "expected"), CASES.values(), ids=CASES)
def test_opted_out(cells, expected):
    usual = {"decision": "deny", "kind": "opt-out", "start": "2026-01-01"}
    directives = batch(
        "consent_directive", row("consent_directive", person="p", **(usual | cells))
    ).rows

    assert opted_out(directives, on=ON)["person"].to_list() == (["p"] if expected else [])


REASONS = {
    "an opt-out": (["opt-out"], "opt-out"),
    "a refusal of a Part 2 consent": (["part2"], "refusal"),
    "a restriction before all else": (["opt-out", "part2", "restriction"], "restriction"),
    "a refusal before an opt-out": (["opt-out", "part2"], "refusal"),
}


@pytest.mark.parametrize(("kinds", "reason"), REASONS.values(), ids=REASONS)
def test_each_person_is_told_once_with_the_first_reason(kinds, reason):
    said = (
        row("consent_directive", person="p", decision="deny", kind=kind, start="2026-01-01")
        for kind in kinds
    )

    assert opted_out(batch("consent_directive", *said).rows, on=ON).rows() == [("p", reason)]


def test_every_table_of_persons_that_may_be_sent_can_be_counted():
    counted = TABLES["withheld_at_home"].column("records_of").one_of
    of_persons = {name.replace("_", "-") for name, table in TABLES.items() if table.has_person}

    assert {*counted, "consent-directive"} == of_persons
