"""What the portal asks of the sign-in: who calls, by which secrets, and how a session begins."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from hub.portal.caller import Caller
from hub.services.house import House
from schemas.record import record


class SignIn(StrEnum):
    """What came of an attempt to sign in."""

    DONE = "done"
    CODE_NEEDED = "code-needed"
    REFUSED = "refused"
    LOCKED = "locked"


class Gate(Protocol):
    """The sign-in of people; whoever implements it sets the cookies on the answer."""

    def caller(self) -> Caller | None:
        """Return who makes this request; None where nobody has signed in."""
        ...

    def session(self) -> str:
        """Return the id of the session; empty where nobody has signed in."""
        ...

    def csrf(self) -> str:
        """Return the token that each form of this session carries."""
        ...

    def csrf_holds(self, token: str) -> bool:
        """Tell whether a form carried the token of this session."""
        ...

    def sign_in(self, login: str, password: str) -> SignIn:
        """Take the first factor; DONE begins a session."""
        ...

    def second_factor(self, code: str) -> SignIn:
        """Take the code of the second factor, after the first; DONE begins a session."""
        ...

    def sign_in_as(self, login: str) -> SignIn:
        """Begin the session of a user of the demonstration, without a password."""
        ...

    def sign_out(self) -> None:
        """End the session."""
        ...


@record
class Wiring:
    """What the portal works with.

    `upload_address` is where the upload form sends a file, `csrf_header` the header with the token
    of the session; `demo_users` are logins by persona, and `demo_files` what they hand in, both
    empty outside the demonstration.
    """

    house: House
    gate: Gate
    upload_address: str = "/api/v1/submissions"
    csrf_header: str = "X-CSRF-Token"
    demo_users: Mapping[str, str]
    demo_files: Mapping[str, Path]
