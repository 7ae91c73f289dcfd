"""What the intake leaves out, in chunks of any size, is what a plain loop over the rows leaves out."""

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis.strategies import integers, lists, permutations, sampled_from, tuples

from hub.intake import key_check, keys, rows
from tests.builders.intakes import batch, kept, taken
from tests.builders.records import row
from tests.builders.vaults import memory_storage, vault_in

TOKENS = sampled_from(["pa", "pb", "pc"])
CLAIMS = lists(tuples(sampled_from(["k1", "k2", "k3"]), TOKENS), min_size=1, max_size=8)
LINES = lists(
    tuples(sampled_from(["k1", "k2", "k3", "k4"]), integers(1, 2), TOKENS), min_size=1, max_size=12
)
PERSONS = lists(TOKENS, min_size=1, max_size=4)


@settings(max_examples=30, deadline=None)
@given(PERSONS, CLAIMS, LINES, permutations([0, 1, 2]), integers(1, 5), integers(1, 4))
def test_what_is_left_out_is_what_a_plain_loop_leaves_out(
    persons, claims, lines, order, size, split
):
    batches = [
        in_batches("person", [row("person", person=token) for token in persons], split),
        in_batches("claim", [claim(*each) for each in claims], split),
        in_batches("claim_line", [line(*each) for each in lines], split),
    ]
    coming = [one for number in order for one in batches[number]]
    with (
        TemporaryDirectory() as folder,
        patch.object(rows, "CHUNK", size),
        patch.object(keys, "TOGETHER", size),
        patch.object(key_check, "TOGETHER", size),
    ):
        vault = vault_in(Path(folder), storage=memory_storage())
        outcome = taken(vault, coming, tolerance=1.0)
        held = [
            stored(vault, outcome.dataset, name, *columns)
            for name, *columns in (
                ("person", "person"),
                ("claim", "claim", "person"),
                ("claim_line", "claim", "line", "person"),
            )
        ]

    assert held == expected(persons, claims, lines)


def claim(key, person):
    return row("claim", claim=key, person=person, type="professional", status="paid")


def line(key, number, person):
    return row("claim_line", claim=key, line=number, person=person)


def in_batches(name, records, split):
    return [
        batch(name, *records[first : first + split], first=first + 1)
        for first in range(0, len(records), split)
    ]


def stored(vault, dataset, name, *columns):
    return sorted(
        tuple(
            cell[::-1] if column == "person" else cell
            for column, cell in zip(columns, each, strict=True)
        )
        for each in kept(vault, dataset, name, *columns).rows()
    )


def expected(persons, claims, lines):
    known = set(persons)
    kept_claims = {}
    met = set()
    for key, person in claims:
        if key not in met and person in known:
            kept_claims[key] = person
        met.add(key)
    kept_lines = []
    met = set()
    for key, number, person in lines:
        if (key, number) not in met and key in kept_claims and person in known:
            kept_lines.append((key, number, person))
        met.add((key, number))
    return [
        sorted((token,) for token in known),
        sorted(kept_claims.items()),
        sorted(kept_lines),
    ]
