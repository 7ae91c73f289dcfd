"""Where a person is counted, asked and disputed by token; what each party is told of it."""

from marshmallow import fields, validate

from schemas.messages.message import WORD, Message

TOKEN = validate.Length(min=1, max=200)


class QuestionSchema(Message):
    """A token that the practice handed in itself; it is in no answer, address or log."""

    token = fields.String(required=True, validate=TOKEN)


class EvidenceSchema(Message):
    """What the practice's own records say: a list or visits, on how many days, since when."""

    kind = fields.String()
    days = fields.Integer(allow_none=True)
    first = fields.Date(allow_none=True)
    last = fields.Date(allow_none=True)


class WhereCountedSchema(Message):
    """Where the person is counted: here, elsewhere or nobody; never whose the person is."""

    where = fields.String()
    first = fields.Date()
    last = fields.Date()
    evidence = fields.List(fields.Nested(EvidenceSchema))


class DisputeOpeningSchema(Message):
    """A dispute: of whom, and whether the person is the practice's own (ours) or not (not-ours)."""

    token = fields.String(required=True, validate=TOKEN)
    says = fields.String(required=True, validate=WORD)


class DecisionSchema(Message):
    """What is decided: here, elsewhere or upheld; and from which period on it counts.

    `counts_from` is the first day of the period of the first release in which it counts.
    """

    outcome = fields.String(required=True, validate=WORD)
    counts_from = fields.Date(load_default=None, allow_none=True)


class HearingAnswerSchema(Message):
    """What a payer answers: its roster stands (confirm), or is to be corrected (yield)."""

    answer = fields.String(required=True, validate=WORD)


class HearingSchema(Message):
    """What a payer is asked, of whom on its own roster; `token` is null once it is over."""

    id = fields.String()
    token = fields.String(allow_none=True)
    asked_at = fields.AwareDateTime()
    due = fields.Date()
    answer = fields.String(allow_none=True)
    answered_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)


class HearingsSchema(Message):
    """What a payer is asked, the latest first."""

    hearings = fields.List(fields.Nested(HearingSchema))


class HeardSchema(Message):
    """A payer that is heard in a dispute, to the convener."""

    participant = fields.String()
    due = fields.Date()
    answer = fields.String(allow_none=True)


class DisputeSchema(Message):
    """A dispute: `token` to the practice that opened it, `heard` to the convener, else null."""

    id = fields.String()
    participant = fields.String()
    token = fields.String(allow_none=True)
    says = fields.String()
    stood = fields.String()
    state = fields.String()
    first = fields.Date(attribute="first_day")
    last = fields.Date(attribute="last_day")
    opened_at = fields.AwareDateTime()
    due = fields.Date()
    decided_at = fields.AwareDateTime(allow_none=True)
    counts_from = fields.Date(allow_none=True)
    counts_in = fields.String(allow_none=True)
    heard = fields.List(fields.Nested(HeardSchema), allow_none=True)


class DisputesSchema(Message):
    """The disputes that the caller may see."""

    disputes = fields.List(fields.Nested(DisputeSchema))
