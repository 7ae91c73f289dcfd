"""The types of resource that no table needs: counted, and looked through for identifiers alone.

Source: HL7 FHIR R4 (4.0.1), the list of resources.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import cast

import msgspec
from msgspec import Raw

from adapters.fhir.datatypes import ABSENT, Reference
from adapters.fhir.failures import FAILURES
from adapters.fhir.resource import Resource
from adapters.fhir.surplus import EVERYWHERE, IDENTIFIER, Spare, inside, raw, whole

NAMES = """
Account ActivityDefinition AdverseEvent AllergyIntolerance Appointment AppointmentResponse
AuditEvent Basic Binary BiologicallyDerivedProduct BodyStructure CapabilityStatement CarePlan
CareTeam CatalogEntry ChargeItem ChargeItemDefinition ClaimResponse ClinicalImpression CodeSystem
Communication CommunicationRequest CompartmentDefinition Composition ConceptMap Contract
CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue Device DeviceDefinition
DeviceMetric DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference
EffectEvidenceSynthesis Endpoint EnrollmentRequest EnrollmentResponse EpisodeOfCare
EventDefinition Evidence EvidenceVariable ExampleScenario FamilyMemberHistory Flag Goal
GraphDefinition GuidanceResponse HealthcareService ImagingStudy Immunization
ImmunizationEvaluation ImmunizationRecommendation ImplementationGuide InsurancePlan Invoice
Library Linkage List Measure MeasureReport Media MedicationKnowledge MedicationStatement
MedicinalProduct MedicinalProductAuthorization MedicinalProductContraindication
MedicinalProductIndication MedicinalProductIngredient MedicinalProductInteraction
MedicinalProductManufactured MedicinalProductPackaged MedicinalProductPharmaceutical
MedicinalProductUndesirableEffect MessageDefinition MessageHeader MolecularSequence NamingSystem
NutritionOrder ObservationDefinition OperationDefinition OperationOutcome
OrganizationAffiliation Parameters PaymentNotice PaymentReconciliation Person PlanDefinition
Provenance Questionnaire QuestionnaireResponse RelatedPerson RequestGroup ResearchDefinition
ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment RiskEvidenceSynthesis
Schedule SearchParameter Slot Specimen SpecimenDefinition StructureDefinition StructureMap
Subscription Substance SubstanceNucleicAcid SubstancePolymer SubstanceProtein
SubstanceReferenceInformation SubstanceSourceMaterial SubstanceSpecification SupplyDelivery
SupplyRequest Task TerminologyCapabilities TestReport TestScript ValueSet VerificationResult
VisionPrescription
"""

DISPLAY, ESCAPE = b'"display"', b"\\"
REFERENCES = msgspec.json.Decoder(Reference | tuple[Reference, ...])


class PassedOver(Resource):
    """A resource of such a type: whom it is about; each type says besides where it may speak."""

    subject: Raw = ABSENT
    patient: Raw = ABSENT


def _displays(spellings: Sequence[Raw]) -> Iterable[str | None]:
    """A subject may be one reference or, in a few types, several."""
    # Most show none, and are not decoded for it; what is escaped may spell the name otherwise.
    together = b"\n".join(spellings)
    if DISPLAY not in together and ESCAPE not in together:
        return
    for spelling in map(bytes, spellings):
        if DISPLAY not in spelling and ESCAPE not in spelling:
            continue
        try:
            found = REFERENCES.decode(spelling)
        except FAILURES:
            continue
        yield from (found.display,) if isinstance(found, Reference) else (x.display for x in found)


NARRATIVE, _, NOTES = EVERYWHERE
OF_ANYTHING = (
    NARRATIVE,
    NOTES,
    IDENTIFIER,
    Spare(path="subject.display", at="subject", words=_displays, nothing=ABSENT),
    Spare(path="patient.display", at="patient", words=_displays, nothing=ABSENT),
)
OF_PERSONS = (
    *OF_ANYTHING,
    raw("name", "name"),
    raw("telecom", "telecom"),
    raw("address", "address"),
    whole("photo", "photo"),
)
OF_DOCUMENTS = (
    *OF_ANYTHING,
    raw("content", "content"),
    raw("data", "data"),
    raw("payload", "payload"),
    raw("conclusion", "conclusion"),
    raw("presented_form", "presentedForm"),
)
OF_DEVICES = (
    *OF_ANYTHING,
    raw("serial_number", "serialNumber"),
    raw("udi_carrier", "udiCarrier"),
    raw("distinct_identifier", "distinctIdentifier"),
)
# What somebody called a plan, a list or a team of a patient is free text, as a narrative is.
OF_TITLES = (
    *OF_ANYTHING,
    raw("title", "title"),
    raw("name", "name"),
    raw("summary", "summary"),
    raw("description", "description"),
)
OF_APPOINTMENTS = (*OF_ANYTHING, raw("description", "description"), raw("comment", "comment"))
# A Library has content as well, and a ValueSet a name: those are of no person.
SPARES: Mapping[str, tuple[Spare, ...]] = MappingProxyType(
    dict.fromkeys(("Person", "RelatedPerson"), OF_PERSONS)
    | dict.fromkeys(("Binary", "Communication", "DiagnosticReport", "Media"), OF_DOCUMENTS)
    | dict.fromkeys(
        (
            *("Account", "CarePlan", "CareTeam", "ClinicalImpression", "Composition"),
            *("DocumentManifest", "Goal", "ImagingStudy", "List"),
        ),
        OF_TITLES,
    )
    | dict.fromkeys(("Appointment", "AppointmentResponse", "Task"), OF_APPOINTMENTS)
    | {
        "Device": OF_DEVICES,
        "DocumentReference": (*OF_DOCUMENTS, raw("description", "description")),
        "FamilyMemberHistory": (*OF_ANYTHING, raw("name", "name")),
        "QuestionnaireResponse": (*OF_ANYTHING, inside("item", "item", "valueString")),
    }
)


def _type(name: str) -> type[PassedOver]:
    """Make a type with the elements that are looked at in it, and no other: most have none."""
    known = set(PassedOver.__struct_fields__)
    elements = {spare.at for spare in SPARES.get(name, ())} - known
    fields = [(element, Raw, ABSENT) for element in sorted(elements)]
    made = msgspec.defstruct(name, fields, bases=(PassedOver,), tag=name, kw_only=True)
    return cast(type[PassedOver], made)


TYPES: Mapping[str, type[PassedOver]] = MappingProxyType(
    {name: _type(name) for name in NAMES.split()}
)
