"""The page of an invitation: whoever was invited sets a password, once."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import public, wiring
from hub.portal.blueprint import portal
from hub.services.participants.own_account import accept_invitation, invited_user
from hub.services.refusal import Refused


@portal.get("/welcome/<secret>")
@public
def welcome(secret: str) -> str:
    """Ask for a password."""
    user = invited_user(wiring().house, secret) or abort(404)
    return render_template("entry/welcome.html", user=user, secret=secret)


@portal.post("/welcome/<secret>")
@public
def accept(secret: str) -> Response:
    """Set the password; the address serves no more."""
    password = request.form.get("new", "")
    if password != request.form.get("again", ""):
        raise Refused(rule="password", text="the password was not typed alike twice", status=422)
    accept_invitation(wiring().house, secret, password=password)
    return redirect(url_for("portal.sign_in", told="password-set"))
