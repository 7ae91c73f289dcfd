"""The public tier with noise as a term: never both ways to one audience, never wider than agreed."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.disclosure_control.entitlement import (
    DEFAULT,
    MEMBER,
    PUBLIC_NOISE,
    agreed_entitlement,
    default_entitlement,
    entitlement,
    granted,
    noisy_tables,
    shown_tables,
    strictest,
)
from policies.disclosure_control.noisy_tier import TwoTiers

REGION, LINES = frozenset(), frozenset({"line_of_business"})
TABLES = files("policies.disclosure_control").joinpath("entitlement.toml").read_text("utf-8")
TERMS = '\n[noise]\nmeasures = ["CMS2", "CMS159"]\nepsilon = 400\n'


def text(sees: str, *, noise: str = TERMS, audience: str = "public") -> str:
    """The table that is shipped, and another audience."""
    return f'{TABLES}\n[[audience]]\nname = "{audience}"\nsees = {{ {sees} }}\n{noise}'


REFUSED = {
    "exact and noisy of two tables": (
        text('region = "all", "region by line of business" = "noise"'),
        TwoTiers,
        "exactly and with noise to one audience",
    ),
    "noise for those who see it exactly": (
        text('region = "noise"', audience="press"),
        TwoTiers,
        "who see the same figures exactly",
    ),
    "noise that names practices": (text('practice = "noise"'), ValueError, "region as a whole"),
    "noise that names payers": (text('plan = "noise"'), ValueError, "region as a whole"),
    "noise without terms": (text('region = "noise"', noise=""), ValueError, "at what price"),
    "noise of no measure": (
        text('region = "noise"', noise="\n[noise]\nmeasures = []\nepsilon = 1\n"),
        ValueError,
        "of no measure",
    ),
    "noise for nothing": (
        text('region = "noise"', noise='\n[noise]\nmeasures = ["CMS2"]\nepsilon = 0\n'),
        ValueError,
        "at no price",
    ),
    "noise at the least price": (
        text('region = "noise"', noise='\n[noise]\nmeasures = ["CMS2"]\nepsilon = 1\n'),
        None,
        "",
    ),
    "noise in both tables": (
        text('region = "noise", "region by line of business" = "noise"'),
        None,
        "",
    ),
    "nothing in the other table": (
        text('region = "noise", "region by line of business" = "none"'),
        None,
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("terms", "kind", "words"), REFUSED.values(), ids=REFUSED)
def test_which_terms_of_noise_are_refused(terms, kind, words):
    if kind is None:
        assert noisy_tables(entitlement(terms))
        return
    with pytest.raises(kind, match=words):
        entitlement(terms)


def test_noise_is_off_unless_it_is_agreed():
    assert noisy_tables(default_entitlement()) == ()
    assert default_entitlement().noisy is None
    assert granted(default_entitlement(), audience="public")[REGION] == "all"


def test_whoever_is_shown_noise_is_shown_nothing_exactly():
    agreed = agreed_entitlement(PUBLIC_NOISE)

    assert set(noisy_tables(agreed)) == {REGION, LINES}
    assert set(granted(agreed, audience="public").values()) == {"none"}


def test_what_the_public_is_shown_with_noise_changes_nothing_for_those_who_take_part():
    default, noisy = default_entitlement(), agreed_entitlement(PUBLIC_NOISE)

    assert granted(default, audience=MEMBER) == granted(noisy, audience=MEMBER)
    assert granted(noisy, audience=MEMBER)[REGION] == "all"
    assert granted(noisy, audience=MEMBER)[frozenset({"practice"})] == "none"
    for holder in ("practice", "payer"):
        assert shown_tables(default, holder=holder) == shown_tables(noisy, holder=holder)


def test_of_several_agreements_the_measures_of_all_and_the_lowest_price_hold():
    other = entitlement(
        text('region = "noise"', noise='\n[noise]\nmeasures = ["CMS2"]\nepsilon = 700\n')
    )
    both = strictest([entitlement(text('region = "noise"')), other, default_entitlement()])

    assert (both.noisy.measures, both.noisy.epsilon) == ({"CMS2"}, 400)
    assert noisy_tables(both) == (REGION,)


PUBLIC = [DEFAULT, PUBLIC_NOISE, text('region = "none"'), text('region = "noise"')]


@given(st.lists(st.sampled_from([*map(agreed_entitlement, PUBLIC)]), min_size=1, max_size=5))
def test_no_agreement_widens_and_no_mixture_shows_the_public_both_ways(every):
    both = strictest(every)
    exact = [told for told, grant in granted(both, audience="public").items() if grant != "none"]

    assert not (exact and noisy_tables(both))
    for each in every:
        allowed = set(noisy_tables(each)) | {
            told for told, grant in granted(each, audience="public").items() if grant == "all"
        }

        assert set(noisy_tables(both)) | set(exact) <= allowed
