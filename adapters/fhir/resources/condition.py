"""Condition: a problem or diagnosis of a person."""

from msgspec import Raw

from adapters.fhir.datatypes import (
    ABSENT,
    NO_PERIOD,
    NO_QUANTITY,
    NO_RANGE,
    NO_REFERENCE,
    Period,
    Quantity,
    Range,
    Reference,
)
from adapters.fhir.fields.age import aged
from adapters.fhir.fields.codes import coded_word, codes
from adapters.fhir.fields.reference import key, person, reference
from adapters.fhir.fields.time import time
from adapters.fhir.layout import Layout
from adapters.fhir.resource import Resource
from adapters.fhir.security import security
from adapters.fhir.surplus import EVERYWHERE, IDENTIFIER, display, word
from schemas.code_system import CONDITION_CATEGORY, ICD10CM
from schemas.records.condition import CONDITION

CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"


class Condition(Resource, tag="Condition"):
    """A condition, as far as the table looks."""

    clinical_status: Raw = ABSENT
    verification_status: Raw = ABSENT
    category: Raw = ABSENT
    code: Raw = ABSENT
    subject: Reference = NO_REFERENCE
    encounter: Reference = NO_REFERENCE
    onset_date_time: str | None = None
    onset_period: Period = NO_PERIOD
    onset_age: Quantity = NO_QUANTITY
    onset_range: Range = NO_RANGE
    onset_string: str | None = None
    abatement_date_time: str | None = None
    abatement_period: Period = NO_PERIOD
    abatement_age: Quantity = NO_QUANTITY
    abatement_range: Range = NO_RANGE
    abatement_string: str | None = None
    recorded_date: str | None = None


RESOURCE = Condition
LAYOUTS = (
    Layout(
        resource=Condition,
        table=CONDITION,
        fields=(
            key("condition"),
            person("subject"),
            reference("encounter", "encounter.reference", "Encounter"),
            codes("code", system=ICD10CM),
            codes("category", system=CONDITION_CATEGORY),
            coded_word("clinical_status", system=CLINICAL),
            coded_word("verification_status", system=VERIFICATION),
            aged(
                "start",
                "onset_date_time",
                "onset_period.start",
                age="onset_age",
                between="onset_range",
            ),
            time("end", "onset_period.end"),
            aged(
                "abatement",
                "abatement_date_time",
                "abatement_period.start",
                age="abatement_age",
                between="abatement_range",
            ),
            aged(
                "abatement_end",
                "abatement_period.end",
                age="abatement_age",
                between="abatement_range",
                last=True,
            ),
            time("recorded", "recorded_date"),
            security(),
        ),
        spares=(
            *EVERYWHERE,
            IDENTIFIER,
            display("subject"),
            word("onset_string", "onsetString"),
            word("abatement_string", "abatementString"),
        ),
    ),
)
