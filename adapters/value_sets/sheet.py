"""Value sets as a sheet: the project's CSV, or VSAC's list of codes by value set saved as CSV."""

import csv
from collections.abc import Mapping, Sequence

from schemas.listed_set import ListedSet

OID = "urn:oid:"
# By the layout, where each part stands; of a system the first column that a row fills.
OWN = {"oid": "oid", "title": "title", "version": "version", "code": "code"}
VSAC = {
    "oid": "Value Set OID",
    "title": "Value Set Name",
    "version": "Definition Version",
    "code": "Code",
}


def read(content: bytes) -> list[ListedSet]:
    """Return the value sets of a sheet; ValueError where no row of it is a header of either kind.

    Lines above the header are passed over; cells stand between commas, bars or tabs.
    """
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ValueError("the file is no text in UTF-8") from None
    for place, line in enumerate(lines):
        for delimiter in ",|\t":
            names = next(csv.reader([line], delimiter=delimiter), [])
            layout = _layout(names)
            if layout:
                rows = csv.DictReader(lines[place + 1 :], names, delimiter=delimiter)
                return _sets(list(rows), layout)
    raise ValueError("the file has no column for the OID and the code of a value set")


def _layout(names: Sequence[str]) -> Mapping[str, str] | None:
    return next((kind for kind in (OWN, VSAC) if {kind["oid"], kind["code"]} <= set(names)), None)


def _sets(rows: Sequence[Mapping[str, str]], layout: Mapping[str, str]) -> list[ListedSet]:
    found: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in rows:
        key = row[layout["oid"]] or "", row.get(layout["version"]) or ""
        found.setdefault(key, []).append(row)
    return [
        ListedSet(
            oid=oid,
            title=held[0].get(layout["title"]) or "",
            version=version,
            codes=tuple(dict.fromkeys((_system(row), row[layout["code"]]) for row in held)),
            complete=True,
        )
        for (oid, version), held in found.items()
        if oid
    ]


def _system(row: Mapping[str, str]) -> str:
    oid = row.get("Code System OID")
    return f"{OID}{oid}" if oid else row.get("system") or row.get("Code System") or ""
