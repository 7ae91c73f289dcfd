"""Registries of measurement-based care and Collaborative Care, as CSV."""

from collections.abc import Iterator
from hashlib import blake2b

from adapters.delimited.header import HEAD, Header, read_header
from adapters.delimited.sheet import Sheet, is_likely, read_sheet
from adapters.format import Format
from adapters.registry.columns import columns_of
from adapters.registry.episodes import episodes, is_episodes
from adapters.registry.events import events, is_events
from adapters.source import Source
from adapters.whole_file import without_header
from schemas.batch import Batch


def recognises(head: bytes) -> bool:
    """Say whether the first bytes hold the header of a registry."""
    header = read_header(head)
    return header is not None and _sheet(header, "") is not None


def read(source: Source) -> Iterator[Batch]:
    """Yield scores as observations, contacts and reviews as encounters, enrolments as attribution.

    The records of a registry have no keys; theirs are made of their place in the file, and of
    nothing that is known of the person.
    """
    with source.open() as stream:
        header = read_header(stream.read(HEAD))
    sheet = _sheet(header, source.name) if header else None
    if sheet is None:
        yield without_header(
            source.name,
            "begin the file with a header that names person, date and event or instrument and"
            " score; or person, enrollment date, and first and last scores with their dates",
        )
        return
    yield from read_sheet(source, sheet)


FORMAT = Format(name="registry-csv", recognises=recognises, read=read)


def _sheet(header: Header, file: str) -> Sheet | None:
    columns = columns_of(header)
    keys = f"registry-{blake2b(file.encode(), digest_size=4).hexdigest()}"
    if is_events(columns):
        sheet = events(header, columns, keys=keys)
    elif is_episodes(columns):
        sheet = episodes(header, columns, keys=keys)
    else:
        return None
    return sheet if is_likely(sheet) else None
