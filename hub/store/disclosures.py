"""The disclosures of identifiable or limited-data-set records, for the accounting (42 CFR 2.25).

A release of aggregates is a publication and is not entered here.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Table, select

from hub.store.columns import Count, Id, Instant, Line, Word, optional, required
from hub.store.metadata import METADATA, WALL, WRITTEN_ONCE
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

DISCLOSURES = Table(
    "disclosures",
    METADATA,
    required("id", Id, primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("recipient", Id, ForeignKey("participants.id")),
    required("purpose", Word),
    required("data_class", Word),
    required("basis", Word),
    required("described", Line),
    required("rows", Count),
    optional("submission", Id, ForeignKey("submissions.id")),
    optional("release", Id, ForeignKey("releases.id")),
    required("disclosed_at", Instant(), index=True),
    optional("rests_on", Word),
    optional("statement", Word),
    optional("consent_scope", Line),
    info={WALL: "participant", WRITTEN_ONCE: True},
)


@record
class Disclosure:
    """Records of `participant` went to `recipient`; `described` says in a line what they were.

    `basis` is how far they were reduced, `rests_on` what permitted it. Where that is consent,
    `statement` names the words that went along (42 CFR 2.32), `consent_scope` what it covers.
    """

    id: str
    participant: str
    recipient: str
    purpose: str
    data_class: str
    basis: str
    described: str
    rows: int
    disclosed_at: datetime
    submission: str | None = None
    release: str | None = None
    rests_on: str | None = None
    statement: str | None = None
    consent_scope: str | None = None


def add(work: Work, disclosure: Disclosure) -> None:
    """Enter a disclosure."""
    work.add(DISCLOSURES, disclosure)


def since(
    work: Work, instant: datetime, *, participant: str | None = None
) -> tuple[Disclosure, ...]:
    """Return the disclosures since an instant that this work may see, the latest first.

    Only those of one participant's records where `participant` is given.
    """
    query = select(DISCLOSURES).where(
        visible(work, DISCLOSURES), DISCLOSURES.c.disclosed_at >= instant
    )
    if participant is not None:
        query = query.where(DISCLOSURES.c.participant == participant)
    order = (DISCLOSURES.c.disclosed_at.desc(), DISCLOSURES.c.id.desc())
    return work.rows(Disclosure, query.order_by(*order))
