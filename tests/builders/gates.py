"""A sign-in for tests of the pages: the users of the store, in the signed cookie of Flask."""

from flask import session

from hub.platform.second_factor import step_of
from hub.portal.caller import Caller
from hub.portal.gate import SignIn
from hub.services.house import House
from hub.store import participants, roles, users
from tests.builders.portal import CHEAP


class CookieGate:
    """Keeps who has signed in, in a cookie; the token of the forms is the user's id."""

    def __init__(self, house: House) -> None:
        self._house = house

    def caller(self) -> Caller | None:
        name = session.get("user")
        if name is None:
            return None
        with self._house.look() as work:
            user = users.one(work, name)
            participant = participants.one(work, user.participant)
            reach = roles.reach_of(work, users.roles_of(work, user.id))
        return Caller(
            user=user.id,
            title=user.name,
            participant=participant.id,
            kind=participant.kind,
            reach=reach,
        )

    def csrf(self) -> str:
        return f"token-of-{session['user']}"

    def csrf_holds(self, token: str) -> bool:
        return token == self.csrf()

    def sign_in(self, login: str, password: str) -> SignIn:
        with self._house.look() as work:
            user = users.by_login(work, login)
        if not CHEAP.matches(user.password if user else None, password):
            return SignIn.REFUSED
        if user.second_factor:
            session["pending"] = user.id
            return SignIn.CODE_NEEDED
        session["user"] = user.id
        return SignIn.DONE

    def second_factor(self, code: str) -> SignIn:
        with self._house.look() as work:
            user = users.one(work, session.get("pending", ""))
        if user is None or not step_of(user.second_factor, code, now=self._house.clock(), after=0):
            return SignIn.REFUSED
        session["user"] = session.pop("pending")
        return SignIn.DONE

    def sign_in_as(self, login: str) -> SignIn:
        with self._house.look() as work:
            user = users.by_login(work, login)
        if user is None:
            return SignIn.REFUSED
        session["user"] = user.id
        return SignIn.DONE

    def sign_out(self) -> None:
        session.clear()
