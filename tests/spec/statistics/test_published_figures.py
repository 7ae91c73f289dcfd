"""Each method gives the figures that its source, or a reference implementation, publishes."""

import numpy as np
import pytest

from hub.publication.statistics import advice, overdispersion
from hub.publication.statistics.anhoej import runs
from hub.publication.statistics.beta_binomial import NoSpread, Prior, from_moments
from hub.publication.statistics.chart_rules import (
    MAKING_DATA_COUNT,
    OUTSIDE,
    PLAIN,
    SHIFT,
    TREND,
    TWO_OF_THREE,
    signals,
)
from hub.publication.statistics.clustered import clustered, design_effect, told_design
from hub.publication.statistics.completion_factors import completion_factors
from hub.publication.statistics.cusum import cusum
from hub.publication.statistics.exact_poisson import exact_poisson
from hub.publication.statistics.funnel_limits import score_limits
from hub.publication.statistics.funnel_of_ratios import ratio_limits
from hub.publication.statistics.gap import difference, ratio
from hub.publication.statistics.indirect_standardisation import (
    Stratum,
    expected_events,
    standardised,
)
from hub.publication.statistics.many_comparisons import by_chance, kept, p_value
from hub.publication.statistics.p_chart import p_chart
from hub.publication.statistics.two_rates import change
from hub.publication.statistics.wilson import wilson
from hub.publication.statistics.xmr_chart import ABOVE, BELOW, BETWEEN, xmr_chart
from tests.spec.statistics.test_further_statistics import RATS

# PHEindicatormethods, testdata_DSR_ISR: big, small and tiny, all of 835.883561 expected.
RATIOS = {
    895: (1.070723, 1.001715, 1.143233),
    91: (0.108867, 0.087650, 0.133666),
    9: (0.010767, 0.004923, 0.020439),
}
# FunnelPlotR, limits of standardised ratios at 95 % and 99.8 %.
FUNNEL = {15: (0.5596924, 1.649348), 20: (0.6108260, 1.544419), 30: (0.6746958, 1.427562)}
LINES = [(60, 108), (70, 112), (120, 165), (50, 95), (40, 100), (150, 220)]
# Montgomery, example 7.1: nonconforming cans of orange juice in 30 samples of 50.
CANS = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22,
    8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
]  # fmt: skip
# NHSRplotthedots and the Excel tool of NHS Improvement: one jump among ones and twos.
JUMP = [1, 2, 1, 2, 10, *[1, 2] * 6, 1]


def figures(found, *names):
    return [getattr(found, name) for name in names]


@pytest.mark.parametrize(("observed", "expected"), RATIOS.items())
def test_indirectly_standardised_ratios_of_the_reference(observed, expected):
    found = standardised(observed, 835.883561, crude=0.1)

    assert figures(found, "ratio", "lowest", "highest") == pytest.approx(expected, abs=5e-7)
    assert found.rate == pytest.approx(expected[0] / 10, abs=5e-8)


def test_expected_events_add_up_over_strata_and_nothing_expected_gives_no_ratio():
    strata = [
        Stratum(persons=100, region_events=30, region_persons=600),
        Stratum(persons=50, region_events=90, region_persons=300),
        Stratum(persons=9, region_events=0, region_persons=0),
    ]

    assert expected_events(strata) == pytest.approx(20)
    assert standardised(3, 0, crude=0.1) is None


@pytest.mark.parametrize(("expected", "limits"), FUNNEL.items())
def test_the_funnel_of_ratios_of_the_reference(expected, limits):
    assert ratio_limits(expected) == pytest.approx(limits, rel=1e-6)


def test_the_wide_funnel_of_ratios_of_the_reference():
    assert ratio_limits(15, confidence=0.998) == pytest.approx((0.3862650, 2.082907), rel=1e-6)


def test_the_exact_poisson_interval_of_nothing_begins_at_nothing():
    assert exact_poisson(0) == pytest.approx((0, 3.688879), abs=1e-6)


