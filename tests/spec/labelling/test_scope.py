"""The scope of a label is the whole claim, and a label is never lowered."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.labelling.confidentiality import CONFIDENTIALITY, confidentiality, high_water_mark
from policies.labelling.scope import CLAIM_LABELS, claim_labels, joined, widened
from schemas.records import TABLES
from tests.builders.batches import batch
from tests.builders.records import row

LINE = TABLES["claim_line"]
WORDS = ["unknown", "no", "yes"]
LABELS = ["HIV", "MH", "SUD"]


def lines(marks):
    """Lines as label() gives them: (claim, provenance, labels) each."""
    rows = batch(
        "claim_line",
        *(
            row("claim_line", claim=claim, line=at, person="p")
            for at, (claim, *_) in enumerate(marks)
        ),
    ).rows
    return rows.with_columns(
        part2_provenance=pl.Series([mark[1] for mark in marks], dtype=pl.String),
        sensitivity=pl.Series([sorted(mark[2]) for mark in marks], dtype=pl.List(pl.String)),
    )


MARKS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]), st.sampled_from(WORDS), st.sets(st.sampled_from(LABELS))
    ),
    max_size=12,
)


@settings(deadline=None)
@given(MARKS, st.integers(0, 12))
def test_a_claim_cut_in_batches_is_labelled_as_one(marks, cut):
    whole = lines(marks)
    parts = [whole.head(cut), whole.slice(cut)]
    of_claims = joined(claim_labels(part, LINE) for part in parts)
    together = pl.concat([widened(part, LINE, of_claims) for part in parts])

    assert together.equals(widened(whole, LINE, claim_labels(whole, LINE)))


@settings(deadline=None)
@given(MARKS)
def test_widening_lowers_nothing_and_stays_within_the_claim(marks):
    before = lines(marks)
    after = widened(before, LINE, claim_labels(before, LINE))

    for (claim, was, had), now, has in zip(
        marks, after["part2_provenance"], after["sensitivity"].to_list(), strict=True
    ):
        siblings = [mark for mark in marks if mark[0] == claim]
        program = any(mark[1] == "yes" for mark in siblings)

        assert now == ("yes" if program else was)
        assert has == sorted(set().union(had, *(mark[2] for mark in siblings)))
    assert after.drop("part2_provenance", "sensitivity").equals(
        before.drop("part2_provenance", "sensitivity")
    )


def test_only_claims_with_something_to_tell_are_kept():
    told = claim_labels(lines([("a", "unknown", []), ("b", "no", ["MH"]), ("c", "yes", [])]), LINE)

    assert dict(told.select("claim", "program").rows()) == {"b": False, "c": True}
    assert told.schema == CLAIM_LABELS


def test_what_is_no_claim_has_no_scope():
    person = batch("person", row("person", person="p")).rows
    marked = person.with_columns(
        part2_provenance=pl.lit("yes"), sensitivity=pl.lit(["SUD"], dtype=pl.List(pl.String))
    )

    assert claim_labels(marked, TABLES["person"]).is_empty()
    assert widened(marked, TABLES["person"], pl.DataFrame(schema=CLAIM_LABELS)) is marked


LEVELS = {
    "nothing said": ("unknown", [], [], "N"),
    "sensitive": ("no", ["SUD"], [], "R"),
    "from a program": ("yes", [], [], "R"),
    "came as very restricted": ("no", [], [(CONFIDENTIALITY, "V")], "V"),
    "came as low, and is sensitive": ("no", ["MH"], [(CONFIDENTIALITY, "L")], "R"),
    "came as low, and is not": ("no", [], [(CONFIDENTIALITY, "L")], "N"),
    "a letter of another system is no level": ("no", [], [("urn:other", "V")], "N"),
    "came with two levels": ("no", [], [(CONFIDENTIALITY, "N"), (CONFIDENTIALITY, "R")], "R"),
}


@pytest.mark.parametrize(("part2", "labels", "security", "expected"), LEVELS.values(), ids=LEVELS)
def test_confidentiality(part2, labels, security, expected):
    claims = batch("claim", row("claim", person="p", security=security)).rows.with_columns(
        part2_provenance=pl.lit(part2),
        sensitivity=pl.Series([labels], dtype=pl.List(pl.String)),
    )

    assert confidentiality(claims, TABLES["claim"]).to_list() == [expected]


BUNDLES = {
    "the highest": (["N", "V", "R"], "V"),
    "restricted": (["N", "R"], "R"),
    "never below normal": (["L"], "N"),
    "nothing in it": ([], "N"),
}


@pytest.mark.parametrize(("levels", "expected"), BUNDLES.values(), ids=BUNDLES)
def test_high_water_mark(levels, expected):
    assert high_water_mark(pl.Series(levels, dtype=pl.String)) == expected
