"""Let a participant, a person or a machine into the hub; the first ones come this way."""

import json
import sys
from argparse import ArgumentParser, Namespace
from getpass import getpass
from pathlib import Path

from hub.commands.opening import open_told_house
from hub.commands.usage import Unreadable
from hub.platform.assertions import UnfitKey
from hub.services.house import HUB, House
from hub.services.participants.admit_participant import KINDS, admit_participant
from hub.services.participants.admit_user import admit_user
from hub.services.participants.register_client import register_client
from hub.services.refusal import Refused
from hub.store import participants
from hub.store.participants import Participant
from schemas.problem import Problem


def add_arguments(parser: ArgumentParser) -> None:
    """Add one subcommand for each of the three."""
    kinds = parser.add_subparsers(dest="what", required=True)
    party = kinds.add_parser("participant", help="a payer, a practice, a purchaser, the convener")
    party.add_argument("id", help="a short name in small letters, digits and hyphens")
    party.add_argument("--name", required=True)
    party.add_argument("--kind", required=True, choices=KINDS)
    party.add_argument("--capacity", default="none", help="what the law calls it")
    party.add_argument("--state", help="the two letters of its state")
    party.add_argument("--practice", help="the key by which records name it")
    user = kinds.add_parser("user", help="a person; the password is read from standard input")
    user.add_argument("login")
    user.add_argument("--name", required=True)
    user.add_argument("--participant", required=True)
    user.add_argument("--role", action="append", required=True, help="repeatable")
    client = kinds.add_parser("client", help="a machine; prints its client id")
    client.add_argument("--participant", required=True)
    client.add_argument("--name", required=True)
    client.add_argument("--jwk", required=True, type=Path, help="its public key, a JSON Web Key")


def run(options: Namespace) -> int:
    """Admit; 1 where the hub refuses."""
    house = open_told_house()
    admit = {"participant": _participant, "user": _user, "client": _client}[options.what]
    try:
        print(admit(house, options))
    except Refused as refused:
        print(refused.text, file=sys.stderr)
        return 1
    return 0


def _participant(house: House, options: Namespace) -> str:
    with house.begin() as work:
        made = Participant(
            id=options.id,
            name=options.name,
            kind=options.kind,
            capacity=options.capacity,
            state=options.state,
            practice=options.practice,
            joined_at=work.now,
        )
        admit_participant(work, made, by=HUB)
    return made.id


def _user(house: House, options: Namespace) -> str:
    asked = getpass("password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    user = admit_user(
        house,
        login=options.login,
        name=options.name,
        participant=options.participant,
        password=asked,
        roles_given=tuple(dict.fromkeys(options.role)),
        by=HUB,
    )
    return user.id


def _client(house: House, options: Namespace) -> str:
    try:
        jwk = json.loads(options.jwk.read_bytes())
    except (OSError, ValueError):
        raise Unreadable(Problem(type="key", title="the key cannot be read as JSON")) from None
    with house.begin() as work:
        if participants.one(work, options.participant) is None:
            raise Refused(rule="participant", text="there is no such participant", status=422)
        try:
            made = register_client(
                work, by=HUB, participant=options.participant, name=options.name, jwk=jwk
            )
        except UnfitKey as unfit:
            raise Refused(rule="key", text=str(unfit), status=422) from None
    return made.id
