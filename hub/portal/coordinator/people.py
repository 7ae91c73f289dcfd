"""The people of a participant: invited, given roles, reset and let in no more."""

from datetime import timedelta

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import looking, requires, signed_in, wiring
from hub.portal.blueprint import portal
from hub.services.participants.change_user import disable_user, enable_user, give_role, take_role
from hub.services.participants.invite_user import (
    Invited,
    invite_administrator,
    invite_user,
    reset_user,
    roles_to_give,
)
from hub.store import invitations, participants, sessions, users

ACTS = {"disable": disable_user, "enable": enable_user}


@portal.get("/people")
@requires("user.read")
def list_people() -> str:
    """Show the people whom the caller looks after."""
    with looking("user.read") as work:
        roles = users.roles_by_user(work)
        found = [{"user": each, "roles": roles.get(each.id, ())} for each in users.every(work)]
        waiting = {each.user for each in invitations.waiting(work)}
    return render_template("coordinator/people.html", found=found, waiting=waiting)


@portal.get("/people/new")
@requires("user.write")
def new_person() -> str:
    """Show the form of an invitation."""
    choices = roles_to_give(wiring().house, signed_in().participant)
    return render_template("coordinator/new_person.html", roles=choices)


@portal.post("/people/new")
@requires("user.write")
def invite() -> str:
    """Invite a person, and show the address once."""
    person = signed_in()
    made = invite_user(
        wiring().house,
        within=person.within("user.write"),
        participant=person.participant,
        login=request.form.get("login", ""),
        name=request.form.get("name", ""),
        roles_given=tuple(dict.fromkeys(request.form.getlist("roles"))),
        by=person.user,
    )
    return _shown(made, back=url_for("portal.list_people"))


@portal.get("/people/<user>")
@requires("user.read")
def show_person(user: str) -> str:
    """Show a person: roles, sign-in, and what may be changed."""
    person = signed_in()
    with looking("user.read") as work:
        found = users.one(work, user) or abort(404)
        held = users.roles_of(work, user)
        waiting = any(each.user == user for each in invitations.waiting(work))
        live = sessions.live_of(work, user, idle=_idle())
    choices = roles_to_give(wiring().house, found.participant)
    return render_template(
        "coordinator/person.html",
        found=found,
        held=held,
        titles=dict(choices),
        open_roles=[each for each in choices if each[0] not in held],
        waiting=waiting,
        live=live,
        is_self=user == person.user,
    )


@portal.post("/people/<user>/roles")
@requires("user.write")
def change_role(user: str) -> Response:
    """Give a role, or take one."""
    person = signed_in()
    act = take_role if request.form.get("act") == "take" else give_role
    role = request.form.get("role", "")
    act(wiring().house, user, role, within=person.within("user.write"), by=person.user)
    return redirect(url_for("portal.show_person", user=user, told="changed"))


@portal.post("/people/<user>/reset")
@requires("user.write")
def reset_person(user: str) -> str:
    """Take password, second factor and sessions away, and invite anew."""
    person = signed_in()
    made = reset_user(wiring().house, user, within=person.within("user.write"), by=person.user)
    return _shown(made, back=url_for("portal.show_person", user=user))


@portal.post("/people/<user>/<name>")
@requires("user.write")
def let_in_or_out(user: str, name: str) -> Response:
    """Let a person sign in no more, or again."""
    person = signed_in()
    act = ACTS.get(name) or abort(404)
    act(wiring().house, user, within=person.within("user.write"), by=person.user)
    return redirect(url_for("portal.show_person", user=user, told="changed"))


@portal.post("/participants/<participant>/administrator")
@requires("administrator.invite")
def invite_first(participant: str) -> str:
    """Invite an administrator of a participant, who then invites everybody else."""
    made = invite_administrator(
        wiring().house,
        participant=participant,
        login=request.form.get("login", ""),
        name=request.form.get("name", ""),
        by=signed_in().user,
    )
    return _shown(made, back=url_for("portal.show_participant", participant=participant))


def _shown(made: Invited, *, back: str) -> str:
    with wiring().house.look() as work:
        known = participants.one(work, made.user.participant)
    address = wiring().house.settings.address + url_for("portal.welcome", secret=made.secret)
    return render_template(
        "coordinator/invited.html", made=made, address=address, participant=known, back=back
    )


def _idle() -> timedelta:
    return timedelta(minutes=wiring().house.settings.session_idle_minutes)
