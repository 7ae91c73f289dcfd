"""The ledgers: disclosures of records, and events."""

from marshmallow import fields, validate

from schemas.messages.message import ID, Message
from schemas.messages.page import PageQuery


class DisclosuresQuery(PageQuery):
    """Whose disclosures are asked for; everybody's where nobody is named."""

    participant = fields.String(load_default="", validate=lambda word: word == "" or ID(word))


class DisclosureSchema(Message):
    """Records of a participant went to a recipient."""

    id = fields.String()
    participant = fields.String()
    recipient = fields.String()
    purpose = fields.String()
    data_class = fields.String()
    basis = fields.String()
    described = fields.String()
    rows = fields.Integer()
    submission = fields.String(allow_none=True)
    rests_on = fields.String(allow_none=True)
    statement = fields.String(allow_none=True)
    consent_scope = fields.String(allow_none=True)
    disclosed_at = fields.AwareDateTime()


class DisclosuresSchema(Message):
    """A page of disclosures, the latest first, back to `since`."""

    since = fields.Date()
    disclosures = fields.List(fields.Nested(DisclosureSchema))
    next = fields.String(allow_none=True)


class AccountingRequestSchema(Message):
    """A patient asked a program on a day for an accounting (42 CFR 2.25), by the program's token.

    `through_health_record`: the program's transfers went through an electronic health record.
    """

    participant = fields.String(required=True, validate=ID)
    token = fields.String(required=True, validate=validate.Length(min=1, max=200))
    asked_on = fields.Date(required=True)
    through_health_record = fields.Boolean(load_default=False)


class AccountingSchema(Message):
    """The program's part of it; `untold` counts transfers whose records are destroyed."""

    participant = fields.String()
    since = fields.Date()
    due = fields.Date()
    untold = fields.Integer()
    entries = fields.List(fields.Nested(DisclosureSchema), data_key="disclosures")


class EventSchema(Message):
    """An event as it was written; its facts hold no value of a person."""

    position = fields.Integer()
    at = fields.AwareDateTime()
    name = fields.String()
    actor = fields.String(allow_none=True)
    subject = fields.String(allow_none=True)
    participant = fields.String(allow_none=True)
    facts = fields.Dict()


class EventsSchema(Message):
    """A page of events, the latest first."""

    events = fields.List(fields.Nested(EventSchema))
    next = fields.String(allow_none=True)
