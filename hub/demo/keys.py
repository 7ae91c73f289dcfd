"""The demo's own secrets, made at the first start and kept in its state folder."""

import json
from collections.abc import Sequence
from pathlib import Path

from hub.config import Settings
from hub.platform.access_tokens import write_token_key
from hub.platform.ids import random_bytes
from hub.platform.key_files import write_secret
from hub.platform.sealed import write_sealing_key
from hub.platform.signing import new_signer, write_signer
from hub.vault.master_keys import write_master_keys

_TOLD = "further-measures.json"


def keep_further(state: Path, measures: Sequence[str]) -> None:
    """Keep in a state folder what its region tells beside the core."""
    state.mkdir(parents=True, exist_ok=True)
    (state / _TOLD).write_text(json.dumps(list(measures)))


def further_told(state: Path) -> tuple[str, ...]:
    """Return what the region of a state folder tells beside the core; nothing is kept: nothing."""
    file = state / _TOLD
    return tuple(json.loads(file.read_text())) if file.exists() else ()


def demo_settings(state: Path, *, url: str) -> Settings:
    """Return the settings of the demo, making every key that is not there yet."""
    keys = state / "keys"
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (keys / "master.json").exists():
        write_master_keys(keys / "master.json")
    for name in ("person", "linkage"):
        if not (keys / f"{name}.key").exists():
            write_secret(keys / f"{name}.key", random_bytes(32))
    for name in ("ledger", "release"):
        if not (keys / f"{name}.pem").exists():
            write_signer(new_signer(), keys / f"{name}.pem")
    if not (keys / "tokens.pem").exists():
        write_token_key(keys / "tokens.pem")
    if not (keys / "secrets.key").exists():
        write_sealing_key(keys / "secrets.key")
    return Settings(
        url=url,
        state=state,
        master_key_file=keys / "master.json",
        person_key_file=keys / "person.key",
        ledger_key_file=keys / "ledger.pem",
        release_key_file=keys / "release.pem",
        access_token_key_file=keys / "tokens.pem",
        secrets_key_file=keys / "secrets.key",
        public_pages=True,
        demo=True,
        further_measures=further_told(state),
    )
