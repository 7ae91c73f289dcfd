"""Keys of records made anew: equal ones stay equal, and nobody reads the old ones from them."""

import pytest

from hub.preparation.record_keys import MADE, RecordKeys
from schemas.records import TABLES
from tests.builders.batches import batch
from tests.builders.records import row

KEY = b"k" * 32


@pytest.mark.parametrize("key", [None, KEY], ids=["by lot", "keyed"])
def test_references_still_lead_to_the_records_that_they_named(key):
    keys = RecordKeys(key)
    claims = keys.anew(
        batch(
            "claim",
            row("claim", claim="c1", person="p", practice="clinic"),
            row("claim", claim="c2", person="p", replaces="c1"),
        ).rows,
        TABLES["claim"],
    )
    lines = keys.anew(batch("claim_line", row("claim_line", claim="c2")).rows, TABLES["claim_line"])

    assert claims["claim"].str.contains(MADE).all()
    assert claims["replaces"].to_list() == [None, claims["claim"][0]]
    assert lines["claim"][0] == claims["claim"][1] != claims["claim"][0]
    assert claims["practice"].to_list() == ["clinic", None]


@pytest.mark.parametrize("key", [None, KEY], ids=["by lot", "keyed"])
def test_making_twice_is_making_once(key):
    claims = batch("claim", row("claim", claim="c1", person="p")).rows
    once = RecordKeys(key).anew(claims, TABLES["claim"])

    assert RecordKeys(key).anew(once, TABLES["claim"]).equals(once)


def made(key, name="c1", table="claim"):
    return RecordKeys(key).anew(batch(table, row(table, **{table: name})).rows, TABLES[table])[
        table
    ][0]


def test_keyed_keys_are_the_same_next_month_and_those_drawn_are_not():
    assert made(KEY) == made(KEY)
    assert made(KEY) != made(b"o" * 32)
    assert made(None) != made(None)


def test_the_same_number_in_two_tables_gives_two_keys():
    assert made(KEY, table="claim") != made(KEY, table="encounter")


def test_an_empty_reference_stays_empty():
    rows = batch("condition", row("condition", condition="c", person="p", encounter=None)).rows

    assert RecordKeys(KEY).anew(rows, TABLES["condition"])["encounter"].to_list() == [None]
