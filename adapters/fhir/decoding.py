"""Bytes to a resource of its type, or to every fault that keeps it from being one."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Struct

from adapters.fhir.failures import FAILURES
from adapters.fhir.passed_over import TYPES
from adapters.fhir.resource import Resource
from adapters.fhir.resources import LAYOUTS
from schemas.fault import Fault

# At most so many faults of structure are told of one resource.
MOST = 20
JSON = "json"
JSON_REMEDY = "write one whole JSON object, in UTF-8"
TYPE_REMEDY = "give resourceType the name of a FHIR R4 resource"
STRUCTURE_REMEDY = "give the element the type and shape that FHIR R4 has for it"

KINDS: Mapping[str, type[Resource]] = MappingProxyType(
    {str(kind.__struct_config__.tag): kind for kind in LAYOUTS} | dict(TYPES)
)
_ANY = msgspec.json.Decoder(reduce(or_, KINDS.values()))
# Bytes to a resource; raises one of FAILURES, whose message must not be shown.
decode: Callable[[bytes], Resource] = _ANY.decode
# Lines to resources: several may stand in one line, and one in several.
decode_lines: Callable[[bytes | memoryview], list[Resource]] = _ANY.decode_lines

_AT = re.compile(r" - at `\$\.?([^`]*)`$")
_STEP = re.compile(r"([A-Za-z]+)|\[(\d+)\]")


class Typed(Struct):
    """The type that a piece of JSON says it is."""

    resourceType: str  # noqa: N815 (the name of the element)


TYPED = msgspec.json.Decoder(Typed)


def refusals(content: bytes, *, file: str, position: int) -> Iterator[Fault]:
    """Yield why some JSON is no resource that can be read, each fault by its path."""
    try:
        kind = _kind(content)
    except FAILURES:
        yield Fault(rule=JSON, remedy=JSON_REMEDY, file=file, position=position)
        return
    if kind not in KINDS:
        yield Fault(
            rule="resource-type",
            remedy=TYPE_REMEDY,
            file=file,
            position=position,
            field="resourceType",
        )
        return
    for path in _misshapen(content):
        yield Fault(
            rule="structure",
            remedy=STRUCTURE_REMEDY,
            file=file,
            table=_table(kind),
            position=position,
            field=f"{kind}.{path}" if path else kind,
        )


def _kind(content: bytes) -> str:
    """Return the type that some JSON says it is, or nothing; raises one of FAILURES for no JSON."""
    with suppress(msgspec.ValidationError):
        decode(content)
    try:
        return TYPED.decode(content).resourceType
    except msgspec.ValidationError:
        # The failure may have come before the end of something that is no JSON at all.
        msgspec.json.decode(content)
        return ""


def _table(kind: str) -> str:
    layouts = LAYOUTS.get(KINDS[kind], ())
    return layouts[0].table.name if layouts else ""


def _misshapen(content: bytes) -> Iterator[str]:
    """Yield the path of each element of a wrong type: take it away, and look for the next one."""
    for _ in range(MOST):
        path = _first_misshapen(content)
        if path is None:
            return
        yield path
        try:
            whole = msgspec.json.decode(content)
        except FAILURES:
            return
        if not path or not _taken_away(whole, path):
            return
        content = msgspec.json.encode(whole)


def _first_misshapen(content: bytes) -> str | None:
    """Return the path of the first element of a wrong type; None where there is none."""
    try:
        decode(content)
    except msgspec.ValidationError as failure:
        found = _AT.search(str(failure))
        return found[1] if found else ""
    except FAILURES:
        return ""
    return None


def _taken_away(whole: dict[str, Any], path: str) -> bool:
    """Take the element at a path away; say whether it was there."""
    steps = [name or int(number) for name, number in _STEP.findall(path)]
    place: Any = whole
    try:
        for step in steps[:-1]:
            place = place[step]
        del place[steps[-1]]
    except (KeyError, IndexError, TypeError):
        return False
    return True
