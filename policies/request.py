"""What a rule may look at: the facts of one disclosure, or of one class of rows."""

from datetime import date, datetime
from enum import StrEnum

from policies import basis
from policies.agreement.agreement import Agreement
from policies.agreement.instrument import InstrumentKind
from policies.basis import Basis
from policies.capacity import Capacity
from policies.consent.consent import ConsentState
from policies.recipient import Recipient
from schemas.record import record


class Provenance(StrEnum):
    """Whether the records come from a Part 2 program."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@record
class DisclosureRequest:
    """The facts of a request at the instant `now` (aware).

    `consent` is what the consents of the person come to; `agreement` the one under which the
    contributor's records are held, None where there is none. `strict` treats every substance use
    code as of Part 2. `state` is the contributor's (postal code, empty: nobody named it), `age` the
    patient's in whole years where it is known, `signers` who signed the consents in force as far as
    the documents tell, `emergency` what was written down of a medical emergency (words of 2.51).
    `unauthorised_plan`: the person is a member of a self-funded plan of the contributor whose
    sponsor has not authorised the use.
    """

    now: datetime
    contributor: str
    capacities: frozenset[Capacity]
    recipient: Recipient
    purpose: str
    data_class: str
    basis: Basis
    provenance: Provenance
    sensitivity: frozenset[str]
    consent: ConsentState
    opted_out: bool
    agreement: Agreement | None
    strict: bool
    state: str = ""
    age: int | None = None
    signers: frozenset[str] = frozenset()
    emergency: frozenset[str] = frozenset()
    unauthorised_plan: bool = False

    @property
    def on(self) -> date:
        """The day of the request, in the time zone of `now`."""
        return self.now.date()

    @property
    def identifiable(self) -> bool:
        """Whether the records still tell who the person is, as far as anybody can show."""
        if self.basis is Basis.EXPERT_DETERMINATION:
            return not self.certified
        return basis.identifiable(self.basis)

    @property
    def certified(self) -> bool:
        """Whether an expert's certificate of the contributor is in force (164.514(b)(1))."""
        held, kind = self.agreement, InstrumentKind.EXPERT_CERTIFICATE
        return held is not None and held.instrument(kind, self.contributor, on=self.on) is not None
