"""The wide layout: a record for each person, from enrolment to the last score and contact."""

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

STATUSES = MappingProxyType(
    {
        "active": ("enrolled", "in treatment", "active treatment", "open"),
        "relapse-prevention": ("relapse prevention plan", "maintenance", "rpp"),
        "inactive": ("discharged", "closed", "ended", "disenrolled", "dropped out", "lost"),
        "completed": ("graduated", "remission", "treatment completed"),
    }
)
ENDED = ("inactive", "completed")
NAMES = tuple(each.name for each in instruments())

_USED = frozenset(
    {"person", "practice", "provider", "enrolled", "ended", "status", "contacts", "last_contact"}
    | {"last_review", "last_change"}
)


def is_episodes(columns: Columns) -> bool:
    """Say whether the columns make a list of persons with their first and last scores."""
    spans = any(found.which for found in columns.scores)
    notes = {"contacts", "last_contact", "last_review"} & columns.means.keys()
    return "person" in columns and (spans or ("enrolled" in columns and bool(notes)))


def episodes(header: Header, columns: Columns, *, keys: str) -> Sheet:
    """Return how a list of persons is read; `keys` begins the keys of its records."""
    means = columns.means
    known = [name for word, name in means.items() if word in _USED]
    return Sheet(
        header=header,
        readings=tuple(_readings(columns, keys)),
        known=frozenset(known) | frozenset(columns.scores.values()),
        spells={means["status"]: words(STATUSES)} if "status" in columns else {},
        checks=tuple(_checks(columns)),
    )


def _readings(columns: Columns, keys: str) -> Iterator[Reading]:
    means = columns.means
    for name in NAMES:
        yield from _score_readings(columns, name, keys)
    if "contacts" in columns:
        days = {"start_day": "enrolled", "end_day": "last_contact"}
        yield note_rows(
            columns,
            "contacts",
            number=means["contacts"],
            key=f"{keys}-contacts-",
            days={name: means[word] for name, word in days.items() if word in columns},
        )
    for event, word in (("contact", "last_contact"), ("psychiatric-review", "last_review")):
        if word in columns:
            day = means[word]
            where = pl.col(day).is_not_null()
            yield visit_rows(columns, event, day=day, key=f"{keys}-{event}-", where=where)
    if "last_change" in columns:
        change = means["last_change"]
        yield note_rows(
            columns,
            "treatment-change",
            key=f"{keys}-treatment-change-",
            where=pl.col(change).is_not_null(),
            days={"start_day": change},
        )
    if "enrolled" in columns:
        yield enrolled_rows(columns, start=means["enrolled"], end=means.get("ended"))


def _score_readings(columns: Columns, instrument: str, keys: str) -> Iterator[Reading]:
    """Yield how the first and the last score are read; one that is both is read once."""
    where = pl.lit(value=True)
    for which in ("first", "last"):
        score = columns.scores.get(Scored(instrument=instrument, which=which))
        if score is None:
            continue
        day = columns.scores.get(Scored(instrument=instrument, which=which, dates=True))
        if day is None and which == "first":
            day = columns.means.get("enrolled")
        yield score_rows(
            columns,
            instrument,
            score=score,
            day=day,
            key=f"{keys}-{instrument}-{which}-",
            where=where,
        )
        if day is not None:
            where = _another(columns, instrument, first=score, first_day=day)


def _another(columns: Columns, instrument: str, *, first: str, first_day: str) -> pl.Expr:
    """Say where the last score is not the first one once more."""
    last = columns.scores.get(Scored(instrument=instrument, which="last"))
    day = columns.scores.get(Scored(instrument=instrument, which="last", dates=True))
    if last is None or day is None:
        return pl.lit(value=True)
    same = pl.col(last).eq_missing(pl.col(first)) & pl.col(day).eq_missing(pl.col(first_day))
    return ~same


def _checks(columns: Columns) -> Iterator[Check]:
    """Yield what must hold between the cells of one record."""
    means = columns.means
    if "status" not in columns:
        return
    status = pl.col(means["status"])
    yield Check(
        rule="choice",
        field=means["status"],
        remedy=f"write one of: {', '.join(STATUSES)}",
        holds=lambda: status.is_in(list(STATUSES)),
    )
    if "enrolled" in columns:
        ended = pl.col(means["ended"]).is_not_null() if "ended" in columns else pl.lit(value=False)
        yield Check(
            rule="end-missing",
            field=means.get("ended", means["status"]),
            remedy="give the day on which care ended: without it the person stays on the list",
            holds=lambda: ended | ~status.is_in(ENDED),
            warning=True,
        )
