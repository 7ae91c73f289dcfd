"""Tokens of persons: keyed at home, drawn by lot under Safe Harbor, keyed again by the hub."""

import hashlib
import hmac
from base64 import b32encode

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.platform.key_files import UnusableKey
from hub.platform.tokens import (
    MADE,
    RECIPES,
    linked_tokens,
    random_tokens,
    read_linkage_key,
    rekeyed,
)
from policies.deidentification.derived_tokens import HASH_LIKE, KEYED

KEY, OTHER = b"k" * 32, b"o" * 32
PARTS = ["first_name", "last_name", "birth_day", "sex", "ssn", "zip3"]
JANE = {
    "first_name": "JANE",
    "last_name": "DOE",
    "birth_day": "19700228",
    "sex": "F",
    "ssn": "078051120",
    "zip3": "021",
}


def people(*persons):
    return pl.DataFrame(list(persons), schema=dict.fromkeys(PARTS, pl.String))


def without(*parts):
    return JANE | dict.fromkeys(parts)


def by_hand(message, number):
    code = hmac.new(KEY, message.encode(), hashlib.sha256).digest()[:20]
    return f"linked{number}{b32encode(code).decode().lower()}"


RECIPE_CASES = {
    "all is known": (JANE, by_hand("1\x1fJANE\x1fDOE\x1f19700228\x1fF", 1)),
    "the sex is not": (without("sex"), by_hand("2\x1fJANE\x1fDOE\x1f19700228", 2)),
    "the first name is not": (without("first_name"), by_hand("3\x1f078051120\x1f19700228", 3)),
    "neither that nor the number": (
        without("first_name", "ssn"),
        by_hand("4\x1fDOE\x1f19700228\x1f021", 4),
    ),
    "too little is known": (without("birth_day"), None),
}


@pytest.mark.parametrize(("person", "expected"), RECIPE_CASES.values(), ids=RECIPE_CASES)
def test_a_linked_token_is_an_hmac_that_anybody_with_the_key_can_make(person, expected):
    assert linked_tokens(people(JANE, person), KEY)[1] == expected


def test_the_recipes_need_what_is_documented():
    assert {part for recipe in RECIPES for part in recipe} == set(PARTS)


def test_another_key_gives_other_tokens():
    assert linked_tokens(people(JANE), KEY)[0] != linked_tokens(people(JANE), OTHER)[0]


def test_a_short_linkage_key_is_refused(tmp_path):
    path = tmp_path / "key"
    path.write_bytes(b"k" * 31 + b"\n")
    long = tmp_path / "long"
    long.write_bytes(b"k" * 32 + b"\n")

    assert read_linkage_key(long) == KEY
    for attempt in (
        lambda: read_linkage_key(path),
        lambda: read_linkage_key(tmp_path / "absent"),
        lambda: linked_tokens(people(JANE), b"k" * 31),
        lambda: rekeyed(pl.Series(["t"]), b"k" * 31),
    ):
        with pytest.raises(UnusableKey):
            attempt()


def test_random_tokens_are_all_different_and_come_from_nothing():
    drawn = random_tokens(1000)

    assert drawn.n_unique() == 1000
    assert drawn.str.contains(MADE).all()
    assert random_tokens(0).to_list() == []
    assert set(random_tokens(1000)) & set(drawn) == set()


def test_the_gate_knows_each_kind_of_token():
    linked, drawn = linked_tokens(people(JANE), KEY), random_tokens(1)

    assert linked.str.contains(MADE).all()
    assert linked.str.contains(KEYED).all()
    assert not drawn.str.contains(KEYED).any()
    assert not pl.concat([linked, drawn]).str.contains(HASH_LIKE).any()


TOKENS = st.lists(
    st.none() | st.text(max_size=40).filter(lambda text: "\0" not in text), max_size=30
)


@settings(deadline=None)
@given(TOKENS)
def test_keying_again_keeps_equal_tokens_equal_and_different_ones_apart(tokens):
    given_tokens = pl.Series("person", tokens, dtype=pl.String)

    answers = rekeyed(given_tokens, KEY)

    pairs = set(zip(tokens, answers, strict=True))
    assert len(pairs) == len({token for token, _ in pairs}) == len({code for _, code in pairs})
    assert answers.is_null().equals(given_tokens.is_null())
    assert answers.name == "person"
    assert answers.drop_nulls().str.contains("^[0-9a-f]{32}$").all()


@settings(deadline=None)
@given(TOKENS, st.integers(0, 30))
def test_a_token_keyed_again_is_the_same_in_every_batch(tokens, cut):
    whole = pl.Series("person", tokens, dtype=pl.String)
    parts = [rekeyed(whole.head(cut), KEY), rekeyed(whole.slice(cut), KEY)]

    assert pl.concat(parts).to_list() == rekeyed(whole, KEY).to_list()


def test_without_the_hubs_key_nobody_links_and_between_scopes_nobody_does_either():
    tokens = pl.Series(["p1", "p2"])
    keyed = [rekeyed(tokens, KEY), rekeyed(tokens, OTHER), rekeyed(tokens, KEY, scope="payer")]

    assert len({code for series in keyed for code in series}) == 6
