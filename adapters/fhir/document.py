"""FHIR as JSON: a Bundle of any type, a Bundle in each line, or a single resource."""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Raw, Struct

from adapters.fhir.blocks import MARK
from adapters.fhir.datatypes import ABSENT
from adapters.fhir.decoding import TYPED
from adapters.fhir.failures import FAILURES
from adapters.fhir.index import Indexing
from adapters.fhir.reading import batches
from adapters.fhir.recognition import Form, form_of
from adapters.fhir.sorting import Sorted, sort_out
from adapters.fhir.unit import Unit
from adapters.needs import Needs
from adapters.source import Source
from adapters.whole_file import faulted
from schemas.batch import Batch
from schemas.fault import Fault
from schemas.record import record

NAME = "fhir-json"
BUNDLE = "Bundle"
NAMED = b'"Bundle"'
# A document is read whole: what is larger is handed in as NDJSON.
LARGEST = 2**30
LARGE_REMEDY = "hand in so much as NDJSON, which is read line by line"
ENTRY_REMEDY = "give the entries of the Bundle as FHIR R4 has them"
DEPTH_REMEDY = "put the entries into the Bundle itself, not into Bundles inside of Bundles"
# A batch is answered by a Bundle of Bundles; nothing needs more.
DEEPEST = 3


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
    """What one JSON document holds: resources at their entries, and the full URL of each.

    The entries are counted through, those of a Bundle in an entry among them: `last` is the last.
    """

    found: Sorted
    urls: dict[int, str]
    last: int
    of_bundle: bool = True

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


def read(source: Source, *, needs: Needs | None = None) -> Iterator[Batch]:
    """Yield the records of one document; in a Bundle every subject must be one of its Patients."""
    with source.open() as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        yield faulted(too_large(source.name))
        return
    yield from read_content(content, file=source.name, needs=needs)


def too_large(file: str) -> Fault:
    """Return the fault of a document that is larger than one may be."""
    return Fault(rule="too-large", remedy=LARGE_REMEDY, file=file)


def read_content(
    content: bytes,
    *,
    file: str,
    persons: frozenset[str] = frozenset(),
    needs: Needs | None = None,
) -> Iterator[Batch]:
    """Yield the records of one document; `persons` are Patients of the input beside it.

    Where there is a Bundle in each line, each is by itself, and entries are counted through.
    """
    last = 0
    for part in bundles_of(content) or [content]:
        document = read_document(part, file=file, first=last + 1)
        last = document.last
        indexing = Indexing()
        for resources in document.found.resources.values():
            for resource in resources:
                indexing.add(resource, conditions=True)
        unit = Unit(
            names=document.names(),
            index=indexing.index(),
            persons=persons | indexing.persons if document.of_bundle else None,
            needs=needs,
        )
        yield from batches(document.found, unit, file=file)


def holds_bundles(content: bytes) -> bool:
    """Say whether content is a Bundle, or has one in each line."""
    return is_bundle(content) or bool(bundles_of(content))


def bundles_of(content: bytes) -> list[bytes]:
    """Return the lines of content that has a Bundle in each; none where it has not."""
    first, _, rest = content.removeprefix(MARK).lstrip().partition(b"\n")
    if not first.rstrip().endswith(b"}") or not rest.strip() or not is_bundle(first):
        return []
    return [first, *(line for line in rest.split(b"\n") if line.strip())]


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
        found = sort_out([(first, content)], file=file)
        return Document(found=found, urls={}, last=first, of_bundle=False)
    try:
        entries = BUNDLES.decode(content).entry
    except FAILURES:
        fault = Fault(rule="structure", remedy=ENTRY_REMEDY, file=file, field="Bundle.entry")
        return Document(found=Sorted(faults=[fault]), urls={}, last=first)
    return _of_entries(entries, file=file, first=first)


def _of_entries(entries: Sequence[Raw], *, file: str, first: int) -> Document:
    """Decode the entries, each at its own position."""
    contents: list[tuple[int, bytes]] = []
    urls: dict[int, str] = {}
    faults = []
    last = first - 1
    for last, entry in enumerate(_flat(entries, DEEPEST), first):
        if isinstance(entry, str):
            faults.append(
                Fault(
                    rule="structure", remedy=entry, file=file, position=last, field="Bundle.entry"
                )
            )
            continue
        if entry.resource is not ABSENT:
            contents.append((last, bytes(entry.resource)))
        if entry.full_url:
            urls[last] = entry.full_url
    found = sort_out(contents, file=file)
    found.faults.extend(faults)
    _name_by_url(found, urls)
    return Document(found=found, urls=urls, last=last)


def _flat(entries: Sequence[Raw], depth: int) -> Iterator[Entry | str]:
    """Yield the entries, in the place of a Bundle its own; a text says what is wrong with one."""
    for raw in entries:
        try:
            entry = ENTRIES.decode(raw)
            inside = _entries_inside(entry.resource)
        except FAILURES:
            yield ENTRY_REMEDY
            continue
        if inside is None:
            yield entry
        elif depth == 1:
            yield DEPTH_REMEDY
        else:
            yield from _flat(inside, depth - 1)


def _entries_inside(resource: Raw) -> Sequence[Raw] | None:
    """Return the entries of a resource that is a Bundle itself."""
    content = bytes(resource)
    if NAMED not in content or not is_bundle(content):
        return None
    return BUNDLES.decode(content).entry


def _name_by_url(found: Sorted, urls: dict[int, str]) -> None:
    """Give each resource that has no id yet the one in its full URL."""
    for kind, resources in found.resources.items():
        for resource, position in zip(resources, found.positions[kind], strict=True):
            if resource.id is None and position in urls:
                resource.id = urls[position].rsplit("/", 1)[-1].rsplit(":", 1)[-1]
