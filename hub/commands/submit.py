"""Upload a file to a hub and follow it to the receipt.

Exit status 0 where it was accepted, 1 where it was refused.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from hub.client.connection import Unreachable
from hub.client.sign_in import NotSignedIn, access_token, read_client_key
from hub.client.upload import NotAccepted, follow, upload
from hub.commands.usage import Unreadable, require_open
from hub.platform.clock import system_clock
from hub.platform.key_files import UnusableKey
from schemas.problem import Problem

SCOPE = "submission.write submission.read"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("path", type=Path, help="the file, as `hub prepare` made it")
    parser.add_argument("--hub", required=True, help="the address of the hub")
    parser.add_argument("--client", required=True, help="the client id that the hub gave out")
    parser.add_argument("--key", required=True, type=Path, help="the client's private key (PEM)")
    parser.add_argument("--kid", help="id of the key at the hub; default: its thumbprint")
    parser.add_argument("--format", help="name of the format, if it shall not be recognised")
    parser.add_argument("--dry-run", action="store_true", help="ask what the hub would say")
    parser.add_argument("--replaces", help="id of the submission that this one replaces")
    parser.add_argument("--idempotency-key", help="default: the hash of the file")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(arguments: argparse.Namespace) -> int:
    """Upload, follow, and say what became of it."""
    require_open([arguments.path, arguments.key])
    try:
        last = _submitted(arguments)
    except UnusableKey as found:
        raise Unreadable(Problem(type="unreadable", title=f"--key: {found}")) from None
    except (NotSignedIn, Unreachable) as found:
        raise Unreadable(Problem(type="not-reached", title=str(found))) from None
    except NotAccepted as found:
        return _refused(found.answer.document, as_json=arguments.json)
    if arguments.json:
        sys.stdout.write(json.dumps(last) + "\n")
    else:
        sys.stdout.write(f"{last['id']}: {last['state']}\n")
    return 0 if last["state"] in {"accepted", "tried"} else 1


def _submitted(arguments: argparse.Namespace) -> dict[str, Any]:
    key = read_client_key(arguments.key)

    def sign_in() -> str:
        return access_token(
            arguments.hub,
            client=arguments.client,
            key=key,
            scope=SCOPE,
            now=system_clock(),
            kid=arguments.kid,
        )

    submission = upload(
        arguments.hub,
        arguments.path,
        sign_in=sign_in,
        key=arguments.idempotency_key,
        format_name=arguments.format,
        dry_run=arguments.dry_run,
        replaces=arguments.replaces,
    )
    for each in follow(arguments.hub, str(submission["id"]), sign_in=sign_in):
        submission = each
        if not arguments.json:
            sys.stderr.write(f"{each['state']}\n")
    return submission


def _refused(document: Any, *, as_json: bool) -> int:
    if as_json:
        sys.stdout.write(json.dumps({"error": document}) + "\n")
    else:
        title = document.get("title") if isinstance(document, dict) else None
        sys.stderr.write(f"hub: {title or 'the hub refused the upload'}\n")
    return 1
