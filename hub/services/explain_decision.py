"""What would happen if: one decision for a privacy officer, under the agreement that there is."""

from hub.services.agreement_facts import agreement_of
from hub.services.house import HUB
from hub.store.work import Work
from policies.basis import Basis
from policies.consent.consent import ConsentState, Standing
from policies.decision import Decision
from policies.part2.s2_51_medical_emergency import RECORD
from policies.recipient import Recipient
from policies.regime import decide
from policies.regimes import REGIMES
from policies.request import DisclosureRequest, Provenance
from schemas.record import record


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
