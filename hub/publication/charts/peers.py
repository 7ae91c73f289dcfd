"""A practice's rate among its peers: the spread of the peers, the benchmark, and the own line."""

from collections.abc import Sequence

import altair as alt

from hub.publication.charts.drawing import GOOD, INK, OWN, PEERS, drawn
from schemas.record import record


@record
class PeerLine:
    """What one chart shows; rates are shares between 0 and 1.

    `deciles` are the nine deciles of the peers, or empty where they may not be shown; `own` may be
    None, and `interval` with it. With `per` above 1 the rates are events a person, read per `per`.
    """

    title: str
    description: str
    own: float | None
    interval: tuple[float, float] | None
    deciles: Sequence[float]
    region: float | None
    benchmark: float | None
    per: int = 1


def peers(line: PeerLine) -> str:
    """Return the chart as SVG."""
    layers = [_scale(line), *_spread(line), *_marks(line), *_own(line)]
    chart = alt.layer(*layers).properties(width=560, height=74, padding=4)
    return drawn(chart, title=line.title, description=line.description)


def _scale(line: PeerLine) -> alt.Chart:
    known = [*line.deciles, *(line.interval or ()), line.own, line.region, line.benchmark]
    rates = [rate for rate in known if rate is not None]
    most = max([*rates, 0.1 / line.per]) * 1.15
    most = most if line.per > 1 else min(1.0, most)
    data = alt.Data(values=[{"rate": 0.0}, {"rate": most}])
    return (
        alt.Chart(data).mark_point(opacity=0).encode(x=_x("rate", most, line.per), y=alt.YValue(34))
    )


def _x(field: str, most: float, per: int) -> alt.X:
    scale = alt.Scale(domain=[0, most], nice=False)
    if per == 1:
        axis = alt.Axis(format=".0%", tickCount=6)
    else:
        axis = alt.Axis(labelExpr=f"format(datum.value * {per}, ',.0f')", tickCount=6)
    title = None if per == 1 else f"per {per:,}"
    return alt.X(f"{field}:Q", scale=scale, title=title, axis=axis)


def _spread(line: PeerLine) -> list[alt.Chart]:
    if not line.deciles:
        return []
    low, high = line.deciles[0], line.deciles[-1]
    quarter, rest = line.deciles[2], line.deciles[6]
    wide = alt.Chart(alt.Data(values=[{"low": low, "high": high}]))
    narrow = alt.Chart(alt.Data(values=[{"low": quarter, "high": rest}]))
    middle = alt.Chart(alt.Data(values=[{"rate": line.deciles[4]}]))
    return [
        wide.mark_bar(color=PEERS, opacity=0.35, height=22).encode(
            x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=alt.YValue(34)
        ),
        narrow.mark_bar(color=PEERS, opacity=0.8, height=22).encode(
            x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=alt.YValue(34)
        ),
        middle.mark_tick(color=INK, thickness=2, size=26).encode(
            x=alt.X("rate:Q"), y=alt.YValue(34)
        ),
        _label("peers' median", line.deciles[4], 62),
    ]


def _marks(line: PeerLine) -> list[alt.Chart]:
    if line.benchmark is None:
        return _region(line)
    data = alt.Data(values=[{"rate": line.benchmark}])
    flag = alt.Chart(data).mark_point(shape="triangle-down", color=GOOD, filled=True, size=110)
    return [
        flag.encode(x=alt.X("rate:Q"), y=alt.YValue(15)),
        _label("achievable", line.benchmark, 3, color=GOOD),
    ]


def _region(line: PeerLine) -> list[alt.Chart]:
    """The region's rate, where it is all that the own one can be held against."""
    if line.region is None or line.deciles:
        return []
    rule = alt.Chart(alt.Data(values=[{"rate": line.region}]))
    return [
        rule.mark_tick(color=INK, thickness=2, size=26).encode(x=alt.X("rate:Q"), y=alt.YValue(34)),
        _label("region", line.region, 62),
    ]


def _own(line: PeerLine) -> list[alt.Chart]:
    layers = []
    if line.interval:
        low, high = line.interval
        span = alt.Chart(alt.Data(values=[{"low": low, "high": high}]))
        layers.append(
            span.mark_rule(color=OWN, strokeWidth=2.5).encode(
                x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=alt.YValue(34)
            )
        )
    if line.own is not None:
        point = alt.Chart(alt.Data(values=[{"rate": line.own}]))
        layers.append(
            point.mark_circle(color=OWN, size=150, opacity=1).encode(
                x=alt.X("rate:Q"), y=alt.YValue(34)
            )
        )
    return layers


def _label(words: str, rate: float, height: int, *, color: str = INK) -> alt.Chart:
    data = alt.Data(values=[{"rate": rate, "words": words}])
    text = alt.Chart(data).mark_text(color=color, fontSize=11)
    return text.encode(x=alt.X("rate:Q"), y=alt.YValue(height), text=alt.Text("words:N"))
