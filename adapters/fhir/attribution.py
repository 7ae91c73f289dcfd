"""The extensions of an attribution list (Da Vinci ATR): to whom, from when, how far agreed."""

from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw

from adapters.fhir.failures import FAILURES

PROVIDER = "ext-attributedProvider"
VALIDITY = frozenset({"ext-contractValidityPeriod", "ext-coveragePeriod", "ext-attributedPeriod"})
CHANGE = "ext-changeType"
STATUS = "ext-attributionListStatus"
DROPPED = frozenset({"drop", "dropped", "delete", "deleted"})


class Terms(NamedTuple):
    """What the extensions of a list, or of one of its members, say."""

    provider: str | None = None
    start: str | None = None
    end: str | None = None
    dropped: bool = False
    status: str | None = None


NO_TERMS = Terms()


def terms_of(extension: Raw) -> Terms:
    """Read the extensions; what cannot be read says nothing."""
    spelling = bytes(extension)
    return _read(spelling) if spelling else NO_TERMS


@lru_cache(maxsize=2**12)
def _read(spelling: bytes) -> Terms:
    try:
        given = msgspec.json.decode(spelling, type=list[dict[str, Any]])
        return _terms({str(one.get("url", "")).rsplit("/", 1)[-1]: one for one in given})
    except (*FAILURES, AttributeError, TypeError):
        return NO_TERMS


def _terms(named: dict[str, dict[str, Any]]) -> Terms:
    provider = _text(named.get(PROVIDER, {}).get("valueReference", {}).get("reference"))
    periods = [named[name].get("valuePeriod", {}) for name in sorted(VALIDITY & named.keys())]
    period: dict[str, Any] = next(iter(periods), {})
    return Terms(
        provider=provider,
        start=_text(period.get("start")),
        end=_text(period.get("end")),
        dropped=named.get(CHANGE, {}).get("valueCode") in DROPPED,
        status=_text(named.get(STATUS, {}).get("valueCode")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
