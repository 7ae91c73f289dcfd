"""The charts of what figures mean: funnel, trend and gaps between groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from hub.portal.blueprint import portal
from hub.portal.charts import row_rates_chart
from hub.portal.coordinator.suppression import Utility
from hub.portal.labels import capital, told_group
from hub.portal.words import plain
from hub.publication.charts.funnel import FunnelPlot, FunnelPoint, funnel_plot
from hub.publication.charts.gaps import GapRow, gaps_chart
from hub.publication.charts.over_time import TimePoint, over_time
from hub.publication.charts.row_rates import RowRate
from hub.publication.report.funnel import WIDE, WITHIN, Limits
from hub.publication.statistics.overdispersion import Dispersion
from hub.publication.statistics.told_rate import percent
from hub.publication.statistics.wilson import Z95

STEPS = 40
# The share of practices that have something to use of a measure, at the least.
WANTED = 0.9
AGES = {0: "in the month of service", 1: "one month later"}


@portal.app_template_global()
def funnel_chart(measure: Mapping[str, Any]) -> Markup:
    """Return the funnel of a measure."""
    found = measure["funnel"]
    own = found["own"]
    points = [_funnel_point(each) for each in (*found["points"], *found["peers"])]
    plot = FunnelPlot(
        title=f"{measure['title']}: practices of every size",
        description=found["sentence"] or "Each point is a practice.",
        centre=found["centre"],
        limits=_limits(measure, [each.total for each in points]),
        own=_funnel_point(own) if own else None,
        points=points,
        per=measure["per"],
    )
    return Markup(funnel_plot(plot))  # noqa: S704


@portal.app_template_global()
def time_chart(measure: Mapping[str, Any]) -> Markup:
    """Return the trend of a measure."""
    found = measure["trend_chart"]
    flagged = {place for places in found["signals"].values() for place in places}
    limits = list(zip(found["lowest"], found["highest"], strict=True))
    points = []
    for place, each in enumerate(found["points"]):
        low, high = limits[place] if limits else (None, None)
        points.append(
            TimePoint(
                period=_period(each["first"], each["last"]),
                rate=each["rate"],
                region=each["region"],
                lowest=low,
                highest=high,
                signal=place in flagged,
            )
        )
    title, said = f"{measure['title']}: over time", " ".join(found["sentences"])
    made = over_time(
        points, centre=found["centre"], per=measure["per"], title=title, description=said
    )
    return Markup(made)  # noqa: S704


@portal.app_template_global()
def equity_chart(measure: Mapping[str, Any]) -> Markup | None:
    """Return the gaps between groups of a measure; None where none may be told."""
    rows = [
        _gap_row(table["by"], row)
        for table in measure["region_by"]
        for row in table["rows"]
        if row["gap"]
    ]
    if not rows:
        return None
    title, said = (
        f"{measure['title']}: groups of patients",
        ", ".join(f"{row.title}: {row.word}" for row in rows),
    )
    made = gaps_chart(rows, per=measure["per"], title=title, description=said)
    return Markup(made)  # noqa: S704


@portal.app_template_global()
def arrival_chart(payer: Mapping[str, Any]) -> Markup:
    """Return which share of a payer's claims has arrived after how many months."""
    rows = [
        RowRate(
            title=AGES.get(age, f"{age} months later"),
            rate=high / 100 if high - low < 2 else None,
            interval=(low / 100, high / 100),
        )
        for age, (low, high) in enumerate(payer["by_age"])
    ]
    said = "The share of claims that has arrived."
    return row_rates_chart(rows, title=payer["title"], description=said)


@portal.app_template_global()
def utility_chart(found: Sequence[Utility]) -> Markup:
    """Return which share of the practices has something to use, measure by measure."""
    rows = [
        RowRate(title=each.title, rate=each.usable, interval=None)
        for each in found
        if each.usable is not None
    ]
    said = f"The dashed line stands at {percent(WANTED)}."
    return row_rates_chart(rows, title="Usable statements", description=said, region=WANTED)


@portal.app_template_global()
def survey_chart(question: Mapping[str, Any]) -> Markup:
    """Return the shares of one question, of the region and of each group of practices."""
    rows = [_share(line) for line in question["lines"]]
    said = "A point is a share, the bar its range."
    return row_rates_chart(rows, title=question["title"], description=said)


def _funnel_point(told: Mapping[str, Any]) -> FunnelPoint:
    far = told.get("place", WITHIN) != WITHIN
    return FunnelPoint(total=told["denominator"], rate=told["rate"], far=far)


def _limits(
    measure: Mapping[str, Any], points: Sequence[int]
) -> list[tuple[int, tuple[float, float], tuple[float, float]]]:
    """Return the limits of a funnel for denominators such as those of its points."""
    found = measure["funnel"]
    spread, own, centre = found["dispersion"], found["own"], found["centre"]
    told = (
        Dispersion(region=centre, phi=spread["phi"], tau_squared=spread["tau_squared"])
        if spread
        else None
    )
    limits = Limits(
        centre=centre, dispersion=told, events=measure["events"], design=measure["design_effect"]
    )
    sizes = [*points, *([own["denominator"]] if own else [])]
    # The limits of far smaller practices would leave no room for these.
    least, most = max(5, min(sizes) / (2 if points else 8)), max(sizes) * 1.15
    steps = sorted({round(least + (most - least) * step / STEPS) for step in range(STEPS + 1)})
    return [(n, limits.at(n, z=Z95), limits.at(n, z=WIDE)) for n in steps]


def _gap_row(by: str, row: Mapping[str, Any]) -> GapRow:
    value, low, high = row["gap"]["difference"]
    return GapRow(
        title=f"{capital(plain(by))}: {told_group(row['title'])}",
        value=value,
        lowest=low,
        highest=high,
        word=row["gap"]["word"],
    )


def _share(line: Mapping[str, Any]) -> RowRate:
    """A share of answers; nothing is drawn of one that is not told."""
    name, share = capital(line["place"]), line["share"]
    if share is None:
        return RowRate(title=name, rate=None, interval=None)
    return RowRate(
        title=name, rate=share / 100, interval=(line["lowest"] / 100, line["highest"] / 100)
    )


def _period(first: str, last: str) -> str:
    """A year as a year, anything else by its last month."""
    whole = first.endswith("-01-01") and last.endswith("-12-31") and first[:4] == last[:4]
    return first[:4] if whole else last[:7]
