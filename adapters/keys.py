"""Keys and references across the files of a submission: a second look, at key columns alone."""

from collections.abc import Iterator

import polars as pl

from adapters.hashes import FirstPlaces, Hashed, hash_of, hashed, places_of, repeated
from adapters.violations import faults_at
from schemas.batch import Batch, no_faults
from schemas.column import Column
from schemas.records import TABLES
from schemas.table import Table

# Their records may live in the region's directory, and repeat from file to file.
DIRECTORY = frozenset({"practice", "provider"})


class Keys:
    """The keys and references of one submission: 8 bytes a record, 20 a reference not yet found.

    A submission that sends a table before those that refer to it needs the least memory.
    """

    def __init__(self) -> None:
        self._files: list[str] = []
        self._keys: dict[str, list[Hashed]] = {}
        self._members: dict[str, FirstPlaces] = {}
        self._references: dict[tuple[str, str], FirstPlaces] = {}
        self._sorted: dict[str, tuple[int, pl.Series]] = {}

    def add(self, batch: Batch) -> None:
        """Note the keys and references of the sound rows of a batch."""
        if not batch.rows.height:
            return
        if batch.file not in self._files[-1:]:
            self._files.append(batch.file)
        table, rows, file = batch.table, batch.rows, len(self._files) - 1
        keys = hash_of([rows.get_column(name) for name in table.key])
        self._keys.setdefault(table.name, []).append(hashed(keys, batch.positions, file=file))
        if table.name in table.names and table.key != (table.name,):
            found = places_of(rows.get_column(table.name), batch.positions, file=file)
            self._members.setdefault(table.name, FirstPlaces()).add(found)
        for column in table.columns:
            if column.refers_to and rows.get_column(column.name).null_count() < rows.height:
                found = places_of(rows.get_column(column.name), batch.positions, file=file)
                places = self._references.setdefault((table.name, column.name), FirstPlaces())
                places.add(found, self._known(column.refers_to))

    def faults(self) -> pl.DataFrame:
        """Return records that repeat a key, and references to records that are not there.

        A reference is told once, by the first record that makes it. It is an error where its
        column is required, and a warning where not, or where the region's directory may hold it.
        """
        found = [*self._repeated_keys(), *self._dangling()]
        return pl.concat(found) if found else no_faults()

    def _repeated_keys(self) -> Iterator[pl.DataFrame]:
        for name, batches in self._keys.items():
            table = TABLES[name]
            for file, positions in _by_file(repeated(batches)):
                yield faults_at(
                    positions,
                    file=self._files[file],
                    table=name,
                    rule="repeated-key",
                    field=", ".join(table.key),
                    remedy=f"give each record of {name} once, under a key of its own",
                    warning=name in DIRECTORY,
                )

    def _dangling(self) -> Iterator[pl.DataFrame]:
        for (name, column), places in self._references.items():
            table = TABLES[name]
            yield from self._dangling_of(table, table.column(column), places)

    def _dangling_of(
        self, table: Table, column: Column, places: FirstPlaces
    ) -> Iterator[pl.DataFrame]:
        target = str(column.refers_to)
        known = self._known(target)
        if known is None:
            if column.required and target not in DIRECTORY:
                remedy = f"send the records of {target} with these"
                yield _unchecked(table, column, "reference-table", remedy)
            return
        places.merge(known)
        if places.overflowed:
            remedy = f"send {target} before {table.name}: there are too many references to check"
            yield _unchecked(table, column, "reference-unchecked", remedy)
            return
        for file, positions in _by_file(places.places):
            yield faults_at(
                positions,
                file=self._files[file],
                table=table.name,
                rule="reference",
                field=column.name,
                remedy=f"send the record of {target} that {column.name} names, or correct the key;"
                " told for the first record that names it",
                warning=target in DIRECTORY or not column.required,
            )

    def _known(self, table: str) -> pl.Series | None:
        """Return, sorted, the hash of each record of a table that a reference can name so far."""
        if table not in self._keys:
            return None
        batches = self._keys[table]
        count, known = self._sorted.get(table, (0, None))
        if known is None or count != len(batches):
            if table in self._members:
                self._members[table].merge()
                known = self._members[table].places.get_column("hash").sort()
            else:
                known = pl.concat([pl.Series(batch.hashes) for batch in batches]).sort()
            self._sorted[table] = (len(batches), known)
        return known


def _unchecked(table: Table, column: Column, rule: str, remedy: str) -> pl.DataFrame:
    """Return the warning that the references of a column could not be followed."""
    return faults_at(
        pl.Series([0]),
        file="",
        table=table.name,
        rule=rule,
        field=column.name,
        remedy=remedy,
        warning=True,
    )


def _by_file(places: pl.DataFrame) -> Iterator[tuple[int, pl.Series]]:
    """Yield the positions of each file, in order."""
    ordered = places.sort("file", "position")
    for (file,), group in ordered.group_by("file", maintain_order=True):
        yield int(str(file)), group.get_column("position")
