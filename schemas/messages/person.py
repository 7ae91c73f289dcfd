"""The people of a participant who sign in: invited, given roles, let in no more."""

from marshmallow import fields, validate

from schemas.messages.message import LINE, WORD, Message

ROLES = validate.Length(min=1, max=20)


class InvitationSchema(Message):
    """Somebody to be invited."""

    login = fields.String(required=True, validate=LINE)
    name = fields.String(required=True, validate=LINE)
    roles = fields.List(fields.String(validate=WORD), required=True, validate=ROLES)


class PersonSchema(Message):
    """Somebody who signs in, or was invited to."""

    id = fields.String()
    participant = fields.String()
    login = fields.String()
    name = fields.String()
    roles = fields.List(fields.String())
    invited = fields.Boolean()
    added_at = fields.AwareDateTime()
    disabled_at = fields.AwareDateTime(allow_none=True)


class PeopleSchema(Message):
    """The people whom the caller looks after."""

    people = fields.List(fields.Nested(PersonSchema))


class InvitedSchema(Message):
    """An invitation: the address at which the person sets a password is told this once."""

    id = fields.String()
    address = fields.String()
    expires_at = fields.String()
