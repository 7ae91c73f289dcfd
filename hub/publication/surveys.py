"""Answers to surveys by region and peer group, with the response rate beside every share.

No practice is told apart: a group of few answers or few practices is not shown, and neither is a
group whose figures would follow from what is shown, by subtraction from the region.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import polars as pl

from hub.publication.statistics.wilson import wilson
from schemas.period import Period
from schemas.record import record
from schemas.surveys import SurveyQuestion

REGION = "region"
# Practices are peers by the number of their clinicians.
LARGE_FROM = 10
SMALL, LARGE = "practices of fewer than 10 clinicians", "practices of 10 clinicians or more"
SHOWN, FEW, UNASKED = "shown", "too few answers or practices", "not asked"


@record
class SurveyLine:
    """One question in one place: how many were asked and answered, and the share that counts.

    `share` and its 95 % limits are in whole per cent, None where `status` says why; `mean_score`
    weighs practices by their answers, None where some practice gives none.
    """

    question: str
    place: str
    status: str
    practices: int = 0
    asked: int | None = None
    answered: int | None = None
    share: int | None = None
    lowest: int | None = None
    highest: int | None = None
    mean_score: float | None = None

    @property
    def response_rate(self) -> float | None:
        """The share of those asked who answered."""
        return self.answered / self.asked if self.answered and self.asked else None


def survey_lines(
    rows: pl.DataFrame,
    groups: Mapping[str, str],
    period: Period,
    questions: Sequence[SurveyQuestion],
) -> tuple[SurveyLine, ...]:
    """Return a line of each question for the region, and one for each peer group, by name.

    `rows` are those of the record table practice_survey; of each practice the last survey that
    lies in the period counts. `groups` names the peer group of each practice: one that has none
    counts in the region alone.
    """
    inside = rows.filter(
        pl.col("period_start") >= period.first, pl.col("period_end") <= period.last
    ).drop_nulls(["asked", "answered", "positive"])
    # By every column that is read: neither which one is last nor a sum depends on how rows come.
    latest = inside.sort(
        "period_end", "period_start", "answered", "positive", "asked", "mean_score", "practice"
    ).unique(
        ["practice", "instrument", "item", "respondents_are"], keep="last", maintain_order=True
    )
    placed = latest.with_columns(
        group=pl.col("practice").replace_strict(dict(groups), default=None, return_dtype=pl.String)
    )
    return tuple(line for each in questions for line in _lines(placed, groups, each))


def peer_groups(rows: pl.DataFrame) -> dict[str, str]:
    """Return the peer group of each practice that asked its clinicians: by how many they are."""
    asked = (
        rows.filter(pl.col("respondents_are") == "clinicians")
        .group_by("practice")
        .agg(pl.col("asked").max())
        .drop_nulls()
    )
    return {
        practice: SMALL if number < LARGE_FROM else LARGE for practice, number in asked.iter_rows()
    }


def survey_documents(
    rows: pl.DataFrame, period: Period, questions: Sequence[SurveyQuestion]
) -> list[dict[str, Any]]:
    """Return what a report says of each question that was asked, the same to every reader."""
    lines = survey_lines(rows, peer_groups(rows), period, questions)
    found = []
    for question in questions:
        mine = [each for each in lines if each.question == question.name]
        if mine[0].status == UNASKED:
            continue
        found.append(
            {
                "question": question.name,
                "title": question.title,
                "goal": question.goal,
                "direction": question.direction,
                "positive": question.positive,
                "respondents": question.respondents,
                "least_answers": question.least_answers,
                "least_practices": question.least_practices,
                "lines": [
                    {**asdict(each), "response_rate": each.response_rate}
                    for each in mine
                    if each.status != UNASKED
                ],
            }
        )
    return found


def _lines(
    rows: pl.DataFrame, groups: Mapping[str, str], question: SurveyQuestion
) -> list[SurveyLine]:
    mine = rows.filter(
        instrument=question.instrument,
        item=question.item,
        respondents_are=question.respondents,
    )
    by_group = {name: mine.filter(group=name) for name in sorted(set(groups.values()))}
    rest = mine.filter(pl.col("group").is_null())
    shown = _safe(by_group, rest, question)
    whole = _line(question, REGION, mine, shown=_enough(mine, question))
    return [
        whole,
        *(
            _line(question, name, part, shown=name in shown and whole.status == SHOWN)
            for name, part in by_group.items()
        ),
    ]


def _safe(
    groups: Mapping[str, pl.DataFrame], rest: pl.DataFrame, question: SurveyQuestion
) -> frozenset[str]:
    """The groups that may be shown: the rest of the region is nothing, or enough."""
    shown = {name for name, part in groups.items() if _enough(part, question)}
    while shown:
        hidden = pl.concat([rest, *(part for name, part in groups.items() if name not in shown)])
        if hidden.is_empty() or _enough(hidden, question):
            break
        shown.remove(min(shown, key=lambda name: (groups[name]["answered"].sum(), name)))
    return frozenset(shown)


def _enough(part: pl.DataFrame, question: SurveyQuestion) -> bool:
    answered, positive = int(part["answered"].sum()), int(part["positive"].sum())
    kinds = (positive, answered - positive)
    return (
        part.height >= question.least_practices
        and answered >= question.least_answers
        and all(count == 0 or count >= question.least_count for count in kinds)
    )


def _line(question: SurveyQuestion, place: str, part: pl.DataFrame, *, shown: bool) -> SurveyLine:
    if part.is_empty():
        return SurveyLine(question=question.name, place=place, status=UNASKED)
    if not shown:
        return SurveyLine(question=question.name, place=place, status=FEW)
    answered, positive = int(part["answered"].sum()), int(part["positive"].sum())
    lowest, highest = wilson(positive, answered)
    scores = part.select((pl.col("mean_score") * pl.col("answered")).sum()).item()
    known = part["mean_score"].null_count() == 0
    return SurveyLine(
        question=question.name,
        place=place,
        status=SHOWN,
        practices=part.height,
        asked=int(part["asked"].sum()),
        answered=answered,
        share=round(100 * positive / answered),
        lowest=round(100 * lowest),
        highest=round(100 * highest),
        mean_score=float(scores) / answered if known else None,
    )
