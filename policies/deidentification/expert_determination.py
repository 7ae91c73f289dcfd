"""45 CFR 164.514(b)(1): what the expert's certificate allows."""

from policies.deidentification.allowance import Allowance
from policies.deidentification.certificate import Certificate


def expert_determination(certificate: Certificate) -> Allowance:
    """Return what a certificate lets through."""
    return Allowance(
        date_precision=certificate.date_precision,
        instants=certificate.instants,
        zip3="open" if "zip3" in certificate.geography else "none",
        zip5="zip5" in certificate.geography,
        ages_over_89=certificate.ages_over_89,
        dates_in_text=certificate.date_precision == "day",
        keyed_tokens=True,
        numbers_as_keys=True,
        free_text=certificate.free_text,
        columns=certificate.columns,
    )
