"""What a report makes of its figures: advice, funnels, gaps, trends and alerts, from itself alone."""

import pytest

from hub.publication.report.alerts import alerts
from hub.publication.report.changes import changes
from hub.publication.report.equity_gaps import with_gaps
from hub.publication.report.funnel import funnel
from hub.publication.report.guidance import guidance
from hub.publication.report.trend_chart import trend_chart
from tests.builders.report_documents import between, document, earlier, line, measure, untold

RELEASE = {"first": "2026-01-01", "last": "2026-12-31", "title": "2026", "status": "final"}


WON = {
    "a count": (measure(line=line(620, 1000)), "the benchmark of 71%, 90 more patients would"),
    "a range": (measure(line=between(0.3, 0.4)), "between 32 and 41 more patients would"),
    "a range that reaches it": (measure(line=between(0.7, 0.8)), "up to 1 more patient would"),
    "fewer visits": (
        measure(line=line(60, 1000), direction="decrease", benchmark=0.05, basis="visit",
                counts="episodes"),
        "10 fewer visits would",
    ),
    "nothing told": (measure(line=untold()), None),
    "nothing to reach": (measure(benchmark=None), None),
    "no better direction": (measure(direction="none"), None),
    "money": (measure(counts="amounts", events=True), None),
}  # fmt: skip


@pytest.mark.parametrize(("told", "words"), WON.values(), ids=WON)
def test_what_could_be_won_is_said(told, words):
    found = guidance(told, reader="practice")["won"]

    assert found is None if words is None else words in found


READERS = {"practice": (True, True), "payer": (True, False), "coordinator": (False, False)}


@pytest.mark.parametrize(("reader", "said"), READERS.items(), ids=READERS)
def test_advice_is_for_whoever_can_act_on_it(reader, said):
    found = guidance(measure(), reader=reader)

    assert (found["won"] is not None, found["reliable"] is not None) == said


def test_a_practice_reads_what_would_make_its_rate_reliable():
    # The rats: 39 patients for a reliability of .7.
    assert "1 more patient" in guidance(measure(line=line(20, 38)), reader="practice")["reliable"]
    assert "enough" in guidance(measure(line=line(20, 39)), reader="practice")["reliable"]


LOW = {"dispersion": None, "region": line(500, 1000)}
# Around .5 with 100 patients: .402 to .598 (95 %), and .345 to .655 (99.8 %).
PLACES = {
    "like the region": (line(50, 100), LOW, "within"),
    "inside the narrow limits": (line(59, 100), LOW, "within"),
    "outside the narrow limits": (line(60, 100), LOW, "beyond 95%"),
    "inside the wide limits": (line(65, 100), LOW, "beyond 95%"),
    "outside the wide limits": (line(66, 100), LOW, "beyond 99.8%"),
    "within limits that are widened": (line(66, 100), LOW | {
        "dispersion": {"phi": 4.169, "tau_squared": 0.00768}}, "within"),
}  # fmt: skip


@pytest.mark.parametrize(("own", "changed", "place"), PLACES.values(), ids=PLACES)
def test_a_point_of_the_funnel_has_its_place(own, changed, place):
    found = funnel(measure(line=own, **changed))

    assert found["own"]["place"] == place
    assert ("widened" in found["sentence"]) == (changed["dispersion"] is not None)


NO_FUNNEL = {
    "a range is no point": {"line": between(0.2, 0.4)},
    "nothing told of the region": {"region": untold()},
    "nobody of the region met it": {"region": line(0, 1000)},
    "everybody met it": {"region": line(1000, 1000)},
    "money": {"counts": "amounts", "events": True},
}


@pytest.mark.parametrize("changed", NO_FUNNEL.values(), ids=NO_FUNNEL)
def test_without_counts_there_is_no_funnel(changed):
    assert funnel(measure(**changed)) is None


