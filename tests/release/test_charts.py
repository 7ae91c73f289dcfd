"""Each chart shows the numbers that it is given, read back by its axes, and can be read aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import sampled_from

from hub.publication.charts import drawing
from hub.publication.charts.axes import round_scale, ticks
from hub.publication.charts.bars import Bar, bars
from hub.publication.charts.drawing import width_of
from hub.publication.charts.funnel import FunnelPlot, FunnelPoint, funnel_plot
from hub.publication.charts.gaps import GapRow, gaps_chart
from hub.publication.charts.over_time import TimePoint, over_time
from hub.publication.charts.peers import PeerLine, peers
from hub.publication.charts.ranges import HiddenRange, ranges
from hub.publication.charts.row_rates import RowRate, row_rates
from tests.builders.drawn import Drawn

WORDS = {"title": "Screening & plan", "description": "Own line: 40%."}
DECILES = tuple(number / 10 for number in range(1, 10))
OWN = FunnelPoint(total=40, rate=0.4)
COLORS = {
    "own": drawing.OWN,
    "region": drawing.PEERS,
    "middle": drawing.INK,
    "ends": drawing.QUIET,
}


def peer_line(own=0.4, interval=(0.3, 0.5), deciles=DECILES, benchmark=0.7, per=1):
    line = {"own": own, "interval": interval, "deciles": deciles, "benchmark": benchmark}
    return lambda: peers(PeerLine(**line, **WORDS, region=0.5, per=per))


def funnel(own=OWN, per=1):
    limits = [(10, (0.1, 0.9), (0.0, 1.0)), (100, (0.4, 0.6), (0.3, 0.7))]
    points = [FunnelPoint(total=20, rate=0.9, far=True), FunnelPoint(total=80, rate=0.5)]
    plot = FunnelPlot(**WORDS, centre=0.5, limits=limits, own=own, points=points, per=per)
    return lambda: funnel_plot(plot)


def time(per=1, limits=(0.2, 0.6), region=0.5, centre=0.4):
    point = {"rate": 0.4, "region": region, "lowest": limits[0], "highest": limits[1]}
    points = [TimePoint(period="2024", **point), TimePoint(period="2025", **point, signal=True)]
    return lambda: over_time(points, centre=centre, per=per, **WORDS)


CHARTS = {
    "a line among its peers": peer_line(),
    "events per 1,000": peer_line(per=1000),
    "a line that is not told": peer_line(own=None, interval=None),
    "too few peers": peer_line(deciles=(), benchmark=None),
    "a funnel": funnel(),
    "a funnel of events": funnel(per=1000),
    "a funnel without an own point": funnel(own=None),
    "a trend": time(),
    "a trend without limits": time(limits=(None, None), region=None, centre=None),
    "a trend of events": time(per=1000),
    "gaps": lambda: gaps_chart(
        [GapRow(title="Age", value=-0.1, lowest=-0.2, highest=0.0, word="lower")], per=1, **WORDS
    ),
    "faults": lambda: bars(
        [Bar(name="late", count=3), Bar(name="lost", count=1, grave=True)], **WORDS
    ),
    "finer lines": lambda: row_rates(
        [
            RowRate(title="a", rate=0.4, interval=(0.3, 0.5)),
            RowRate(title="b", rate=None, interval=(0.1, 0.9)),
            RowRate(title="c", rate=None, interval=None),
        ],
        region=0.5,
        per=1,
        **WORDS,
    ),
    "hidden ranges": lambda: ranges(
        [HiddenRange(place="a", lowest=0, highest=None, without_lowest=3, without_highest=4)],
        **WORDS,
    ),
}


WHOLE = {**CHARTS, "names of any length": lambda: rows_of([("long name " * 9, 0.4, None)], per=1)}
RATES = st.floats(0, 1)
ROWS = st.lists(
    st.tuples(st.none() | RATES, st.none() | st.tuples(RATES, RATES).map(sorted).map(tuple)),
    min_size=1,
    max_size=6,
)


def rows_of(rows, *, per, region=0.5):
    made = [RowRate(title=title, rate=rate, interval=ends) for title, rate, ends in rows]
    return row_rates(made, region=region, per=per, **WORDS)


def near(value, span=1):
    # Places are written with two decimals of a pixel.
    return pytest.approx(value, abs=1e-3 * span, rel=1e-3)


@pytest.mark.parametrize("draw", WHOLE.values(), ids=WHOLE)
def test_a_chart_is_one_picture_with_a_title_and_a_description(draw):
    svg = draw()
    head, *parts = Drawn(svg).root.iter()

    assert head.get("role") == "img"
    assert "<title>Screening &amp; plan</title><desc>Own line: 40%.</desc>" in svg
    # The policy of the pages lets no style through.
    assert {name for each in parts for name in each.attrib} & {"style", "class", "role"} == set()


@pytest.mark.parametrize("draw", WHOLE.values(), ids=WHOLE)
def test_no_word_runs_out_of_the_picture(draw):
    drawn = Drawn(draw())
    _, _, width, height = (float(n) for n in drawn.root.get("viewBox").split())
    before = {"end": 1, "middle": 0.5, "start": 0}

    for each in drawn.words:
        broad = width_of(each["told"], each["size"])
        left = each["x"] - broad * before[each["anchor"]]

        assert left >= -0.1
        assert left + broad <= width + 0.1
        assert each["size"] / 2 <= each["y"] <= height - each["size"] / 2


@given(ROWS, sampled_from([1, 1000]))
def test_each_row_shows_its_own_rate_and_range(rows, per):
    named = [(f"place {n}", rate, ends) for n, (rate, ends) in enumerate(rows)]
    found = Drawn(rows_of(named, per=per)).rows(drawing.PEERS)

    for name, rate, ends in named:
        assert found[name][0] == (None if rate is None else near(rate * per, per))
        assert found[name][1] == (ends and tuple(near(end * per, per) for end in ends))


@given(st.lists(st.floats(-1e6, 1e6).filter(lambda n: n == 0 or abs(n) > 1e-6), max_size=5))
def test_round_numbers_hold_all_that_is_shown(values):
    scale = round_scale(values, 0, 100)
    found = ticks(scale)

    hair = 1e-6 * (scale.high - scale.low)
    assert scale.low - hair <= min([0, *values])
    assert scale.high + hair >= max([0, *values])
    assert 2 <= len(found) <= 11
    assert len({told for _, told in found}) == len(found)


@pytest.mark.parametrize("per", [1, 1000])
def test_a_line_among_its_peers_stands_where_its_numbers_are(per):
    drawn = Drawn(peer_line(per=per)())
    wide, narrow = drawn.bars(drawing.PEERS)
    ends = [end for pair in (wide[:2], narrow[:2]) for end in pair]
    (own,), (interval,) = drawn.points(), drawn.lines(drawing.OWN)
    (flag,) = [each for each in drawn.words if each["told"] == "achievable"]

    assert [drawn.across(x) for x in ends] == [near(n * per) for n in (0.1, 0.9, 0.3, 0.7)]
    assert drawn.across(own[0]) == near(0.4 * per)
    assert [drawn.across(x) for x, _ in interval] == [near(0.3 * per), near(0.5 * per)]
    assert drawn.across(flag["x"]) == near(0.7 * per)


@pytest.mark.parametrize("per", [1, 1000])
def test_a_funnel_stands_where_its_numbers_are(per):
    drawn = Drawn(funnel(per=per)())
    read = [(drawn.across(x), drawn.upwards(y)) for x, y, _ in drawn.points()]
    (middle,) = drawn.lines(drawing.INK)

    assert read == [(near(n), near(rate * per)) for n, rate in ((20, 0.9), (80, 0.5), (40, 0.4))]
    assert [color for *_, color in drawn.points()] == [drawing.POOR, drawing.PEERS, drawing.OWN]
    assert drawn.upwards(middle[0][1]) == near(0.5 * per)
    assert [
        [(drawn.across(x), drawn.upwards(y)) for x, y in line]
        for line in drawn.lines(drawing.QUIET)
    ] == [
        [(near(n), near(limit * per)) for n, limit in zip((10, 100), limits, strict=True)]
        for limits in ((0.1, 0.4), (0.9, 0.6), (0.0, 0.3), (1.0, 0.7))
    ]


@pytest.mark.parametrize("per", [1, 1000])
def test_a_trend_stands_where_its_numbers_are_and_is_broken_where_none_is_told(per):
    drawn = Drawn(time(per=per)())
    (plain,), (flagged,) = drawn.points(), drawn.diamonds()
    told = {name: drawn.lines(color) for name, color in COLORS.items()}
    read = {
        name: [{round(drawn.upwards(y) / per, 3) for _, y in line} for line in lines]
        for name, lines in told.items()
    }

    assert [drawn.upwards(y) for _, y, *_ in (plain, flagged)] == [near(0.4 * per)] * 2
    assert read == {"own": [{0.4}], "region": [{0.5}], "middle": [{0.4}], "ends": [{0.2}, {0.6}]}
    assert Drawn(time(limits=(None, None), region=None)()).lines(drawing.PEERS) == []


def test_a_funnel_of_nought_is_drawn_all_the_same():
    none = [(10, (0.0, 0.0), (0.0, 0.0))]
    plot = FunnelPlot(**WORDS, centre=0.0, limits=none, own=FunnelPoint(total=9, rate=0), points=[])
    drawn = Drawn(funnel_plot(plot))

    assert [drawn.upwards(y) for _, y, _ in drawn.points()] == [0]


def test_gaps_lie_on_their_side_of_none():
    rows = [
        GapRow(title="Age", value=-0.1, lowest=-0.2, highest=0.0, word="worse"),
        GapRow(title="Sex", value=0.03, lowest=0.01, highest=0.05, word="better"),
    ]
    drawn = Drawn(gaps_chart(rows, per=1, **WORDS))
    colors = [color for *_, color in drawn.points()]

    assert drawn.rows(drawing.POOR)["Age"] == (near(-10), (near(-20), near(0)))
    assert drawn.rows(drawing.GOOD)["Sex"] == (near(3), (near(1), near(5)))
    assert colors == [drawing.POOR, drawing.GOOD]


def test_a_range_that_is_one_number_is_a_point_and_one_without_an_end_reaches_beyond_all():
    cells = [
        HiddenRange(place="a", lowest=0, highest=None, without_lowest=3, without_highest=3),
        HiddenRange(place="b", lowest=2, highest=40, without_lowest=5, without_highest=9),
    ]
    drawn = Drawn(ranges(cells, **WORDS))
    kept, bare = ([each[:2] for each in drawn.bars(c)[1:]] for c in (drawing.GOOD, drawing.POOR))
    (secret,) = drawn.diamonds()

    assert [tuple(map(drawn.across, ends)) for ends in kept] == [
        (near(0), near(44)), (near(2), near(40)),
    ]  # fmt: skip
    assert [tuple(map(drawn.across, ends)) for ends in bare] == [(near(5), near(9))]
    assert drawn.across(secret[0]) == near(3)


def test_bars_are_as_long_as_their_counts_and_grave_ones_stand_out():
    drawn = Drawn(bars([Bar(name="late", count=3), Bar(name="lost", count=1, grave=True)], **WORDS))
    (late,), (lost,) = drawn.bars(drawing.PEERS), drawn.bars(drawing.POOR)

    assert late[1] - late[0] == near(3 * (lost[1] - lost[0]))
    assert [each["told"] for each in drawn.words] == ["late", "3", "lost", "1"]
