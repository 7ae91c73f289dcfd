"""Make the key files of a new hub in an empty folder; a file that is there is never replaced."""

import argparse
import sys
from pathlib import Path

from hub.commands.usage import Unreadable
from hub.platform.access_tokens import write_token_key
from hub.platform.ids import random_bytes
from hub.platform.key_files import write_secret
from hub.platform.sealed import write_sealing_key
from hub.platform.signing import new_signer, write_signer
from hub.vault.master_keys import write_master_keys
from schemas.problem import Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the folder."""
    parser.add_argument("folder", type=Path, help="where the files go; its owner alone may read it")


def run(arguments: argparse.Namespace) -> int:
    """Make the files, and say which setting names which."""
    try:
        told = make_keys(arguments.folder)
    except FileExistsError:
        raise Unreadable(
            Problem(type="keys-there", title="the folder holds keys already; nothing was changed")
        ) from None
    sys.stdout.write("".join(f"{name}={path}\n" for name, path in told.items()))
    return 0


def make_keys(folder: Path) -> dict[str, Path]:
    """Make every key of a hub and return the settings that name them; FileExistsError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    places = {
        "HUB_MASTER_KEY_FILE": folder / "master.json",
        "HUB_PERSON_KEY_FILE": folder / "person.key",
        "HUB_LEDGER_KEY_FILE": folder / "ledger.pem",
        "HUB_RELEASE_KEY_FILE": folder / "release.pem",
        "HUB_ACCESS_TOKEN_KEY_FILE": folder / "tokens.pem",
        "HUB_SECRETS_KEY_FILE": folder / "secrets.key",
    }
    if any(path.exists() for path in places.values()):
        raise FileExistsError
    write_master_keys(places["HUB_MASTER_KEY_FILE"])
    write_secret(places["HUB_PERSON_KEY_FILE"], random_bytes(32))
    write_signer(new_signer(), places["HUB_LEDGER_KEY_FILE"])
    write_signer(new_signer(), places["HUB_RELEASE_KEY_FILE"])
    write_token_key(places["HUB_ACCESS_TOKEN_KEY_FILE"])
    write_sealing_key(places["HUB_SECRETS_KEY_FILE"])
    return places
