"""A practice or facility."""

from schemas.code_system import TAXONOMY
from schemas.column import Column, Hipaa, Kind, choice, codes, date_precision, flag, key, text, time
from schemas.table import Table, starts_before_it_ends

PRACTICE = Table(
    name="practice",
    means="One practice, clinic or facility, as the region's directory knows it.",
    key=("practice",),
    columns=(
        key("practice", "key of the practice, as the region's directory lists it"),
        text("name", "name of the practice", hipaa=Hipaa.PROVIDER),
        Column(name="npi", kind=Kind.TEXT, means="organisational NPI", hipaa=Hipaa.PROVIDER),
        Column(name="ccn", kind=Kind.TEXT, means="CMS certification number", hipaa=Hipaa.PROVIDER),
        codes("taxonomy", "provider taxonomy (NUCC)", system=TAXONOMY),
        text("organization", "organisation that the practice belongs to", hipaa=Hipaa.PROVIDER),
        choice(
            "kind",
            "kind of practice",
            "primary-care",
            "behavioral-health",
            "substance-use-program",
            "hospital",
            "other",
        ),
        flag("community_mental_health_center", "the practice is a community mental health centre"),
        *time("start", "first day in the directory"),
        *time("end", "last day in the directory; empty: still listed"),
        date_precision(),
    ),
    checks=(starts_before_it_ends(),),
)
