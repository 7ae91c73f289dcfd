"""FHIR as a folder: single resources, one a file, and whatever Bundles and NDJSON lie by them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from adapters.fhir import document
from adapters.fhir.document import holds_bundles, read_content
from adapters.fhir.ndjson import read_several
from adapters.fhir.parallel import WORKERS
from adapters.fhir.pieces import HEAD, Files, Piece, files_of_folder
from adapters.fhir.reading import batches
from adapters.fhir.recognition import Form
from adapters.fhir.sorting import sort_out
from adapters.fhir.survey import Survey, look_through
from adapters.fhir.unit import Index, Unit
from adapters.needs import Needs
from adapters.source import Source
from adapters.unknown import unknown_format
from adapters.whole_file import faulted
from schemas.batch import Batch
from schemas.fault import Fault

NAME = "fhir-folder"
# So many single resources, or bytes of them, are read together.
TOGETHER = 20_000
BYTES = 2**25
# More NDJSON than so many bytes is worth a process beside this one.
LARGE = 2**26

Other = Callable[[Source], Iterator[Batch]]


class Waiting:
    """Single resources that are to be read together, with the place and the file of each."""

    def __init__(self) -> None:
        self.pieces: list[tuple[int, Piece]] = []
        self.contents: list[tuple[int, bytes]] = []
        self.bytes = 0

    def add(self, place: int, piece: Piece, content: bytes) -> None:
        """Take in a file of one resource."""
        self.pieces.append((place, piece))
        self.contents.append((place, content))
        self.bytes += len(content)

    def enough(self) -> bool:
        """Say whether those waiting are worth reading."""
        return len(self.pieces) >= TOGETHER or self.bytes >= BYTES


def holds_resources(folder: Path) -> bool:
    """Say whether a folder, or one in it, holds FHIR other than Bundles alone."""
    return hold_resources(files_of_folder(folder))


def hold_resources(files: Files) -> bool:
    """Say whether some of these files are FHIR other than Bundles alone."""
    return any(_is_resource(piece) for piece in files.pieces(lambda _: None))


def read_folder(
    folder: Path, *, other: Other | None = None, needs: Needs | None = None
) -> Iterator[Batch]:
    """Yield the records of a folder, as `read_files` does."""
    yield from read_files(files_of_folder(folder), other=other, needs=needs)


def read_files(
    files: Files, *, other: Other | None = None, needs: Needs | None = None
) -> Iterator[Batch]:
    """Yield the records of files that are one input; `other` reads those that are not FHIR.

    The rows of single resources have their place in the folder for a position and the folder for
    a file; their faults name the file itself. In a case every record is the one Patient's. NDJSON
    comes last, all of it together: several processes read it, whatever files it lies in.
    """
    survey = look_through(files)
    faults: list[Fault] = []
    waiting = Waiting()
    for place, piece in enumerate(files.pieces(faults.append), 1):
        if piece.form is Form.LINES:
            continue
        content = piece.content() if piece.form is Form.DOCUMENT else b""
        if len(content) > document.LARGEST:
            yield faulted(document.too_large(piece.source.name))
        elif piece.form is Form.DOCUMENT and not holds_bundles(content):
            waiting.add(place, piece, content)
        else:
            yield from _of_file(piece, content, survey, other, needs)
        if waiting.enough():
            yield from _of_resources(waiting, survey, needs, files.name)
            waiting = Waiting()
    yield from _of_resources(waiting, survey, needs, files.name)
    if survey.lines:
        sources = (
            piece.source for piece in files.pieces(lambda _: None) if piece.form is Form.LINES
        )
        yield from read_several(
            sources,
            survey.index,
            survey.persons,
            needs=needs,
            workers=WORKERS if survey.lines > LARGE else 1,
        )
    if faults:
        yield faulted(*faults)


def _is_resource(piece: Piece) -> bool:
    if piece.form is not Form.DOCUMENT:
        return piece.form is Form.LINES
    return not holds_bundles(piece.content())


def _of_file(
    piece: Piece, content: bytes, survey: Survey, other: Other | None, needs: Needs | None
) -> Iterator[Batch]:
    """Yield the records of a file that holds many, or say that it is not FHIR."""
    name, persons = piece.source.name, survey.persons
    if piece.form is Form.DOCUMENT:
        yield from read_content(content, file=name, persons=persons, needs=needs)
    elif other is not None:
        yield from other(piece.source)
    else:
        with piece.source.open() as stream:
            yield faulted(unknown_format(stream.read(HEAD), name))


def _of_resources(
    waiting: Waiting, survey: Survey, needs: Needs | None, name: str
) -> Iterator[Batch]:
    """Read single resources together, but a case by itself whose ids mean something else there."""
    parts: dict[str, Waiting] = {}
    for (place, piece), (_, content) in zip(waiting.pieces, waiting.contents, strict=True):
        owner = survey.owners.get(piece.home, "")
        parts.setdefault(owner if owner in survey.cases else "", Waiting()).add(
            place, piece, content
        )
    for owner, part in parts.items():
        index = survey.cases.get(owner, survey.index)
        yield from _read_together(part, index, survey, needs, name)


def _read_together(
    waiting: Waiting, index: Index, survey: Survey, needs: Needs | None, name: str
) -> Iterator[Batch]:
    """Read single resources together, and say of each fault in which file it is."""
    unit = Unit(
        index=index,
        persons=survey.persons,
        owners={
            place: survey.owners[piece.home]
            for place, piece in waiting.pieces
            if piece.home in survey.owners
        },
        needs=needs,
    )
    names = {place: piece.source.name for place, piece in waiting.pieces}
    found = sort_out(waiting.contents, file=name)
    for batch in batches(found, unit, file=name):
        if batch.faults.is_empty():
            yield batch
            continue
        files = [names[place] for place in batch.faults["position"].to_list()]
        named = batch.faults.with_columns(
            pl.Series("file", files, dtype=pl.String), position=pl.lit(1, pl.Int64)
        )
        yield replace(batch, faults=named)
