"""Coded elements: each distinct spelling of one is decoded and normalised once for each batch."""

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import msgspec
import polars as pl
import pyarrow as pa
from msgspec import Struct

from adapters.codes import NO_DIAGNOSIS, normalised, well_formed
from adapters.fhir.failures import FAILURES
from schemas.code_system import ICD10CM
from schemas.column import CODING

UNREADABLE = "structure"
MISSHAPEN = "code-shape"
NAMELESS = "code-without-system"
MISPLACED = "code-system"


class Coding(Struct, gc=False):
    """A code of a code system."""

    system: str | None = None
    code: str | None = None
    display: str | None = None


class Concept(Struct, gc=False):
    """A CodeableConcept, or a Coding where one of those stands."""

    coding: tuple[Coding, ...] = ()
    text: str | None = None
    system: str | None = None
    code: str | None = None
    display: str | None = None


# A display belongs to its code. One that holds an address, or a number as long as those that
# persons have, does not.
ODD = re.compile(r"@|//|[0-9]{7}|[0-9]{3}[-. )]+[0-9]{2,3}[-. ]+[0-9]{4}")

CONCEPTS = msgspec.json.Decoder(tuple[Concept, ...] | Concept)


class Reading(NamedTuple):
    """What one spelling says: its codes, the rule that it breaks, and what else it tells.

    `texts` are the free texts that say anything else than the codes do.
    """

    codings: list[tuple[str, str]] | None
    rule: str | None = None
    sound: bool = True
    texts: tuple[str, ...] = ()


NOTHING = Reading(None)


def read_concepts(spelling: bytes, system: str | None) -> Reading:
    """Read one or many concepts; a code that comes without a system is one of `system`.

    Where a code is not as its system writes it but another one is, the element is sound still.
    """
    try:
        codings, texts = parts(spelling)
    except FAILURES:
        return Reading(None, rule=UNREADABLE, sound=False)
    found: dict[tuple[str, str], str | None] = {}
    for coding in codings:
        code = (coding.code or "").strip()
        if code:
            pair = normalised(coding.system or system or "", code)
            found[pair] = _broken_by(*pair, diagnosis=system == ICD10CM)
    rule = next((broken for broken in found.values() if broken), None)
    return Reading(
        list(found) or None,
        rule=rule,
        sound=rule is None or None in found.values(),
        texts=_telling(codings, texts),
    )


def parts(spelling: bytes) -> tuple[list[Coding], tuple[str, ...]]:
    """Return the codings of one or many concepts, in order, and their texts."""
    decoded = CONCEPTS.decode(spelling)
    concepts = (decoded,) if isinstance(decoded, Concept) else decoded
    codings = [coding for concept in concepts for coding in _codings(concept)]
    return codings, tuple(concept.text for concept in concepts if concept.text)


def _telling(codings: list[Coding], texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the texts that are no display of a code, and displays that no code system has."""
    displays = {coding.display.strip().casefold() for coding in codings if coding.display}
    others = [text for text in texts if text.strip().casefold() not in displays]
    odd = [coding.display for coding in codings if coding.display and ODD.search(coding.display)]
    return (*others, *odd)


def _codings(concept: Concept) -> tuple[Coding, ...]:
    if concept.code is None:
        return concept.coding
    return (Coding(system=concept.system, code=concept.code, display=concept.display),)


def _broken_by(system: str, code: str, *, diagnosis: bool) -> str | None:
    if not system:
        return NAMELESS
    if diagnosis and system in NO_DIAGNOSIS:
        return MISPLACED
    return None if well_formed(system, code) else MISSHAPEN


def lists_of(readings: Sequence[Reading]) -> pl.Series:
    """Return the codes of each reading as a list of (system, code); null where it has none."""
    pairs = [pair for read in readings for pair in read.codings or ()]
    ends = list(accumulate(len(read.codings or ()) for read in readings))
    # Through Polars: `pa.array` of a list loads pandas, where it is installed, to ask whether it is
    # one of its own.
    codings = pa.StructArray.from_arrays(
        [
            pl.Series([system for system, _ in pairs], dtype=pl.String).to_arrow(),
            pl.Series([code for _, code in pairs], dtype=pl.String).to_arrow(),
        ],
        names=["system", "code"],
    )
    lists = pa.LargeListArray.from_arrays(
        pl.Series([0, *ends], dtype=pl.Int64).to_arrow(),
        codings,
        mask=pl.Series([read.codings is None for read in readings], dtype=pl.Boolean).to_arrow(),
    )
    return pl.Series(lists, dtype=pl.List(CODING))
