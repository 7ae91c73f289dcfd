"""Who said no: a refusal counts from its signature to its last day, until it is revoked."""

from datetime import date

import pytest

from hub.preparation.opted_out import opted_out
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

    assert opted_out(directives, on=ON).to_list() == (["p"] if expected else [])
