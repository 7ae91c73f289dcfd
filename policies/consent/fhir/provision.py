"""The provisions of a FHIR Consent, with their exceptions."""

from collections.abc import Iterator

from policies.consent.consent import Provision
from policies.consent.fhir.actor import recipients
from policies.consent.fhir.element import Document, codes, codings, moment, objects, text
from policies.data_class import data_class
from policies.moment import Moment
from schemas.record import record

# Of the actions of a provision, these are about disclosing; a provision on others is no concern.
_ACTIONS = frozenset({"access", "disclose", "use"})
_TYPES = {"permit": True, "deny": False}
_DEEPEST = 20

Span = tuple[Moment | None, Moment | None]


class BadProvision(ValueError):
    """A provision that nobody can read: the message says what is wrong, without a value."""


@record
class Place:
    """Where a provision stands: what it says without a type, and whether exceptions alternate.

    In R4 every exception has a type; in R5 none has, and each turns its parent around. The period
    of a `lifted` provision is that of the consent as a whole.
    """

    document: Document
    otherwise: bool | None
    alternating: bool
    lifted: bool
    depth: int = 0


def provisions(held: object, place: Place) -> tuple[Provision, ...]:
    """Return the provisions of a list, or the one provision; BadProvision where one is not."""
    if place.depth > _DEEPEST:
        raise BadProvision("provisions are nested too deep")
    return tuple(found for one in objects(held) for found in _read(one, place))


def period(held: object) -> Span:
    """Return the first and the last moment of a Period; None where it is open."""
    for one in objects(held):
        return moment(one.get("start"), latest=False), moment(one.get("end"), latest=True)
    return None, None


def _read(held: Document, place: Place) -> Iterator[Provision]:
    actions = codes(held.get("action"))
    if actions and not actions & _ACTIONS:
        return
    permits = _permits(held, place)
    inside = Place(
        document=place.document,
        otherwise=None if permits is None else not permits,
        alternating=place.alternating,
        lifted=False,
        depth=place.depth + 1,
    )
    begins, ends = (None, None) if place.lifted else period(held.get("period"))
    yield Provision(
        permits=permits,
        recipients=recipients(held.get("actor"), place.document),
        purposes=codes(held.get("purpose")),
        data_classes=frozenset(data_class(code) for code in _classes(held)),
        labels=codes(held.get("securityLabel")),
        unseen=frozenset(_unseen(held)),
        begins=begins,
        ends=ends,
        exceptions=provisions(held.get("provision"), inside),
    )


def _permits(held: Document, place: Place) -> bool | None:
    written = text(held.get("type"))
    if written and written not in _TYPES:
        raise BadProvision("the type of a provision is permit or deny")
    if not written and place.depth and not place.alternating:
        raise BadProvision("each exception needs a type, permit or deny")
    return _TYPES.get(written, place.otherwise)


def _classes(held: Document) -> Iterator[str]:
    for name in ("class", "documentType", "resourceType"):
        yield from codes(held.get(name))


def _unseen(held: Document) -> Iterator[str]:
    for system, code in codings(held.get("code")):
        yield f"{system}|{code}"
    for one in objects(held.get("data")):
        for reference in objects(one.get("reference")):
            yield text(reference.get("reference")) or "a record that is not named"
    if objects(held.get("dataPeriod")):
        yield "records of a certain time"
    if held.get("expression"):
        yield "an expression"