def test_the_score_funnel_narrows_with_patients():
    near, far = score_limits(0.80642448, 1000), score_limits(0.80642448, 100)

    assert far[0] < near[0] < 0.80642448 < near[1] < far[1]
    assert near[0] == pytest.approx(0.80642448 - 1.959964 * (0.80642448 * 0.19357552 / 1000) ** 0.5)


def test_overdispersed_rates_of_the_reference():
    found = overdispersion.of_rates(LINES)

    assert figures(found, "phi", "tau_squared") == pytest.approx([4.168525, 0.00767973], rel=1e-6)
    assert overdispersion.rate_limits(found, 100) == pytest.approx((0.416120, 0.791511), abs=1e-6)
    assert overdispersion.rate_limits(found, 100, z=3.090232) == pytest.approx(
        (0.306843, 0.875811), abs=1e-6
    )


def test_overdispersed_ratios_of_the_reference():
    observed = (100, 150, 180, 80, 120, 225)
    expected = [total for _, total in LINES]
    found = overdispersion.of_ratios(list(zip(observed, expected, strict=True)))
    low, high = overdispersion.ratio_limits(found, 100)

    assert figures(found, "phi", "tau_squared") == pytest.approx([2.948033, 0.01947753], rel=1e-6)
    assert low * high == pytest.approx(1)
    assert low < ratio_limits(100)[0]


def test_what_lies_on_a_limit_is_as_likely_as_the_limit_says():
    rates, ratios = (
        overdispersion.of_rates(LINES),
        overdispersion.of_ratios([(150, 100), (60, 100)]),
    )
    high = overdispersion.rate_limits(rates, 100)[1]
    far = overdispersion.ratio_limits(ratios, 100)[1]

    assert overdispersion.rate_chance(rates, high * 100, 100) == pytest.approx(0.05)
    assert overdispersion.ratio_chance(ratios, far * 100, 100) == pytest.approx(0.05)
    assert overdispersion.ratio_chance(ratios, 0, 100) < overdispersion.ratio_chance(ratios, 1, 100)


def test_rates_that_spread_by_chance_alone_widen_no_funnel():
    found = overdispersion.of_rates([(50, 100), (52, 100), (48, 100)])

    assert found.tau_squared == 0
    assert overdispersion.rate_limits(found, 400) == pytest.approx((0.451, 0.549), abs=1e-3)
    with pytest.raises(ValueError, match="no lines"):
        overdispersion.of_rates([(0, 0)])


def test_the_moments_of_the_rat_tumours():
    rates = np.array([y / n for y, n in RATS[:70]])
    prior = from_moments(RATS[:70])

    assert (rates.mean(), rates.std(ddof=1)) == pytest.approx((0.1360, 0.1035), abs=5e-5)
    assert (prior.a, prior.b) == pytest.approx((1.356, 8.615), abs=5e-4)


@pytest.mark.parametrize("lines", [[], [(1, 2)], [(1, 2), (2, 4)], [(0, 9), (9, 9)]])
def test_rates_without_a_fitting_spread_have_no_prior(lines):
    with pytest.raises(NoSpread):
        from_moments(lines)


@pytest.mark.parametrize(
    ("left_out", "centre", "lowest", "highest"),
    [((), 0.2313, 0.0524, 0.4102), ((14, 22), 0.2150, 0.0407, 0.3893)],
)
def test_the_p_chart_of_montgomery(left_out, centre, lowest, highest):
    baseline = [place for place in range(30) if place not in left_out]
    chart = p_chart([(met, 50) for met in CANS], baseline=baseline)

    assert (chart.centre, chart.lowest[0], chart.highest[0]) == pytest.approx(
        (centre, lowest, highest), abs=5e-5
    )
    flagged = signals(
        [met / 50 for met in CANS],
        centre=chart.centre,
        lowest=chart.lowest,
        highest=chart.highest,
        rules={OUTSIDE},
    )

    assert set(flagged[OUTSIDE]) >= {14, 22}


