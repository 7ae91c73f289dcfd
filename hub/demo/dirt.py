"""Dirty files, as participants hand them in on a bad day."""

import zipfile
from pathlib import Path

_BAD_DAY = "31-12-2024"


def with_bad_days(package: Path, table: str, column: str, *, every: int, to: Path) -> Path:
    """Write a copy of a package in which one row in so many of a table has a wrong day."""
    with zipfile.ZipFile(package) as sound, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as made:
        for member in sound.namelist():
            text = sound.read(member).decode()
            if Path(member).stem == table:
                text = spoiled(text, column, every=every)
            made.writestr(member, text)
    return to


def spoiled(text: str, column: str, *, every: int) -> str:
    """Return the text of a table with a wrong day in one row in so many."""
    lines = text.splitlines()
    place = lines[0].split(",").index(column)
    for number in range(every, len(lines), every):
        cells = lines[number].split(",")
        cells[place] = _BAD_DAY
        lines[number] = ",".join(cells)
    return "\n".join(lines) + "\n"
