"""A FHIR Consent, R4 or R5, read as one Consent.

R4 keeps the outermost provision's word in `provision.type`, R5 in `decision`; an R5 consent with
several provisions speaks of each. Nested provisions are exceptions.
"""

from collections.abc import Iterator

from policies.consent.consent import Consent, Expiry, Provision
from policies.consent.fhir.actor import names, recipients_named
from policies.consent.fhir.element import Document, codes, moment, objects, text
from policies.consent.fhir.held_elements import held_elements, signers
from policies.consent.fhir.provision import BadProvision, Place, Span, period, provisions
from policies.moment import Moment, in_time

_IN_R5_ALONE = frozenset(
    {"subject", "decision", "grantor", "grantee", "controller", "regulatoryBasis", "policyBasis"}
)
# What else a FHIR Consent can be about (consentscope): no consent to a disclosure.
_OTHER_SCOPES = frozenset({"adr", "treatment"})
_PRIVACY_SCOPES = frozenset({"patient-privacy", "research"})
# consentcategorycodes: directives on care, and the receipt of a notice of privacy practices.
_OTHER_CATEGORIES = frozenset({"acd", "dnr", "emrgonly", "hcd", "polst", "npp"})
_NOT_A_CONSENT = frozenset(
    {"draft", "proposed", "rejected", "entered-in-error", "not-done", "unknown"}
)
_STATUSES = _NOT_A_CONSENT | {"active", "inactive"}
# v3-ActCode: the base policy of an R4 consent whose outermost provision has no type.
_OPT_IN, _OPT_OUT = frozenset({"OPTIN", "OPTINR"}), frozenset({"OPTOUT", "OPTOUTE"})


class UnreadableConsent(ValueError):
    """A document that is no FHIR Consent that could be judged; `problems` names all, no value."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def read_consent(document: Document) -> Consent:
    """Read one FHIR Consent; UnreadableConsent, with everything wrong at once."""
    problems = list(_problems(document))
    if problems:
        raise UnreadableConsent(tuple(problems))
    is_r5 = _is_r5(document)
    signed = moment(document.get("date" if is_r5 else "dateTime"), latest=True)
    begins, ends = span = _span(document)
    held = _provisions(document)
    return Consent(
        patient=_patient(document),
        elements=held_elements(
            document, held, dated=signed is not None, expires=span != (None, None)
        ),
        provisions=held,
        expiry=_expiry(span),
        signed=signed,
        begins=begins,
        ends=ends,
        is_revoked=text(document.get("status")) == "inactive",
        verified=_verified(document),
        void=_void(document) or bool(objects(document.get("provision")) and not held),
        signers=signers(document),
    )


def patients(document: Document) -> frozenset[str]:
    """Return the ids and identifiers of the patient; a display is no identity."""
    written = objects(document.get("patient") or document.get("subject"))
    bare = [{key: one[key] for key in ("reference", "identifier") if key in one} for one in written]
    return frozenset(names(bare, document))


def _patient(document: Document) -> str:
    return min(patients(document), default="")


def _problems(document: Document) -> Iterator[str]:
    if text(document.get("resourceType")) != "Consent":
        yield "resourceType is not Consent"
    if text(document.get("status")) not in _STATUSES:
        yield "status is missing or is no FHIR consent status"
    if document.get("modifierExtension"):
        yield "a modifierExtension may change its meaning, and none is known"
    for name in ("dateTime", "date"):
        try:
            moment(document.get(name), latest=True)
        except ValueError:
            yield f"{name} is not a date or dateTime"
    try:
        period(document.get("period"))
        _span(document)
        _provisions(document)
    except BadProvision as fault:
        yield str(fault)
    except ValueError:
        yield "a period is not one of dates or dateTimes"


def _is_r5(document: Document) -> bool:
    return bool(_IN_R5_ALONE & set(document)) or isinstance(document.get("provision"), list)


def _provisions(document: Document) -> tuple[Provision, ...]:
    is_r5 = _is_r5(document)
    place = Place(
        document=document,
        otherwise=_base_of_r5(document) if is_r5 else _base_of_r4(document),
        alternating=is_r5,
        lifted=_lifts(document),
        grantees=recipients_named(document.get("grantee"), document) if is_r5 else frozenset(),
    )
    if not objects(document.get("provision")) and place.otherwise is not None:
        # No provision at all: the base policy speaks of everything.
        return (Provision(permits=place.otherwise),)
    return provisions(document.get("provision"), place)


def _base_of_r5(document: Document) -> bool | None:
    decision = text(document.get("decision"))
    if decision and decision not in {"permit", "deny"}:
        raise BadProvision("decision is permit or deny")
    return {"permit": True, "deny": False}.get(decision)


def _base_of_r4(document: Document) -> bool | None:
    rules = codes(document.get("policyRule"))
    if rules & _OPT_OUT:
        return False
    return True if rules & _OPT_IN else None


def _lifts(document: Document) -> bool:
    """Tell whether the period of the outermost provision is that of the consent."""
    return not objects(document.get("period")) and len(objects(document.get("provision"))) == 1


def _span(document: Document) -> Span:
    if objects(document.get("period")):
        return period(document.get("period"))
    spans = [period(one.get("period")) for one in objects(document.get("provision"))]
    if not spans or (None, None) in spans:
        return None, None
    # Where several provisions each have their own, the consent lasts as long as any of them.
    begins, ends = [one[0] for one in spans], [one[1] for one in spans]
    return _edge(begins, latest=False), _edge(ends, latest=True)


def _edge(moments: list[Moment | None], *, latest: bool) -> Moment | None:
    known = sorted((one for one in moments if one is not None), key=in_time)
    if len(known) < len(moments):
        return None
    return known[-1] if latest else known[0]


def _expiry(span: Span) -> Expiry:
    begins, ends = span
    if ends is not None:
        return Expiry.DAY
    # A period that begins and does not end says that there is no end.
    return Expiry.NONE if begins is not None else Expiry.UNSTATED


def _verified(document: Document) -> bool:
    checks = sorted(objects(document.get("verification")), key=_checked_on)
    return not checks or checks[-1].get("verified") is not False


def _checked_on(check: Document) -> str:
    written = check.get("verificationDate")
    dates = written if isinstance(written, list) else [written]
    return max((text(one) for one in dates), default="")


def _void(document: Document) -> bool:
    status, scopes = text(document.get("status")), codes(document.get("scope"))
    other_category = bool(codes(document.get("category")) & _OTHER_CATEGORIES)
    other = scopes & _OTHER_SCOPES or (other_category and not scopes & _PRIVACY_SCOPES)
    return status in _NOT_A_CONSENT or bool(other)
