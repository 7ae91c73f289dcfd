"""Value sets of files, whatever kind each file is."""

import csv
from pathlib import Path

from adapters.value_sets import fhir_value_set, sheet, vsac_xml
from schemas.listed_set import ListedSet


def listed_sets(path: Path) -> list[ListedSet]:
    """Return the value sets of a file: JSON, XML or a sheet, told by how it begins.

    Raises ValueError, which says what is wrong with it, and OSError.
    """
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    start = content.lstrip()[:1]
    readers = {b"{": fhir_value_set.read, b"[": fhir_value_set.read, b"<": vsac_xml.read}
    try:
        return readers.get(start, sheet.read)(content)
    except (AttributeError, KeyError, TypeError, RecursionError, csv.Error):
        # Parts of other kinds than value sets have: what is a text there may be a list, or missing.
        raise ValueError("the file is not built as value sets are") from None
