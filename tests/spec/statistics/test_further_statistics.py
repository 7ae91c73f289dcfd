"""Figures of the literature and of published reference implementations."""

from dataclasses import replace

import pytest

from hub.publication.statistics.beta_binomial import (
    NoSpread,
    Prior,
    expected_count,
    fitted,
    fitted_between,
    reliability,
    shrunken,
    shrunken_between,
)
from hub.publication.statistics.clopper_pearson import clopper_pearson
from hub.publication.statistics.funnel_limits import exact_limit, score_limits
from hub.publication.statistics.percentile_rank import percentile_ranks
from hub.publication.statistics.standing import BETTER, UNKNOWN, WORSE
from hub.publication.statistics.statement import (
    COUNT,
    ESTIMATE,
    NOTHING,
    POOLED,
    RATE,
    Compared,
    Known,
    statement_for,
)
from hub.publication.statistics.two_years import TwoYears
from policies.disclosure_control.rates import Band

# The tumours of 71 groups of rats, historical and current (Tarone 1982; Gelman et al., 5.1).
RATS = (
    [(0, 20)] * 7 + [(0, 19)] * 4 + [(0, 18)] * 2 + [(0, 17)] + [(1, 20)] * 4 + [(1, 19)] * 2
    + [(1, 18)] * 2 + [(2, 25), (2, 24), (2, 23)] + [(2, 20)] * 6
    + [(1, 10), (5, 49), (2, 19), (5, 46), (3, 27), (2, 17), (7, 49), (7, 47)] + [(3, 20)] * 2
    + [(2, 13), (9, 48), (10, 50)] + [(4, 20)] * 7 + [(10, 48)] + [(4, 19)] * 3
    + [(5, 22), (11, 46), (12, 49), (5, 20), (5, 20), (6, 23), (5, 19), (6, 22), (6, 20), (6, 20)]
    + [(6, 20), (16, 52), (15, 47), (15, 46), (9, 24), (4, 14)]
)  # fmt: skip
PRIOR = Prior(a=2.3416, b=14.1148)


def test_clopper_pearson_of_the_reference():
    assert clopper_pearson(65, 100) == pytest.approx((0.548151, 0.742706), abs=1e-6)
    assert clopper_pearson(0, 20) == pytest.approx((0, 0.168433), abs=1e-6)
    assert clopper_pearson(20, 20)[1] == 1
    assert clopper_pearson(0, 0) == (0, 1)


def test_the_exact_funnel_of_spiegelhalter():
    limits = [exact_limit(0.7, 50, quantile=q) for q in (0.001, 0.025, 0.975, 0.999)]

    assert limits == pytest.approx([0.480930, 0.559864, 0.813861, 0.876870], abs=1e-6)
    assert exact_limit(0.7, 20, quantile=0.999) == pytest.approx(0.948523, abs=1e-6)


def test_score_limits_are_cut_where_a_rate_ends():
    low, high = score_limits(0.7, 20, z=3.090232)

    assert high == 1
    # Uncut it would be more than everybody.
    assert 0.7 + (0.7 - low) == pytest.approx(1.0167, abs=5e-5)
    assert low == pytest.approx(0.7 - 3.090232 * (0.7 * 0.3 / 20) ** 0.5)


def test_equal_rates_share_the_lowest_rank():
    assert percentile_ranks([1, 2, 2, 4]) == pytest.approx([0, 100 / 3, 100 / 3, 100])
    assert percentile_ranks([0.5]) == [None]


def test_the_prior_of_the_rat_tumours():
    assert (len(RATS), sum(y for y, _ in RATS), sum(n for _, n in RATS)) == (71, 267, 1739)

    prior = fitted(RATS)

    assert (prior.a, prior.b) == pytest.approx((2.3416, 14.1148), abs=5e-5)


def test_rates_are_shrunk_towards_the_region():
    assert shrunken(4, 14, PRIOR).rate == pytest.approx(0.2082, abs=1e-4)
    assert shrunken(0, 20, PRIOR).rate == pytest.approx(0.0642, abs=1e-4)


