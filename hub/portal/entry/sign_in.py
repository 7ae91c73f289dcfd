"""Sign in by password, then by the second factor if one is set; sign out."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import caller, public, requires, wiring
from hub.portal.blueprint import portal
from hub.portal.gate import SignIn

Answer = str | Response | tuple[str, int]
WRONG = {
    SignIn.REFUSED: "That did not match. Check the name and the password, then try again. "
    "After five attempts, wait a quarter of an hour.",
    SignIn.LOCKED: "Too many attempts. Wait a quarter of an hour, then try again.",
}
STATUS = {SignIn.REFUSED: 401, SignIn.LOCKED: 429}


@portal.get("/sign-in")
@public
def sign_in() -> Answer:
    """Ask for name and password."""
    if caller() is not None:
        return redirect(url_for("portal.home"))
    return render_template("entry/sign_in.html", then=_then(), wrong=None)


@portal.post("/sign-in")
@public
def begin_session() -> Answer:
    """Take name and password; ask for the code where a second factor is set."""
    login, password = request.form.get("login", ""), request.form.get("password", "")
    outcome = wiring().gate.sign_in(login, password)
    if outcome is SignIn.CODE_NEEDED:
        return redirect(url_for("portal.code", then=_then()))
    if outcome is SignIn.DONE:
        return redirect(_then())
    page = render_template("entry/sign_in.html", then=_then(), wrong=WRONG[outcome])
    return page, STATUS[outcome]


@portal.get("/sign-in/code")
@public
def code() -> Answer:
    """Ask for the code of the second factor."""
    return render_template("entry/code.html", then=_then(), wrong=None)


@portal.post("/sign-in/code")
@public
def check_code() -> Answer:
    """Take the code of the second factor."""
    outcome = wiring().gate.second_factor(request.form.get("code", "").replace(" ", ""))
    if outcome is SignIn.DONE:
        return redirect(_then())
    wrong = {**WRONG, SignIn.REFUSED: "That code did not match. Wait for the next one."}
    page = render_template("entry/code.html", then=_then(), wrong=wrong.get(outcome))
    return page, STATUS.get(outcome, 401)


@portal.post("/sign-out")
@requires("session.own")
def sign_out() -> Response:
    """End the session."""
    wiring().gate.sign_out()
    return redirect(url_for("portal.sign_in", told="signed-out"))


def _then() -> str:
    """Where to go after the sign-in: a page of this site alone."""
    asked = request.values.get("then", "/")
    inside = asked.startswith("/") and not asked.startswith(("//", "/\\"))
    return asked if inside and asked.isprintable() else "/"
