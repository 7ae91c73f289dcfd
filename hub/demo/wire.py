"""The demo's participants send over the wire: each with a key of its own, to the real API."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey, RSAKey

from hub.app import create_app
from hub.client.sign_in import access_token, read_client_key, write_client_key
from hub.client.upload import follow, upload
from hub.demo.serve import served
from hub.services.house import House
from hub.services.participants.register_client import register_client
from schemas.record import record

SCOPE = "submission.read submission.write"


@record
class Machine:
    """A participant's machine: the id that the hub gave it, and its private key."""

    client: str
    key: ECKey | RSAKey


class Wire:
    """Sends files for participants and follows them to their end."""

    def __init__(self, house: House, keys: Path) -> None:
        self._house, self._keys = house, keys
        self._machines: dict[str, Machine] = {}

    def hand_in(self, participant: str, path: Path) -> str:
        """Send a file and return the id of the submission; NotAccepted where it is not taken."""
        sign_in = partial(self._token, participant)
        sent = upload(self._house.settings.address, path, sign_in=sign_in)
        return str(sent["id"])

    def end_of(self, participant: str, submission: str) -> dict[str, Any]:
        """Return a submission, as the API tells of it, once the hub has decided."""
        sign_in = partial(self._token, participant)
        *_, last = follow(self._house.settings.address, submission, sign_in=sign_in)
        return last

    def _token(self, participant: str) -> str:
        machine = self._machine(participant)
        return access_token(
            self._house.settings.address,
            client=machine.client,
            key=machine.key,
            scope=SCOPE,
            now=self._house.clock(),
        )

    def _machine(self, participant: str) -> Machine:
        if participant not in self._machines:
            file = self._keys / f"{participant}.pem"
            jwk = write_client_key(file)
            with self._house.begin() as work:
                client = register_client(
                    work, by="convener", participant=participant, name="data feed", jwk=jwk
                )
            self._machines[participant] = Machine(client=client.id, key=read_client_key(file))
        return self._machines[participant]


@contextmanager
def open_wire(house: House, keys: Path) -> Iterator[Wire]:
    """Serve the API and run a worker on this machine while the block sends."""
    with served(house, create_app(house)):
        yield Wire(house, keys)
