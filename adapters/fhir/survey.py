"""A folder looked through before it is read: its cases, its Patients, and what others point at.

A case is a folder that holds, with the folders in it, exactly one Patient as a resource of its
own; a case inside another is the same Patient's. Bundles and NDJSON belong to no case.
"""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from pathlib import PurePath

from adapters.fhir.decoding import decode
from adapters.fhir.document import bundles_of, holds_bundles, read_document
from adapters.fhir.failures import FAILURES
from adapters.fhir.index import MARKS as POINTED_AT
from adapters.fhir.index import PATIENT, Indexing, index_lines
from adapters.fhir.pieces import Files, Piece
from adapters.fhir.recognition import Form
from adapters.fhir.resources.patient import Patient
from adapters.fhir.unit import Index
from schemas.record import record

MARKS = (*POINTED_AT, PATIENT, b'"Condition"')
# What points at another resource for what it is.
POINTERS = (
    b'"medicationReference"',
    b'"diagnosisReference"',
    b'"PractitionerRole/',
    b'"Location/',
)


class Home:
    """A folder: the Patients in it, and whether something in it points at another resource."""

    def __init__(self) -> None:
        self.patients: set[str] = set()
        self.points = False


@record
class Survey:
    """What a folder holds: `owners` gives, by folder, the person of the case that it lies in.

    `cases` gives, by person, an index of its own to a case whose ids mean something else elsewhere.
    `lines` are the bytes of NDJSON.
    """

    index: Index
    persons: frozenset[str]
    owners: Mapping[PurePath, str]
    cases: Mapping[str, Index]
    lines: int


def look_through(files: Files) -> Survey:
    """Look through all files of an input."""
    indexing = Indexing()
    homes: dict[PurePath, Home] = defaultdict(Home)
    diagnosed = False
    lines = 0
    for piece in files.pieces(lambda _: None):
        home = homes[piece.home]
        if piece.form is Form.LINES:
            looked = index_lines(piece.source, indexing, persons=True)
            diagnosed, lines = diagnosed or looked.diagnosed, lines + looked.bytes
        elif piece.form is Form.DOCUMENT:
            _index_document(piece, indexing, home)
    if diagnosed:
        _index_conditions(files, indexing)
    owners = _owners(files.root, homes)
    return Survey(
        index=indexing.index(),
        persons=frozenset(indexing.persons),
        owners=owners,
        cases=_cases(files, indexing, homes, owners),
        lines=lines,
    )


def _index_conditions(files: Files, indexing: Indexing) -> None:
    """Take in the Conditions of NDJSON, which a claim in one of these files names."""
    for piece in files.pieces(lambda _: None):
        if piece.form is Form.LINES:
            index_lines(piece.source, indexing, conditions=True)


def _index_document(piece: Piece, indexing: Indexing, home: Home) -> None:
    """Take in what a document holds of what others point at."""
    content = piece.content()
    home.points = home.points or any(mark in content for mark in POINTERS)
    if not any(mark in content for mark in MARKS):
        return
    if holds_bundles(content):
        for part in bundles_of(content) or [content]:
            for resources in read_document(part, file="").found.resources.values():
                for resource in resources:
                    indexing.add(resource)
        return
    try:
        resource = decode(content)
    except FAILURES:
        return
    indexing.add(resource, conditions=True)
    if isinstance(resource, Patient) and resource.id is not None:
        home.patients.add(resource.id)


def _owners(folder: PurePath, homes: Mapping[PurePath, Home]) -> Mapping[PurePath, str]:
    """Return the person of each folder that lies in a case."""
    held: dict[PurePath, set[str]] = defaultdict(set)
    for home, found in homes.items():
        for outer in _outwards(home, folder):
            held[outer] |= found.patients
    owners = {}
    for home in homes:
        cases = [held[outer] for outer in _outwards(home, folder) if len(held[outer]) == 1]
        if cases:
            (owners[home],) = cases[0]
    return owners


def _cases(
    files: Files, indexing: Indexing, homes: Mapping[PurePath, Home], owners: Mapping[PurePath, str]
) -> Mapping[str, Index]:
    """Return the index of each case that points at something, and whose ids others use as well."""
    ambiguous = indexing.ambiguous()
    pointing = {owners[home] for home, found in homes.items() if found.points and home in owners}
    if not ambiguous or not pointing:
        return {}
    held: dict[str, Indexing] = defaultdict(Indexing)
    for piece in files.pieces(lambda _: None):
        owner = owners.get(piece.home, "")
        if owner in pointing and piece.form is Form.DOCUMENT:
            with suppress(*FAILURES):
                held[owner].add(decode(piece.content()), conditions=True)
    whole = indexing.index()
    return {
        owner: own.index().over(whole)
        for owner, own in held.items()
        if not ambiguous.isdisjoint(own.ids())
    }


def _outwards(home: PurePath, folder: PurePath) -> list[PurePath]:
    """Return a folder and the folders around it, as far as the one that was handed in."""
    outer = [home, *home.parents]
    return outer[: outer.index(folder) + 1]
