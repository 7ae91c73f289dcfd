"""One's own account: the password, the second factor, and the sessions that are open."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import requires, signed_in, wiring
from hub.portal.blueprint import portal
from hub.services.participants.own_account import (
    account_of,
    change_password,
    check_password,
    end_session,
)
from hub.services.participants.second_factors import (
    confirm_second_factor,
    drop_second_factor,
    new_recovery_codes,
    offer_second_factor,
    same_offer,
)
from hub.services.refusal import Refused

WRONG_CODE = "That code did not match. Wait for the next one, and look at the clock of the phone."


@portal.get("/account")
@requires("session.own")
def account() -> str:
    """Show the own account."""
    found = account_of(wiring().house, signed_in().user, current=wiring().gate.session())
    return render_template("entry/account.html", found=found)


@portal.post("/account/password")
@requires("session.own")
def set_password() -> Response:
    """Change the own password."""
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        raise Refused(
            rule="password", text="the new password was not typed alike twice", status=422
        )
    change_password(
        wiring().house,
        signed_in().user,
        old=request.form.get("old", ""),
        new=new,
        current=wiring().gate.session(),
    )
    return redirect(url_for("portal.account", told="password-changed"))


@portal.get("/account/second-factor")
@requires("session.own")
def new_factor() -> str:
    """Offer a second factor."""
    offer = offer_second_factor(wiring().house, signed_in().user)
    return render_template("entry/second_factor.html", offer=offer, wrong=None)


@portal.post("/account/second-factor")
@requires("session.own")
def set_factor() -> str | tuple[str, int]:
    """Set the second factor once a code shows that the telephone has it; show recovery codes."""
    house, user, sealed = wiring().house, signed_in().user, request.form.get("sealed", "")
    check_password(house, user, request.form.get("password", ""))
    if not confirm_second_factor(house, user, sealed=sealed, code=_code()):
        offer = same_offer(house, user, sealed)
        return render_template("entry/second_factor.html", offer=offer, wrong=WRONG_CODE), 422
    return render_template("entry/recovery_codes.html", codes=new_recovery_codes(house, user))


@portal.post("/account/recovery-codes")
@requires("session.own")
def make_recovery_codes() -> str:
    """Make recovery codes anew, and show them this once."""
    house, user = wiring().house, signed_in().user
    check_password(house, user, request.form.get("password", ""))
    codes = new_recovery_codes(house, user) or abort(409)
    return render_template("entry/recovery_codes.html", codes=codes)


@portal.post("/account/second-factor/remove")
@requires("session.own")
def remove_factor() -> Response:
    """Take the own second factor away, for the password."""
    house, user = wiring().house, signed_in().user
    check_password(house, user, request.form.get("password", ""))
    drop_second_factor(house, user, by=user)
    return redirect(url_for("portal.account", told="factor-dropped"))


@portal.post("/account/sessions/<session>/end")
@requires("session.own")
def end_own_session(session: str) -> Response:
    """End one of the own sessions."""
    end_session(wiring().house, signed_in().user, session)
    return redirect(url_for("portal.account", told="session-ended"))


def _code() -> str:
    return request.form.get("code", "").replace(" ", "")
