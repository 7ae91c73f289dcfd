"""Files of which the header says how they are read: as a sheet, or not in this format at all."""

from collections.abc import Callable, Iterator

from adapters.delimited.header import HEAD, Header, read_header
from adapters.delimited.sheet import Sheet, read_sheet
from adapters.source import Source
from adapters.whole_file import faulted
from schemas.batch import Batch
from schemas.fault import Fault

SheetOf = Callable[[Header], Sheet | None]


def is_headed(head: bytes, sheet_of: SheetOf) -> bool:
    """Say whether the first bytes hold a header of which a sheet can be made."""
    header = read_header(head)
    return header is not None and sheet_of(header) is not None


def read_headed(source: Source, sheet_of: SheetOf, *, remedy: str) -> Iterator[Batch]:
    """Yield the records of the sheet that a header makes; the remedy where it makes none."""
    with source.open() as stream:
        header = read_header(stream.read(HEAD))
    sheet = sheet_of(header) if header else None
    if sheet is None:
        yield faulted(Fault(rule="unknown-header", remedy=remedy, file=source.name))
        return
    yield from read_sheet(source, sheet)
