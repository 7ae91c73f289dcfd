"""What would happen if: one decision for a privacy officer, under the agreement that there is."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import TypeVar

from hub.services.agreements.facts import agreement_of
from hub.services.house import HUB
from hub.services.refusal import Refused
from hub.store import participants
from hub.store.work import Work
from policies.basis import Basis
from policies.consent.consent import ConsentState, Standing
from policies.data_class import CLASSES
from policies.data_class import data_class as class_written
from policies.decision import Decision
from policies.part2.s2_51_medical_emergency import RECORD
from policies.purpose import PURPOSES, purpose_of
from policies.recipient import Recipient
from policies.regime import decide
from policies.regimes import REGIMES
from policies.request import DisclosureRequest, Provenance
from policies.sensitivity import label_of
from schemas.record import record

Known = TypeVar("Known", bound=StrEnum)


@record
class Supposition:
    """What is supposed of a record; no person is in it. `basis` None: that of the agreement."""

    contributor: str
    purpose: str
    data_class: str
    basis: Basis | None
    provenance: Provenance
    sensitivity: frozenset[str]
    consent: Standing
    opted_out: bool
    restricted: bool
    emergency: bool


def supposition(
    work: Work,
    *,
    contributor: str,
    purpose: str,
    data_class: str,
    basis: str | None,
    provenance: str,
    sensitivity: Sequence[str],
    consent: str,
    **facts: bool,
) -> Supposition:
    """Read a supposition from words; Refused where one of them is not known."""
    if participants.one(work, contributor) is None:
        raise Refused(rule="participant", text="there is no such participant", status=422)
    return Supposition(
        contributor=contributor,
        purpose=_among("purpose", purpose_of(purpose), PURPOSES),
        data_class=_among("data_class", class_written(data_class), CLASSES),
        basis=_one_of("basis", basis, Basis) if basis else None,
        provenance=_one_of("provenance", provenance, Provenance),
        sensitivity=frozenset(label_of(word) for word in sensitivity),
        consent=_one_of("consent", consent, Standing),
        **facts,
    )


def explain_decision(work: Work, supposed: Supposition) -> Decision:
    """Decide the supposition as a computation of the hub would, at the instant of the work."""
    known = agreement_of(work, supposed.contributor)
    agreed = known.agreement if known else None
    return decide(
        DisclosureRequest(
            now=work.now,
            contributor=supposed.contributor,
            capacities=agreed.capacities if agreed else frozenset(),
            recipient=Recipient(id=HUB, type="hub"),
            purpose=supposed.purpose,
            data_class=supposed.data_class,
            basis=supposed.basis or (agreed.basis if agreed else Basis.IDENTIFIED),
            provenance=supposed.provenance,
            sensitivity=supposed.sensitivity,
            consent=ConsentState(
                standing=supposed.consent,
                missing=("signed",) if supposed.consent is Standing.DEFICIENT else (),
                closed=supposed.restricted,
            ),
            opted_out=supposed.opted_out,
            agreement=agreed,
            strict=agreed is not None and agreed.strict,
            state=agreed.state if agreed else "",
            emergency=frozenset(RECORD) if supposed.emergency else frozenset(),
        ),
        REGIMES,
    )


def _one_of(name: str, written: str, known: type[Known]) -> Known:
    return known(_among(name, written, {str(each) for each in known}))


def _among(name: str, written: str, known: Collection[str]) -> str:
    if written not in known:
        raise Refused(
            rule=name.replace("_", "-"),
            text=f"{name} is one of {', '.join(sorted(known))}",
            status=422,
        )
    return written
