"""The formats that the hub reads, in the order in which a file is held against them."""

from adapters.delimited import canonical
from adapters.fhir import document, ndjson
from adapters.format import Format
from adapters.registry import counts, registry, roster

# Sheets that are more than their table come before canonical CSV: counts may say NR, and a roster
# is a table of attribution without its method.
FORMATS = (
    Format(
        name=ndjson.NAME,
        recognises=ndjson.recognises,
        read=ndjson.read,
        read_needed=lambda source, needs: ndjson.read(source, needs=needs),
    ),
    Format(
        name=document.NAME,
        recognises=document.recognises,
        read=document.read,
        read_needed=lambda source, needs: document.read(source, needs=needs),
    ),
    counts.FORMAT,
    registry.FORMAT,
    roster.FORMAT,
    canonical.FORMAT,
)

NAMES = tuple(format_.name for format_ in FORMATS)
# Formats of which several files may be one input.
TOGETHER = frozenset({ndjson.NAME, document.NAME})
# So many bytes of a file are enough to tell its format.
HEAD = 2**16


class UnknownFormat(LookupError):
    """There is no format of that name."""


def recognise(head: bytes) -> Format | None:
    """Return the format of a file that begins with these bytes, None where it is none of them."""
    return next((format_ for format_ in FORMATS if format_.recognises(head)), None)


def format_named(name: str) -> Format:
    """Return the format of that name; UnknownFormat where there is none."""
    for format_ in FORMATS:
        if format_.name == name:
            return format_
    raise UnknownFormat(name)
