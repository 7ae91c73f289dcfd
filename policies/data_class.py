"""Classes of data, which class takes in which, and the two kinds of notes that stand apart."""

import re
from types import MappingProxyType

COUNSELLING_NOTES = "sud-counselling-notes"
PSYCHOTHERAPY_NOTES = "psychotherapy-notes"
APART = frozenset({COUNSELLING_NOTES, PSYCHOTHERAPY_NOTES})

_BELOW = {
    "claims": ("claim", "claim-line", "explanation-of-benefit", "eob"),
    "roster": ("person", "coverage", "attribution", "practice", "provider", "patient"),
    "clinical": (
        *("encounter", "encounter-condition", "condition", "observation", "procedure"),
        *("medication", "medication-request", "medication-dispense", "medication-administration"),
        *("service-request", "diagnostic-report"),
    ),
    "counts": ("measure-count", "withheld-at-home"),
    "survey": ("practice-survey",),
    "consents": ("consent-directive", "consent"),
}
ABOVE = MappingProxyType({below: above for above, belows in _BELOW.items() for below in belows})
CLASSES = frozenset(_BELOW) | frozenset(ABOVE) | APART

_INNER_CAPITAL, _BETWEEN_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])"), re.compile(r"[\s_-]+")
_SPELLINGS = MappingProxyType(
    {
        "sud-counseling-notes": COUNSELLING_NOTES,
        "counseling-notes": COUNSELLING_NOTES,
        "counselling-notes": COUNSELLING_NOTES,
        "psythpn": PSYCHOTHERAPY_NOTES,
        "psychotherapy-note": PSYCHOTHERAPY_NOTES,
    }
)


def data_class(written: str) -> str:
    """Return a class of data in the hub's spelling: `ClaimLine` and `claim_line` are claim-line."""
    apart = _INNER_CAPITAL.sub("-", written)
    name = "-".join(part for part in _BETWEEN_WORDS.split(apart.lower()) if part)
    return _SPELLINGS.get(name, name)


def class_of_table(table: str) -> str:
    """Return the class of data that the rows of a record table are."""
    name = data_class(table)
    return ABOVE.get(name, name)


def covers(stated: str, asked: str) -> bool:
    """Tell whether a statement of one class of data takes in another."""
    return stated == asked or (asked in ABOVE and covers(stated, ABOVE[asked]))


def any_covers(stated: frozenset[str], asked: str) -> bool:
    """Tell whether any stated class takes in the one asked for; none stated means all but notes.

    Counselling and psychotherapy notes must be stated: no general wording takes them in
    (42 CFR 2.31(b), 45 CFR 164.508(a)(2)).
    """
    if not stated:
        return asked not in APART
    return any(covers(name, asked) for name in stated)
