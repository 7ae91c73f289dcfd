"""A problem (RFC 9457), as every refusal and failure of the API is told."""

from marshmallow import Schema, fields


class ProblemSchema(Schema):
    """What went wrong: `type` a short name, `title` plain words; `errors` by field, no values."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
    errors = fields.Dict()
