"""45 CFR 164.514(b)(2)(i)(H): medical record numbers."""

from policies.deidentification.place import Place
from policies.deidentification.value_rule import ValueRule

MEDICAL_RECORD_NUMBER = ValueRule(
    name="medical-record-number",
    citation="45 CFR 164.514(b)(2)(i)(H)",
    means="a medical record number: one that a word calls so, or a person token of digits alone",
    remedy="use a token made for the hub (hub prepare), not a number of the sender's own systems",
    within=r"(?i:mrn|med(?:ical)?[ _]?rec(?:ord)?|chart|patient)[ _]?(?i:no|number|id|#)?"
    r"[.:# _-]{0,3}\d{4,}",
    whole=r"\d{6,12}",
    whole_in=frozenset({Place.PERSON}),
)
