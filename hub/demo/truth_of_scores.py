"""What is true of scores: how often they were asked for, what became of them, what teams did."""

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from hub.demo import care_teams
from hub.demo.depression import score_days
from hub.demo.plan import YEAR
from hub.demo.region import Region

FIRST_DAY, LAST_DAY = date(YEAR, 1, 1), date(YEAR, 12, 31)
_BLOCKS = (
    ("1", date(YEAR, 1, 1), date(YEAR, 4, 30)),
    ("2", date(YEAR, 5, 1), date(YEAR, 8, 31)),
    ("3", date(YEAR, 9, 1), date(YEAR, 12, 31)),
)
# When a first score is looked at again: from and to, counted from it; and the rates it is told by.
_AGAIN = (
    (("6mo", -30), ("6mo", 30), 0),
    (("12mo", -60), ("12mo", 60), 4),
    (("0d", 70), ("0d", 160), 8),
)
_REVIEWED_AFTER, _FRESH = 70, 90


def scores_truth(region: Region) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Yield identifier, rate, and what is true: person, met, total."""
    scores = pl.concat([score_days(region.course), care_teams.team_scores(region.teams)])
    part = ("person", "day", "score")
    depression = scores.select(*part)
    anxiety = region.anxiety.select("person", "day", pl.col("score").cast(pl.Float64))
    yield from _monitored(region, "HUB-PHQ9-MON", depression, "depressed")
    yield from _monitored(region, "HUB-GAD7-MON", anxiety, "anxious")
    yield from _to_target(region, "HUB-PHQ9-TT", depression)
    yield from _to_target(region, "HUB-GAD7-TT", anxiety)
    yield from _teams(region.teams)


def _left_out(by: pl.Expr) -> pl.Expr:
    died = (pl.col("death") <= by).fill_null(value=False)
    return pl.col("bipolar") | pl.col("psychotic") | died


def _flag(condition: pl.Expr) -> pl.Expr:
    return condition.fill_null(value=False).cast(pl.Int64)


def _monitored(
    region: Region, identifier: str, scores: pl.DataFrame, ill: str
) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Whoever is ill and seen in a block of four months, or is on a team's list in it."""
    crowd = region.crowd.filter(pl.col("practice") >= 0)
    elevated = (
        scores.filter(pl.col("score") >= 10).group_by("person").agg(since=pl.col("day").min())
    )
    listed = region.teams.select("person", "start", "end").join(elevated, on="person")
    for rate, first, last in _BLOCKS:
        seen = region.seen.filter(pl.col("day").is_between(first, last)).select("person").unique()
        on_list = listed.filter(
            pl.col("start") <= last, pl.col("end") >= first, pl.col("since") <= last
        )
        visited = crowd.filter(ill).select("person").join(seen, on="person", how="semi")
        counted = pl.concat([visited, on_list.select("person")]).unique()
        met = scores.filter(pl.col("day").is_between(first, last))["person"].unique()
        grown = pl.col("birth").dt.offset_by("12y") <= first
        known = crowd.join(counted, on="person", how="semi").filter(grown)
        inside = known.filter(~_left_out(pl.lit(last)))
        scored = pl.col("person").is_in(met.implode())
        yield identifier, rate, inside.select("person", met=_flag(scored), total=pl.lit(1))


def _to_target(
    region: Region, identifier: str, scores: pl.DataFrame
) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """The first score of everybody is 10 or more, and none after it is another first one."""
    crowd = region.crowd.select("person", "birth", "death", "bipolar", "psychotic")
    first = scores.sort("person", "day").unique("person", keep="first", maintain_order=True)
    index = first.select("person", index="day", height="score").join(crowd, on="person")
    index = index.filter(pl.col("birth").dt.offset_by("12y") <= pl.col("index"))
    for (months, before), (same, after), rates in _AGAIN:
        due = index.with_columns(
            since=pl.col("index").dt.offset_by(months) + timedelta(days=before),
            until=pl.col("index").dt.offset_by(same) + timedelta(days=after),
        ).filter(pl.col("until").is_between(FIRST_DAY, LAST_DAY))
        due = due.filter(~_left_out(pl.col("until")))
        inside = pl.col("day").is_between(pl.col("since"), pl.col("until"))
        last = due.join(scores, on="person").filter(inside).sort("person", "day", "score")
        found = last.unique("person", keep="last", maintain_order=True)
        known = pl.col("person").is_in(found["person"].implode())
        yield identifier, str(rates + 1), due.select("person", met=_flag(known), total=pl.lit(1))
        halved = pl.col("score") <= pl.col("height") / 2
        for rate, met in (
            (2, pl.col("score") < 5),
            (3, halved),
            (4, (pl.col("score") < 10) | halved),
        ):
            told = found.select("person", met=_flag(met), total=pl.lit(1))
            yield identifier, str(rates + rate), told


def _teams(held: pl.DataFrame) -> Iterator[tuple[str, str, pl.DataFrame]]:
    own = care_teams.year_of(held, FIRST_DAY, LAST_DAY)
    months = (pl.col("until").dt.month() - pl.col("since").dt.month() + 1).cast(pl.Int64)
    spans = own.select("person", "since", "until", total=months)
    days = care_teams.contact_days(held).join(spans, on="person")
    days = days.filter(pl.col("day").is_between(pl.col("since"), pl.col("until")))
    contacts = days.group_by("person").agg(
        contacts=pl.col("day").n_unique().cast(pl.Int64),
        months=pl.col("day").dt.month().n_unique().cast(pl.Int64),
    )
    both = spans.join(contacts, on="person", how="left").fill_null(0)
    yield "HUB-CCP", "1", both.select("person", "total", met="contacts")
    yield "HUB-CCP", "2", both.select("person", "total", met="months")
    yield from _improved(own)
    yield "HUB-CCP", "7", _fresh(own)


def _improved(own: pl.DataFrame) -> Iterator[tuple[str, str, pl.DataFrame]]:
    long = own.filter(pl.col("start") + timedelta(days=_REVIEWED_AFTER) <= pl.col("until"))
    scored = _scored_again(pl.col("until"))
    yield "HUB-CCP", "3", long.select("person", met=_flag(scored), total=pl.lit(1))
    known = long.filter(scored)
    better = (pl.col("later") < 10) | (pl.col("later") <= pl.col("score") / 2)
    yield "HUB-CCP", "4", known.select("person", met=_flag(better), total=pl.lit(1))
    for rate, act in (("5", "reviewed"), ("6", "changed")):
        worse = known.filter(~better)
        yield "HUB-CCP", rate, worse.select("person", met=_flag(pl.col(act)), total=pl.lit(1))


def _scored_again(until: pl.Expr) -> pl.Expr:
    again = pl.col("start") + timedelta(days=care_teams.SCORED_AFTER)
    return (pl.col("later").is_not_null() & (again <= until)).fill_null(value=False)


def _fresh(own: pl.DataFrame) -> pl.DataFrame:
    """Days on which a score was at most 90 days old: of the first, and of the second if it came."""
    again = pl.col("start") + timedelta(days=care_teams.SCORED_AFTER)
    newest = pl.when(_scored_again(pl.col("until"))).then(again).otherwise(pl.col("start"))
    fresh = pl.min_horizontal(newest + timedelta(days=_FRESH), "until")
    return own.select(
        "person",
        met=(fresh - pl.col("since")).dt.total_days() + 1,
        total=(pl.col("until") - pl.col("since")).dt.total_days() + 1,
    )
