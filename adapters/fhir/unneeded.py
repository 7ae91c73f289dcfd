"""Resources of which nothing is needed: told by their type, and not looked into."""

from collections.abc import Callable, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from adapters.fhir.decoding import KINDS, decode, decode_lines
from adapters.fhir.resource import Resource
from adapters.fhir.resources import LAYOUTS


class Unneeded(Struct, gc=False, tag_field="resourceType"):
    """A resource of such a type."""


class Decoding(NamedTuple):
    """Bytes to one resource, and lines to many, as in decoding.py; either raises its FAILURES."""

    one: Callable[[bytes], Any]
    lines: Callable[[bytes | memoryview], Sequence[Any]]


WHOLE = Decoding(decode, decode_lines)


@lru_cache(maxsize=16)
def decoding_for(tables: frozenset[str]) -> Decoding:
    """Return how resources are decoded of which only these tables are filled."""
    kinds = [_kind(name, kind, tables) for name, kind in KINDS.items()]
    decoder = msgspec.json.Decoder(reduce(or_, kinds))
    return Decoding(decoder.decode, decoder.decode_lines)


def _kind(name: str, kind: type[Resource], tables: frozenset[str]) -> Any:
    if any(layout.table.name in tables for layout in LAYOUTS.get(kind, ())):
        return kind
    return msgspec.defstruct(name, [], bases=(Unneeded,), tag=name, gc=False)
