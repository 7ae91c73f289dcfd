"""A folder looked through before it is read: its cases, its Patients, and what others point at.

A case is a folder that holds, with the folders in it, exactly one Patient as a resource of its
own; a case inside another is the same Patient's. Bundles and NDJSON belong to no case.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from adapters.fhir.decoding import decode
from adapters.fhir.document import is_bundle, read_document
from adapters.fhir.failures import FAILURES
from adapters.fhir.index import MARKS as POINTED_AT
from adapters.fhir.index import PATIENT, Indexing, index_lines
from adapters.fhir.pieces import Piece, pieces
from adapters.fhir.recognition import Form
from adapters.fhir.resources.patient import Patient
from adapters.fhir.unit import Index
from schemas.record import record

MARKS = (*POINTED_AT, PATIENT, b'"Condition"')


@record
class Survey:
    """What a folder holds: `owners` gives, by folder, the person of the case that it lies in."""

    index: Index
    persons: frozenset[str]
    owners: Mapping[Path, str]


def look_through(folder: Path) -> Survey:
    """Look through all files of a folder."""
    indexing = Indexing()
    patients: dict[Path, set[str]] = defaultdict(set)
    homes: set[Path] = set()
    for piece in pieces(folder, lambda _: None):
        homes.add(piece.home)
        if piece.form is Form.LINES:
            index_lines(piece.source, indexing, persons=True)
        elif piece.form is Form.DOCUMENT:
            _index_document(piece, indexing, patients)
    return Survey(
        index=indexing.index(),
        persons=frozenset(indexing.persons),
        owners=_owners(folder, homes, patients),
    )


def _index_document(piece: Piece, indexing: Indexing, patients: dict[Path, set[str]]) -> None:
    """Take in what a document holds of what others point at."""
    content = piece.content()
    if not any(mark in content for mark in MARKS):
        return
    if is_bundle(content):
        for resources in read_document(content, file="").found.resources.values():
            for resource in resources:
                indexing.add(resource)
        return
    try:
        resource = decode(content)
    except FAILURES:
        return
    indexing.add(resource, conditions=True)
    if isinstance(resource, Patient) and resource.id is not None:
        patients[piece.home].add(resource.id)


def _owners(
    folder: Path, homes: set[Path], patients: Mapping[Path, set[str]]
) -> Mapping[Path, str]:
    """Return the person of each folder that lies in a case."""
    held: dict[Path, set[str]] = defaultdict(set)
    for home, ids in patients.items():
        for outer in _outwards(home, folder):
            held[outer] |= ids
    owners = {}
    for home in homes:
        cases = [held[outer] for outer in _outwards(home, folder) if len(held[outer]) == 1]
        if cases:
            (owners[home],) = cases[0]
    return owners


def _outwards(home: Path, folder: Path) -> list[Path]:
    """Return a folder and the folders around it, as far as the one that was handed in."""
    outer = [home, *home.parents]
    return outer[: outer.index(folder) + 1]
