"""Value sets: which codes a title stands for, read from CSV, for each measure from its own file."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

import schemas
from adapters.codes import normalised
from hub.measures.query import NamedSet, Query
from schemas.code_system import canonical
from schemas.record import record

OWN = Path(str(schemas.__file__)).parent / "value_sets"
# The hub's own lists first; where it has none, the short lists of the synthetic region.
DEFAULT = (OWN, OWN / "demo")
NEEDED = frozenset({"oid", "title", "system", "code"})


@record
class ListedCode:
    """A code of a set, for services from the first to the last day that the list gives, if any.

    `*` stands for any rest of a code and `?` for any one character. `checked` says whether the code
    was read in a primary source; the stewards' lists are one.
    """

    system: str
    code: str
    first: date | None = None
    last: date | None = None
    checked: bool = True

    @property
    def is_pattern(self) -> bool:
        """Whether the code stands for many."""
        return "*" in self.code or "?" in self.code


@record
class ValueSet:
    """A titled set of codes."""

    title: str
    oid: str
    version: str
    codes: tuple[ListedCode, ...]


class MissingValueSet(LookupError):
    """A measure names value sets that are in none of the files that it may read."""

    def __init__(self, measure: str, missing: Sequence[NamedSet]) -> None:
        names = [f"{named.title} ({named.oid})" for named in missing]
        sets = "value set" if len(names) == 1 else "value sets"
        super().__init__(f"{measure} needs the {sets} {', '.join(names)}")


def value_sets_of(query: Query, folders: Sequence[Path] = DEFAULT) -> dict[str, ValueSet]:
    """Return the sets that the measure names, by title, its direct codes included.

    Of each folder only the file whose name begins with the owner's identifier is read, and the
    first folder that has a set wins: sets are never merged. Raises MissingValueSet.
    """
    found = {
        named: _found(_listed_for(named.owner, folders), named.oid) for named in query.value_sets
    }
    if missing := [named for named, value_set in found.items() if value_set is None]:
        raise MissingValueSet(query.identifier, missing)
    return direct_sets(query) | {
        named.title: value_set for named, value_set in found.items() if value_set is not None
    }


def _listed_for(owner: str, folders: Sequence[Path]) -> list[Mapping[str, ValueSet]]:
    files = [found for folder in folders for found in files_of(owner, folder)]
    return [read_value_sets(path) for path in files]


def files_of(identifier: str, folder: Path) -> list[Path]:
    """Return the files of the folder that belong to the measure: CMS2 has CMS2FHIR, not CMS22."""
    mine = re.compile(rf"{re.escape(identifier)}(?![0-9])", re.IGNORECASE)
    return [path for path in sorted(folder.glob("*.csv")) if mine.match(path.name)]


@lru_cache(maxsize=64)
def read_value_sets(path: Path) -> Mapping[str, ValueSet]:
    """Read a CSV of oid, title, version, system, code and, where given, start and end, by oid.

    Codes are normalised as those of the record tables are. Raises ValueError, which says what is
    wrong with the file.
    """
    by_oid: dict[str, list[dict[str, str]]] = {}
    for row in _rows(path):
        by_oid.setdefault(row["oid"], []).append(row)
    return {oid: _value_set(found) for oid, found in by_oid.items()}


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (csv.Error, UnicodeDecodeError):
        raise ValueError(f"{path.name} is no CSV in UTF-8") from None
    if rows and (missing := NEEDED - set(rows[0])):
        raise ValueError(f"{path.name} lacks the columns {', '.join(sorted(missing))}")
    for number, row in enumerate(rows, 1):
        if any(row[name] is None for name in NEEDED):
            raise ValueError(f"{path.name} has too few cells in row {number}")
        if not all(_is_day_or_empty(row.get(name)) for name in ("start", "end")):
            raise ValueError(f"{path.name} has a start or an end in row {number} that is no day")
    return rows


def _is_day_or_empty(text: str | None) -> bool:
    try:
        return not text or date.fromisoformat(text) is not None
    except ValueError:
        return False


def direct_sets(query: Query) -> dict[str, ValueSet]:
    """Return the codes that the measure names itself, as sets by name."""
    names = dict.fromkeys(code.name for code in query.codes)
    return {
        name: ValueSet(
            title=name,
            oid="",
            version="",
            codes=tuple(
                _listed(code.system, code.code) for code in query.codes if code.name == name
            ),
        )
        for name in names
    }


def _found(listed: Iterable[Mapping[str, ValueSet]], oid: str) -> ValueSet | None:
    return next((sets[oid] for sets in listed if oid in sets), None)


def _value_set(rows: list[dict[str, str]]) -> ValueSet:
    return ValueSet(
        title=rows[0]["title"],
        oid=rows[0]["oid"],
        version=rows[0].get("version", ""),
        codes=tuple(
            _listed(
                row["system"],
                row["code"],
                first=row.get("start") or "",
                last=row.get("end") or "",
                checked=row.get("checked", "yes") == "yes",
            )
            for row in rows
        ),
    )


def _listed(
    system: str, code: str, *, first: str = "", last: str = "", checked: bool = True
) -> ListedCode:
    # A pattern is written as codes are kept; only whole codes have other spellings.
    whole = "*" not in code and "?" not in code
    kept_system, kept_code = normalised(system, code) if whole else (canonical(system), code)
    return ListedCode(
        system=kept_system,
        code=kept_code,
        first=date.fromisoformat(first) if first else None,
        last=date.fromisoformat(last) if last else None,
        checked=checked,
    )
