"""A clinician, and where and when he or she practises."""

from schemas.code_system import TAXONOMY
from schemas.column import Column, Hipaa, Kind, codes, date_precision, flag, key, reference, time
from schemas.table import Table, starts_before_it_ends

PROVIDER = Table(
    name="provider",
    means="One clinician at one practice for one span.",
    key=("provider", "practice"),
    columns=(
        key("provider", "key of the clinician"),
        Column(name="npi", kind=Kind.TEXT, means="individual NPI", hipaa=Hipaa.PROVIDER),
        codes("taxonomy", "provider taxonomy (NUCC)", system=TAXONOMY),
        reference("practice", "practice", "practice at which the clinician works"),
        flag("primary_care", "the clinician gives primary care"),
        *time("start", "first day at the practice"),
        *time("end", "last day at the practice; empty: still there"),
        date_precision(),
    ),
    checks=(starts_before_it_ends(),),
)
