"""Verify the ledger: compute the chain of events anew, and check the signature of every seal."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from hub.commands.opening import told_settings
from hub.commands.usage import Unreadable
from hub.config import Settings
from hub.platform.key_files import UnusableKey
from hub.platform.signing import Verifier, by_key_id, known_verifiers, read_signer, read_verifier
from hub.store.engine import open_engine
from hub.store.ledger import Verification, verify
from schemas.problem import Problem


def add_arguments(parser: ArgumentParser) -> None:
    """Add the act, the keys and the heads."""
    parser.add_argument("act", choices=["verify"])
    parser.add_argument(
        "--key",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a public key that signed; default: that of HUB_LEDGER_KEY_FILE, and HUB_RETIRED_KEYS",
    )
    parser.add_argument(
        "--head",
        action="append",
        default=[],
        help="NUMBER:HASH of a seal, as an earlier run or a release told it; repeatable",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(options: Namespace) -> int:
    """Verify; 1 where something is broken."""
    settings = told_settings(needs=() if options.key else ("ledger_key_file",))
    try:
        named = by_key_id(*(read_verifier(path) for path in options.key))
        keys = named or _own(settings)
    except UnusableKey as unusable:
        raise Unreadable(
            Problem(type="key", title="a key cannot be used", detail=str(unusable))
        ) from None
    engine = open_engine(settings.database)
    try:
        found = verify(engine, keys, heads=tuple(options.head))
    except SQLAlchemyError:
        raise Unreadable(Problem(type="database", title="the ledger cannot be read")) from None
    finally:
        engine.dispose()
    _print(found, as_json=options.json)
    return 0 if found.sound else 1


def _own(settings: Settings) -> Mapping[str, Verifier]:
    current = read_signer(settings.told("ledger_key_file")).verifier
    return known_verifiers(current, settings.retired_keys)


def _print(found: Verification, *, as_json: bool) -> None:
    if as_json:
        document = {
            "sound": found.sound,
            "faults": list(found.faults),
            "seals": found.seals,
            "events": found.events,
            "unsealed": found.unsealed,
            "head": found.head,
        }
        print(json.dumps(document))
        return
    for fault in found.faults:
        print(fault)
    word = "sound" if found.sound else "broken"
    print(f"{word}: {found.seals} seals, {found.events} events, {found.unsealed} not sealed yet")
    print(f"head: {found.head}")
