"""The agreements: their texts, their parties, and who signed which text.

What state an agreement is in, nobody stores: it follows from these facts and the clock.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Boolean, Date, ForeignKey, ForeignKeyConstraint, Table, Text, select, update

from hub.store.columns import (
    Digest,
    Document,
    Id,
    Instant,
    Line,
    Octets,
    Whole,
    Word,
    optional,
    required,
)
from hub.store.metadata import METADATA, THROUGH_AGREEMENT, WALL, WRITTEN_ONCE
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

AGREEMENTS = Table(
    "agreements",
    METADATA,
    required("id", Id, primary_key=True),
    required("title", Line),
    required("version", Whole),
    required("added_at", Instant()),
    optional("suspended_at", Instant()),
    optional("terminated_at", Instant()),
    optional("destroy_on", Date()),
    optional("closed_at", Instant()),
    optional("legal_hold_at", Instant()),
    optional("legal_hold_reason", Word),
    optional("suspended_reason", Word),
    info={WALL: THROUGH_AGREEMENT},
)

AGREEMENT_PARTIES = Table(
    "agreement_parties",
    METADATA,
    required("agreement", Id, ForeignKey("agreements.id"), primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), primary_key=True, index=True),
    required("part", Word),
    info={WALL: "participant"},
)

AGREEMENT_VERSIONS = Table(
    "agreement_versions",
    METADATA,
    required("agreement", Id, ForeignKey("agreements.id"), primary_key=True),
    required("number", Whole, primary_key=True),
    required("terms", Document()),
    required("text", Text()),
    required("hash", Digest),
    required("added_at", Instant()),
    required("added_by", Id),
    info={WALL: THROUGH_AGREEMENT, WRITTEN_ONCE: True},
)

AGREEMENT_SIGNATURES = Table(
    "agreement_signatures",
    METADATA,
    required("agreement", Id, primary_key=True),
    required("version", Whole, primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), primary_key=True),
    required("hash", Digest),
    required("signer", Id),
    required("signed_at", Instant()),
    optional("typed_name", Line),
    optional("second_factor", Boolean()),
    optional("key", Id),
    optional("seal", Octets),
    ForeignKeyConstraint(
        ["agreement", "version"], ["agreement_versions.agreement", "agreement_versions.number"]
    ),
    info={WALL: THROUGH_AGREEMENT, WRITTEN_ONCE: True},
)


@record
class Agreement:
    """An agreement as facts: `version` is the number of the text that holds, or is to be signed."""

    id: str
    title: str
    version: int
    added_at: datetime
    suspended_at: datetime | None = None
    terminated_at: datetime | None = None
    destroy_on: date | None = None
    closed_at: datetime | None = None
    legal_hold_at: datetime | None = None
    legal_hold_reason: str | None = None
    suspended_reason: str | None = None


@record
class AgreementParty:
    """A participant is party to an agreement: as contributor, recipient or convener."""

    agreement: str
    participant: str
    part: str


@record
class AgreementVersion:
    """A text of an agreement, the terms in it as data, and the SHA-256 of the text."""

    agreement: str
    number: int
    terms: Mapping[str, Any]
    text: str
    hash: str
    added_at: datetime
    added_by: str


@record
class AgreementSignature:
    """A party signed a text, by its hash; `signer` is the user who did, by `typed_name`.

    `second_factor` tells whether a code was given with it; `seal` is the signature of the hub's
    `key` over all of this.
    """

    agreement: str
    version: int
    participant: str
    hash: str
    signer: str
    signed_at: datetime
    typed_name: str | None = None
    second_factor: bool | None = None
    key: str | None = None
    seal: bytes | None = None


Row = TypeVar("Row", AgreementVersion, AgreementSignature)


def add(
    work: Work, agreement: Agreement, *, text: AgreementVersion, parties: tuple[AgreementParty, ...]
) -> None:
    """Add an agreement with its first text and its parties."""
    work.add(AGREEMENTS, agreement)
    work.add_all(AGREEMENT_PARTIES, parties)
    work.add(AGREEMENT_VERSIONS, text)


def replace_text(work: Work, text: AgreementVersion) -> None:
    """Add a new text, which every party has to sign anew."""
    work.add(AGREEMENT_VERSIONS, text)
    change(work, text.agreement, version=text.number)


def add_text(work: Work, text: AgreementVersion) -> None:
    """Add a text beside the one that holds: it holds once every party has signed it."""
    work.add(AGREEMENT_VERSIONS, text)


def add_party(work: Work, party: AgreementParty) -> bool:
    """Add a party to an agreement; tell whether it is new."""
    return work.add_if_absent(AGREEMENT_PARTIES, party)


def sign(work: Work, signature: AgreementSignature) -> bool:
    """Keep a signature; tell whether the party had not signed this text before."""
    return work.add_if_absent(AGREEMENT_SIGNATURES, signature)


def some(work: Work, agreements: Collection[str]) -> tuple[Agreement, ...]:
    """Return those of the agreements that this work may see, by id."""
    query = select(AGREEMENTS).where(visible(work, AGREEMENTS), AGREEMENTS.c.id.in_(agreements))
    return work.rows(Agreement, query.order_by(AGREEMENTS.c.id))


def hold(work: Work, agreement: str) -> None:
    """Let nobody change an agreement before this work ends, or wait for whoever is changing it."""
    query = select(AGREEMENTS.c.id).where(visible(work, AGREEMENTS), AGREEMENTS.c.id == agreement)
    work.value(query.with_for_update(read=True))


def every(work: Work) -> tuple[Agreement, ...]:
    """Return the agreements that this work may see, by id."""
    query = select(AGREEMENTS).where(visible(work, AGREEMENTS)).order_by(AGREEMENTS.c.id)
    return work.rows(Agreement, query)


def of_participant(work: Work, participant: str) -> tuple[Agreement, ...]:
    """Return the agreements that a participant is party to, by id."""
    own = select(AGREEMENT_PARTIES.c.agreement).where(
        visible(work, AGREEMENT_PARTIES), AGREEMENT_PARTIES.c.participant == participant
    )
    query = select(AGREEMENTS).where(visible(work, AGREEMENTS), AGREEMENTS.c.id.in_(own))
    return work.rows(Agreement, query.order_by(AGREEMENTS.c.id))


def by_participant(work: Work, participants: Collection[str]) -> dict[str, tuple[Agreement, ...]]:
    """Return the agreements that each of the participants is party to, by id."""
    query = select(AGREEMENT_PARTIES).where(
        visible(work, AGREEMENT_PARTIES), AGREEMENT_PARTIES.c.participant.in_(participants)
    )
    parties = work.rows(AgreementParty, query)
    known = {each.id: each for each in some(work, {party.agreement for party in parties})}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for party in parties:
        found[party.participant].add(party.agreement)
    return {
        participant: tuple(known[each] for each in sorted(own) if each in known)
        for participant, own in found.items()
    }


def parties_of(work: Work, agreement: str) -> tuple[AgreementParty, ...]:
    """Return the parties that this work may see: a participant sees itself."""
    query = select(AGREEMENT_PARTIES).where(
        visible(work, AGREEMENT_PARTIES), AGREEMENT_PARTIES.c.agreement == agreement
    )
    return work.rows(AgreementParty, query.order_by(AGREEMENT_PARTIES.c.participant))


def texts_under(work: Work, agreements: Collection[str]) -> dict[str, tuple[AgreementVersion, ...]]:
    """Return the texts of each of the agreements, the first one first."""
    query = select(AGREEMENT_VERSIONS).where(
        visible(work, AGREEMENT_VERSIONS), AGREEMENT_VERSIONS.c.agreement.in_(agreements)
    )
    found = work.rows(AgreementVersion, query.order_by(AGREEMENT_VERSIONS.c.number))
    return _by_agreement(agreements, found)


def signatures_under(
    work: Work, agreements: Collection[str]
) -> dict[str, tuple[AgreementSignature, ...]]:
    """Return the signatures under every text of each of the agreements, by time."""
    query = select(AGREEMENT_SIGNATURES).where(
        visible(work, AGREEMENT_SIGNATURES), AGREEMENT_SIGNATURES.c.agreement.in_(agreements)
    )
    found = work.rows(AgreementSignature, query.order_by(AGREEMENT_SIGNATURES.c.signed_at))
    return _by_agreement(agreements, found)


def change(work: Work, agreement: str, **facts: Any) -> bool:
    """Set facts of an agreement (suspended, terminated, closed); tell whether it is there."""
    changed = update(AGREEMENTS).where(visible(work, AGREEMENTS), AGREEMENTS.c.id == agreement)
    return work.change(changed.values(facts)) == 1


def _by_agreement(agreements: Collection[str], rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = {agreement: [] for agreement in agreements}
    for row in rows:
        found[row.agreement].append(row)
    return {agreement: tuple(own) for agreement, own in found.items()}
