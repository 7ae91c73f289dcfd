"""45 CFR 164.514(b)(2)(i)(A): a column that holds names, told by how most of it is written."""

from string import ascii_letters, ascii_uppercase

import numpy as np
import pytest

from policies.deidentification.inspection import inspect
from tests.builders.batches import batch
from tests.builders.records import row
from tests.builders.times import START

SURNAMES = ("Smith", "O'Brien", "McCoy", "García", "Smith-Jones", "Nguyen")
FIRST = ("Jane", "Joan", "Ada", "Mary", "Rosa")
LAST = ("Doe", "Lovelace", "Parks", "Shelley")
IN_CAPITALS = (
    *("SMITH", "JOHNSON", "WILLIAMS", "BROWN", "JONES", "GARCIA"),
    *("MILLER", "DAVIS", "RODRIGUEZ", "MARTINEZ", "HERNANDEZ", "LOPEZ"),
    *("GONZALEZ", "WILSON", "ANDERSON", "THOMAS", "TAYLOR", "MOORE"),
    *("JACKSON", "MARTIN", "LEE"),
)
LOT = np.random.default_rng(20261127)
FULL_NAMES = tuple(f"{first} {last}" for first in FIRST for last in LAST)


def _by_lot(letters, length):
    return tuple("".join(LOT.choice(list(letters), length)) for _ in range(200))


# Keys of claims, and whether they are refused.
KEYS = {
    "surnames": (SURNAMES, True),
    "one surname": (SURNAMES[:1], True),
    "surnames, half of them numbered": ((*SURNAMES, *(f"c{n}" for n in range(6))), False),
    "surnames, fewer than half of them numbered": ((*SURNAMES, *(f"c{n}" for n in range(5))), True),
    "surnames in capitals": (IN_CAPITALS, True),
    "too few in capitals to tell": (IN_CAPITALS[:19], False),
    "letters by lot": (_by_lot(ascii_letters, 8), False),
    "capitals by lot": (_by_lot(ascii_uppercase, 8), False),
    "the letters of a sheet's columns": (
        tuple(a + b + c for a in "AB" for b in "ABCD" for c in "ABCD"),
        False,
    ),
    "words without a capital": (("north", "south"), False),
    "two letters": (("Al", "Bo"), False),
    "numbered words": (("Claim1", "Claim2"), False),
}


@pytest.mark.parametrize(("keys", "refused"), KEYS.values(), ids=KEYS)
def test_keys_are_refused_where_most_are_written_as_a_name_is(keys, refused):
    found = _inspected("claim", [{"claim": each} for each in keys])
    named = [each for each in keys if each in SURNAMES or each in IN_CAPITALS]

    assert found.refuses == refused
    if refused:
        assert found.identifiers.rows() == [("claim", "claim", "name", len(named))]
        assert not any(each in str(found.faults.to_dicts()) for each in named)


def test_a_token_of_a_person_that_is_a_name_is_refused_too():
    found = _inspected(
        "claim", [{"claim": f"c{n}", "person": each} for n, each in enumerate(SURNAMES)]
    )

    assert found.identifiers.rows() == [("claim", "person", "name", len(SURNAMES))]


# The status of a procedure: few words of two capitals may be a state, many are persons.
TEXTS = {
    "a state": (("Not Done",), "warning"),
    "nineteen": (FULL_NAMES[:19], "warning"),
    "twenty": (FULL_NAMES, "error"),
    "twenty, the last name first": (
        tuple(f"{each.split()[1]}, {each.split()[0]}" for each in FULL_NAMES),
        "error",
    ),
    "twenty in capitals": (tuple(each.upper() for each in FULL_NAMES), "error"),
    "a code": (("completed", "not-done", "in progress"), None),
}


@pytest.mark.parametrize(("texts", "severity"), TEXTS.values(), ids=TEXTS)
def test_texts_that_are_written_as_names_are_asked_about_and_many_are_refused(texts, severity):
    found = _inspected(
        "procedure", [{"procedure": f"p{n}", "status": each} for n, each in enumerate(texts)]
    )

    assert found.refuses == (severity == "error")
    assert set(found.faults["severity"]) == ({severity} if severity else set())


def test_a_plan_may_have_a_name_of_two_words():
    found = _inspected(
        "claim", [{"claim": f"c{n}", "payer": each} for n, each in enumerate(FULL_NAMES)]
    )

    assert found.faults.is_empty()


def _inspected(table, rows):
    facts = {
        "claim": {"type": "professional", "status": "paid"},
        "procedure": {"status": "completed"},
    }[table]
    made = [row(table, **({"person": f"t{n}"} | facts | each)) for n, each in enumerate(rows)]
    return inspect(batch(table, *made), "limited_data_set", on=START.date())
