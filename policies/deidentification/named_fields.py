"""45 CFR 164.514(b)(2)(i): columns and FHIR elements that by their name hold an identifier."""

import re

from schemas.record import record

REMEDY = "leave it out; no table of the shared schema has it"


@record
class NamedField:
    """A kind of identifier and the names that it goes by.

    `columns` matches column names in snake case, `elements` FHIR paths such as Patient.telecom.
    """

    rule: str
    citation: str
    columns: re.Pattern[str]
    elements: re.Pattern[str]


def _field(rule: str, letter: str, columns: str, elements: str = "(?!)") -> NamedField:
    return NamedField(
        rule=rule,
        citation=f"45 CFR 164.514(b)(2)(i)({letter})",
        columns=re.compile(rf"(^|_)({columns})(_|$)"),
        elements=re.compile(elements),
    )


DATE_OF_A_PERSON = "date-of-a-person"

# The first that matches names the field.
NAMED_FIELDS = (
    _field(
        "social-security-number",
        "G",
        "ssn|social_security(_number|_no)?|social|tax(payer)?_id|tin|itin",
        r"us-ssn",
    ),
    _field("email-address", "F", "e_?mail(_address)?", r"telecom.*email"),
    _field(
        "telephone-number",
        "D",
        "(tele)?phone(_number|_no)?|mobile|cell|pager|telecom",
        r"\.telecom\b",
    ),
    _field("fax-number", "E", "fax(_number|_no)?"),
    _field("web-address", "N", "url|uri|website|web_?site|homepage"),
    _field("ip-address", "O", "ip|ip_address|ipv4|ipv6"),
    _field(
        "medical-record-number",
        "H",
        "mrn|medical_record(_number|_no)?|chart(_number|_no|_id)?|patient_(id|number|no)|emr_id",
        r"^(Patient|Person|RelatedPerson|Group)\.identifier\b|(subject|patient)\.identifier\b",
    ),
    _field(
        "medicare-beneficiary-identifier",
        "I",
        "mbi|hicn|hic|medicare_(id|number|no)|medicaid_(id|number|no)|bene_id",
    ),
    _field(
        "plan-or-account-number",
        "I), (J",
        "(member|subscriber|policy|group|account|acct|card|bank|plan)(_holder)?(_id|_number|_no)?",
        r"subscriberId|\.account\b|\.dependent\b|^(Coverage|Account)\.identifier\b",
    ),
    _field("vehicle-identification-number", "L", "vin|vehicle|(licen[cs]e_)?plate"),
    _field(
        "licence-number",
        "K",
        "licen[cs]e(_number|_no)?|certificate(_number|_no)?|drivers?|passport|dea(_number)?",
        r"\.qualification\b",
    ),
    _field(
        "device-identifier",
        "M",
        "device(_id)?|serial(_number|_no)?|udi|mac(_address)?|imei",
        r"serialNumber|udiCarrier|[dD]eviceIdentifier|distinctIdentifier|^Device\.",
    ),
    _field("biometric-identifier", "P", "biometrics?|fingerprints?|voice_?print|retina|iris"),
    _field("photograph", "Q", "photo(graph)?|image|picture|portrait", r"\.photo\b"),
    _field(
        DATE_OF_A_PERSON,
        "C",
        "dob|birth_?date|death_?date|dod|birthday|age|(admission|admit|discharge|service|visit"
        "|onset|diagnosis|surgery|appointment)_?date|date_of_[a-z]+|timestamp",
        r"birthDate|birthTime|DateTime$|Date$|\.date$|[pP]eriod\.(start|end)$|lastUpdated$"
        r"|\.(authoredOn|issued|whenHandedOver|whenPrepared)$|extension\(recorded\)",
    ),
    _field(
        "address",
        "B",
        "address(_line)?_?[0-9]?|street|addr(ess)?_?[0-9]?|city|town|county|precinct|zip|zip_?code"
        "|zip_?9|zip_?4|postal(_code)?|parish|latitude|longitude|lat|lon|geo(code|location)?"
        "|census_(tract|block)|tract",
        r"\.address\b|birthPlace|geolocation",
    ),
    _field(
        "name",
        "A",
        "names?|full_?name|first_?name|last_?name|middle(_?name|_initial)?|given(_?name)?|surname"
        "|family(_?name)?|maiden(_?name)?|nick_?name|alias|initials|mother|father|guardian"
        "|guarantor|spouse|next_of_kin|emergency_contact|employer|relative",
        r"\.name\b|mothersMaidenName|\.contact\b|^RelatedPerson\.|preferredName"
        r"|(subject|patient|beneficiary|subscriber|[hH]older|payor|member|entity|link|performer)\.display",
    ),
    _field(
        "free-text",
        "R",
        "notes?|comments?|remarks?|narrative|description|free_?text|text|memo|reason_text",
        r"\.title\b|\.summary\b|\.text\b|\.div\b|\.note\b|\.comment\b|String$|\.description\b|\.conclusion\b"
        r"|\.display\b|patientInstruction|Markdown$|Attachment|\[x\]$",
    ),
    _field(
        "other-unique-number",
        "R",
        "unique_[a-z]+|identifier|guid|uuid|token|hash|bar_?code|accession(_number|_no)?"
        "|(study|subject|participant|record|case|person|client|enrollee|encounter|visit|claim|order"
        "|specimen|source|internal|external)_(id|key|number|no|code)",
        r"\.identifier\b",
    ),
)

# Elements that speak of practices and clinicians, who are not the persons of 164.514.
PROVIDERS = re.compile(
    r"^(Practitioner|PractitionerRole|Organization|Location|HealthcareService)\."
)
ELEMENT = re.compile(r"^[A-Z][A-Za-z]+\.")


def field_named(name: str) -> NamedField | None:
    """Return the kind of identifier that a column name or FHIR path stands for, None for none."""
    if is_element(name):
        return next((field for field in NAMED_FIELDS if field.elements.search(name)), None)
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    snake = re.sub(r"[^0-9a-z]+", "_", words.lower())
    return next((field for field in NAMED_FIELDS if field.columns.search(snake)), None)


def is_element(name: str) -> bool:
    """Say whether a name is a FHIR path and no column's."""
    return ELEMENT.match(name) is not None


def speaks_of_a_provider(name: str) -> bool:
    """Say whether a FHIR path belongs to a practice or clinician, not to a person."""
    return PROVIDERS.match(name) is not None
