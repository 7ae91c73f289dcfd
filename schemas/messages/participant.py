"""A participant, as the API tells of it and takes it."""

from marshmallow import fields, validate

from schemas.messages.message import ID, LINE, WORD, Message


class ParticipantSchema(Message):
    """A payer, practice, program, purchaser or convener."""

    id = fields.String(required=True, validate=ID)
    name = fields.String(required=True, validate=LINE)
    kind = fields.String(required=True, validate=WORD)
    capacity = fields.String(required=True, validate=WORD)
    state = fields.String(allow_none=True, load_default=None, validate=validate.Length(equal=2))
    practice = fields.String(allow_none=True, load_default=None, validate=ID)
    joined_at = fields.AwareDateTime(dump_only=True)
    left_at = fields.AwareDateTime(dump_only=True, allow_none=True)
    missing = fields.List(fields.String(), dump_only=True)


class ParticipantsSchema(Message):
    """A page of participants; `next` is what `after` has to be for the following one."""

    participants = fields.List(fields.Nested(ParticipantSchema))
    next = fields.String(allow_none=True)
