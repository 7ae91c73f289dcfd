"""Whether a file is FHIR, by its first bytes: lines that are a resource each, or one document."""

import re
from enum import Enum

import msgspec

from adapters.fhir.blocks import MARK
from adapters.fhir.decoding import KINDS, TYPED
from adapters.fhir.failures import FAILURES

_TYPE = re.compile(rb'"resourceType"\s*:\s*"([A-Za-z]+)"')
_FIRST_NAME = re.compile(rb'\{\s*"([A-Za-z]+)"')


class Form(Enum):
    """How FHIR lies in a file."""

    LINES = "a resource in each line"
    DOCUMENT = "one resource or Bundle"


def form_of(head: bytes) -> Form | None:
    """Return how FHIR lies in a file that begins with these bytes; None where it does not."""
    head = head.removeprefix(MARK).lstrip()
    if not head.startswith(b"{"):
        return None
    kind = _TYPE.search(head)
    if kind is None:
        return Form.DOCUMENT if _is_document(head) else None
    if kind[1] == b"Bundle" or _begins_a_bundle(head):
        return Form.DOCUMENT
    *lines, _ = head.split(b"\n")
    if any(_is_resource(line) for line in lines if line[:1] == b"{"):
        return Form.LINES
    if kind[1].decode() not in KINDS:
        return None
    # One line, whole or not, is a resource; several that are none make one together.
    return Form.DOCUMENT if any(line.strip() for line in lines) else Form.LINES


def _is_resource(line: bytes) -> bool:
    """Say whether a line is a whole resource; a Bundle in a line is a document."""
    if not line.rstrip().endswith(b"}"):
        return False
    try:
        return TYPED.decode(line).resourceType in KINDS
    except FAILURES:
        return False


def _is_document(head: bytes) -> bool:
    """Say whether the bytes are a whole resource of any type."""
    try:
        return isinstance(msgspec.json.decode(head, type=dict).get("resourceType"), str)
    except FAILURES:
        return False


def _begins_a_bundle(head: bytes) -> bool:
    """In a Bundle whose names are sorted the entries come before its own type."""
    first = _FIRST_NAME.match(head)
    return first is not None and first[1] == b"entry"
