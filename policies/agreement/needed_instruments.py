"""Which papers a flow of records needs beneath it: a rule, so that a newcomer can be told.

The agreement itself is the data use agreement. What else is needed follows from how far the
records are reduced and from who reduces them.
"""

from collections.abc import Callable
from datetime import date

from policies.agreement.agreement import Agreement, Reducer
from policies.agreement.instrument import InstrumentKind
from policies.basis import Basis
from policies.capacity import Capacity
from schemas.record import record


@record
class Need:
    """One of `kinds` has to be in force between the contributor and the hub, and why."""

    kinds: tuple[InstrumentKind, ...]
    citation: str
    text: str


@record
class _Rule:
    need: Need
    applies: Callable[[Agreement], bool]


def needed_instruments(agreement: Agreement) -> tuple[Need, ...]:
    """Return what the flow of records under an agreement needs, whatever is in force."""
    return tuple(rule.need for rule in _RULES if rule.applies(agreement))


def lacking_instruments(agreement: Agreement, contributor: str, *, on: date) -> tuple[Need, ...]:
    """Return what is needed and not in force on the day: nothing may flow until it is."""
    return tuple(
        need
        for need in needed_instruments(agreement)
        if not any(agreement.instrument(kind, contributor, on=on) for kind in need.kinds)
    )


def _reduced_by_the_hub_for_a_program(agreement: Agreement) -> bool:
    return agreement.reduces is Reducer.HUB and Capacity.PROGRAM in agreement.capacities


def _reduced_by_the_hub_for_another(agreement: Agreement) -> bool:
    return agreement.reduces is Reducer.HUB and Capacity.PROGRAM not in agreement.capacities


_RULES = (
    _Rule(
        need=Need(
            kinds=(InstrumentKind.EXPERT_CERTIFICATE,),
            citation="45 CFR 164.514(b)(1)",
            text="an expert's certificate that the risk of telling who a person is is very small",
        ),
        applies=lambda agreement: agreement.basis is Basis.EXPERT_DETERMINATION,
    ),
    _Rule(
        need=Need(
            kinds=(InstrumentKind.BAA,),
            citation="45 CFR 164.504(e)",
            text="a business associate agreement, because the hub reduces the records",
        ),
        applies=_reduced_by_the_hub_for_another,
    ),
    _Rule(
        need=Need(
            kinds=(InstrumentKind.QSOA, InstrumentKind.BAA),
            citation="42 CFR 2.11, 2.12(c)(4)",
            text="a qualified service organisation agreement, because the hub reduces the records"
            " of a substance use program",
        ),
        applies=_reduced_by_the_hub_for_a_program,
    ),
)