def test_limits_of_episodes_stand_as_far_apart_as_those_of_so_many_persons():
    plain, alike = (
        p_chart([(met / d, 50 / d) for met in CANS], baseline=range(30)) for d in (1, 4)
    )

    assert alike.centre == pytest.approx(plain.centre)
    assert alike.highest[0] - alike.centre == pytest.approx(2 * (plain.highest[0] - plain.centre))


def test_limits_follow_each_points_denominator_and_lock_with_twelve_points():
    chart = p_chart([(5, 10), (50, 100), (0, 0)] * 4, baseline=range(12))
    longer = p_chart([(5, 10)] * 12, baseline=range(12))

    assert chart.lowest[0] < chart.lowest[1] < 0.5 < chart.highest[1] < chart.highest[0]
    assert (chart.lowest[2], chart.highest[2]) == (0, 1)
    assert (chart.locked, longer.locked) == (False, True)
    assert p_chart([(0, 0)], baseline=[0]) is None


@pytest.mark.parametrize(
    ("screened", "lowest", "highest"), [(True, -0.72, 4.6), (False, -3.06, 6.95)]
)
def test_the_xmr_chart_of_the_reference(screened, lowest, highest):
    chart = xmr_chart(JUMP, screened=screened)

    assert chart.centre == pytest.approx(1.94, abs=0.005)
    assert (chart.lowest, chart.highest) == pytest.approx((lowest, highest), abs=0.005)


@pytest.mark.parametrize(("target", "word"), [(4.7, ABOVE), (4.5, BETWEEN), (-0.8, BELOW)])
def test_a_target_is_hit_missed_or_left_to_chance(target, word):
    assert xmr_chart(JUMP).assures(target) == word
    assert xmr_chart([1.0]) is None


RULES = {
    "six on one side are chance": ([1] * 6 + [-1] * 3, SHIFT, ()),
    "seven on one side are a shift": ([1] * 7 + [-1] * 3, SHIFT, tuple(range(7))),
    "a point on the centre ends a run": ([1] * 4 + [0] + [1] * 4, SHIFT, ()),
    "six rising are chance": ([-2, 1, 1.1, 1.2, 1.3, 1.4, 0], TREND, ()),
    "seven rising are a trend": ([-3, -2, -1, 0, 1, 2, 3, 0], TREND, tuple(range(7))),
    "two of three far up": ([0, 2.1, 0, 2.2, 0], TWO_OF_THREE, (1, 3)),
    "far up and far down are no pair": ([0, 2.1, 0, -2.2, 0], TWO_OF_THREE, ()),
    "on the limit is inside": ([3, -3, 0], OUTSIDE, ()),
    "beyond it is outside": ([3.01, -3.01, 0], OUTSIDE, (0, 1)),
}


@pytest.mark.parametrize(("values", "rule", "flagged"), RULES.values(), ids=RULES)
def test_the_rules_of_a_control_chart(values, rule, flagged):
    size = len(values)
    found = signals(values, centre=0, lowest=[-3] * size, highest=[3] * size, rules={rule})

    assert found == {rule: flagged}


def test_the_plain_set_leaves_the_trend_rule_out():
    assert TREND in MAKING_DATA_COUNT - PLAIN


def test_a_run_chart_of_twenty_four_points():
    even = runs([(-1) ** place for place in range(24)], centre=0)
    long = runs([1] * 9 + [-1, 1] * 7 + [-1], centre=0)
    sticky = runs(([1] * 4 + [-1] * 4) * 3, centre=0)

    assert figures(even, "useful", "longest_allowed", "crossings_asked") == [24, 8, 8]
    assert (even.signal, long.signal, sticky.signal) == (False, True, True)
    assert (long.longest, sticky.crossings) == (9, 5)
    assert runs([0, 0, 1], centre=0) is None


