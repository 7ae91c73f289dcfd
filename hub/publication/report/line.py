"""A line: the most precise honest statement that may be made of one place in one table."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from hub.publication.count_roles import COUNTED, EVENTS, EXCLUDED, EXPOSURE, MET, PERSONS
from hub.publication.statistics import statement as said
from hub.publication.statistics.byar import byar
from hub.publication.statistics.standing import UNKNOWN, standing
from hub.publication.statistics.statement import Compared, Known, statement_for
from hub.publication.statistics.told_rate import told_rate
from hub.publication.statistics.two_years import TwoYears
from policies.disclosure_control.rates import Band, numerators
from schemas.record import record

NOT_REPORTED = "not-reported"
# Kinds of statement from the most precise on.
KINDS = {
    said.COUNT: "count",
    said.RATE: "rounded-rate",
    said.POOLED: "pooled",
    said.ESTIMATE: "estimate",
    said.STANDING: "standing",
    said.NOTHING: "withheld",
}
COUNT, RATE, POOLED, ESTIMATE, STANDING, WITHHELD = KINDS.values()
WHY = {
    COUNT: "",
    RATE: "the counts could tell of single patients; the range is as narrow as it may be told",
    POOLED: "the counts of one year could tell of single patients; what is told of two does not",
    ESTIMATE: "the counts could tell of single patients, and the range that may be told is wide",
    STANDING: "the counts and the rate could tell of single patients",
    WITHHELD: "there are so few patients that any figure could tell of single ones",
}

OF_PAYERS = "so few payers stand behind the amount, or one so largely, that it would tell of one"

# What is known of a place, by what is counted; None: it may not be told.
Counts = Mapping[str, int | None]


@record
class Line:
    """What is said: counts, or the range in which the rate lies; `rate` is per person.

    `lowest` and `highest` bound the rate: 95 % where counts are shown, else what is told of it.
    `estimate` is a rate that leans on the region's; `word` the standing that the statement allows;
    `why` says why nothing more precise is told.
    """

    statement: str
    numerator: int | None = None
    denominator: int | None = None
    excluded: int | None = None
    rate: float | None = None
    lowest: float | None = None
    highest: float | None = None
    estimate: float | None = None
    words: str = ""
    word: str = UNKNOWN
    why: str = ""

    def document(self) -> dict[str, Any]:
        """Return the line as the members of a JSON object."""
        return asdict(self)


@record
class Spoken:
    """How a line is put: as events per so many persons or not, and what else may be told of it.

    Of `amounts` no interval is told: it would be one of counts. `design` is the design effect of
    episodes of which one person may have several.
    """

    events: bool
    per: int
    basis: str
    band: Band | None = None
    pooled: TwoYears | None = None
    amounts: bool = False
    design: float = 1.0


def line_of(counts: Counts, spoken: Spoken, compared: Compared) -> Line | None:
    """Return the line of a place; None where nobody is there."""
    if not counts or counts.get(PERSONS) == 0:
        return None
    return (
        _of_events(counts, spoken, compared)
        if spoken.events
        else _of_persons(counts, spoken, compared)
    )


def _of_persons(counts: Counts, spoken: Spoken, compared: Compared) -> Line:
    met, total, excluded = counts.get(MET), counts.get(COUNTED), counts.get(EXCLUDED)
    if total == 0:
        return Line(statement=COUNT, numerator=0, denominator=0, excluded=excluded, words="nobody")
    known = Known(
        met=met,
        total=total,
        band=spoken.band,
        pooled=spoken.pooled,
        design=spoken.design,
        basis=spoken.basis,
        per=spoken.per,
    )
    found = statement_for(known, compared)
    kind = KINDS[found.kind]
    counted = kind == COUNT and met is not None and total
    words = found.sentence
    if counted and met is not None and total:
        words = f"{met:,} of {total:,} ({told_rate(met / total, spoken.per)})"
    return Line(
        statement=kind,
        numerator=met if counted else None,
        denominator=total,
        excluded=excluded if counted else None,
        rate=met / total if counted and met is not None and total else None,
        lowest=found.lowest,
        highest=found.highest,
        estimate=found.estimate.rate if found.estimate else None,
        words=words,
        word=found.standing,
        why=WHY[kind],
    )


def _of_events(counts: Counts, spoken: Spoken, compared: Compared) -> Line:
    persons, events = counts.get(PERSONS), counts.get(EVENTS)
    total = counts.get(EXPOSURE, persons)
    if events is None and spoken.band is not None and persons and total:
        ends = numerators(spoken.band, persons)
        return _banded_events(ends, spoken, compared, persons=persons, total=total)
    if persons is None or events is None or not total:
        why = OF_PAYERS if spoken.amounts and persons else WHY[WITHHELD]
        return Line(statement=WITHHELD, denominator=total, words="withheld", why=why)
    said = Line(
        statement=COUNT,
        numerator=events,
        denominator=total,
        rate=events / total,
        words=_events_in_words(events, total, spoken, exposed=EXPOSURE in counts),
    )
    if spoken.amounts:
        return said
    low, high = (bound / total for bound in byar(events))
    word = _word((low, high), persons, compared)
    return replace(said, lowest=low, highest=high, word=word)


def _events_in_words(events: int, total: int, spoken: Spoken, *, exposed: bool) -> str:
    if spoken.per == 1:
        return f"{events:,} in all, {events / total:,.2f} for each of {total:,}"
    of = "member months" if exposed else "members"
    return f"{events:,} for {total:,} {of} ({told_rate(events / total, spoken.per)})"


def _banded_events(
    ends: tuple[int, int], spoken: Spoken, compared: Compared, *, persons: int, total: int
) -> Line:
    """A band is of events for persons; held against another exposure its ends move along."""
    first, last = ends
    low, high = first / total, last / total
    interval = (byar(first)[0] / total, byar(last)[1] / total)
    return Line(
        statement=RATE,
        denominator=total,
        lowest=low,
        highest=high,
        words=f"Between {low * spoken.per:.1f} and {high * spoken.per:.1f} per {spoken.per:,}.",
        word=_word(interval, persons, compared),
        why=WHY[RATE],
    )


def _word(interval: tuple[float, float], persons: int, compared: Compared) -> str:
    return standing(
        interval=interval,
        persons=persons,
        region=compared.region,
        direction=compared.direction,
        benchmark=None,
        met=None,
    ).word
