"""Extensions: the few that a table holds, and the words of all others, for the identifier gate."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw

from adapters.fhir.failures import FAILURES
from adapters.fhir.leaves import leaves

RACE = "us-core-race"
ETHNICITY = "us-core-ethnicity"
SEX = frozenset({"us-core-sex", "us-core-birthsex"})
NOT_DONE = frozenset(
    {
        "qicore-notDoneReason",
        "us-quality-core-notDoneReason",
        "qicore-doNotPerformReason",
        "us-quality-core-doNotPerformReason",
    }
)
RECORDED = frozenset({"qicore-recorded", "us-quality-core-recorded"})
# SNOMED CT, as US Core 7 codes sex; letters, as it coded sex at birth.
SEXES = {"248152002": "female", "248153007": "male", "F": "female", "M": "male"}
# Who made up an extension made up its URL too: only the names of HL7 are told in a path.
PUBLISHERS = ("http://hl7.org/fhir/", "http://fhir.org/guides/")
NAME = re.compile("[A-Za-z][A-Za-z-]{1,63}")
BROKEN = b"!"

CATEGORIES = frozenset({RACE, ETHNICITY})
GEOLOCATION = "geolocation"
CODED = frozenset({"valueCode", "valueCoding", "valueCanonical", "valueUnsignedInt"})
# What is said in words beside a code or a reference.
SPOKEN = {"valueCodeableConcept": "text", "valueReference": "display"}
# What the text beside the categories may say besides them.
CATEGORY_WORDS = """
american indian or alaska native asian black african native hawaiian other pacific islander white
hispanic latino not non and mixed multiple more than one race unknown declined refused asked
unreported specified
"""


class Extensions(NamedTuple):
    """What the extensions of a resource say; codes as JSON, empty where there is none."""

    race: bytes = b""
    ethnicity: bytes = b""
    sex: str | None = None
    not_done_reason: bytes = b""
    recorded: str | None = None
    surplus: tuple[tuple[str, str], ...] = ()


NONE_GIVEN = Extensions()
UNREADABLE = Extensions(race=BROKEN, ethnicity=BROKEN, not_done_reason=BROKEN)


def extensions_of(extension: Raw | bytes) -> Extensions:
    """Read the extensions of a resource; codes that cannot be read come back as no JSON."""
    spelling = bytes(extension)
    return _read(spelling) if spelling else NONE_GIVEN


@lru_cache(maxsize=2**12)
def _read(spelling: bytes) -> Extensions:
    try:
        given = msgspec.json.decode(spelling, type=list[dict[str, Any]])
        return _found({_name(one): one for one in given}, given)
    except (*FAILURES, AttributeError, TypeError):
        return UNREADABLE


def _found(named: dict[str, dict[str, Any]], given: list[dict[str, Any]]) -> Extensions:
    sex = _first(named, SEX)
    return Extensions(
        race=_categories(named.get(RACE)),
        ethnicity=_categories(named.get(ETHNICITY)),
        sex=SEXES.get(str(sex.get("valueCode"))),
        not_done_reason=_json(_first(named, NOT_DONE).get("valueCodeableConcept")),
        recorded=_text(_first(named, RECORDED).get("valueDateTime")),
        surplus=tuple(_surplus(given)),
    )


def _first(named: dict[str, dict[str, Any]], names: frozenset[str]) -> dict[str, Any]:
    return next((named[name] for name in sorted(names) if name in named), {})


def _categories(extension: dict[str, Any] | None) -> bytes:
    """Return the OMB categories; the detailed codes lie within them."""
    parts = (extension or {}).get("extension", [])
    codings = [part.get("valueCoding") for part in parts if part.get("url") == "ombCategory"]
    return _json([coding for coding in codings if coding]) if codings else b""


def _json(value: object) -> bytes:
    return b"" if value is None else msgspec.json.encode(value)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _name(extension: dict[str, Any]) -> str:
    return str(extension.get("url", "")).rsplit("/", 1)[-1]


def _surplus(given: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the words of each extension, by a path that names those that HL7 made."""
    for extension in given:
        name = _name(extension)
        known = str(extension.get("url", "")).startswith(PUBLISHERS) and NAME.fullmatch(name)
        words = " ".join(_words(extension, name))
        if words:
            yield (f"extension({name})" if known else "extension"), words


def _words(extension: dict[str, Any], name: str) -> Iterator[str]:
    """Yield the texts in an extension that codes and their displays do not say already."""
    if name in NOT_DONE | RECORDED | SEX:
        return
    texts = list(_texts(extension))
    if name in CATEGORIES:
        said = " ".join([*leaves(extension.get("extension", []), only="display"), CATEGORY_WORDS])
        known = frozenset(re.findall("[a-z]+", said.lower()))
        texts = [text for text in texts if not known.issuperset(re.findall("[a-z]+", text.lower()))]
    yield from texts
    if name == GEOLOCATION:
        yield from leaves(extension, numbers=True)


def _texts(value: object) -> Iterator[str]:
    """Yield the texts under every value[x] that is no code."""
    if isinstance(value, list):
        for inside in value:
            yield from _texts(inside)
    elif isinstance(value, dict):
        for name, inside in value.items():
            if name == "extension":
                yield from _texts(inside)
            elif name in SPOKEN:
                yield from leaves(inside.get(SPOKEN[name], "") if isinstance(inside, dict) else "")
            elif name.startswith("value") and name not in CODED:
                yield from leaves(inside)
