"""What patients wish: by count, and noted by token."""

from marshmallow import fields, validate

from schemas.messages.message import ID, WORD, Message

TOKEN = validate.Length(min=1, max=200)


class WishSchema(Message):
    """A wish to be noted; the token is kept re-keyed alone and never told again."""

    participant = fields.String(required=True, validate=ID)
    token = fields.String(required=True, validate=TOKEN)
    kind = fields.String(required=True, validate=WORD)
    day = fields.Date(required=True)
    reason = fields.String(load_default="other", validate=WORD)


class WishCountSchema(Message):
    """How many wishes of a kind stand; null where the number is too small to be told."""

    participant = fields.String()
    kind = fields.String()
    count = fields.Integer(allow_none=True)


class WishesSchema(Message):
    """The counts by participant and kind."""

    wishes = fields.List(fields.Nested(WishCountSchema))


class RestrictionSchema(Message):
    """A request to restrict what goes out (42 CFR 2.26), without the person's token."""

    id = fields.String()
    participant = fields.String()
    reason = fields.String()
    asked_on = fields.Date()
    answer = fields.String(allow_none=True)
    answered_at = fields.AwareDateTime(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)


class RestrictionsSchema(Message):
    """The requests that have not ended, by time."""

    restrictions = fields.List(fields.Nested(RestrictionSchema))


class AnswerSchema(Message):
    """The answer to a request: agreed or declined."""

    answer = fields.String(required=True, validate=WORD)
