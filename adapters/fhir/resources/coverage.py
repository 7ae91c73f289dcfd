"""Coverage: a person covered by a payer for a span."""

from collections.abc import Iterable, Sequence
from itertools import chain

from msgspec import Raw

from adapters.fhir.datatypes import ABSENT, NO_PERIOD, NO_REFERENCE, Period, Reference
from adapters.fhir.fields.codes import codes, spelled
from adapters.fhir.fields.reference import key, person, reference
from adapters.fhir.fields.time import time
from adapters.fhir.layout import Layout
from adapters.fhir.payer_types import line_of_business
from adapters.fhir.payers import payer_of
from adapters.fhir.resource import Resource
from adapters.fhir.rows import Of
from adapters.fhir.surplus import EVERYWHERE, IDENTIFIER, Spare, display, word
from schemas.code_system import PAYER_TYPE
from schemas.records.coverage import COVERAGE


class Coverage(Resource, tag="Coverage"):
    """A coverage, as far as the table looks."""

    status: str | None = None
    type: Raw = ABSENT
    beneficiary: Reference = NO_REFERENCE
    subscriber: Reference = NO_REFERENCE
    policy_holder: Reference = NO_REFERENCE
    subscriber_id: str | None = None
    period: Period = NO_PERIOD
    payor: tuple[Reference, ...] = ()


def _in_force(coverage: Coverage) -> bool:
    """A span that was cancelled is a span still, if it says when it ended."""
    ended = coverage.status == "cancelled" and coverage.period.end is not None
    return ended or coverage.status not in {"cancelled", "draft", "entered-in-error"}


def _funding(payer_type: bytes) -> str | None:
    return "uninsured" if line_of_business(payer_type) == "uninsured" else None


def _persons_who_pay(given: Sequence[tuple[Reference, ...]]) -> Iterable[str | None]:
    """The names of payers that are no organization."""
    named = (found for found in chain.from_iterable(given) if found.display and found.reference)
    return (found.display for found in named if not payer_of((found,)))


RESOURCE = Coverage
LAYOUTS = (
    Layout(
        resource=Coverage,
        table=COVERAGE,
        in_force=_in_force,
        fields=(
            key("coverage"),
            person("beneficiary"),
            reference("payer", Of("payor", payer_of), "Organization", path="payor"),
            codes("type", system=PAYER_TYPE),
            spelled("line_of_business", "type", line_of_business),
            spelled("funding", "type", _funding),
            time("start", "period.start"),
            time("end", "period.end"),
        ),
        spares=(
            *EVERYWHERE,
            IDENTIFIER,
            display("beneficiary"),
            display("subscriber"),
            display("policy_holder"),
            word("subscriber_id", "subscriberId"),
            Spare(path="payor.display", at="payor", words=_persons_who_pay, nothing=()),
        ),
    ),
)
