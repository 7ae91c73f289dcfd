"""Registries of measurement-based care and Collaborative Care, as CSV."""

from collections.abc import Iterator
from functools import partial
from hashlib import blake2b

from adapters.delimited.headed import is_headed, read_headed
from adapters.delimited.header import Header
from adapters.delimited.sheet import Sheet, is_likely
from adapters.format import Format
from adapters.registry.columns import columns_of
from adapters.registry.episodes import episodes, is_episodes
from adapters.registry.events import events, is_events
from adapters.source import Source
from schemas.batch import Batch


def recognises(head: bytes) -> bool:
    """Say whether the first bytes hold the header of a registry."""
    return is_headed(head, partial(_sheet, file=""))


def read(source: Source) -> Iterator[Batch]:
    """Return scores as observations, contacts and reviews as encounters, enrolments as attribution.

    The records of a registry have no keys; theirs are made of their place in the file, and of
    nothing that is known of the person.
    """
    return read_headed(
        source,
        partial(_sheet, file=source.name),
        remedy="begin the file with a header that names person, date and event or instrument and"
        " score; or person, enrollment date, and first and last scores with their dates",
    )


FORMAT = Format(name="registry-csv", recognises=recognises, read=read)


def _sheet(header: Header, *, file: str) -> Sheet | None:
    columns = columns_of(header)
    keys = f"registry-{blake2b(file.encode(), digest_size=4).hexdigest()}"
    if is_events(columns):
        sheet = events(header, columns, keys=keys)
    elif is_episodes(columns):
        sheet = episodes(header, columns, keys=keys)
    else:
        return None
    return sheet if is_likely(sheet) else None
