"""Rotate the master key: add a version, wrap every key of the vault by it, retire the older ones.

Every process sees at once what was added or retired: none has to be restarted.
"""

import argparse
import sys
from pathlib import Path

from hub.commands.opening import open_told_house, told_settings
from hub.commands.usage import Unreadable
from hub.platform.key_files import UnusableKey
from hub.services.house import House
from hub.vault.master_keys import add_version, read_master_keys, retire_versions
from hub.vault.rotation import wrap_anew
from schemas.problem import Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the act."""
    parser.add_argument("act", choices=["add", "wrap", "retire"])


def run(arguments: argparse.Namespace) -> int:
    """Do one act; 1 where an older version is still needed."""
    if arguments.act == "add":
        return _add(told_settings(needs=("master_key_file",)).told("master_key_file"))
    house = open_told_house()
    try:
        return _wrap(house) if arguments.act == "wrap" else _retire(house)
    finally:
        house.engine.dispose()


def _add(file: Path) -> int:
    try:
        version = add_version(file)
    except UnusableKey as unusable:
        raise Unreadable(
            Problem(type="key", title="the master key cannot be used", detail=str(unusable))
        ) from None
    sys.stdout.write(f"version {version} was added; now wrap\n")
    return 0


def _wrap(house: House) -> int:
    sys.stdout.write(f"{wrap_anew(house.vault)} keys were wrapped anew\n")
    return 0


def _retire(house: House) -> int:
    """Retire nothing that still opens something: what it wrapped would be lost for ever."""
    file = house.settings.told("master_key_file")
    newest = read_master_keys(file)
    keys = house.vault.wrapped_keys
    old = [each for each in keys.get(keys.names()).values() if not newest.is_current(each)]
    if old:
        sys.stderr.write(f"hub: {len(old)} keys are wrapped by an older version; wrap them first\n")
        return 1
    retire_versions(file)
    sys.stdout.write("the older versions are gone\n")
    return 0
