"""What a release is protected by: its day, what all agreed to show, who belongs together."""

from datetime import date

import polars as pl

from hub.measures.tables import framed
from hub.publication.protection import Terms
from hub.services.release_contents import Gathered
from policies.disclosure_control.entitlement import (
    agreed_entitlement,
    default_entitlement,
    strictest,
)


def release_terms(gathered: Gathered, *, on: date) -> Terms:
    """Return the terms: of the entitlement tables of all agreements what every one of them grants.

    ValueError where two agreements tell other tables apart.
    """
    agreed = [
        agreed_entitlement(terms)
        for terms in sorted({each.agreement.entitlement for each in gathered.contributions})
    ]
    return Terms(
        on=on,
        agreed=strictest(agreed) if agreed else default_entitlement(),
        organizations=_organizations(gathered),
    )


def _organizations(gathered: Gathered) -> dict[str, frozenset[str]]:
    listed = framed(
        "practice",
        gathered.rows.tables.get("practice", ()),
        ("practice", "organization", "contributor"),
    )
    named = listed.filter(pl.col("organization").fill_null("") != "")
    return {
        str(name): frozenset(rows["practice"])
        for (name,), rows in named.group_by("organization", maintain_order=True)
    }
