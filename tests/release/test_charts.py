"""Each chart is one that the schema of charts knows, and is drawn with its title and description."""

import re

import altair as alt
import pytest

from hub.publication.charts import drawing
from hub.publication.charts.bars import Bar, bars
from hub.publication.charts.funnel import FunnelPlot, FunnelPoint, funnel_plot
from hub.publication.charts.gaps import GapRow, gaps_chart
from hub.publication.charts.over_time import TimePoint, over_time
from hub.publication.charts.peers import PeerLine, peers
from hub.publication.charts.ranges import HiddenRange, ranges
from hub.publication.charts.row_rates import RowRate, row_rates

WORDS = {"title": "Screening & plan", "description": "Own line: 40 %."}
DECILES = tuple(number / 10 for number in range(1, 10))
OWN = FunnelPoint(total=40, rate=0.4)


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


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_the_schema_of_charts_knows_what_is_drawn(draw, monkeypatch):
    held = []

    def validated(chart):
        held.append(drawing.styled(chart))
        return "<svg>"

    monkeypatch.setattr(drawing, "_svg", validated)
    draw()

    assert len(held) == 1
    assert held[0]["config"]["font"] == drawing.LOOK["font"]
    assert alt.Chart.from_dict(held[0])


@pytest.mark.parametrize("draw", [CHARTS["a line among its peers"], CHARTS["a funnel"]])
def test_a_chart_is_one_picture_with_a_title_and_a_description(draw):
    svg = draw()

    assert re.findall(r'role="(\w+)"', svg) == ["img"]
    assert "<title>Screening &amp; plan</title><desc>Own line: 40 %.</desc>" in svg
