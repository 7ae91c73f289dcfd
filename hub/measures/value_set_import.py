"""Value sets taken from files into a folder that measures read; never merged."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from adapters.value_sets.reading import listed_sets
from hub.measures.expected_sizes import expected_sizes
from hub.measures.measure import Measure, measures
from schemas.listed_set import ListedSet
from schemas.record import record

COLUMNS = ("oid", "title", "version", "system", "code")
KINDS = (".csv", ".json", ".xml", ".txt")


@record
class Handed:
    """The value sets of files: for any measure, and those of files that belong to one measure."""

    common: tuple[ListedSet, ...]
    of_measure: Mapping[str, tuple[ListedSet, ...]]


@record
class Imported:
    """What a measure needs as it was found, and what is missing or unsure, in words."""

    measure: Measure
    sets: tuple[ListedSet, ...]
    missing: tuple[str, ...]
    incomplete: tuple[str, ...]


def handed_in(paths: Iterable[Path]) -> Handed:
    """Read the files, and those in folders; ValueError names a file that cannot be read.

    A file whose name begins with a measure's identifier belongs to that measure alone.
    """
    common: list[ListedSet] = []
    owned: dict[str, tuple[ListedSet, ...]] = {}
    for path in _files(paths):
        try:
            found = listed_sets(path)
        except ValueError as wrong:
            raise ValueError(f"{path.name}: {wrong}") from None
        owner = _owner(path)
        if owner is None:
            common.extend(found)
        else:
            owned[owner] = (*owned.get(owner, ()), *found)
    return Handed(common=tuple(common), of_measure=owned)


def imported(measure: Measure, handed: Handed) -> Imported:
    """Choose the sets that a measure owns: from its own files, else from those for any measure."""
    needed = [named for named in measure.value_sets if named.owner == measure.identifier]
    own = handed.of_measure.get(measure.identifier, ())
    found: list[ListedSet] = []
    missing: list[str] = []
    for named in needed:
        chosen = _of_oid(named.oid, own, measure) or _of_oid(named.oid, handed.common, measure)
        if chosen is None or not chosen.codes:
            missing.append(f"{named.title} ({named.oid})")
        else:
            found.append(chosen)
    return Imported(
        measure=measure,
        sets=tuple(found),
        missing=tuple(missing),
        incomplete=tuple(f"{one.title} ({one.oid})" for one in found if not one.complete),
    )


def write_sets(found: Imported, folder: Path) -> Path:
    """Write the sets of a measure to its file in the folder, and return which it is."""
    path = folder / f"{found.measure.identifier}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for one in found.sets:
            for system, code in one.codes:
                writer.writerow((one.oid, one.title, one.version, system, code))
    return path


def _of_oid(oid: str, sets: Sequence[ListedSet], measure: Measure) -> ListedSet | None:
    """Of several versions that which is expected, else the latest: versions are never merged."""
    versions = sorted((one for one in sets if one.oid == oid), key=lambda one: one.version)
    expected = expected_sizes().get((measure.identifier, oid))
    asked = [one for one in versions if expected and one.version == expected.version]
    return next(reversed(asked or versions), None)


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [one for one in inside if one.is_file() and one.suffix.lower() in KINDS]
    return found


def _owner(path: Path) -> str | None:
    for measure in measures():
        mine = rf"{re.escape(measure.identifier)}(?![0-9])"
        if path.suffix == ".csv" and re.match(mine, path.name, re.IGNORECASE):
            return measure.identifier
    return None
