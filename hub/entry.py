"""The sign-in of people in the browser: one cookie, whose secret is the session."""

from flask import after_this_request, g, request
from werkzeug.wrappers import Response

from hub.platform.canonical import digest_of_text
from hub.portal.caller import Caller
from hub.portal.gate import SignIn
from hub.services.house import House
from hub.services.participants import sessions
from hub.services.participants.sessions import Opened, Person


class SessionGate:
    """The gate of the portal over the sessions of the store."""

    def __init__(self, house: House) -> None:
        self._house = house

    def caller(self) -> Caller | None:
        """Return who makes this request; None where nobody has signed in."""
        secret = self._secret()
        person = sessions.person_of(self._house, secret) if secret else None
        return _caller(person) if person else None

    def session(self) -> str:
        """Return the id of the session; empty where nobody has signed in."""
        secret = self._secret()
        return digest_of_text(secret) if secret else ""

    def csrf(self) -> str:
        """Return the token that each form of this session carries."""
        secret = self._secret()
        return sessions.csrf_token(secret) if secret else ""

    def csrf_holds(self, token: str) -> bool:
        """Tell whether a form carried the token of this session."""
        return sessions.csrf_holds(self._secret(), token)

    def sign_in(self, login: str, password: str) -> SignIn:
        """Take the first factor; DONE begins a session."""
        return self._opened(sessions.first_factor(self._house, login=login, password=password))

    def second_factor(self, code: str) -> SignIn:
        """Take the code of the second factor, after the first; DONE begins a session."""
        return self._opened(sessions.second_factor(self._house, secret=self._secret(), code=code))

    def sign_in_as(self, login: str) -> SignIn:
        """Begin the session of a user of the demonstration, without a password."""
        return self._opened(sessions.begin_as(self._house, login))

    def sign_out(self) -> None:
        """End the session."""
        if secret := self._secret():
            sessions.sign_out(self._house, secret)
        name = sessions.cookie_name(self._house)

        @after_this_request
        def forget(response: Response) -> Response:
            response.delete_cookie(name, path="/")
            return response

    def _opened(self, opened: Opened) -> SignIn:
        if opened.secret:
            g.session_secret = opened.secret
            self._keep(opened.secret)
        return SignIn(opened.attempt)

    def _keep(self, secret: str) -> None:
        name, secure = sessions.cookie_name(self._house), sessions.is_secure(self._house)

        @after_this_request
        def keep(response: Response) -> Response:
            response.set_cookie(
                name, secret, secure=secure, httponly=True, samesite="Strict", path="/"
            )
            return response

    def _secret(self) -> str:
        return str(
            g.get("session_secret") or request.cookies.get(sessions.cookie_name(self._house), "")
        )


def _caller(person: Person) -> Caller:
    return Caller(
        user=person.user,
        title=person.name,
        participant=person.participant,
        kind=person.kind,
        reach=person.reach,
    )
