"""A row of the consent_directive table, read as a Consent."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import cast

from policies.consent.consent import Consent, Expiry, Provision
from policies.data_class import data_class
from policies.moment import Moment
from policies.sensitivity import PART2_LABELS, SENSITIVITIES
from schemas.records.consent_directive import ELEMENTS

LABELS = SENSITIVITIES | PART2_LABELS
SEPARATOR = ";"
RESTRICTION = "restriction"


def consent_of(row: Mapping[str, object]) -> Consent:
    """Read one row, by column name: `start` is the signature, `end` the last day in force.

    An element that is not attested is missing. A class of data may also be a sensitivity label.
    """
    return Consent(
        patient=str(row["person"]),
        elements=frozenset(name for name in ELEMENTS if row[name]),
        provisions=(provision_of(row),),
        expiry=_expiry(row),
        signed=_moment(row, "start"),
        ends=_moment(row, "end"),
        revoked=_moment(row, "revoked"),
        restriction=row["kind"] == RESTRICTION,
    )


def provision_of(row: Mapping[str, object]) -> Provision:
    """Read what a row permits or forbids: whom, for what, and of which records."""
    written = _words(row["data_classes"])
    return Provision(
        permits=row["decision"] == "permit",
        recipients=_words(row["recipients"]),
        purposes=frozenset(word.upper() for word in _words(row["purposes"])),
        data_classes=frozenset(data_class(word) for word in written - LABELS),
        labels=written & LABELS,
    )


def _expiry(row: Mapping[str, object]) -> Expiry:
    if row["expiry"] is not None:
        return Expiry(str(row["expiry"]))
    return Expiry.DAY if _moment(row, "end") else Expiry.UNSTATED


def _moment(row: Mapping[str, object], name: str) -> Moment | None:
    day = cast(date | None, row[f"{name}_day"])
    instant = cast(datetime | None, row[f"{name}_instant"])
    if day is None and instant is not None:
        day = instant.date()
    return Moment(day=day, instant=instant) if day else None


def _words(written: object) -> frozenset[str]:
    parts = str(written or "").split(SEPARATOR)
    return frozenset(part.strip() for part in parts if part.strip())
