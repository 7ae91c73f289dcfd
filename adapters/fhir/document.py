"""FHIR as one JSON document: a Bundle of any type, or a single resource."""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Raw, Struct

from adapters.fhir.blocks import MARK
from adapters.fhir.datatypes import ABSENT
from adapters.fhir.decoding import TYPED
from adapters.fhir.failures import FAILURES
from adapters.fhir.index import Indexing
from adapters.fhir.reading import Sorted, batches, sort_out
from adapters.fhir.recognition import Form, form_of
from adapters.fhir.unit import Unit
from adapters.source import Source
from adapters.whole_file import faulted
from schemas.batch import Batch
from schemas.fault import Fault
from schemas.record import record

NAME = "fhir-json"
BUNDLE = "Bundle"
# A document is read whole: what is larger is handed in as NDJSON.
LARGEST = 2**30
LARGE_REMEDY = "hand in so much as NDJSON, which is read line by line"
ENTRY_REMEDY = "give the entries of the Bundle as FHIR R4 has them"


class Entries(Struct):
    """A Bundle."""

    entry: tuple[Raw, ...] = ()


class Entry(Struct, rename="camel"):
    """An entry of a Bundle; one without a resource says only that something happened."""

    full_url: str | None = None
    resource: Raw = ABSENT


BUNDLES = msgspec.json.Decoder(Entries)
ENTRIES = msgspec.json.Decoder(Entry)


@record
class Document:
    """What one JSON document holds: resources at their entries, and the full URL of each."""

    found: Sorted
    urls: dict[int, str]

    def names(self) -> dict[str, str]:
        """Return what each full URL stands for, as `Type/id`."""
        return {
            self.urls[position]: f"{kind.__name__}/{resource.id}"
            for kind, resources in self.found.resources.items()
            for resource, position in zip(resources, self.found.positions[kind], strict=True)
            if position in self.urls
        }


def recognises(head: bytes) -> bool:
    """Say whether the first bytes begin a FHIR document."""
    return form_of(head) is Form.DOCUMENT


def read(source: Source) -> Iterator[Batch]:
    """Yield the records of one document; in a Bundle every subject must be one of its Patients."""
    with source.open() as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        yield faulted(Fault(rule="too-large", remedy=LARGE_REMEDY, file=source.name))
        return
    yield from read_content(content, file=source.name)


def read_content(
    content: bytes, *, file: str, persons: frozenset[str] = frozenset()
) -> Iterator[Batch]:
    """Yield the records of one document; `persons` are Patients of the input beside it."""
    document = read_document(content, file=file)
    indexing = Indexing()
    for resources in document.found.resources.values():
        for resource in resources:
            indexing.add(resource, conditions=True)
    unit = Unit(
        names=document.names(),
        index=indexing.index(),
        persons=persons | indexing.persons if is_bundle(content) else None,
    )
    yield from batches(document.found, unit, file=file)


def is_bundle(content: bytes) -> bool:
    """Say whether a document is a Bundle."""
    try:
        return TYPED.decode(content.removeprefix(MARK)).resourceType == BUNDLE
    except FAILURES:
        return False


def read_document(content: bytes, *, file: str, first: int = 1) -> Document:
    """Decode the resources of a document; the first one has the position `first`."""
    content = content.removeprefix(MARK)
    if not is_bundle(content):
        return Document(found=sort_out([(first, content)], file=file), urls={})
    try:
        entries = BUNDLES.decode(content).entry
    except FAILURES:
        fault = Fault(rule="structure", remedy=ENTRY_REMEDY, file=file, field="Bundle.entry")
        return Document(found=Sorted(faults=[fault]), urls={})
    return _of_entries(entries, file=file, first=first)


def _of_entries(entries: Sequence[Raw], *, file: str, first: int) -> Document:
    """Decode the entries, each at its own position."""
    contents: list[tuple[int, bytes]] = []
    urls: dict[int, str] = {}
    faults = []
    for position, entry in enumerate(entries, first):
        try:
            opened = ENTRIES.decode(entry)
        except FAILURES:
            faults.append(
                Fault(
                    rule="structure",
                    remedy=ENTRY_REMEDY,
                    file=file,
                    position=position,
                    field="Bundle.entry",
                )
            )
            continue
        if opened.resource is not ABSENT:
            contents.append((position, bytes(opened.resource)))
        if opened.full_url:
            urls[position] = opened.full_url
    found = sort_out(contents, file=file)
    found.faults.extend(faults)
    _name_by_url(found, urls)
    return Document(found=found, urls=urls)


def _name_by_url(found: Sorted, urls: dict[int, str]) -> None:
    """Give each resource that has no id yet the one in its full URL."""
    for kind, resources in found.resources.items():
        for resource, position in zip(resources, found.positions[kind], strict=True):
            if resource.id is None and position in urls:
                resource.id = urls[position].rsplit("/", 1)[-1].rsplit(":", 1)[-1]
