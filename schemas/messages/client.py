"""Machines that sign in, and their public keys."""

from marshmallow import fields, validate

from schemas.messages.message import LINE, Message

SCOPE = validate.Regexp(r"^[a-z_]+\.[a-z_]+\Z", error="no scope")


class KeysSchema(Message):
    """A key set (RFC 7517) of public keys."""

    keys = fields.List(fields.Dict(), required=True, validate=validate.Length(min=1, max=10))


class RegistrationSchema(Message):
    """A registration: a name, scopes, and a key set."""

    name = fields.String(required=True, validate=LINE)
    scopes = fields.List(
        fields.String(validate=SCOPE), required=True, validate=validate.Length(min=1, max=20)
    )
    jwks = fields.Nested(KeysSchema, required=True)


class ClientKeySchema(Message):
    """A public key of a machine."""

    kid = fields.String()
    jwk = fields.Dict()
    added_at = fields.AwareDateTime()
    revoked_at = fields.AwareDateTime(allow_none=True)


class ClientSchema(Message):
    """A machine: its id is what it signs in by."""

    id = fields.String()
    participant = fields.String()
    name = fields.String()
    scopes = fields.List(fields.String())
    added_at = fields.AwareDateTime()
    disabled_at = fields.AwareDateTime(allow_none=True)
    keys = fields.List(fields.Nested(ClientKeySchema))


class ClientsSchema(Message):
    """The machines of a participant."""

    clients = fields.List(fields.Nested(ClientSchema))
