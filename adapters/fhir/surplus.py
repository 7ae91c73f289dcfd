"""What a resource carries and no table holds, by FHIR path, for the identifier gate to see."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

import msgspec
import polars as pl
from msgspec import Raw, Struct

from adapters.fhir.columns import Columns, all_are
from adapters.fhir.contained import words_inside
from adapters.fhir.datatypes import ABSENT, Identifier, Reference
from adapters.fhir.extensions import Extensions
from adapters.fhir.failures import FAILURES
from adapters.fhir.field import camel
from adapters.fhir.leaves import leaves, words_of
from schemas.record import record

NAMESPACE = ' xmlns="http://www.w3.org/1999/xhtml"'


class Narrative(Struct, gc=False):
    """A resource told in words."""

    div: str = ""


class Naming(Struct, gc=False):
    """A HumanName or a ContactPoint: what of it could tell who a person is."""

    text: str | None = None
    given: tuple[str, ...] = ()
    family: str | None = None
    value: str | None = None


class Note(Struct, gc=False):
    """An annotation."""

    text: str | None = None


NARRATIVES = msgspec.json.Decoder(tuple[Narrative, ...])
NAMINGS = msgspec.json.Decoder(tuple[tuple[Naming, ...], ...])
NOTES = msgspec.json.Decoder(tuple[tuple[Note, ...], ...])
IDENTIFIERS = msgspec.json.Decoder(tuple[tuple[Identifier, ...], ...])

Decoded = TypeVar("Decoded")
Words = Callable[[Sequence[Any]], Iterable[str | None]]


@record
class Spare:
    """A path, the attribute that holds what stands there, and how to take the words from it.

    `words` takes what the attribute holds in the resources that have the element; `nothing` is
    what it holds in the others.
    """

    path: str
    at: str
    words: Words
    nothing: object = None


def raw(attribute: str, path: str) -> Spare:
    """The words of an element that is kept as raw JSON."""
    return Spare(path=path, at=attribute, words=_raw, nothing=ABSENT)


def whole(attribute: str, path: str) -> Spare:
    """An element as it is written, with its links: an image may be a link alone."""
    return Spare(path=path, at=attribute, words=_spelled, nothing=ABSENT)


def inside(attribute: str, path: str, only: str) -> Spare:
    """The texts of one name, at any depth of an element that is kept as raw JSON."""

    def words(spellings: Sequence[Raw]) -> Iterable[str]:
        for spelling in spellings:
            try:
                yield from leaves(msgspec.json.decode(spelling), only=only)
            except FAILURES:
                continue

    return Spare(path=f"{path}.{only}", at=attribute, words=words, nothing=ABSENT)


def word(attribute: str, path: str) -> Spare:
    """An element that is itself a text."""
    return Spare(path=path, at=attribute, words=iter)


def display(attribute: str) -> Spare:
    """The name by which a reference shows what it refers to: of a person, it is the person's."""
    path = f"{attribute}.display"
    return Spare(path=camel(path), at=path, words=iter)


def persons_among(attribute: str) -> Spare:
    """The names by which references show persons, among references that may show anybody."""

    def words(several: Sequence[tuple[Reference, ...]]) -> Iterable[str | None]:
        for one in chain.from_iterable(several):
            if (one.reference or "").startswith(("Patient/", "RelatedPerson/")):
                yield one.display

    return Spare(path=f"{attribute}.display", at=attribute, words=words, nothing=())


def names(spellings: Sequence[Raw]) -> Iterable[str]:
    """Return the names of persons, or how to reach them, each as one text."""
    found = _decoded(spellings, NAMINGS)
    if found is None:
        return _raw(spellings)
    parts = ((one.text, *one.given, one.family, one.value) for several in found for one in several)
    return [" ".join(filter(None, whole)) for whole in parts]


def _decoded(
    spellings: Sequence[Raw], decoder: msgspec.json.Decoder[tuple[Decoded, ...]]
) -> tuple[Decoded, ...] | None:
    """Decode many pieces of JSON as one; None where one of them is not of its type."""
    try:
        return decoder.decode(b"[" + b",".join(spellings) + b"]")
    except FAILURES:
        return None


def _raw(spellings: Sequence[Raw]) -> Iterable[str]:
    return (words_of(bytes(spelling)) for spelling in spellings)


def _spelled(spellings: Sequence[Raw]) -> Iterable[str]:
    return (bytes(spelling).decode(errors="replace") for spelling in spellings)


def _narratives(spellings: Sequence[Raw]) -> Iterable[str]:
    found = _decoded(spellings, NARRATIVES)
    return _raw(spellings) if found is None else (one.div.replace(NAMESPACE, "") for one in found)


def _contained(spellings: Sequence[Raw]) -> Iterable[str]:
    return (word for spelling in spellings for word in words_inside(bytes(spelling)))


def _notes(spellings: Sequence[Raw]) -> Iterable[str | None]:
    found = _decoded(spellings, NOTES)
    if found is None:
        return _raw(spellings)
    return (note.text for notes in found for note in notes)


def _identifiers(spellings: Sequence[Raw]) -> Iterable[str | None]:
    found = _decoded(spellings, IDENTIFIERS)
    if found is None:
        return _raw(spellings)
    return (one.value for several in found for one in several)


# Every resource may carry these; identifiers of providers are none of a person.
EVERYWHERE = (
    Spare(path="text.div", at="text", words=_narratives, nothing=ABSENT),
    Spare(path="contained", at="contained", words=_contained, nothing=ABSENT),
    Spare(path="note.text", at="note", words=_notes, nothing=ABSENT),
)
IDENTIFIER = Spare(path="identifier.value", at="identifier", words=_identifiers, nothing=ABSENT)


def surplus_of(columns: Columns, kind: str, spares: Iterable[Spare]) -> dict[str, list[str]]:
    """Return the spare words of resources of one kind, by path."""
    found: dict[str, list[str]] = {}
    for spare in spares:
        values = columns.values(spare.at)
        if all_are(values, spare.nothing):
            continue
        held = [value for value in values if value is not spare.nothing]
        if words := [word for word in spare.words(held) if word]:
            found[f"{kind}.{spare.path}"] = words
    return found


def surplus_of_extensions(extensions: Iterable[Extensions], kind: str) -> dict[str, list[str]]:
    """Return the words in extensions that no table takes, by path."""
    found: dict[str, list[str]] = {}
    for given in extensions:
        for path, words in given.surplus:
            found.setdefault(f"{kind}.{path}", []).append(words)
    return found


def as_series(surplus: Mapping[str, list[str]]) -> dict[str, pl.Series]:
    """Return the words by path as columns (String)."""
    return {path: pl.Series(path, words, dtype=pl.String) for path, words in surplus.items()}