def test_practices_stand_out_when_all_are_looked_at_together():
    # Around a rate of one half: one far out, one that is out by itself alone.
    rows = [(50, 100), (48, 100), (52, 100), (60, 100), (75, 100), (49, 100)]
    told = measure(
        by="practice", line=line(334, 668), dispersion=None,
        rows=[{"name": str(n), "title": str(n), "line": line(*each)} for n, each in enumerate(rows)],
    )  # fmt: skip
    points = funnel(told)["points"]

    assert [each["place"] for each in points][3:5] == ["beyond 95%", "beyond 99.8%"]
    assert [each["stands_out"] for each in points] == [False] * 4 + [True, False]


def test_events_have_the_funnel_of_a_count():
    told = measure(events=True, counts="events", line=line(20, 400), region=line(500, 10_000),
                   dispersion=None)  # fmt: skip
    found = funnel(told)["own"]

    # FunnelPlotR: 20 expected, .6108260 to 1.544419.
    assert (found["lowest"], found["highest"]) == pytest.approx((0.05 * 0.610826, 0.05 * 1.544419))


def stratum(**groups):
    return {
        "by": "sex",
        "rows": [{"name": name, "title": name, "line": told} for name, told in groups.items()],
    }


def test_the_gap_of_each_group_is_told_of_groups_whose_counts_are_told():
    # Newcombe (1998): 56/70 and 48/80.
    table = stratum(
        female=line(56, 70), male=line(48, 80), other=between(0, 0.25), unknown=line(9, 99)
    )
    found = with_gaps(table, measure())
    female, male, other, unknown = (row["gap"] for row in found["rows"])

    assert found["reference"] == "male"
    assert female["difference"] == pytest.approx([0.2, 0.0524, 0.3339], abs=5e-5)
    assert female["word"] == "better"
    assert (male, other, unknown) == (None, None, None)
    assert with_gaps(table, measure(direction="decrease"))["rows"][0]["gap"]["word"] == "worse"
    assert with_gaps(table, measure(direction="none"))["rows"][0]["gap"]["word"] == "higher"
    assert with_gaps(stratum(male=line(4, 8)), measure())["reference"] is None


TRENDS = {
    "one point is no trend": ([], 0.5, None, ""),
    "few points have no limits": ([0.5] * 6, 0.5, {}, "Limits come with 1 more period"),
    "chance": ([0.5, 0.51, 0.49, 0.5, 0.52, 0.48, 0.5], 0.51, {}, "Nothing but chance"),
    "a last point outside": ([0.5, 0.51, 0.49, 0.5, 0.52, 0.48, 0.5], 0.8, {"outside", "runs"}, "outside the limits"),
    "a shift": ([0.5] * 7 + [0.56] * 7, 0.56, {"runs"}, "too seldom"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "now", "rules", "words"), TRENDS.values(), ids=TRENDS)
def test_a_trend_names_the_rules_that_are_broken(before, now, rules, words):
    told = measure(line=line(round(now * 400), 400), trend=earlier(before))
    found = trend_chart(told, RELEASE)

    assert found is None if rules is None else set(found["signals"]) == set(rules)
    assert found is None or any(words in each for each in found["sentences"])


# Around .5 three deviations of 400 are .075, and of 400 that are alike in pairs .106.
ALIKE = {"persons": (1.0, {"outside"}), "episodes in pairs alike": (2.0, set())}


@pytest.mark.parametrize(("design", "rules"), ALIKE.values(), ids=ALIKE)
def test_episodes_that_are_alike_have_wider_limits_over_time(design, rules):
    before = [0.5, 0.51, 0.49, 0.5, 0.52, 0.48, 0.5, 0.51, 0.49, 0.51, 0.49, 0.5]
    told = measure(counts="episodes", line=line(234, 400), trend=earlier(before))
    found = trend_chart(told | {"design_effect": design}, RELEASE)

    assert set(found["signals"]) == rules


