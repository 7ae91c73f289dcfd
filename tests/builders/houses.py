"""A house for tests: a database, a vault in a folder, keys of its own, and some participants."""

from datetime import date, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import Engine

from hub.config import Settings
from hub.measures.value_sets import DEFAULT
from hub.platform.access_tokens import read_token_key, write_token_key
from hub.platform.clock import Clock
from hub.platform.ids import Ids
from hub.platform.passwords import Passwords
from hub.platform.signing import new_signer
from hub.services.agreements.draft_agreement import draft_agreement
from hub.services.agreements.facts import AgreementFacts
from hub.services.agreements.sign_agreement import sign_agreement
from hub.services.database_keys import DatabaseKeys, DatabaseLeases
from hub.services.house import HUB, House
from hub.store import participants
from hub.store.participants import Participant
from hub.store.work import begin, look
from hub.vault.destruction_register import DestructionFile
from hub.vault.master_keys import read_master_keys, write_master_keys
from hub.vault.storage import storage_at
from hub.vault.vault import Vault
from schemas.agreement_terms import AgreementTerms


def house(engine: Engine, clock: Clock, ids: Ids, folder: Path, *, founded: bool = False) -> House:
    """Return a house on an empty database, with the convener as its first participant.

    `founded`: on the database of a house that was copied with its folder.
    """

    def change():
        return begin(engine, clock, ids, within="*")

    def read():
        return look(engine, clock, ids, within="*")

    if not (folder / "master.json").exists():
        write_master_keys(folder / "master.json")
        write_token_key(folder / "tokens.pem")
    vault = Vault(
        storage=storage_at(str(folder / "vault")),
        master_keys=read_master_keys(folder / "master.json"),
        wrapped_keys=DatabaseKeys(begin=change, look=read),
        register=DestructionFile(path=folder / "destroyed.jsonl"),
        leases=DatabaseLeases(begin=change, look=read),
        clock=clock,
    )
    made = House(
        settings=Settings(state=folder, url="http://hub.test"),
        engine=engine,
        clock=clock,
        ids=ids,
        vault=vault,
        person_key=b"p" * 32,
        ledger_signer=new_signer(),
        release_signer=new_signer(),
        token_key=read_token_key(folder / "tokens.pem"),
        secrets_key=b"s" * 32,
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        value_set_folders=DEFAULT,
        versions={"hub": "test"},
    )
    if not founded:
        enrol(made, HUB, kind="convener", capacity="none")
    return made


def enrol(
    made: House,
    name: str,
    *,
    kind: str = "payer",
    capacity: str = "covered-entity",
    practice: str | None = None,
) -> None:
    """Let a participant join; one with a practice sees patients itself."""
    with made.begin() as work:
        participants.add(
            work,
            Participant(
                id=name,
                name=name.title(),
                kind=kind,
                capacity=capacity,
                joined_at=work.now,
                practice=practice,
            ),
        )
        work.tell("participant-joined", subject=name)


def terms(made: House, contributor: str, **changes) -> AgreementTerms:
    """Return plain terms: a payer hands in claims of an expert determination for a year."""
    today = made.clock().date()
    facts = {
        "parties": ((contributor, "contributor"), (HUB, "recipient")),
        "capacities": ("covered-entity",),
        "purposes": ("HQUALIMP",),
        "data_classes": ("claims", "roster", "clinical", "counts", "survey", "consents"),
        "basis": "limited_data_set",
        "recipients": (HUB,),
        "effective": date(2026, 1, 1),
        "expires": today + timedelta(days=365),
        "linkage": "keyed",
        "instruments": (),
    }
    return AgreementTerms(**(facts | changes))


def agreed(made: House, contributor: str, **changes) -> AgreementFacts:
    """Return an agreement that every party has signed."""
    with made.begin() as work:
        drafted = draft_agreement(
            work, by="coordinator", title="Data use", terms=terms(made, contributor, **changes)
        )
        for party in dict(drafted.terms.parties):
            signed = sign_agreement(
                work,
                by=f"signer-of-{party}",
                party=party,
                agreement=drafted.stored.id,
                text_hash=drafted.text.hash,
            )
    return signed
