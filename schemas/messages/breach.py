"""Breaches, and whom to tell of them by when."""

from marshmallow import fields, validate

from schemas.messages.message import ID, WORD, Message

PERSONS = validate.Range(min=0, max=10**9)


class BreachReportSchema(Message):
    """What is entered of a breach: words and numbers, no free text."""

    participant = fields.String(required=True, validate=ID)
    kind = fields.String(required=True, validate=WORD)
    discovered_on = fields.Date(required=True)
    persons = fields.Integer(required=True, validate=PERSONS)


class ToldSchema(Message):
    """Somebody was told on a day: individuals, secretary or media."""

    whom = fields.String(required=True, validate=WORD)
    on = fields.Date(required=True)


class DutySchema(Message):
    """Somebody who has to be told by a day, and the day on which it was done."""

    told = fields.String()
    by = fields.Date()
    done_on = fields.Date(allow_none=True)
    days_left = fields.Integer()
    overdue = fields.Boolean()


class BreachSchema(Message):
    """A breach with its duties as they stand."""

    id = fields.String()
    participant = fields.String()
    agreement = fields.String(allow_none=True)
    kind = fields.String()
    discovered_on = fields.Date()
    persons = fields.Integer()
    reported_at = fields.AwareDateTime()
    closed_at = fields.AwareDateTime(allow_none=True)
    duties = fields.List(fields.Nested(DutySchema))


class BreachesSchema(Message):
    """The register, the latest discovery first."""

    breaches = fields.List(fields.Nested(BreachSchema))
