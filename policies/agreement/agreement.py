"""An agreement: the terms, who signed which text, and the papers beneath it."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from policies.agreement.instrument import Instrument, InstrumentKind
from policies.agreement.release_rules import NOTHING_ASKED
from policies.basis import Basis
from policies.capacity import Capacity
from schemas.record import record

NO_COLUMNS: Mapping[str, frozenset[str]] = MappingProxyType({})


class Reducer(StrEnum):
    """Who takes the records down to the agreed basis before they are kept."""

    PARTICIPANT = "participant"
    HUB = "hub"


class Linkage(StrEnum):
    """How tokens of persons are made; a keyed token is no Safe Harbor (45 CFR 164.514(c))."""

    RANDOM = "random"
    KEYED = "keyed"
    NONE = "none"


@record
class Signature:
    """One party's signature, over the hash of the text that it read."""

    party: str
    text_hash: str
    on: date


@record
class Agreement:
    """The terms for one contributor's records.

    `expires` is the last day in force. `suspended`, `terminated` and `closed` are the instants from
    which that holds, None where it does not. `datasets` are those handed in, `certified` those
    with a certificate of destruction. `columns` narrows a table to what it names; a table that it
    does not name has the columns that the purpose needs. `tolerance` is the share of faulty
    records, `size_bound` the bytes of one submission, `entitlement` the table of who sees what.
    `state` is the state of the contributor, by its postal code of two letters; empty: not named.
    `release_rules` are the numbers that a release keeps to (release_rules.py), where they are
    stricter than the network's. `cost` says that what was allowed and paid may be used; `sponsors`
    are the codes of the sponsors of self-funded plans that authorised the use of their members'
    records.
    """

    id: str
    parties: frozenset[str]
    text_hash: str
    signatures: tuple[Signature, ...]
    capacities: frozenset[Capacity]
    purposes: frozenset[str]
    data_classes: frozenset[str]
    basis: Basis
    recipients: frozenset[str]
    effective: date
    expires: date
    reduces: Reducer = Reducer.PARTICIPANT
    linkage: Linkage = Linkage.RANDOM
    columns: Mapping[str, frozenset[str]] = field(default_factory=lambda: NO_COLUMNS)
    entitlement: str = "default"
    tolerance: float | None = None
    size_bound: int | None = None
    honour_opt_outs: bool = True
    strict: bool = False
    attests_tpo_receipt: bool = False
    state: str = ""
    cost: bool = False
    release_rules: Mapping[str, float] = field(default_factory=lambda: NOTHING_ASKED)
    sponsors: frozenset[str] = frozenset()
    instruments: tuple[Instrument, ...] = ()
    suspended: datetime | None = None
    terminated: datetime | None = None
    closed: datetime | None = None
    datasets: frozenset[str] = frozenset()
    certified: frozenset[str] = frozenset()

    def instrument(self, kind: InstrumentKind, *parties: str, on: date) -> Instrument | None:
        """Return a paper of that kind between these parties that is in force, if there is one."""
        held = (one for one in self.instruments if one.kind is kind and one.binds(*parties))
        return next((one for one in held if one.in_force(on)), None)
