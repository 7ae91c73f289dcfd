"""What would happen if: a record of a kind, and what the rules say to it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from flask import render_template, request

from hub.portal.access import looking, requires
from hub.portal.blueprint import portal
from hub.services.privacy.explain_decision import Supposition, explain_decision
from hub.store import participants
from policies.basis import Basis
from policies.consent.consent import Standing
from policies.request import Provenance

Known = TypeVar("Known", bound=str)

HOLDS_NOTHING = frozenset({"convener", "purchaser"})
PURPOSES = MappingProxyType(
    {
        "HQUALIMP": "quality improvement",
        "PERFMSR": "performance measures",
        "TREAT": "treatment",
        "ETREAT": "emergency treatment",
        "HPAYMT": "payment",
        "HRESCH": "research",
        "HCOMPL": "audit",
        "PUBHLTH": "public health",
        "LEGAL": "proceedings",
        "LAWENF": "law enforcement",
        "HMARKT": "marketing",
        "PRICING": "pricing",
    }
)
CLASSES = ("claims", "clinical", "roster", "sud-counselling-notes", "psychotherapy-notes")
PROVENANCES = MappingProxyType(
    {"unknown": "nobody knows", "yes": "a Part 2 program", "no": "attested to be no program"}
)
LABELS = MappingProxyType(
    {
        "SUD": "substance use",
        "MH": "mental health",
        "HIV": "HIV",
        "42CFRPart2": "came marked 42 CFR Part 2",
    }
)
CONSENTS = MappingProxyType(
    {
        "none": "there is none",
        "in-force": "in force, for just this",
        "revoked": "revoked",
        "expired": "expired",
        "deficient": "lacks the signature",
        "refused": "the patient said no",
        "other-recipient": "names somebody else",
        "other-purpose": "for another purpose",
        "class-of-recipients-only": "names a class of recipients",
    }
)


@portal.get("/what-if")
@requires("decision.read")
def what_if() -> str:
    """Ask the rules about a kind of record, under a participant's agreement as it stands."""
    with looking("decision.read") as work:
        known = [each for each in participants.every(work) if each.kind not in HOLDS_NOTHING]
        supposed = _supposed([each.id for each in known])
        decision = explain_decision(work, supposed)
    return render_template(
        "privacy/what_if.html",
        known=[(each.id, each.name) for each in known],
        supposed=supposed,
        decision=decision,
        purposes=PURPOSES,
        classes=CLASSES,
        bases=Basis,
        provenances=PROVENANCES,
        labels=LABELS,
        consents=CONSENTS,
    )


def _supposed(contributors: list[str]) -> Supposition:
    """Read what the address says; what it does not say, or says wrongly, is as in the form."""
    basis = _among("basis", ["", *(str(each) for each in Basis)])
    return Supposition(
        contributor=_among("contributor", contributors or [""]),
        purpose=_among("purpose", PURPOSES),
        data_class=_among("data_class", CLASSES),
        basis=Basis(basis) if basis else None,
        provenance=Provenance(_among("provenance", PROVENANCES)),
        sensitivity=frozenset(request.args.getlist("label")) & frozenset(LABELS),
        consent=Standing(_among("consent", CONSENTS)),
        opted_out="opted_out" in request.args,
        restricted="restricted" in request.args,
        emergency="emergency" in request.args,
    )


def _among(name: str, known: Iterable[Known] | Mapping[Known, str]) -> Known:
    words = list(known)
    asked = request.args.get(name)
    return next((word for word in words if word == asked), words[0])
