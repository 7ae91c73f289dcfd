"""The long layout: each record is a score, a contact, a psychiatric review or an enrolment.

Hand-made lists belong to it, that have a column of scores for each instrument.
"""

from collections.abc import Iterator
from types import MappingProxyType

import polars as pl

from adapters.delimited.header import Header
from adapters.delimited.reading import Reading
from adapters.delimited.sheet import Sheet
from adapters.registry.columns import Columns, Scored
from adapters.registry.rows import enrolled_rows, note_rows, score_rows, visit_rows
from adapters.registry.spelling import words
from schemas.instruments import instruments
from schemas.table import Check

# By event, other words for it, in lower case and without blanks or punctuation.
EVENTS = MappingProxyType(
    {
        event: tuple(words_for.split())
        for event, words_for in {
            "score": "assessment screening screen measurement phq gad",
            "contact": "followup followupcontact caremanagercontact bhcmcontact session visit"
            " phone call",
            "psychiatric-review": "psychiatriccasereview casereview review psychiatricconsultation"
            " psychiatricconsult consultation consult systematiccasereview caseloadreview",
            "enrollment": "enrolment enrolled intake initialassessment",
            "treatment-change": "treatmentplanchange medicationchange treatmentadjustment"
            " treatmentchanged changeoftreatment",
            "discharge": "discharged disenrollment disenrolled inactive completed",
        }.items()
    }
)
VISITS = ("contact", "psychiatric-review")
NOTES = ("treatment-change", "discharge")
NAMES = tuple(each.name for each in instruments())


def is_events(columns: Columns) -> bool:
    """Say whether the columns make a list of events or of scores, each with its day."""
    scores = "instrument" in columns and "score" in columns
    return (
        "person" in columns
        and "date" in columns
        and (scores or "event" in columns or bool(_lists(columns)))
    )


def events(header: Header, columns: Columns, *, keys: str) -> Sheet:
    """Return how a list of events is read; `keys` begins the keys of its records."""
    means = columns.means
    spells = {means[name]: words(known) for name, known in _WORDS.items() if name in columns}
    known = [name for word, name in means.items() if word in _USED]
    return Sheet(
        header=header,
        readings=tuple(_readings(columns, keys)),
        known=frozenset(known) | frozenset(_lists(columns).values()),
        spells=spells,
        checks=tuple(_checks(columns)),
    )


_USED = frozenset(
    {"person", "practice", "provider", "date", "event", "instrument", "score", "modality"}
)
_WORDS = MappingProxyType(
    {"event": EVENTS, "instrument": {found.name: found.names for found in instruments()}}
)


def _lists(columns: Columns) -> dict[str, str]:
    """Return, by instrument, the column that holds nothing but its scores."""
    scores = {name: columns.scores.get(Scored(instrument=name)) for name in NAMES}
    return {name: column for name, column in scores.items() if column}


def _readings(columns: Columns, keys: str) -> Iterator[Reading]:
    means, day = columns.means, columns.means["date"]
    if "instrument" in columns and "score" in columns:
        for name in NAMES:
            yield score_rows(
                columns,
                name,
                score=means["score"],
                day=day,
                key=f"{keys}-{name}-",
                where=pl.col(means["instrument"]) == name,
            )
    for name, column in _lists(columns).items():
        yield score_rows(
            columns, name, score=column, day=day, key=f"{keys}-{name}-", where=pl.lit(value=True)
        )
    if "event" not in columns:
        return
    event = pl.col(means["event"])
    for visit in VISITS:
        yield visit_rows(columns, visit, day=day, key=f"{keys}-{visit}-", where=event == visit)
    for note in NOTES:
        where, days = event == note, {"start_day": day}
        yield note_rows(columns, note, key=f"{keys}-{note}-", where=where, days=days)
    if "practice" in columns:
        yield enrolled_rows(columns, start=day, end=None, where=event == "enrollment")


def _checks(columns: Columns) -> Iterator[Check]:
    """Yield what must hold between the cells of one record."""
    means = columns.means
    if "event" in columns:
        event = pl.col(means["event"])
        yield Check(
            rule="event",
            field=means["event"],
            remedy=f"write one of: {', '.join(EVENTS)}",
            holds=lambda: event.is_in(list(EVENTS)),
        )
    if "instrument" in columns and "score" in columns:
        instrument, score = pl.col(means["instrument"]), pl.col(means["score"])
        yield Check(
            rule="instrument",
            field=means["instrument"],
            remedy=f"name the instrument of the score: {', '.join(NAMES)}",
            holds=lambda: score.is_null() | instrument.is_in(list(NAMES)).fill_null(value=False),
        )
        yield Check(
            rule="score-missing",
            field=means["score"],
            remedy="give the total score of the instrument",
            holds=lambda: score.is_not_null() | ~_scores(columns),
        )


def _scores(columns: Columns) -> pl.Expr:
    """Say of which records the event is that a score was taken."""
    if "event" not in columns:
        return pl.col(columns.means["instrument"]).is_not_null()
    return pl.col(columns.means["event"]) == "score"
