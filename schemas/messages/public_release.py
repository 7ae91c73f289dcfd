"""What a release tells the public, as everybody may read it."""

from marshmallow import fields

from schemas.messages.message import Message


class PublicReleaseSchema(Message):
    """A published release; `tier` says whether its figures are exact, carry noise, or are none."""

    id = fields.String()
    title = fields.String()
    version = fields.Integer()
    status = fields.String()
    first = fields.Date()
    last = fields.Date()
    tier = fields.String()


class PublicReleasesSchema(Message):
    """The published releases, the newest first."""

    releases = fields.List(fields.Nested(PublicReleaseSchema))


class PublicLineSchema(Message):
    """A line: everybody, or one of the parts named by `by`; what may not be told is null.

    `within`: 95 of 100 noisy counts lie so near to the true one; null where counts carry no noise.
    `lowest` and `highest` bound the true rate.
    """

    by = fields.String()
    name = fields.String()
    met = fields.Integer(allow_none=True)
    not_met = fields.Integer(allow_none=True)
    counted = fields.Integer(allow_none=True)
    rate = fields.Float(allow_none=True)
    lowest = fields.Float(allow_none=True)
    highest = fields.Float(allow_none=True)
    within = fields.Float(allow_none=True)
    words = fields.String()


class PublicMeasureSchema(Message):
    """A rate of a measure with its lines."""

    identifier = fields.String()
    rate = fields.String()
    title = fields.String()
    rate_title = fields.String()
    goal = fields.String()
    direction = fields.String()
    steward = fields.String()
    version = fields.String()
    per = fields.Integer()
    basis = fields.String()
    lines = fields.List(fields.Nested(PublicLineSchema))


class GuaranteeSchema(Message):
    """What is promised of noisy counts: differential privacy at this epsilon, and how near."""

    mechanism = fields.String()
    epsilon = fields.Float()
    epsilon_a_year = fields.Float()
    cells_a_person = fields.Integer()
    tokens_a_person = fields.Integer()
    within = fields.Float()
    both_within = fields.Float()
    confidence = fields.Float()


class PublicFiguresSchema(Message):
    """What a release tells everybody: `words` say how far to trust it, or why it tells nothing."""

    format = fields.String()
    release = fields.Dict()
    tier = fields.String()
    words = fields.String()
    guarantee = fields.Nested(GuaranteeSchema, allow_none=True)
    measures = fields.List(fields.Nested(PublicMeasureSchema))
