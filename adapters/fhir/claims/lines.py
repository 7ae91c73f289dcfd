"""The lines of a claim."""

from collections.abc import Iterator

from msgspec import Struct

from adapters.fhir.claims.amounts import Judged
from adapters.fhir.claims.heads import Head, provider_of
from adapters.fhir.claims.parts import AnyClaim, Item
from adapters.fhir.unit import Unit
from schemas.code_system import NDC


class Line(Struct, frozen=True, gc=False):
    """A line, the head of its claim, and its adjudication."""

    head: Head
    claim: AnyClaim
    item: Item
    number: int
    judged: Judged


def lines(head: Head, unit: Unit) -> Iterator[Line]:
    """Yield the lines of a claim; a line without a number has the one of its place."""
    del unit
    pairs = zip(head.claim.item, head.lines, strict=True)
    for place, (item, found) in enumerate(pairs, 1):
        number = place if item.sequence is None else item.sequence
        yield Line(head, head.claim, item, number, found)


def status(line: Line) -> str | None:
    """A line is what its claim is, unless it was denied alone."""
    denied = line.judged.denied and not line.judged.paid
    return "denied" if denied and line.head.status == "paid" else line.head.status


def drug(line: Line) -> bytes:
    """Return the product where it is a drug."""
    spelling = bytes(line.item.product_or_service)
    return spelling if NDC.encode() in spelling else b""


def service(line: Line) -> bytes:
    """Return the product or service where it is no drug."""
    spelling = bytes(line.item.product_or_service)
    return b"" if NDC.encode() in spelling else spelling


def encounter(line: Line) -> str | None:
    """Return the reference to the first encounter that the line bills."""
    return next((found.reference for found in line.item.encounter if found.reference), None)


def bills_several(line: Line) -> bool:
    """Say whether the line bills more encounters than the one that is kept."""
    if len(line.item.encounter) < 2:
        return False
    return len({found.reference for found in line.item.encounter if found.reference}) > 1


def units(line: Line) -> float | None:
    """Return the units of service; of a drug, the quantity is not a number of units."""
    return None if line.head.kind == "pharmacy" else line.item.quantity.value


def quantity(line: Line) -> float | None:
    """Return the quantity of a drug."""
    return line.item.quantity.value if line.head.kind == "pharmacy" else None


def supply_days(line: Line) -> float | None:
    """Return the days' supply, which stands beside the lines."""
    return line.head.supply_days


def charged(line: Line) -> float | None:
    """Return what was charged: as submitted, or else the net price."""
    if line.judged.charged is not None:
        return line.judged.charged
    return line.item.net.value


def pointers(line: Line) -> str | None:
    """Return the ranks of the diagnoses that the line points at, as in 1,2."""
    ranks = line.head.diagnoses.ranks
    found = [ranks[sequence] for sequence in line.item.diagnosis_sequence if sequence in ranks]
    return ",".join(map(str, found)) or None


def provider(line: Line) -> str | None:
    """Return the reference to who rendered the line: of its own care team, or of the claim's."""
    own = set(line.item.care_team_sequence)
    team = tuple(found for found in line.claim.care_team if found.sequence in own)
    return provider_of(line.claim, team) if team else line.head.provider


def foreign(line: Line) -> bool:
    """Say whether an amount is in another currency than US dollars."""
    return line.judged.foreign or line.item.net.currency not in {None, "USD"}
