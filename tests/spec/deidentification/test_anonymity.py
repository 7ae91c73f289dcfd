"""How many persons share what is kept of each."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.deidentification.anonymity import anonymity, lookalikes
from tests.builders.batches import persons

ONE_OF_EACH = {sex: persons("p", sex=sex).rows for sex in ("male", "female", "other")}


def crowd(*descriptions):
    return [persons("p", **cells).rows for cells in descriptions]


def test_the_smallest_class_is_the_k():
    people = pl.concat(
        crowd({"sex": "male"}, {"sex": "male"}, {"sex": "male"}, {"sex": "female", "zip3": "021"})
    )

    found = anonymity([lookalikes(people)], threshold=3)

    assert (found.k, found.persons, found.classes, found.below) == (1, 4, 2, 1)


def test_codings_tell_people_apart():
    system = "urn:oid:2.16.840.1.113883.6.238"
    people = pl.concat(crowd({"race": (system, "2106-3")}, {"race": (system, "2054-5")}, {}))

    assert anonymity([lookalikes(people)], threshold=11).classes == 3


def test_nobody_has_no_k():
    assert anonymity([], threshold=11).k == 0


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted(ONE_OF_EACH)), min_size=1, max_size=12), st.data())
def test_batches_may_be_cut_anywhere(sexes, data):
    people = pl.concat([ONE_OF_EACH[sex] for sex in sexes])
    cut = data.draw(st.integers(0, len(sexes)))
    parts = [lookalikes(people.head(cut)), lookalikes(people.tail(len(sexes) - cut))]

    assert anonymity(parts, threshold=3) == anonymity([lookalikes(people)], threshold=3)
