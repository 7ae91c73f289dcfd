"""Taking elements out of a FHIR document whose shape nobody has checked yet."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from policies.moment import Moment

Document = Mapping[str, object]

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def objects(value: object) -> list[Document]:
    """Return the objects of a list, or the one object, or nothing."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, Mapping)]


def text(value: object) -> str:
    """Return a text without the blanks around it; anything else is empty."""
    return value.strip() if isinstance(value, str) else ""


def codings(value: object) -> Iterator[tuple[str, str]]:
    """Yield (system, code) of Codings and CodeableConcepts, alone or in a list."""
    for item in objects(value):
        for coding in (item, *objects(item.get("coding"))):
            if code := text(coding.get("code")):
                yield text(coding.get("system")), code


def codes(value: object) -> frozenset[str]:
    """Return the codes of Codings and CodeableConcepts, without their systems."""
    return frozenset(code for _, code in codings(value))


def moment(value: object, *, latest: bool) -> Moment | None:
    """Return a date or dateTime; None where there is none, ValueError where it is no such thing.

    Where only a month or year is written, `latest` takes its last day, otherwise the first.
    """
    written = text(value)
    if not written:
        return None
    if "T" in written:
        instant = datetime.fromisoformat(written)
        # A time without a zone is not one in FHIR: the day alone is taken.
        known = instant.astimezone(UTC) if instant.tzinfo else None
        return Moment(day=instant.date(), instant=known)
    found = _DATE.fullmatch(written)
    if found is None:
        raise ValueError("not a date")
    year, month, day = (int(part) if part else None for part in found.groups())
    if day is not None:
        return Moment(day=date(int(year or 0), int(month or 0), day))
    return Moment(day=_edge(int(year or 0), month, latest=latest))


def _edge(year: int, month: int | None, *, latest: bool) -> date:
    if not latest:
        return date(year, month or 1, 1)
    following = date(year + month // 12, month % 12 + 1, 1) if month else date(year + 1, 1, 1)
    return following - timedelta(days=1)
