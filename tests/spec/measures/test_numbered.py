import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis.strategies import dictionaries, lists, none, sampled_from, text

from hub.measures.numbered import named, numbered

TOKENS = lists(text("ab", max_size=3) | none(), max_size=8)


def table(tokens, kind=None):
    rows = range(len(tokens))
    return pa.table({"row": rows, "person": pa.array(tokens, kind or pa.string())})


@settings(deadline=None, max_examples=50)
@given(TOKENS, dictionaries(sampled_from(["claim", "coverage", "encounter"]), TOKENS))
def test_every_row_gets_its_own_token_back_and_equal_tokens_one_number(persons, others):
    tables = {name: table(tokens) for name, tokens in {"person": persons, **others}.items()}
    shown, tokens = numbered(tables)

    assert tokens.is_unique().all()
    for name, before in tables.items():
        [part] = shown[name]
        assert part.schema.field("person").type == pa.uint32()
        rows = pl.DataFrame(pl.from_arrow(part))
        assert named(rows, tokens)["person"].to_list() == before["person"].to_pylist()
        assert rows["row"].to_list() == list(range(len(before)))


def test_tables_without_persons_and_answers_without_persons_stay_as_they_are():
    directory = pa.table({"practice": ["p1"]})
    shown, tokens = numbered({"practice": directory, "claim": table(["b", "a", "b"])})

    assert shown["practice"] == [directory]
    assert sorted(tokens) == ["a", "b"]
    counts = pl.DataFrame({"count": [1]})
    assert named(counts, tokens) is counts


def test_tokens_that_come_as_a_dictionary_are_tokens():
    tables = {
        "person": table(["b", "a"]),
        "claim": table(["a", None], pa.dictionary(pa.int32(), pa.string())),
    }
    shown, tokens = numbered(tables)

    assert tokens.to_list() == ["b", "a"]
    assert shown["person"][0]["person"].to_pylist() == [0, 1]
    assert shown["claim"][0]["person"].to_pylist() == [1, None]


def test_of_many_tokens_those_that_share_a_slot_are_found_as_well():
    persons = [f"token-{number}" for number in range(5000)]
    asked = [f"token-{number}" for number in range(6000, -1, -3)]
    shown, tokens = numbered({"person": table(persons), "claim": table(asked)})

    assert tokens.head(5000).to_list() == persons
    numbers = shown["claim"][0]["person"].to_pylist()
    assert [tokens[number] for number in numbers] == asked
    assert len(tokens) == 5000 + len([token for token in asked if token not in set(persons)])


@pytest.mark.parametrize("tokens", [["a", "b"], ["a", None], ["a"]])
def test_tokens_of_one_hash_are_told_apart(monkeypatch, tokens):
    monkeypatch.setattr(pl.Series, "hash", lambda held: held.is_null().cast(pl.UInt64) * 0)
    shown, known = numbered({"person": table(["a", None]), "claim": table(tokens)})

    rows = pl.DataFrame(pl.from_arrow(shown["claim"][0]))
    assert named(rows, known)["person"].to_list() == tokens
