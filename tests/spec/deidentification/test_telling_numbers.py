"""45 CFR 164.514(b)(2)(i)(D), (G): keys that are all telephone or social security numbers."""

import numpy as np
import pytest

from policies.deidentification.inspection import inspect
from tests.builders.batches import batch
from tests.builders.records import row
from tests.builders.times import START

LOT = np.random.default_rng(20261127)


def _numbers(*bounds, count=500):
    """Draw numbers whose groups of digits lie within bounds."""
    groups = [
        [f"{each:0{len(str(most - 1))}}" for each in LOT.integers(least, most, count)]
        for least, most in bounds
    ]
    return ["".join(each) for each in zip(*groups, strict=True)]


ISSUED = _numbers((100, 650), (1, 100), (1, 10000))
TELEPHONES = _numbers((200, 1000), (200, 1000), (0, 10000))
KEYS = {
    "social security numbers": (ISSUED, "social-security-number"),
    "too few of them": (ISSUED[:499], None),
    "one among them that was never issued": ([*ISSUED, "666121120"], None),
    "nine digits by lot": (_numbers((100_000_000, 1_000_000_000), count=1000), None),
    "nine digits counted on": ([str(201_010_001 + n) for n in range(600)], None),
    "telephone numbers": (TELEPHONES, "telephone-number"),
    "with the digit of the country": ([f"1{each}" for each in TELEPHONES], "telephone-number"),
    "one among them that is none": ([*TELEPHONES, "2121550123"], None),
    "ten digits by lot": (_numbers((1_000_000_000, 10_000_000_000), count=1000), None),
    "a day and a count": (
        [
            f"2026{month:02}{day:02}{n:02}"
            for month in range(1, 13)
            for day in (1, 2)
            for n in range(30)
        ],
        None,
    ),
}


@pytest.mark.parametrize(("keys", "rule"), KEYS.values(), ids=KEYS)
def test_keys_that_could_all_be_numbers_of_persons_are_asked_about(keys, rule):
    claims = [row("claim", claim=each, person="t", type="vision", status="paid") for each in keys]
    found = inspect(batch("claim", *claims), "limited_data_set", on=START.date())

    assert not found.refuses
    assert set(found.faults["rule"]) == ({rule} if rule else set())
    assert set(found.faults["severity"]) <= {"warning"}
