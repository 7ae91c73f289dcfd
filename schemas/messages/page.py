"""A page of a list: how many, and after which one; bounded, whatever is asked for."""

from marshmallow import fields, validate

from schemas.messages.message import Message

USUAL, MOST = 50, 200


class PageQuery(Message):
    """Which part of a list is asked for: `after` is the last id of the part before."""

    limit = fields.Integer(load_default=USUAL, validate=validate.Range(min=1, max=MOST))
    after = fields.String(load_default="", validate=validate.Length(max=64))
