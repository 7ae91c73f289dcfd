"""Canonical CSV: one file for each record table, its columns named as the table names them."""

from collections.abc import Iterator, Sequence

from adapters.delimited.headed import is_headed, read_headed
from adapters.delimited.header import Header
from adapters.delimited.reading import Reading
from adapters.delimited.sheet import Sheet
from adapters.format import Format
from adapters.source import Source
from schemas.batch import Batch
from schemas.records import TABLES
from schemas.table import Table

# Of a file with columns beside those of its table, so many at least must be the table's.
FEW = 3
PERSON_ALONE = ("person",)


def recognises(head: bytes) -> bool:
    """Say whether the first bytes hold the header of a record table."""
    return is_headed(head, _sheet)


def read(source: Source) -> Iterator[Batch]:
    """Return the records of one file in batches; a column that no table knows goes to `surplus`."""
    return read_headed(
        source,
        _sheet,
        remedy="begin the file with a header that names the columns of one record table",
    )


FORMAT = Format(name="csv", recognises=recognises, read=read)


def _sheet(header: Header) -> Sheet | None:
    table = table_of(header.names)
    if table is None:
        return None
    means = {name: name for name in header.names if name in table.names}
    readings = (Reading(table=table, means=means),)
    return Sheet(header=header, readings=readings, known=frozenset(means))


def table_of(names: Sequence[str]) -> Table | None:
    """Return the record table whose header this is, None where it is no table's.

    The table that knows most of the columns is taken, then the one of whose required columns fewer
    are missing, then one whose key is given; None where two are alike in all of that.
    """
    given = frozenset(names)
    fits = {table.name: _fit(given, table) for table in TABLES.values() if _may_be(given, table)}
    best = max(fits.values(), default=None)
    likely = [name for name, fit in fits.items() if fit == best]
    return TABLES[likely[0]] if len(likely) == 1 else None


def _may_be(given: frozenset[str], table: Table) -> bool:
    """Say whether a table is in question: all columns are its own, or enough of them are."""
    known, lacking, has_key = _fit(given, table)
    most = lacking == 0 or 2 * known >= len(given)
    # Of the persons themselves the token and one column more are enough: a list of them is where
    # names and numbers come along, and the gate names what it reads.
    fewest = FEW - 1 if table.key == PERSON_ALONE and has_key else FEW
    return known == len(given) or (known >= fewest and most)


def _fit(given: frozenset[str], table: Table) -> tuple[int, int, bool]:
    """Return how many columns it knows, negative how many it lacks, and if its key is given."""
    known = len(given & set(table.names))
    return known, -_missing(given, table), given >= set(table.key)


def _missing(given: frozenset[str], table: Table) -> int:
    return sum(column.required and column.name not in given for column in table.columns)
