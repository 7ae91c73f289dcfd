"""The provisions of a FHIR Consent, with their exceptions."""

from collections.abc import Iterator
from dataclasses import replace

from policies.consent.consent import Provision
from policies.consent.fhir.actor import disclosers, recipients
from policies.consent.fhir.element import Document, codes, codings, moment, objects, text
from policies.data_class import CLASSES, data_class
from policies.moment import Moment
from policies.sensitivity import label_of
from schemas.record import record

# Of the actions of a provision, these are about disclosing; a provision on others is no concern.
_ACTIONS = frozenset({"access", "disclose", "use"})
_TYPES = {"permit": True, "deny": False}
_DEEPEST = 20
_RESOURCE_TYPES = frozenset(
    {
        "http://hl7.org/fhir/resource-types",
        "http://hl7.org/fhir/fhir-types",
        "http://hl7.org/fhir/concrete-fhir-types",
    }
)
_CLAIMS = dict.fromkeys(("claim", "claim-response", "explanation-of-benefit", "eob"), "claims")

Span = tuple[Moment | None, Moment | None]


class BadProvision(ValueError):
    """A provision that nobody can read: the message says what is wrong, without a value."""


@record
class Place:
    """Where a provision stands: what it says without a type, and whether exceptions alternate.

    In R4 every exception has a type; in R5 none has, and each turns its parent around. The period
    of a `lifted` provision is that of the consent as a whole. `grantees` are the recipients of a
    permission that names none of its own (R5).
    """

    document: Document
    otherwise: bool | None
    alternating: bool
    lifted: bool
    grantees: frozenset[str] = frozenset()
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
    known, strange = _classes(held)
    found = Provision(
        permits=permits,
        recipients=recipients(held.get("actor"), place.document) or _grantees(permits, place),
        disclosers=disclosers(held.get("actor"), place.document),
        purposes=frozenset(code.upper() for code in codes(held.get("purpose"))),
        data_classes=known,
        labels=frozenset(label_of(code) for code in codes(held.get("securityLabel"))),
        unseen=frozenset(_unseen(held)),
        begins=begins,
        ends=ends,
        exceptions=provisions(held.get("provision"), inside),
    )
    if not strange:
        yield found
    elif permits is not False:
        yield replace(found, data_classes=known | strange)
    else:
        # A kind of document that no class of data stands for: the patient's no to it is kept.
        yield from [found] if known else []
        yield replace(found, data_classes=frozenset(), unseen=found.unseen | strange)


def _grantees(permits: bool | None, place: Place) -> frozenset[str]:
    return place.grantees if permits and not place.depth else frozenset()


def _permits(held: Document, place: Place) -> bool | None:
    written = text(held.get("type"))
    if written and written not in _TYPES:
        raise BadProvision("the type of a provision is permit or deny")
    if not written and place.depth and not place.alternating:
        raise BadProvision("each exception needs a type, permit or deny")
    return _TYPES.get(written, place.otherwise)


def _classes(held: Document) -> tuple[frozenset[str], frozenset[str]]:
    """Return the classes of data that a provision names, and the kinds of document besides.

    A FHIR resource type is a class of data, known or not; claims are one class whichever resource
    they come as.
    """
    known, strange = set[str](), set[str]()
    for name in ("class", "documentType", "resourceType"):
        for system, code in codings(held.get(name)):
            found = data_class(code)
            if found in CLASSES or name == "resourceType" or system in _RESOURCE_TYPES:
                known.add(_CLAIMS.get(found, found))
            else:
                strange.add(f"{system}|{code}")
    return frozenset(known), frozenset(strange)


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
