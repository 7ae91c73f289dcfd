"""How a claim of either type fills the claim table and the table of its lines."""

from collections.abc import Iterator, Sequence

from adapters.fhir.claims import lines
from adapters.fhir.claims.heads import Head
from adapters.fhir.claims.parts import AnyClaim, Supporting
from adapters.fhir.field import Field
from adapters.fhir.fields.codes import codes
from adapters.fhir.fields.flagged import Flagged
from adapters.fhir.fields.plain import flag, number, text, whole
from adapters.fhir.fields.reference import key, person, reference
from adapters.fhir.fields.time import time
from adapters.fhir.identifiers import pointer
from adapters.fhir.layout import Layout
from adapters.fhir.payers import payer_of
from adapters.fhir.security import security
from adapters.fhir.surplus import EVERYWHERE, IDENTIFIER, Spare, display
from adapters.fhir.unit import Unit
from schemas.code_system import (
    BILL_TYPE,
    CPT,
    DISCHARGE_STATUS,
    HCPCS,
    ICD10CM,
    ICD10PCS,
    MS_DRG,
    NDC,
    PLACE_OF_SERVICE,
    REVENUE,
)
from schemas.records.claim import CLAIM
from schemas.records.claim_line import CLAIM_LINE

DOLLARS_REMEDY = "give amounts in US dollars (USD)"
CONDITION_REMEDY = "code the diagnosis in the claim; the Condition referred to is not known here"
ENCOUNTER_REMEDY = "name one encounter in each item: of several only the first is kept"


def _asks_for_payment(claim: AnyClaim) -> bool:
    """An estimate (predetermination), a permission (preauthorization) and a draft are no claims."""
    return claim.use in {None, "claim"} and claim.status != "draft"


def _in_force(claim: AnyClaim) -> bool:
    return not (_asks_for_payment(claim) and claim.status == "entered-in-error")


def _heads(head: Head, unit: Unit) -> Iterator[Head]:
    del unit
    if _asks_for_payment(head.claim):
        yield head


def _lines(head: Head, unit: Unit) -> Iterator[lines.Line]:
    if _asks_for_payment(head.claim) and head.claim.status != "entered-in-error":
        yield from lines.lines(head, unit)


def _payer(head: Head) -> str | None:
    return payer_of((head.claim.insurer,))


def _line_place(line: lines.Line) -> str | None:
    return line.head.practice or pointer(line.item.location_reference, "Location")


def _foreign(head: Head) -> bool:
    return head.judged.foreign


def _unresolved(head: Head) -> bool:
    return head.diagnoses.unresolved


def _supporting(given: Sequence[tuple[Supporting, ...]]) -> Iterator[str | None]:
    return (found.value_string for facts in given for found in facts)


CLAIM_FIELDS: tuple[Field, ...] = (
    person("claim.patient", path="patient.reference"),
    reference("payer", _payer, "Organization", path="insurer.reference"),
    text("type", "kind", path="type"),
    text("status"),
    text("frequency", path="related.relationship"),
    reference("replaces", "replaces", "Claim", "ExplanationOfBenefit", path="related.claim"),
    codes("bill_type", path="supportingInfo.code", system=BILL_TYPE),
    codes("drg", path="diagnosis.packageCode", system=MS_DRG),
    time("admission", "admission.start", path="supportingInfo.timingPeriod.start"),
    time("discharge", "admission.end", path="supportingInfo.timingPeriod.end"),
    codes("discharge_status", path="supportingInfo.code", system=DISCHARGE_STATUS),
    time("start", "claim.billable_period.start", path="billablePeriod.start"),
    time("end", "claim.billable_period.end", path="billablePeriod.end"),
    time("paid", "paid", path="payment.date"),
    codes(
        "principal_diagnosis",
        "diagnoses.principal",
        path="diagnosis",
        system=ICD10CM,
    ),
    codes(
        "admitting_diagnosis",
        "diagnoses.admitting",
        path="diagnosis",
        system=ICD10CM,
    ),
    codes("diagnosis", "diagnoses.every", path="diagnosis", system=ICD10CM),
    text("present_on_admission", "diagnoses.on_admission", path="diagnosis"),
    codes("procedure", "procedures", path="procedure", system=ICD10PCS),
    reference("practice", "practice", "Organization", "Location", path="provider"),
    reference("provider", "provider", "Practitioner", path="careTeam.provider"),
    flag("in_network", "judged.in_network", path="adjudication.reason"),
    number("charged_amount", "judged.charged", path="total.amount.value"),
    number("allowed_amount", "judged.allowed", path="total.amount.value"),
    number("paid_amount", "judged.paid", path="total.amount.value"),
    security("claim.meta.security"),
    Flagged(
        rule="currency",
        path="total.amount.currency",
        remedy=DOLLARS_REMEDY,
        breaks=_foreign,
    ),
    Flagged(
        rule="unresolved-condition",
        path="diagnosis.diagnosisReference",
        remedy=CONDITION_REMEDY,
        breaks=_unresolved,
        warning=True,
    ),
)

