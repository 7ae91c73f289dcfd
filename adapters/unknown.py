"""A file of no format that is known: one fault, that says what the file seems to be."""

import re
from collections.abc import Callable
from types import MappingProxyType

from adapters.delimited.header import BYTE_ORDER_MARK, read_header
from schemas.fault import Fault

RULE = "unknown-format"

_FIXED_WIDTH = 40

_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")


def unknown_format(head: bytes, file: str) -> Fault:
    """Return the fault of a file whose first bytes no format recognises."""
    seems = next(words for words, is_it in SIGNS.items() if is_it(head))
    return Fault(rule=RULE, remedy=f"format not known yet: {seems}", file=file)


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.removeprefix(BYTE_ORDER_MARK).lstrip().startswith(marks)


def _holds(mark: bytes) -> Callable[[bytes], bool]:
    return lambda head: mark in head


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def _is_wide(head: bytes) -> bool:
    """Say whether a mark says so, or every other byte is empty, as of Latin letters."""
    start = head[:512]
    empty = start[::2].count(0), start[1::2].count(0)
    return head.startswith(_WIDE_TEXT) or (min(empty) == 0 and max(empty) * 3 > len(start))


def _of_one_width(head: bytes) -> bool:
    """Say whether the first lines are long, equally long and without a delimiter."""
    lines = head.splitlines()[:-1][:5] or head.splitlines()
    widths = {len(line) for line in lines}
    return len(widths) == 1 and widths.pop() >= _FIXED_WIDTH and not re.search(rb"[,;|\t<{]", head)


# In order: the first sign that is true names the file.
SIGNS: MappingProxyType[str, Callable[[bytes], bool]] = MappingProxyType(
    {
        "the file is empty": lambda head: not head.strip(),
        "a spreadsheet or document; save each sheet as CSV": _starts(
            b"PK\x03\x04", b"\xd0\xcf\x11"
        ),
        "PDF; send the figures as CSV": _starts(b"%PDF"),
        "Parquet; send the records as CSV or FHIR": _starts(b"PAR1"),
        "an archive that is neither gz nor zip; pack it as one of them": _starts(
            b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c", b"Rar!"
        ),
        "a tar; pack the files as a zip": _is_tar,
        "text of two bytes a letter; save the file in UTF-8": _is_wide,
        "no text; send records as CSV or FHIR": lambda head: b"\0" in head,
        "HL7 version 2; send the records as CSV or FHIR": _starts(b"MSH|", b"FHS|", b"BHS|"),
        "X12; send claims as CSV or FHIR": _starts(b"ISA", b"GS*", b"ST*"),
        "an APCD file with HD and TR records": _starts(b"HD|", b"HD,"),
        "a clinical document (CDA), such as QRDA": _holds(b"<ClinicalDocument"),
        "FHIR as XML; send it as JSON": lambda head: (
            b"http://hl7.org/fhir" in head and _starts(b"<")(head)
        ),
        "XML": _starts(b"<"),
        "a list as JSON; send FHIR resources as a Bundle or one a line": _starts(b"["),
        "JSON that holds no FHIR resource": _starts(b"{"),
        "text of fixed width, such as CCLF; send it with a header and delimiters": _of_one_width,
        "a delimited file whose header names no table; name the columns as the data dictionary"
        " does": lambda head: (header := read_header(head)) is not None and len(header.names) > 1,
        "neither CSV with a header nor FHIR": lambda _: True,
    }
)