def test_a_cusum_by_hand():
    found = cusum([1, 2, 3, 10, 10], window=3)
    sigma = (2 / 3) ** 0.5

    assert found.thresholds[2] == pytest.approx(5 * sigma)
    assert found.up == pytest.approx([0, 0, 1 - sigma / 2, 9 - sigma, 9 - sigma + 5 - sigma / 2])
    assert (found.alerts_up, found.alerts_down) == ((3, 4), ())


def test_after_an_alert_a_new_level_is_as_usual():
    found = cusum([1, 2, 3, 10, 10, 10, 10, 10, 10], window=3)
    falling = cusum([1, 2, 3, -9, -9], window=3)

    assert found.alerts_up[-1] < 8
    assert found.means[-1] == pytest.approx(10)
    assert falling.alerts_down == (3, 4)
    assert cusum([1, 2], window=3).up == ()


def test_the_gap_of_newcombe_and_of_katz():
    found = difference((56, 70), (48, 80))
    relative = ratio((27, 122), (44, 487))

    assert figures(found, "value", "lowest", "highest") == pytest.approx(
        [0.2, 0.0524, 0.3339], abs=5e-5
    )
    assert figures(relative, "value", "lowest", "highest") == pytest.approx(
        [2.4495, 1.5836, 3.7896], rel=5e-4
    )


@pytest.mark.parametrize("groups", [((0, 0), (1, 2)), ((1, 2), (0, 0))])
def test_an_empty_group_has_no_gap(groups):
    assert difference(*groups) is None
    assert ratio(*groups) is None
    assert ratio((0, 5), (1, 5)) is None


# Benjamini and Hochberg (1995), table 1.
P_VALUES = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000,
]  # fmt: skip


def test_of_many_findings_those_of_the_procedure_are_kept():
    assert kept(P_VALUES) == [True] * 4 + [False] * 11
    assert kept([]) == []


def test_how_many_stand_out_by_chance_is_said():
    assert by_chance(200).startswith("200 comparisons were made; about 10 of them")
    assert by_chance(20).startswith("20 comparisons were made; about 1 of them")
    assert by_chance(19).startswith("19 comparisons were made; fewer than one of them")
    assert p_value(5, 10, 0.5) == pytest.approx(1)
    assert p_value(0, 10, 0.5) == pytest.approx(2 / 1024)
    assert p_value(0, 0, 0.5) == 1


def test_a_triangle_by_hand():
    assert completion_factors([[50, 80, 100], [60, 96], [55]]) == pytest.approx((0.5, 0.8, 1))
    assert completion_factors([]) == ()
    assert completion_factors([[0, 5], [7]]) == (1, 1)


RAT_PRIOR = Prior(a=2.3416, b=14.1148)
ADVICE = {
    "one short of reliable": (38, "With 1 more patient in the measure"),
    "just reliable": (39, "There are enough patients"),
    "far from it": (4, "10 years together would do"),
    "nobody": (0, "With 39 more patients in the measure this rate could be compared."),
}


@pytest.mark.parametrize(("total", "words"), ADVICE.values(), ids=ADVICE)
def test_what_would_make_a_rate_reliable_is_said(total, words):
    assert words in advice.what_would_help(total, RAT_PRIOR)


def test_where_practices_do_not_differ_no_rate_tells_them_apart():
    assert "do not differ enough" in advice.what_would_help(500, None)


OPPORTUNITIES = {
    "more would be good": ((40, 40), "increase", (20, 20), "60%, 20 more patients would have met"),
    "fewer would be good": ((80, 80), "decrease", (20, 20), "20 fewer patients would have counted"),
    "one is one patient": ((59, 59), "increase", (1, 1), "1 more patient would"),
    "reached": ((60, 60), "increase", (0, 0), "You have reached the benchmark of 60%"),
    "passed": ((90, 90), "increase", (0, 0), "You have reached"),
    "of a range": ((30, 49), "increase", (11, 30), "between 11 and 30 more patients would"),
    "of a range that reaches it": ((50, 69), "increase", (0, 10), "up to 10 more patients would"),
    "of a range, fewer": ((70, 79), "decrease", (10, 19), "between 10 and 19 fewer patients"),
}