def test_reliability_asks_thirty_nine_patients_and_no_perfect_rate_is_perfectly_reliable():
    assert reliability(38, PRIOR) < 0.7 <= reliability(39, PRIOR)
    assert shrunken(20, 20, PRIOR).reliability < 1


def test_rates_that_do_not_vary_give_no_prior():
    for lines in ([(0, 10), (0, 20)], [(5, 10)], [(10, 10), (20, 20)]):
        with pytest.raises(NoSpread):
            fitted(lines)


def test_counts_told_as_ranges_give_the_prior_of_the_ranges():
    exact = [((y, y), n) for y, n in RATS]
    large = [(10 * y, 10 * n) for y, n in RATS if y]
    near = [((y - 2, y + 2), n) for y, n in large]
    known = fitted_between(near, mean=267 / 1739)
    free, whole = fitted_between(near), fitted(large)

    assert fitted_between(exact) == fitted(RATS)
    assert known.mean == pytest.approx(267 / 1739)
    assert (free.a, free.b) == pytest.approx((whole.a, whole.b), rel=0.15)


def test_a_range_is_worth_the_count_that_the_prior_expects_in_it():
    # With a = b = 1 every count is as likely as any other.
    assert expected_count((2, 9), 40, Prior(a=1.0, b=1.0)) == pytest.approx(5.5)
    assert expected_count((0, 3), 40, PRIOR) > expected_count((0, 2), 40, PRIOR)
    assert expected_count((7, 7), 40, PRIOR) == pytest.approx(7)


def test_an_estimate_of_a_band_lies_between_the_estimates_of_its_ends():
    found = shrunken_between((2, 9), 40, PRIOR)

    assert shrunken(2, 40, PRIOR).rate < found.rate < shrunken(9, 40, PRIOR).rate
    assert found.lowest == shrunken(2, 40, PRIOR).lowest
    assert found.highest == shrunken(9, 40, PRIOR).highest


COMPARED = Compared(region=0.5, direction="increase", prior=PRIOR)


def known(**given):
    return Known(**({"met": None, "total": None, "band": None, "pooled": None} | given))


CASES = {
    "a published count": (known(met=30, total=100), COUNT, WORSE),
    "a fine band": (known(total=400, band=Band(low=65, high=70)), RATE, BETTER),
    "a band that straddles the region": (
        known(total=400, band=Band(low=45, high=55)),
        RATE,
        UNKNOWN,
    ),
    "a wide band beside a pooled count": (
        known(total=40, band=Band(low=50, high=100), pooled=TwoYears(told=60, total=80)),
        POOLED,
        BETTER,
    ),
    "a fine band beside a pooled count": (
        known(total=400, band=Band(low=65, high=70), pooled=TwoYears(told=600, total=800)),
        RATE,
        BETTER,
    ),
    "a wide band alone": (known(total=40, band=Band(low=0, high=50)), ESTIMATE, UNKNOWN),
    "nothing": (known(total=12), NOTHING, UNKNOWN),
}


@pytest.mark.parametrize(("given", "kind", "word"), CASES.values(), ids=CASES)
def test_the_most_precise_statement_is_made(given, kind, word):
    found = statement_for(given, COMPARED)

    assert (found.kind, found.standing) == (kind, word)
    assert found.sentence


IN_ITS_UNIT = {
    "a share": (1, ["25 of 100 visits (25%).", "Between 0% and 5% of 554 visits."]),
    "a number per 1,000": (
        1000,
        ["25 of 100 visits (250.0 per 1,000).", "Between 0 and 50 per 1,000 of 554 visits."],
    ),
}


@pytest.mark.parametrize(("per", "sentences"), IN_ITS_UNIT.values(), ids=IN_ITS_UNIT)
def test_a_statement_tells_a_rate_in_its_unit(per, sentences):
    lines = [known(met=25, total=100), known(total=554, band=Band(low=0, high=5))]
    told = [replace(each, basis="visit", per=per) for each in lines]

    assert [statement_for(each, COMPARED).sentence for each in told] == sentences


def test_a_band_is_all_that_a_statement_depends_on():
    found = statement_for(known(total=40, band=Band(low=0, high=50)), COMPARED)

    assert found.sentence.startswith("About ")
    assert "of 40" not in found.sentence
