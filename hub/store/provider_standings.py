"""Which providers are Part 2 programs, and which are attested to be none, with dates."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Table, select

from hub.store.columns import Id, Instant, Word, optional, required
from hub.store.metadata import METADATA, WALL, WRITTEN_ONCE
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

PROGRAM, NO_PROGRAM = "program", "no-program"

PROVIDER_STANDINGS = Table(
    "provider_standings",
    METADATA,
    required("id", Id, primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("provider", Id, index=True),
    required("standing", Word),
    required("since", Date()),
    optional("until", Date()),
    required("attested_by", Id),
    required("attested_at", Instant()),
    info={WALL: "participant", WRITTEN_ONCE: True},
)


@record
class ProviderStanding:
    """A participant attests what a provider (NPI, CCN) is, from a day to a day inclusive."""

    id: str
    participant: str
    provider: str
    standing: str
    since: date
    attested_by: str
    attested_at: datetime
    until: date | None = None


def attest(work: Work, standing: ProviderStanding) -> None:
    """Enter an attestation; the latest one on a provider holds."""
    work.add(PROVIDER_STANDINGS, standing)


def every(work: Work) -> tuple[ProviderStanding, ...]:
    """Return the attestations that this work may see, by time."""
    query = select(PROVIDER_STANDINGS).where(visible(work, PROVIDER_STANDINGS))
    order = (PROVIDER_STANDINGS.c.attested_at, PROVIDER_STANDINGS.c.id)
    return work.rows(ProviderStanding, query.order_by(*order))