@pytest.mark.parametrize(
    ("met", "direction", "gain", "words"), OPPORTUNITIES.values(), ids=OPPORTUNITIES
)
def test_what_the_benchmarks_rate_would_change_is_said(met, direction, gain, words):
    found = advice.opportunity(met, 100, benchmark=0.6, direction=direction)

    assert (found.least, found.most) == gain
    assert words in found.sentence


def test_what_would_change_is_said_of_visits_as_of_visits():
    found = advice.opportunity(
        (90, 90), 2000, benchmark=0.04, direction="decrease", noun="visit", per=1000
    )

    assert "the benchmark of 40.0 per 1,000, 10 fewer visits would" in found.sentence


# Litters of Weil (1970), control and treated: pups that lived to the 21st day, of those born.
CONTROL = (
    *((13, 13), (12, 12), (9, 9), (9, 9), (8, 8), (8, 8), (12, 13), (11, 12), (9, 10), (9, 10)),
    *((8, 9), (11, 13), (4, 5), (5, 7), (7, 10), (7, 10)),
)
TREATED = (
    *((12, 12), (11, 11), (10, 10), (9, 9), (10, 11), (9, 10), (9, 10), (8, 9), (8, 9), (4, 5)),
    *((7, 9), (4, 7), (5, 10), (3, 6), (3, 10), (0, 7)),
)
CLUSTERS = {
    "control litters": (CONTROL, 1.232, 1.2),
    "treated litters": (TREATED, 3.953, 4.0),
    "one episode each": (((1, 1), (0, 1), (1, 1), (0, 1)), 4 / 3, 1.3),
    "nobody is met": (((0, 3), (0, 1), (0, 2)), 14 / 6, 2.3),
    "one person alone": (((2, 5),), 1.0, 1.0),
    "persons alike": (((1, 2),) * 30, 1.0, 1.0),
}


@pytest.mark.parametrize(("persons", "effect", "told"), CLUSTERS.values(), ids=CLUSTERS)
def test_the_design_effect_of_clusters_as_published(persons, effect, told):
    met, total = np.array(persons).T

    assert design_effect(met, total) == pytest.approx(effect, abs=5e-4)
    assert told_design(met, total) == told


def test_an_interval_of_episodes_is_that_of_fewer_persons():
    assert clustered(40, 100, design=1.0) == wilson(40, 100)
    assert clustered(40, 100, design=4.0) == wilson(10, 25)
    assert clustered(0, 0, design=2.0) == (0.0, 1.0)


def test_a_gap_of_episodes_is_wider_and_stays_about_the_same_difference():
    plain, wide = difference((56, 70), (48, 80)), difference((56, 70), (48, 80), design=2.0)
    times, wider = ratio((27, 122), (44, 487)), ratio((27, 122), (44, 487), design=4.0)

    assert wide.value == plain.value
    assert wide.lowest < plain.lowest < plain.highest < wide.highest
    assert wider.value == times.value
    assert np.log(wider.highest / wider.value) == pytest.approx(
        2 * np.log(times.highest / times.value)
    )


def test_the_change_of_a_rate_is_that_of_statsmodels():
    # statsmodels, proportions_ztest: count 5 and 12 of 83 and 99.
    assert change((12, 99), (5, 83), design=1.0) == pytest.approx(-1.4078304151258787)
    assert change((5, 83), (12, 99), design=4.0) == pytest.approx(1.4078304151258787 / 2)
    assert change((0, 40), (0, 50), design=1.0) == 0
