"""The house: everything a process of the hub works with, opened once from its settings."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Engine

from hub import VERSION
from hub.config import Settings
from hub.measures.value_sets import DEFAULT
from hub.platform.access_tokens import TokenKey, read_token_key
from hub.platform.clock import Clock, system_clock
from hub.platform.ids import Ids, new_id
from hub.platform.key_files import read_secret
from hub.platform.passwords import Passwords
from hub.platform.sealed import read_sealing_key
from hub.platform.signing import Signer, Verifier, known_verifiers, read_signer
from hub.services.database_keys import DatabaseKeys, DatabaseLeases
from hub.store.engine import open_engine
from hub.store.walls import EVERY_PARTICIPANT
from hub.store.work import Work, begin, look
from hub.vault.destruction_register import DestructionFile
from hub.vault.master_keys import MasterKeyFile
from hub.vault.storage import storage_at
from hub.vault.vault import Vault
from schemas.record import record

HUB = "hub"
NEEDS = (
    *("url", "master_key_file", "person_key_file", "ledger_key_file", "release_key_file"),
    *("access_token_key_file", "secrets_key_file"),
)


@record
class House:
    """What a process works with.

    `person_key` makes tokens of persons anew; `value_set_folders` are where measures
    find their codes.

    The hub itself takes part in the network under the name HUB.
    """

    settings: Settings
    engine: Engine
    clock: Clock
    ids: Ids
    vault: Vault
    person_key: bytes
    ledger_signer: Signer
    release_signer: Signer
    token_key: TokenKey
    secrets_key: bytes
    passwords: Passwords
    value_set_folders: tuple[Path, ...]
    versions: Mapping[str, str]

    def begin(self, *, within: str = EVERY_PARTICIPANT) -> AbstractContextManager[Work]:
        """Begin work that changes something, for one participant or for the hub itself."""
        return begin(self.engine, self.clock, self.ids, within=within)

    def look(self, *, within: str = EVERY_PARTICIPANT) -> AbstractContextManager[Work]:
        """Read, for one participant or for the hub itself."""
        return look(self.engine, self.clock, self.ids, within=within)

    def ledger_keys(self) -> Mapping[str, Verifier]:
        """Return by id the key that seals the ledger, and those that did before."""
        return known_verifiers(self.ledger_signer.verifier, self.settings.retired_keys)

    def release_keys(self) -> Mapping[str, Verifier]:
        """Return by id the key that signs releases, and those that did before."""
        return known_verifiers(self.release_signer.verifier, self.settings.retired_keys)


def open_house(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    ids: Ids = new_id,
    value_set_folders: tuple[Path, ...] = DEFAULT,
) -> House:
    """Open the database, the vault and the keys; Misconfigured or UnusableKey where one lacks."""
    engine = open_engine(settings.database)

    def change() -> AbstractContextManager[Work]:
        return begin(engine, clock, ids, within=EVERY_PARTICIPANT)

    def read() -> AbstractContextManager[Work]:
        return look(engine, clock, ids, within=EVERY_PARTICIPANT)

    vault = Vault(
        storage=storage_at(settings.vault),
        master_keys=MasterKeyFile(settings.told("master_key_file")),
        wrapped_keys=DatabaseKeys(begin=change, look=read),
        register=DestructionFile(path=settings.state / "destroyed.jsonl"),
        leases=DatabaseLeases(begin=change, look=read),
        clock=clock,
    )
    return House(
        settings=settings,
        engine=engine,
        clock=clock,
        ids=ids,
        vault=vault,
        person_key=read_secret(settings.told("person_key_file")),
        ledger_signer=read_signer(settings.told("ledger_key_file")),
        release_signer=read_signer(settings.told("release_key_file")),
        token_key=read_token_key(settings.told("access_token_key_file")),
        secrets_key=read_sealing_key(settings.told("secrets_key_file")),
        passwords=Passwords(),
        value_set_folders=value_set_folders,
        versions={"hub": VERSION},
    )
