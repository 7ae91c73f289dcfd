"""Earlier releases: what they told of the same period, and what each audience read of others."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from hub.platform.sealed import Unopenable, seal, unseal
from hub.publication.past_tables import NotComparable, PastRelease, read, written
from hub.publication.report.trend import MOST, remembered
from hub.services.house import HUB, House
from hub.store import releases, reports
from hub.store.releases import Release
from hub.store.work import Work
from schemas.period import Period

CELLS, REPORT = "cells.sealed", "report.json"
# What was published stays known, also where a correction has taken its place.
OUT = ("published", "corrected")
READ = ("published",)


def clashes(work: Work, period: Period) -> Release | None:
    """Return a published release whose period overlaps this one without being the same.

    Of such two nobody can say what the difference between them tells.
    """
    return next(
        (
            each
            for each in releases.every(work, states=OUT)
            if each.first_day <= period.last
            and period.first <= each.last_day
            and (each.first_day, each.last_day) != (period.first, period.last)
        ),
        None,
    )


def sealed_cells(house: House, release: Release, told: PastRelease) -> bytes:
    """Return what a release held and told, sealed for the hub: small counts are in it."""
    return seal(house.secrets_key, written(told), belongs_to=_owner(release))


def past_of_period(house: House, release: Release) -> list[PastRelease]:
    """Return the earlier releases of the same period, in the order of their publication.

    NotComparable where what one of them held is not known any more.
    """
    with house.look() as work:
        return _past_of(house, work, Period(first=release.first_day, last=release.last_day))


def past_year_before(house: House, release: Release) -> list[PastRelease]:
    """Return the releases of the whole year before a whole year, the latest last; else none.

    None too where what one of them held is not known: then no figure of both years is told.
    """
    year = Period(first=release.first_day, last=release.last_day)
    before = _year_before(year)
    if before is None:
        return []
    with house.look() as work:
        try:
            return _past_of(house, work, before)
        except NotComparable:
            return []


def _past_of(house: House, work: Work, period: Period) -> list[PastRelease]:
    found = [
        each
        for each in releases.every(work, states=OUT)
        if (each.first_day, each.last_day) == (period.first, period.last)
    ]
    found.sort(key=lambda each: (str(each.published_at), each.id))
    return [_opened(house, work, each, number) for number, each in enumerate(found, 1)]


def _year_before(period: Period) -> Period | None:
    """Return the year before a period of one year; None where it is none, or begins in a leap."""
    try:
        following = period.first.replace(year=period.first.year + 1)
        first = period.first.replace(year=period.first.year - 1)
    except ValueError:
        return None
    one = timedelta(days=1)
    if period.last + one != following:
        return None
    return Period(first=first, last=period.first - one)


def read_before(work: Work, release: Release) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return what is remembered of reports of earlier periods by participant, the latest first.

    What everybody may read stands under the empty name.
    """
    before = [
        each for each in releases.every(work, states=READ) if each.last_day < release.first_day
    ]
    found: dict[str, list[Mapping[str, Any]]] = {}
    for each in sorted(before, key=lambda each: each.last_day, reverse=True)[:MOST]:
        for listed in reports.of_release(work, each.id):
            whole = reports.one(work, listed.id) if listed.name == REPORT else None
            if whole is not None:
                kept = remembered(json.loads(whole.content))
                found.setdefault(whole.participant or "", []).append(kept)
    return found


def _opened(house: House, work: Work, release: Release, number: int) -> PastRelease:
    name = f"release {number}"
    listed = reports.for_participant(work, release.id, HUB)
    kept = next((each for each in listed if each.name == CELLS), None)
    whole = reports.one(work, kept.id) if kept else None
    if whole is None:
        raise NotComparable(f"{name} of this period left no record of its cells")
    try:
        content = unseal(house.secrets_key, whole.content, belongs_to=_owner(release))
    except Unopenable:
        raise NotComparable(f"the record of {name} cannot be opened") from None
    return read(content, name=name)


def _owner(release: Release) -> str:
    return f"cells of release {release.id}"