LINE_FIELDS: tuple[Field, ...] = (
    whole("line", "number", path="item.sequence"),
    person("claim.patient", path="patient.reference"),
    reference("encounter", lines.encounter, "Encounter", path="item.encounter"),
    text("status", lines.status, path="item.adjudication"),
    time(
        "start",
        "item.serviced_date",
        "item.serviced_period.start",
        "claim.billable_period.start",
        path=(
            "item.servicedDate",
            "item.servicedPeriod.start",
            "billablePeriod.start",
        ),
    ),
    time("end", "item.serviced_period.end", path="item.servicedPeriod.end"),
    codes("procedure", lines.service, path="item.productOrService", system=CPT),
    codes("modifier", "item.modifier", system=HCPCS),
    codes("revenue", "item.revenue", system=REVENUE),
    codes(
        "place_of_service",
        "item.location_codeable_concept",
        system=PLACE_OF_SERVICE,
    ),
    codes("drug", lines.drug, path="item.productOrService", system=NDC),
    text("diagnosis_pointer", lines.pointers, path="item.diagnosisSequence"),
    number("units", lines.units, path="item.quantity.value"),
    number("supply_days", lines.supply_days, path="supportingInfo.valueQuantity.value"),
    number("quantity", lines.quantity, path="item.quantity.value"),
    reference("practice", _line_place, "Organization", "Location", path="provider"),
    reference("provider", lines.provider, "Practitioner", path="careTeam.provider"),
    flag("in_network", "judged.in_network", path="item.adjudication.reason"),
    number("charged_amount", lines.charged, path="item.adjudication.amount.value"),
    number("allowed_amount", "judged.allowed", path="item.adjudication.amount.value"),
    number("paid_amount", "judged.paid", path="item.adjudication.amount.value"),
    security("claim.meta.security"),
    Flagged(
        rule="currency",
        path="item.adjudication.amount.currency",
        remedy=DOLLARS_REMEDY,
        breaks=lines.foreign,
    ),
    Flagged(
        rule="several-encounters",
        path="item.encounter",
        remedy=ENCOUNTER_REMEDY,
        breaks=lines.bills_several,
        warning=True,
    ),
)

SPARES = (
    *EVERYWHERE,
    IDENTIFIER,
    display("patient"),
    Spare(
        path="supportingInfo.valueString",
        at="supporting_info",
        words=_supporting,
        nothing=(),
    ),
)


def claim_layouts(resource: type[AnyClaim], *, prefix: str) -> tuple[Layout, Layout]:
    """Return the layouts of a type of claim, whose keys stand behind the prefix."""
    number = key("claim", "claim.id", prefix=prefix)
    return (
        Layout(
            resource=resource,
            table=CLAIM,
            objects=_heads,
            in_force=_in_force,
            fields=(number, *CLAIM_FIELDS),
            spares=SPARES,
        ),
        Layout(
            resource=resource,
            table=CLAIM_LINE,
            objects=_lines,
            fields=(number, *LINE_FIELDS),
        ),
    )
