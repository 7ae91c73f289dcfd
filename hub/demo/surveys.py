"""What the clinicians of each practice answered when asked whether they feel burned out."""

from datetime import date

import numpy as np
import polars as pl

from hub.demo.plan import SEED, YEAR, PracticePlan
from schemas.records import TABLES
from schemas.surveys import question_named

ANSWERS, BURNED_OUT = 0.75, 0.42
BURNOUT = question_named("clinician_burnout")


def survey(plan: PracticePlan) -> pl.DataFrame:
    """Return the rows of the practice_survey table of a practice; none where nobody was asked."""
    draw = np.random.default_rng([SEED, *plan.key.encode()])
    # Clinicians of the whole practice, of whom some are not on the list of primary care.
    asked = plan.clinicians + int(draw.integers(2, 9))
    answered = int(draw.binomial(asked, ANSWERS))
    frame = pl.DataFrame(
        {
            "practice": [plan.key],
            "instrument": [BURNOUT.instrument],
            "item": [BURNOUT.item],
            "respondents_are": [BURNOUT.respondents],
            "period_start": [date(YEAR, 3, 1)],
            "period_end": [date(YEAR, 3, 31)],
            "asked": [asked],
            "answered": [answered],
            "positive": [int(draw.binomial(answered, BURNED_OUT))],
        }
    )
    schema = pl.Schema(TABLES["practice_survey"].schema)
    return frame.with_columns(mean_score=pl.lit(None)).select(schema.names()).cast(schema)
