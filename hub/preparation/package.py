"""The package: a zip of canonical CSV files, written as the rows come."""

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

import polars as pl

from adapters.delimited.writing import write_table
from schemas.records import TABLES
from schemas.table import Table

# The same rows make the same bytes: no day and no name of a machine is in a package.
NO_DAY = (1980, 1, 1, 0, 0, 0)
CHUNK = 1 << 20


class Package:
    """Takes rows of tables in any order; each table becomes one file, parents first."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._open = folder, ExitStack()
        self._files: dict[str, BinaryIO] = {}

    def add(self, rows: pl.DataFrame, table: Table) -> None:
        """Add rows; those added first decide the columns."""
        begun = table.name in self._files
        if not begun:
            # A file without a name: what is left of a run that dies is nothing.
            file = TemporaryFile(dir=self._folder)  # noqa: SIM115
            self._files[table.name] = cast(BinaryIO, self._open.enter_context(file))
        write_table(rows, table, self._files[table.name], header=not begun)

    def write(self, path: Path) -> None:
        """Write the package."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name in TABLES:
                if name in self._files:
                    self._files[name].seek(0)
                    member = zipfile.ZipInfo(f"{name}.csv", date_time=NO_DAY)
                    member.compress_type = zipfile.ZIP_DEFLATED
                    with archive.open(member, "w", force_zip64=True) as target:
                        shutil.copyfileobj(self._files[name], target, CHUNK)

    def close(self) -> None:
        """Let go of the rows."""
        self._open.close()


@contextmanager
def package_in(folder: Path) -> Iterator[Package]:
    """Give a package whose rows are put aside in a folder until the block ends."""
    package = Package(folder)
    try:
        yield package
    finally:
        package.close()
