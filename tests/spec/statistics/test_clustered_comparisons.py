"""Episodes of one person are alike: every comparison counts them for as many as they say as much.

If every person came twice and each time with the same outcome, all that is known is known of the
persons. With a design effect of two every limit, spread and shrunken rate must be theirs.
"""

import numpy as np
import pytest

from hub.publication.report.funnel import Limits
from hub.publication.statistics.advice import what_would_help
from hub.publication.statistics.beta_binomial import (
    Prior,
    expected_count,
    fitted_between,
    reliability,
    shrunken_between,
)
from hub.publication.statistics.clustered import clustered, design_effect
from hub.publication.statistics.overdispersion import of_rates
from hub.publication.statistics.statement import Compared, Known, statement_for
from hub.publication.statistics.wilson import Z95, wilson
from policies.disclosure_control.rates import Band

PERSONS = [(60, 108), (70, 112), (120, 165), (50, 95), (40, 100), (150, 220)]
TWICE = [(2 * met, 2 * total) for met, total in PERSONS]
PRIOR = Prior(a=2.3416, b=14.1148)


def between(lines):
    """Lines of which the counts themselves are told."""
    return [((met, met), total) for met, total in lines]


def limits(lines, *, design, spread=True):
    told = [(met / design, total / design) for met, total in lines]
    return Limits(
        centre=0.6,
        dispersion=of_rates(told) if spread else None,
        events=False,
        design=design,
    )


def test_the_design_effect_of_coming_twice_is_two():
    alone = [1] * 60 + [0] * 48
    twice = design_effect(*(2 * np.array(each) for each in (alone, [1] * 108)))

    assert twice == pytest.approx(2, rel=0.02)


@pytest.mark.parametrize("spread", [True, False], ids=["over-dispersed", "by chance alone"])
def test_the_funnel_is_that_of_the_persons(spread):
    plain, doubled = (
        limits(PERSONS, design=1.0, spread=spread),
        limits(TWICE, design=2.0, spread=spread),
    )
    careless = limits(TWICE, design=1.0, spread=spread)

    assert doubled.at(200, z=Z95) == pytest.approx(plain.at(100, z=Z95))
    assert doubled.chance(140, 200) == pytest.approx(plain.chance(70, 100))
    assert careless.at(200, z=Z95)[0] > doubled.at(200, z=Z95)[0]


def test_what_is_alike_within_persons_is_no_spread_between_practices():
    plain, doubled = of_rates(PERSONS), of_rates([(met / 2, total / 2) for met, total in TWICE])
    careless = of_rates(TWICE)

    assert (plain.phi, plain.tau_squared) == pytest.approx((4.168525, 0.00767973), abs=1e-6)
    assert (doubled.phi, doubled.tau_squared) == pytest.approx((plain.phi, plain.tau_squared))
    assert careless.phi == pytest.approx(2 * plain.phi)


def test_the_prior_is_that_of_the_persons():
    plain = fitted_between(between(PERSONS))
    doubled = fitted_between(between(TWICE), design=2.0)
    careless = fitted_between(between(TWICE))

    assert (doubled.a, doubled.b) == pytest.approx((plain.a, plain.b), rel=1e-4)
    assert careless.a < 0.95 * plain.a


def test_a_rate_is_shrunk_as_that_of_the_persons():
    plain = shrunken_between((4, 4), 14, PRIOR)
    doubled = shrunken_between((8, 8), 28, PRIOR, design=2.0)

    assert plain.rate == pytest.approx(0.2082, abs=1e-4)
    assert doubled == plain
    assert shrunken_between((8, 8), 28, PRIOR).reliability > doubled.reliability
    assert doubled.reliability == reliability(14, PRIOR)


def test_a_band_of_episodes_stands_where_that_of_the_persons_does():
    # Counts in between are possible too, so that it is near and not the same.
    plain = expected_count((2, 9), 40, PRIOR)

    assert expected_count((4, 18), 80, PRIOR, design=2.0) == pytest.approx(2 * plain, rel=0.03)


def test_twice_as_many_episodes_are_needed_for_a_rate_to_be_compared():
    assert "enough patients" in what_would_help(39, PRIOR)
    assert "1 more patient" in what_would_help(77, PRIOR, design=2.0)
    assert "enough patients" in what_would_help(78, PRIOR, design=2.0)


def test_a_point_lies_outside_the_funnel_about_when_its_interval_leaves_the_middle():
    """Both know how much an episode says; before, the interval alone did."""
    funnel = limits(TWICE, design=2.0, spread=False)
    for met in range(60, 181):
        apart = not funnel.at(200, z=Z95)[0] <= met / 200 <= funnel.at(200, z=Z95)[1]
        low, high = clustered(met, 200, design=2.0)
        if not low - 0.01 <= 0.6 <= high + 0.01:
            assert apart
        if wilson(met / 2, 100)[0] + 0.01 <= 0.6 <= wilson(met / 2, 100)[1] - 0.01:
            assert not apart


def test_an_estimate_that_is_told_of_episodes_leans_more_on_the_region():
    band, compared = Band(low=0, high=50), Compared(region=0.1, direction="increase", prior=PRIOR)
    plain, alike = (
        statement_for(Known(met=None, total=80, band=band, pooled=None, design=each), compared)
        for each in (1.0, 2.0)
    )

    assert alike.estimate.reliability == reliability(40, PRIOR) < plain.estimate.reliability
    assert alike.estimate == shrunken_between((0, 39), 80, PRIOR, design=2.0)
