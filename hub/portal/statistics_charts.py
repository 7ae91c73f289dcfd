"""The charts of what figures mean: funnel, trend and gaps between groups, kept once drawn."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
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
from hub.publication.report.funnel import WIDE, WITHIN, Limits
from hub.publication.statistics.overdispersion import Dispersion
from hub.publication.statistics.wilson import Z95

KEPT, STEPS = 512, 40
AGES = {0: "in the month of service", 1: "one month later"}


@portal.app_template_global()
def funnel_chart(measure: Mapping[str, Any]) -> Markup:
    """Return the funnel of a measure."""
    found = measure["funnel"]
    spread = found["dispersion"]
    own = found["own"]
    points = [*found["points"], *found["peers"]]
    return _funnel(
        f"{measure['title']}: practices of every size",
        found["sentence"] or "Each point is a practice.",
        found["centre"],
        (spread["phi"], spread["tau_squared"]) if spread else None,
        measure["events"],
        measure["design_effect"],
        (own["denominator"], own["rate"]) if own else None,
        tuple((each["denominator"], each["rate"], each["place"] != WITHIN) for each in points),
        measure["per"],
    )


@portal.app_template_global()
def time_chart(measure: Mapping[str, Any]) -> Markup:
    """Return the trend of a measure."""
    found = measure["trend_chart"]
    flagged = {place for places in found["signals"].values() for place in places}
    limits = list(zip(found["lowest"], found["highest"], strict=True))
    points = tuple(
        (
            _period(each["first"], each["last"]),
            each["rate"],
            each["region"],
            *(limits[place] if limits else (None, None)),
            place in flagged,
        )
        for place, each in enumerate(found["points"])
    )
    said = " ".join(found["sentences"])
    return _trend(points, found["centre"], measure["per"], f"{measure['title']}: over time", said)


@portal.app_template_global()
def equity_chart(measure: Mapping[str, Any]) -> Markup | None:
    """Return the gaps between groups of a measure; None where none may be told."""
    rows = tuple(
        (
            f"{capital(plain(table['by']))}: {told_group(row['title'])}",
            *row["gap"]["difference"],
            row["gap"]["word"],
        )
        for table in measure["region_by"]
        for row in table["rows"]
        if row["gap"]
    )
    title = f"{measure['title']}: groups of patients"
    return _gaps(rows, measure["per"], title) if rows else None


@portal.app_template_global()
def arrival_chart(payer: Mapping[str, Any]) -> Markup:
    """Return which share of a payer's claims has arrived after how many months."""
    rows = tuple(
        (
            AGES.get(age, f"{age} months later"),
            high / 100 if high - low < 2 else None,
            (low / 100, high / 100),
        )
        for age, (low, high) in enumerate(payer["by_age"])
    )
    return row_rates_chart(rows, None, 1, payer["title"], "The share of claims that has arrived.")


@portal.app_template_global()
def utility_chart(found: Sequence[Utility]) -> Markup:
    """Return which share of the practices has something to use, measure by measure."""
    rows = tuple((each.title, each.usable, None) for each in found if each.usable is not None)
    return row_rates_chart(rows, 0.9, 1, "Usable statements", "The dashed line stands at 90 %.")


@portal.app_template_global()
def survey_chart(question: Mapping[str, Any]) -> Markup:
    """Return the shares of one question, of the region and of each group of practices."""
    rows = tuple(
        (
            capital(line["place"]),
            None if line["share"] is None else line["share"] / 100,
            None if line["share"] is None else (line["lowest"] / 100, line["highest"] / 100),
        )
        for line in question["lines"]
    )
    return row_rates_chart(
        rows, None, 1, question["title"], "A point is a share, the bar its range."
    )


@lru_cache(maxsize=KEPT)
def _funnel(
    title: str,
    said: str,
    centre: float,
    spread: tuple[float, float] | None,
    events: bool,
    design: float,
    own: tuple[int, float] | None,
    points: tuple[tuple[int, float, bool], ...],
    per: int,
) -> Markup:
    told = Dispersion(region=centre, phi=spread[0], tau_squared=spread[1]) if spread else None
    limits = Limits(centre=centre, dispersion=told, events=events, design=design)
    sizes = [total for total, *_ in points] + ([own[0]] if own else [])
    # The limits of far smaller practices would leave no room for these.
    least, most = max(5, min(sizes) / (2 if points else 8)), max(sizes) * 1.15
    steps = sorted({round(least + (most - least) * step / STEPS) for step in range(STEPS + 1)})
    plot = FunnelPlot(
        title=title,
        description=said,
        centre=centre,
        limits=[(n, limits.at(n, z=Z95), limits.at(n, z=WIDE)) for n in steps],
        own=FunnelPoint(total=own[0], rate=own[1]) if own else None,
        points=[FunnelPoint(total=total, rate=rate, far=far) for total, rate, far in points],
        per=per,
    )
    return Markup(funnel_plot(plot))  # noqa: S704


@lru_cache(maxsize=KEPT)
def _trend(
    points: tuple[tuple[str, float, float | None, float | None, float | None, bool], ...],
    centre: float | None,
    per: int,
    title: str,
    said: str,
) -> Markup:
    found = [
        TimePoint(period=name, rate=rate, region=region, lowest=low, highest=high, signal=signal)
        for name, rate, region, low, high, signal in points
    ]
    return Markup(over_time(found, centre=centre, per=per, title=title, description=said))  # noqa: S704


@lru_cache(maxsize=KEPT)
def _gaps(rows: tuple[tuple[str, float, float, float, str], ...], per: int, title: str) -> Markup:
    found = [
        GapRow(title=name, value=value, lowest=low, highest=high, word=word)
        for name, value, low, high, word in rows
    ]
    said = ", ".join(f"{row.title}: {row.word}" for row in found)
    return Markup(gaps_chart(found, per=per, title=title, description=said))  # noqa: S704


def _period(first: str, last: str) -> str:
    """A year as a year, anything else by its last month."""
    whole = first.endswith("-01-01") and last.endswith("-12-31") and first[:4] == last[:4]
    return first[:4] if whole else last[:7]