def test_points_of_another_version_of_the_measure_are_no_part_of_a_trend():
    told = measure(trend=[*earlier([0.5] * 9), *earlier([0.1] * 3, version="14")])
    found = trend_chart(told, RELEASE)

    assert len(found["points"]) == 10
    assert found["sentences"][0].startswith("Earlier figures were computed by another version")
    assert [each["first"] for each in found["points"]][-1] == "2026-01-01"


def test_events_go_on_a_chart_of_single_values_with_rules_of_runs():
    steady = [0.20, 0.21, 0.19, 0.2, 0.21, 0.19, 0.2, 0.22, 0.19, 0.2, 0.21, 0.2]
    told = measure(
        events=True, counts="events", line=line(104, 400), trend=earlier([*steady, *[0.24] * 6])
    )
    found = trend_chart(told, RELEASE)

    assert (found["kind"], found["firm"]) == ("xmr", True)
    assert "shift" in found["signals"]


ALERTS = {
    "a rise that is good": (0.6, "increase", "better"),
    "a rise that is not": (0.6, "decrease", "worse"),
    "a fall that is good": (0.4, "decrease", "better"),
    "neither": (0.6, "none", "none"),
    "as usual": (0.5, "increase", None),
}


@pytest.mark.parametrize(("now", "direction", "word"), ALERTS.values(), ids=ALERTS)
def test_the_convener_is_alerted_to_a_change_of_the_region(now, direction, word):
    usual = [0.49, 0.51] * 6
    told = measure(direction=direction, trend=earlier(usual), region=line(round(now * 400), 400))
    found = alerts([told])

    assert [each["word"] for each in found] == ([] if word is None else [word])


def test_twelve_releases_are_what_is_usual_and_fewer_alert_nobody():
    told = measure(trend=earlier([0.49, 0.51] * 5 + [0.5]), region=line(390, 400))

    assert alerts([told]) == []


CHANGED = {
    "much more, which is good": ({}, 0.50, ["better"]),
    "much more of what is to be avoided": ({"direction": "decrease"}, 0.50, ["worse"]),
    "much more, neither good nor bad": ({"direction": "none"}, 0.50, ["none"]),
    "much less": ({}, 0.75, ["worse"]),
    # 0.62 of 1,000 beside 400: z is 3.117 and 3.028, and the limit 3.0902.
    "just beyond chance": ({}, 0.53, ["better"]),
    "just within chance": ({}, 0.5325, []),
    "visits of few persons say less": ({"design_effect": 1.1}, 0.53, []),
    "events are not shares": ({"events": True}, 0.50, []),
    "another version then": ({"version": "16.0.000"}, 0.50, []),
    "not told now": ({"line": untold()}, 0.50, []),
    "few patients": ({"line": line(29, 29)}, 0.50, []),
}


@pytest.mark.parametrize(("now", "then", "words"), CHANGED.values(), ids=CHANGED)
def test_whoever_changed_by_more_than_chance_since_the_period_before_is_told(now, then, words):
    told = measure(**{"trend": earlier([then])} | now)

    assert [each["word"] for each in changes([told])] == words


def test_a_change_is_told_with_both_rates():
    found = document([measure(trend=earlier([0.50]))])["alerts"]

    assert found[0]["sentence"].endswith("up from 50% in 2025 to 62%, which is good.")


def test_nothing_is_said_where_not_the_same_took_part():
    before = [{**each, "note": "not the same took part"} for each in earlier([0.50])]

    assert changes([measure(trend=before)]) == []


def test_alerts_are_for_the_convener_and_comparisons_for_whoever_is_compared():
    many = [measure(str(n)) for n in range(3)]
    practice, hub = document(many), document(many, kind="coordinator", participant="hub")

    assert practice["comparisons"].startswith("3 comparisons were made; fewer than one of them")
    assert hub["comparisons"] is None
    # 620 of 1,000 beside 48 %: no chance, however many are looked at.
    assert [each["standing"]["holds"] for each in practice["measures"]] == [True] * 3
