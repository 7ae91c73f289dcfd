"""The code systems that records speak, each by one canonical URI, and its other names.

Sources: HL7 FHIR R4 terminology; the 2026 eCQM test decks, which hold three URIs for HCPCS and two
for payer type.
"""

import re
from types import MappingProxyType

CPT = "http://www.ama-assn.org/go/cpt"
HCPCS = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD10PCS = "http://www.cms.gov/Medicare/Coding/ICD10"
ICD9CM = "http://hl7.org/fhir/sid/icd-9-cm"
LOINC = "http://loinc.org"
SNOMEDCT = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
NDC = "http://hl7.org/fhir/sid/ndc"
CVX = "http://hl7.org/fhir/sid/cvx"
CDT = "http://www.ada.org/cdt"
PAYER_TYPE = "https://nahdo.org/sopt"
RACE_ETHNICITY = "urn:oid:2.16.840.1.113883.6.238"
LANGUAGE = "urn:ietf:bcp:47"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
PLACE_OF_SERVICE = (
    "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
)
REVENUE = "https://www.nubc.org/CodeSystem/RevenueCodes"
BILL_TYPE = "https://www.nubc.org/CodeSystem/TypeOfBill"
MS_DRG = (
    "https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/"
    "AcuteInpatientPPS/MS-DRG-Classifications-and-Software"
)
DISCHARGE_STATUS = "https://www.nubc.org/CodeSystem/PatDischargeStatus"
TAXONOMY = "http://nucc.org/provider-taxonomy"
CONDITION_CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
# The project's own: what a Collaborative Care registry notes (contact, psychiatric-review ...).
REGISTRY_EVENT = "urn:reset-hub:registry-event"
# The project's own: the score of an instrument for which no standard code is known for certain.
INSTRUMENT = "urn:reset-hub:instrument"

# What a sender may write for each system: short names and other URIs seen in the field.
ALIASES = MappingProxyType(
    {
        "CPT": CPT,
        "urn:oid:2.16.840.1.113883.6.12": CPT,
        "HCPCS": HCPCS,
        "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets": HCPCS,
        "http://terminology.hl7.org/CodeSystem/HCPCS": HCPCS,
        "http://www.nlm.nih.gov/research/umls/hcpcs": HCPCS,
        "urn:oid:2.16.840.1.113883.6.285": HCPCS,
        "ICD10CM": ICD10CM,
        "urn:oid:2.16.840.1.113883.6.90": ICD10CM,
        "ICD10PCS": ICD10PCS,
        "http://hl7.org/fhir/sid/icd-10-pcs": ICD10PCS,
        "urn:oid:2.16.840.1.113883.6.4": ICD10PCS,
        "ICD9CM": ICD9CM,
        "http://terminology.hl7.org/CodeSystem/icd9": ICD9CM,
        "urn:oid:2.16.840.1.113883.6.103": ICD9CM,
        # Procedures, volume 3.
        "urn:oid:2.16.840.1.113883.6.104": ICD9CM,
        "LOINC": LOINC,
        "urn:oid:2.16.840.1.113883.6.1": LOINC,
        "SNOMEDCT": SNOMEDCT,
        "urn:oid:2.16.840.1.113883.6.96": SNOMEDCT,
        "RXNORM": RXNORM,
        "urn:oid:2.16.840.1.113883.6.88": RXNORM,
        "NDC": NDC,
        "urn:oid:2.16.840.1.113883.6.69": NDC,
        "CVX": CVX,
        "CDT": CDT,
        "PAYER_TYPE": PAYER_TYPE,
        "http://www.nlm.nih.gov/research/umls/sop": PAYER_TYPE,
        "urn:oid:2.16.840.1.113883.3.221.5": PAYER_TYPE,
        "RACE_ETHNICITY": RACE_ETHNICITY,
        "LANGUAGE": LANGUAGE,
        "ACT_CODE": ACT_CODE,
        "POS": PLACE_OF_SERVICE,
        "REVENUE": REVENUE,
        "BILL_TYPE": BILL_TYPE,
        "MS_DRG": MS_DRG,
        "DISCHARGE_STATUS": DISCHARGE_STATUS,
        "TAXONOMY": TAXONOMY,
        "REGISTRY_EVENT": REGISTRY_EVENT,
        "INSTRUMENT": INSTRUMENT,
    }
)


def canonical(system: str) -> str:
    """Return the URI under which the hub keeps codes of `system`; an unknown one stays as it is.

    One that differs in its scheme, its case or a / at its end is the same; so is a short name with
    other hyphens or blanks, and an edition of SNOMED CT, whose codes mean the same in each.
    """
    if system in ALIASES:
        return ALIASES[system]
    if system.startswith(f"{SNOMEDCT}/"):
        return SNOMEDCT
    return _LIKENESSES.get(_likeness(system), system)


def _likeness(uri: str) -> str:
    if ":" not in uri:
        return re.sub("[-_ ]", "", uri).lower()
    return uri.lower().removeprefix("https://").removeprefix("http://").rstrip("/")


_LIKENESSES = {
    _likeness(uri): known
    for uri, known in (*ALIASES.items(), *((known, known) for known in ALIASES.values()))
    if not uri.startswith("urn:")
}
