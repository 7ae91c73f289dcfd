"""Answers of a practice's staff or patients to a survey, as counts."""

from schemas.column import Column, Kind, choice, number, reference, text, whole
from schemas.table import Table

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
)
