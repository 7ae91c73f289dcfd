"""Files and folders to batches: unpacked, recognised by content, and read by their format."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from adapters.archive_account import Limits
from adapters.fhir.folder import hold_resources, holds_resources, read_files, read_folder
from adapters.fhir.pieces import files_of_zip
from adapters.format import Format
from adapters.formats import HEAD, TOGETHER, format_named, recognise
from adapters.needs import Needs
from adapters.source import Source, path_source
from adapters.unknown import RULE as UNKNOWN
from adapters.unknown import unknown_format
from adapters.unpack import LIMITS, is_zip, unpacked
from adapters.whole_file import faulted
from schemas.batch import Batch
from schemas.fault import Fault

EMPTY_FOLDER = "format not known yet: there is no file in the folder"


def read_inputs(
    paths: Iterable[Path], format_name: str | None = None, *, needs: Needs | None = None
) -> Iterator[Batch]:
    """Yield the records of files and folders; each batch names its file by its path.

    A folder or zip of FHIR resources is read as one. What cannot be read yields faults. With
    `needs` a format that can leaves out all else, and what the identifier gate alone looks at.
    Raises UnknownFormat where no format has that name, and OSError where a path cannot be opened.
    """
    named = format_named(format_name) if format_name else None
    for path in paths:
        if _may_be_together(named) and path.is_dir() and holds_resources(path):
            yield from read_folder(path, other=partial(_read_plain, needs), needs=needs)
            continue
        files = list(_files(path))
        if not files:
            yield faulted(Fault(rule=UNKNOWN, remedy=EMPTY_FOLDER, file=str(path)))
        for file in files:
            yield from _read_source(path_source(file), named, LIMITS, needs)


def read_source(
    source: Source, format_name: str | None = None, *, limits: Limits = LIMITS
) -> Iterator[Batch]:
    """Yield the records of one file or archive, by its content or by the format that is named."""
    yield from _read_source(source, format_named(format_name) if format_name else None, limits)


def _read_source(
    source: Source, named: Format | None, limits: Limits, needs: Needs | None = None
) -> Iterator[Batch]:
    if _may_be_together(named) and is_zip(source):
        files = files_of_zip(source, limits)
        if hold_resources(files):
            yield from read_files(files, other=partial(_read_plain, needs), needs=needs)
            return
    faults: list[Fault] = []
    for file in unpacked(source, faults.append, limits=limits):
        head = _head(file)
        # An archive that is broken from its first byte has its fault already.
        if not any(fault.file == file.name for fault in faults):
            yield from _read(file, named or recognise(head), head, needs)
        yield from _told(faults)
    yield from _told(faults)


def _may_be_together(named: Format | None) -> bool:
    """Say whether the files of a folder may be one input: of FHIR, which one of them is in."""
    return named is None or named.name in TOGETHER


def _files(path: Path) -> Iterator[Path]:
    """Yield a file, or the files of a folder and its folders in the order of their names."""
    if not path.is_dir():
        yield path
        return
    for child in sorted(path.iterdir()):
        if not child.name.startswith("."):
            yield from _files(child)


def _read(file: Source, known: Format | None, head: bytes, needs: Needs | None) -> Iterator[Batch]:
    if known is None:
        yield faulted(unknown_format(head, file.name))
    elif needs is None or known.read_needed is None:
        yield from known.read(file)
    else:
        yield from known.read_needed(file, needs)


def _read_plain(needs: Needs | None, file: Source) -> Iterator[Batch]:
    """Yield the records of a file that is no archive."""
    head = _head(file)
    yield from _read(file, recognise(head), head, needs)


def _head(file: Source) -> bytes:
    with file.open() as stream:
        return stream.read(HEAD)


def _told(faults: list[Fault]) -> Iterator[Batch]:
    """Yield the faults that came up since, and forget them."""
    if faults:
        yield faulted(*faults)
        faults.clear()
