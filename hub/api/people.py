"""The people of the caller's participant: invited, given roles, reset, let in no more."""

from typing import Any

from flask import abort
from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import caller, requires
from hub.api.house import house
from hub.api.problems import may_fail
from hub.services.participants.change_user import disable_user, enable_user, give_role, take_role
from hub.services.participants.invite_user import Invited, invite_user, reset_user
from hub.store import invitations, users
from hub.store.users import User
from hub.store.work import Work
from schemas.messages.person import InvitationSchema, InvitedSchema, PeopleSchema, PersonSchema

# Where the portal takes somebody who was invited in.
WELCOME = "/welcome/"

blueprint = Blueprint("people", __name__, url_prefix="/api/v1/people", description="People")


@blueprint.route("")
class People(MethodView):
    """The people whom the caller looks after."""

    @requires("user.read")
    @may_fail(blueprint)
    @blueprint.response(200, PeopleSchema)
    def get(self) -> dict[str, Any]:
        """List them with their roles."""
        with house().look(within=caller().within) as work:
            return {"people": [_document(work, each) for each in users.every(work)]}

    @requires("user.write")
    @may_fail(blueprint, 409, 422)
    @blueprint.arguments(InvitationSchema)
    @blueprint.response(201, InvitedSchema)
    def post(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Invite a person; nobody but the person ever knows the password."""
        return _invited(
            invite_user(
                house(),
                within=caller().within,
                participant=caller().participant,
                login=asked["login"],
                name=asked["name"],
                roles_given=tuple(dict.fromkeys(asked["roles"])),
                by=caller().actor,
            )
        )


@blueprint.route("/<uuid:id>")
class OnePerson(MethodView):
    """One person."""

    @requires("user.read")
    @may_fail(blueprint, 404)
    @blueprint.response(200, PersonSchema)
    def get(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Tell of a person."""
        return _one(str(id))


@blueprint.route("/<uuid:id>/roles/<role>")
class Role(MethodView):
    """A role of a person."""

    @requires("user.write")
    @may_fail(blueprint, 404, 409, 422)
    @blueprint.response(200, PersonSchema)
    def put(self, id: Any, role: str) -> dict[str, Any]:  # noqa: A002
        """Give it; it opens its scopes from the next request on."""
        give_role(house(), str(id), role, within=caller().within, by=caller().actor)
        return _one(str(id))

    @requires("user.write")
    @may_fail(blueprint, 404, 409)
    @blueprint.response(200, PersonSchema)
    def delete(self, id: Any, role: str) -> dict[str, Any]:  # noqa: A002
        """Take it; what it opened is closed from the next request on."""
        take_role(house(), str(id), role, within=caller().within, by=caller().actor)
        return _one(str(id))


@blueprint.route("/<uuid:id>/invitation")
class Invitation(MethodView):
    """Another invitation of somebody who lost the password or the second factor."""

    @requires("user.write")
    @may_fail(blueprint, 404, 409)
    @blueprint.response(201, InvitedSchema)
    def post(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Take password, second factor and sessions away, and invite anew."""
        return _invited(reset_user(house(), str(id), within=caller().within, by=caller().actor))


@blueprint.route("/<uuid:id>/end")
class End(MethodView):
    """Whether a person may sign in no more."""

    @requires("user.write")
    @may_fail(blueprint, 404, 409)
    @blueprint.response(200, PersonSchema)
    def put(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Let the person in no more; what is open ends at once."""
        disable_user(house(), str(id), within=caller().within, by=caller().actor)
        return _one(str(id))

    @requires("user.write")
    @may_fail(blueprint, 404, 409)
    @blueprint.response(200, PersonSchema)
    def delete(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Let the person in again."""
        enable_user(house(), str(id), within=caller().within, by=caller().actor)
        return _one(str(id))


def _one(user: str) -> dict[str, Any]:
    with house().look(within=caller().within) as work:
        return _document(work, users.one(work, user) or abort(404))


def _document(work: Work, user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "participant": user.participant,
        "login": user.login,
        "name": user.name,
        "roles": users.roles_of(work, user.id),
        "invited": any(each.user == user.id for each in invitations.waiting(work)),
        "added_at": user.added_at,
        "disabled_at": user.disabled_at,
    }


def _invited(made: Invited) -> dict[str, Any]:
    return {
        "id": made.user.id,
        "address": f"{house().settings.address}{WELCOME}{made.secret}",
        "expires_at": made.expires_at,
    }
