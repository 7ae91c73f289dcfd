"""What lies in the files of a home: sheets of the home layout, FHIR, and prepared packages."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from adapters.fhir.folder import holds_resources
from adapters.formats import recognise
from adapters.inputs import read_inputs
from adapters.source import Source, path_source
from adapters.unknown import unknown_format
from adapters.unpack import unpacked
from adapters.whole_file import faulted
from hub.preparation.home_batch import HomeBatch, nobody
from hub.preparation.home_fhir import patients_of
from hub.preparation.home_layout import home_table
from hub.preparation.home_sheet import HEAD, header_of, is_home_sheet, read_home_sheet
from schemas.batch import Batch
from schemas.fault import Fault, no_faults

# Tables that are needed before all others: who persons are, and who said no.
FIRST = frozenset({"person", "consent_directive"})


def home_batches(path: Path, *, first: bool = False) -> Iterator[HomeBatch]:
    """Yield the records of a file, a zip or a folder; with `first` those of FIRST alone.

    Raises OSError where something cannot be opened.
    """
    if path.is_dir() and not _has_sheets(path) and holds_resources(path):
        yield from _fhir_folder(path, first=first)
    elif path.is_dir():
        for child in _visible(path):
            yield from home_batches(child, first=first)
    else:
        faults: list[Fault] = []
        for source in unpacked(path_source(path), faults.append):
            yield from _of_source(source, first=first)
        if faults:
            yield _unasked(faulted(*faults))


def _has_sheets(folder: Path) -> bool:
    """Say whether sheets of the home layout lie in a folder: then each thing in it stands alone."""
    files = (path for path in _visible(folder) if path.is_file())
    return any(is_home_sheet(header_of(path_source(path))) for path in files)


def _visible(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if not path.name.startswith(".")]


def _of_source(source: Source, *, first: bool) -> Iterator[HomeBatch]:
    header = header_of(source)
    if header is not None and is_home_sheet(header):
        table = home_table(header.names)
        if table is not None and (not first or table.name in FIRST):
            yield from read_home_sheet(source, header, table)
        return
    with source.open() as stream:
        head = stream.read(HEAD)
    known = recognise(head)
    if known is None:
        yield _unasked(faulted(unknown_format(head, source.name)))
        return
    if first:
        yield HomeBatch(batch=_no_rows(source), who=patients_of(source))
    yield from (_unasked(batch) for batch in known.read(source) if _is_asked(batch, first=first))


def _fhir_folder(folder: Path, *, first: bool) -> Iterator[HomeBatch]:
    """Read a folder of resources as one, because they refer to one another."""
    if first:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        for source in map(path_source, files):
            yield HomeBatch(batch=_no_rows(source), who=patients_of(source))
    batches = read_inputs([folder])
    yield from (_unasked(batch) for batch in batches if _is_asked(batch, first=first))


def _is_asked(batch: Batch, *, first: bool) -> bool:
    return not first or batch.table.name in FIRST


def _unasked(batch: Batch) -> HomeBatch:
    """Give a batch without a word of who the persons are."""
    return HomeBatch(batch=batch, who=nobody())


def _no_rows(source: Source) -> Batch:
    batch = faulted(Fault(rule="", remedy="", file=source.name))
    return replace(batch, faults=no_faults())
