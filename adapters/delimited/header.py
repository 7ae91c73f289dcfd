"""The header of a delimited file: its delimiter, and its columns by names of one spelling."""

import csv
import re
from collections.abc import Iterable
from io import StringIO

from schemas.record import record

DELIMITERS = (",", ";", "\t", "|")
# So many bytes hold any header.
HEAD = 2**16
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

# A header cell that is shaped like anything else may be a value, and is named by its place.
_NAME = re.compile(r"[a-z](?!.*[0-9]{5})[a-z0-9_]{0,39}")


@record
class Header:
    """The columns of a delimited file, in order: lower case, words joined by _, each name once.

    A column without a usable name is called by its place, such as `column 4`; `repeated` holds the
    names that the file gives more than once. `written` holds the cells as they are written.
    """

    delimiter: str
    names: tuple[str, ...]
    repeated: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


def read_header(head: bytes) -> Header | None:
    """Return the header that the first bytes of a file hold; None where they hold no such line."""
    text = _text(head.removeprefix(BYTE_ORDER_MARK))
    if text is None or "\0" in text.lstrip().partition("\n")[0]:
        return None
    cells, delimiter = max(
        ((_first_record(text, delimiter), delimiter) for delimiter in DELIMITERS),
        key=lambda found: len(found[0]),
    )
    if not any(cell.strip() for cell in cells):
        return None
    names = [_name(cell, place) for place, cell in enumerate(cells, start=1)]
    repeated = tuple(sorted({name for name in names if names.count(name) > 1}))
    return Header(
        delimiter=delimiter, names=tuple(_once(names)), repeated=repeated, written=tuple(cells)
    )


def _text(head: bytes) -> str | None:
    """Return the text, but for a character that the end of the head cuts in two."""
    try:
        return head.decode()
    except UnicodeDecodeError as failure:
        # A later line has a fault of its own; a header of other bytes is no header.
        text = head[: failure.start].decode()
        return text if "\n" in text.lstrip() or failure.end == len(head) else None


def _first_record(text: str, delimiter: str) -> list[str]:
    try:
        return next(
            (cells for cells in csv.reader(StringIO(text), delimiter=delimiter) if cells), []
        )
    except csv.Error:
        return []


def _name(cell: str, place: int) -> str:
    """Return the one spelling of a column's name, or its place."""
    name = "_".join(re.findall(r"[a-z0-9]+", cell.lower()))
    usable = _NAME.fullmatch(name) and "@" not in cell
    return name if usable else f"column {place}"


def _once(names: Iterable[str]) -> Iterable[str]:
    """Yield each name, numbered from its second time on."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"
