"""What a release is protected by: its day, what all agreed to show, who belongs together."""

from datetime import date

import polars as pl

from hub.measures.tables import framed
from hub.publication.protection import Terms
from hub.services.releases.contents import Gathered
from policies.agreement.release_rules import ReleaseNumbers
from policies.agreement.release_rules import strictest as strictest_numbers
from policies.disclosure_control.entitlement import (
    DEFAULT,
    Entitlement,
    agreed_entitlement,
    strictest,
)


class Disagreeing(Exception):
    """The agreements behind a release do not say alike which tables there are to be shown."""


def release_terms(gathered: Gathered, *, on: date) -> Terms:
    """Return the terms: of the entitlement tables of all agreements what every one of them grants.

    Of the numbers that they ask for the strictest hold. Disagreeing where two agreements tell other
    tables apart.
    """
    asked = strictest_numbers(each.agreement.release_rules for each in gathered.contributions)
    return Terms(
        numbers=ReleaseNumbers(on=on, asked=asked),
        agreed=_agreed(gathered),
        organizations=_organizations(gathered),
    )


def _agreed(gathered: Gathered) -> Entitlement:
    named = sorted({each.agreement.entitlement for each in gathered.contributions})
    try:
        return strictest([agreed_entitlement(terms) for terms in named or [DEFAULT]])
    except ValueError as failure:
        raise Disagreeing(str(failure)) from None


def _organizations(gathered: Gathered) -> dict[str, frozenset[str]]:
    listed = framed(
        "practice",
        gathered.counts.unpersoned.get("practice", ()),
        ("practice", "organization", "contributor"),
    )
    named = listed.filter(pl.col("organization").fill_null("") != "")
    return {
        str(name): frozenset(rows["practice"])
        for (name,), rows in named.group_by("organization", maintain_order=True)
    }
