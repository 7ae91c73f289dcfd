"""Risk adjustment of an outcome: expected events by the mix of patients, and the model's fit."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hub.publication.risk_adjustment import model_of, risk_adjusted

MILD, SEVERE = ("severity", "mild"), ("severity", "severe")
# Of the mild 30 of 60 are met, of the severe 10 of 60.
REGION = {MILD: (30, 60), SEVERE: (10, 60)}


def test_a_practice_with_milder_patients_is_expected_to_do_better():
    model = model_of((40, 120), REGION, events=False)
    mild = risk_adjusted(model, 24, 60, {MILD: 40, SEVERE: 20})
    severe = risk_adjusted(model, 16, 60, {MILD: 20, SEVERE: 40})

    # 40 x 30/60 + 20 x 10/60, and 20 x 30/60 + 40 x 10/60: indirect standardisation.
    assert (mild.expected, severe.expected) == pytest.approx((40 / 2 + 20 / 6, 20 / 2 + 40 / 6))
    assert mild.ratio == pytest.approx(24 / (40 / 2 + 20 / 6))
    assert mild.rate == pytest.approx(mild.ratio * 40 / 120)
    assert mild.lowest < mild.ratio < mild.highest


def test_the_fit_is_the_share_of_the_variance_that_lies_between_groups():
    model = model_of((40, 120), REGION, events=False)

    # Halves that lie 1/6 above and below a third: (1/6)² of 1/3 x 2/3.
    assert model.explained == pytest.approx((1 / 36) / (2 / 9))
    assert model_of((40, 120), REGION, events=True).explained is None
    assert model_of((60, 120), {MILD: (60, 60), SEVERE: (0, 60)}, events=False).explained == 1


def test_patients_of_a_group_that_is_not_told_are_expected_to_be_like_all():
    model = model_of((40, 120), {MILD: (30, 60)}, events=False)

    assert risk_adjusted(model, 5, 30, {SEVERE: 30}).expected == pytest.approx(10)


NOTHING = {
    "nobody": ((0, 0), REGION),
    "nothing happened": ((0, 120), REGION),
    "no group is told": ((40, 120), {}),
    "a group without patients": ((40, 120), {MILD: (0, 0)}),
}


@pytest.mark.parametrize(("whole", "groups"), NOTHING.values(), ids=NOTHING)
def test_without_a_rate_or_a_group_there_is_no_model(whole, groups):
    assert model_of(whole, groups, events=False) is None


def test_where_nothing_is_expected_there_is_no_figure():
    model = model_of((30, 120), {MILD: (30, 60), SEVERE: (0, 60)}, events=False)

    assert risk_adjusted(model, 0, 20, {SEVERE: 20}) is None


CROWD = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(["mild", "severe"]),
        st.sampled_from(["young", "old"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=60,
)


@given(CROWD)
def test_what_is_expected_of_all_practices_is_what_happened(crowd):
    happened = sum(met for *_, met in crowd)
    assume(happened)
    groups = counted(crowd)
    model = model_of((happened, len(crowd)), groups, events=False)
    expected = 0.0
    for practice in "abc":
        own = [each for each in crowd if each[0] == practice]
        mix = {name: total for name, (_, total) in counted(own).items()}
        found = risk_adjusted(model, 1, len(own), mix)
        # A practice of nobody, or of whom less than nothing is expected, has no figure.
        expected += found.expected if found else total_of(model, len(own), mix)

    assert expected == pytest.approx(happened)


def counted(crowd):
    found = {}
    for _, severity, age, met in crowd:
        for name in (("severity", severity), ("age_band", age)):
            before = found.get(name, (0, 0))
            found[name] = (before[0] + met, before[1] + 1)
    return found


def total_of(model, total, mix):
    return total * model.crude + sum(number * model.effects[name] for name, number in mix.items())
