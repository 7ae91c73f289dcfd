"""Value sets of files, whatever kind each file is."""

from pathlib import Path

from adapters.value_sets import fhir_value_set, sheet, vsac_xml
from schemas.listed_set import ListedSet


def listed_sets(path: Path) -> list[ListedSet]:
    """Return the value sets of a file: JSON, XML or a sheet, told by how it begins.

    Raises ValueError, which says what is wrong with it, and OSError.
    """
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    start = content.lstrip()[:1]
    if start in {b"{", b"["}:
        return fhir_value_set.read(content)
    if start == b"<":
        return vsac_xml.read(content)
    return sheet.read(content)
