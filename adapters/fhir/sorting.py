"""Resources decoded and sorted by type."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from adapters.fhir.blocks import Block
from adapters.fhir.decoding import refusals
from adapters.fhir.failures import FAILURES
from adapters.fhir.modifiers import may_be_modified, modified
from adapters.fhir.parts import Part, parts
from adapters.fhir.passed_over import OF_ANYTHING, SPARES, PassedOver
from adapters.fhir.resource import Resource
from adapters.fhir.resources import LAYOUTS
from adapters.fhir.suspects import suspects
from adapters.fhir.telling import OF_NOBODY, may_tell, telling
from adapters.fhir.unneeded import WHOLE, Decoding, decoding_for
from adapters.needs import Needs
from schemas.fault import Fault


class Sorted:
    """Resources by type, each with its position, and why the others could not be read.

    `telling` are the words that tell of a person where no type has a place for them, by path.
    """

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.resources: defaultdict[type[Resource], list[Resource]] = defaultdict(list)
        self.positions: defaultdict[type[Resource], list[int]] = defaultdict(list)
        self.faults = list(faults)
        self.telling: defaultdict[str, list[str]] = defaultdict(list)

    def passed_over(self) -> dict[str, int]:
        """Count the resources that no table needs, by type."""
        return {
            kind.__name__: len(found)
            for kind, found in sorted(self.resources.items(), key=lambda pair: pair[0].__name__)
            if not LAYOUTS.get(kind)
        }


def sort_out(contents: Iterable[tuple[int, bytes]], *, file: str) -> Sorted:
    """Decode the resources at their positions; one that cannot be read spoils no other.

    An empty content is no resource, and no fault.
    """
    found = Sorted()
    for position, content in contents:
        _sort_one(found, content, position, file=file)
    return found


def sort_block(block: Block, *, file: str, modifiers: bool, needs: Needs | None = None) -> Sorted:
    """Decode the lines of a block, many at once where each of them is one resource.

    `modifiers` says whether any line may hold a modifier extension. With `needs` a resource of
    which nothing is needed is not looked into, and no word is kept that may tell of a person.
    """
    found = Sorted()
    suspected = suspects(block) if needs is None else frozenset[int]()
    decoding = WHOLE if needs is None else decoding_for(frozenset(needs))

    def sort_one(content: bytes, position: int) -> None:
        looked_at = position in suspected
        _sort_one(found, content, position, decoding, file=file, looked_at=looked_at)

    for part in parts(block.content, block.ends, first=block.first):
        resources = None if modifiers else _decoded(part, decoding)
        if resources is not None:
            _take(found, resources, part, suspected)
            continue
        for position, line in part.lines():
            sort_one(line, position)
    sort_one(block.last_line(), block.first + len(block.ends))
    return found


def _sort_one(
    found: Sorted,
    content: bytes,
    position: int,
    decoding: Decoding = WHOLE,
    *,
    file: str,
    looked_at: bool = True,
) -> None:
    try:
        resource = decoding.one(content)
    except FAILURES:
        if content.strip():
            found.faults.extend(refusals(content, file=file, position=position))
        return
    kind = type(resource)
    if LAYOUTS.get(kind) and may_be_modified(content):
        faults = list(modified(content, kind.__name__, file=file, position=position))
        found.faults.extend(faults)
        if faults:
            return
    found.resources[kind].append(resource)
    found.positions[kind].append(position)
    if looked_at:
        _look_at(found, content, kind)


def _take(
    found: Sorted, resources: Sequence[Resource], part: Part, suspected: frozenset[int]
) -> None:
    """Sort resources that were decoded together."""
    # The methods are looked up once for a type: there are thousands of each in a block.
    kept: dict[type[Resource], tuple[Callable[[Resource], None], Callable[[int], None]]] = {}
    for position, resource in enumerate(resources, part.first):
        kind = type(resource)
        if kind not in kept:
            kept[kind] = (found.resources[kind].append, found.positions[kind].append)
        keep, at = kept[kind]
        keep(resource)
        at(position)
    for position in sorted(suspected.intersection(range(part.first, part.first + part.count))):
        number = position - part.first
        _look_at(found, part.line(number), type(resources[number]))


def _look_at(found: Sorted, content: bytes, kind: type[Resource]) -> None:
    """Keep the words that tell of a person in the JSON of a resource."""
    if kind.__name__ not in OF_NOBODY and may_tell(content):
        for path, text in telling(content, kind.__name__, _shown(kind)):
            found.telling[path].append(text)


@cache
def _shown(kind: type[Resource]) -> frozenset[str]:
    """Return the paths within a type that the identifier gate sees anyhow, whatever they hold.

    The display of a reference it may see only where that refers to a person.
    """
    if issubclass(kind, PassedOver):
        spares = SPARES.get(kind.__name__, OF_ANYTHING)
    else:
        spares = tuple(spare for layout in LAYOUTS[kind] for spare in layout.spares)
    extensions = {"extension"} if LAYOUTS.get(kind) else set[str]()
    paths = {spare.path for spare in spares if not spare.path.endswith(".display")}
    return frozenset(paths | extensions)


def _decoded(part: Part, decoding: Decoding) -> Sequence[Resource] | None:
    """Return the resource of each line; None where some line is none, or may not be just one."""
    if not part.plain:
        return None
    try:
        resources = decoding.lines(part.content)
    except FAILURES:
        return None
    return resources if len(resources) == part.count else None
