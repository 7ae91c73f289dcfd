"""Answers of a practice's staff or patients to a survey, as counts."""

import polars as pl

from schemas.column import Column, Kind, choice, number, reference, text, whole
from schemas.table import Check, Table


def _part_of_whole(part: str, whole: str) -> Check:
    """A part is not larger than the whole."""
    return Check(
        rule="more-than-all",
        field=part,
        remedy=f"give a number {part} that is not above the number {whole}",
        holds=lambda: pl.col(part) <= pl.col(whole),
    )


def _ends_after_it_begins() -> Check:
    """The last day of a survey is not before its first."""
    return Check(
        rule="end-before-start",
        field="period_end",
        remedy="give a period_end that is the period_start or later",
        holds=lambda: pl.col("period_end") >= pl.col("period_start"),
    )


PRACTICE_SURVEY = Table(
    name="practice_survey",
    means="One question asked at one practice in one period, and how many answered so.",
    key=("practice", "instrument", "item", "period_start"),
    columns=(
        reference("practice", "practice", "practice that was asked", required=True),
        text("instrument", "instrument, such as single-item burnout", required=True),
        text("item", "item or scale of the instrument", required=True),
        choice("respondents_are", "who answered", "clinicians", "staff", "patients", required=True),
        Column(name="period_start", kind=Kind.DAY, means="first day of the survey", required=True),
        Column(name="period_end", kind=Kind.DAY, means="last day of the survey", required=True),
        whole("asked", "how many were asked", least=0),
        whole("answered", "how many answered", least=0),
        whole("positive", "how many gave the answer that the item counts", least=0),
        number("mean_score", "mean score of those who answered"),
    ),
    checks=(
        _part_of_whole("answered", "asked"),
        _part_of_whole("positive", "answered"),
        _ends_after_it_begins(),
    ),
)
