"""Agreements as the API tells of them, and what is done with them."""

from marshmallow import fields, validate

from schemas.messages.message import ID, LINE, WORD, Message

DIGEST = validate.Regexp(r"^[0-9a-f]{64}\Z", error="no SHA-256")
FEW = validate.Length(max=200)


class InstrumentSchema(Message):
    """A paper signed elsewhere that the agreement rests on."""

    kind = fields.String(required=True, validate=WORD)
    parties = fields.List(fields.String(validate=ID), required=True, validate=FEW)
    effective = fields.Date(required=True)
    expires = fields.Date(allow_none=True, load_default=None)
    attests = fields.List(fields.String(validate=LINE), load_default=list, validate=FEW)
    destroy_by = fields.Date(allow_none=True, load_default=None)


class CertificateSchema(Message):
    """An expert's certificate (45 CFR 164.514(b)(1)): who, how, which risk, what may be kept."""

    expert = fields.String(required=True, validate=LINE)
    method = fields.String(required=True, validate=LINE)
    risk = fields.String(required=True, validate=LINE)
    signed = fields.Date(required=True)
    expires = fields.Date(required=True)
    date_precision = fields.String(validate=validate.OneOf(["day", "month", "year"]))
    instants = fields.Boolean()
    geography = fields.List(fields.String(validate=WORD), validate=FEW)
    ages_over_89 = fields.Boolean()
    columns = fields.List(fields.String(validate=validate.Length(max=100)))
    free_text = fields.List(fields.String(validate=validate.Length(max=100)))


class TermsSchema(Message):
    """The terms: what the text is made from, and what the rules look at."""

    instrument = fields.String(load_default="DUA", validate=WORD)
    parties = fields.Dict(
        keys=fields.String(validate=ID),
        values=fields.String(validate=WORD),
        required=True,
        validate=FEW,
    )
    capacities = fields.List(fields.String(validate=WORD), load_default=list, validate=FEW)
    purposes = fields.List(fields.String(validate=WORD), load_default=list, validate=FEW)
    data_classes = fields.List(fields.String(validate=WORD), load_default=list, validate=FEW)
    basis = fields.String(load_default="aggregate_only", validate=WORD)
    recipients = fields.List(fields.String(validate=ID), load_default=list, validate=FEW)
    effective = fields.Date(required=True)
    expires = fields.Date(required=True)
    reduces = fields.String(load_default="participant", validate=WORD)
    linkage = fields.String(load_default="none", validate=WORD)
    entitlement = fields.String(load_default="default", validate=WORD)
    tolerance = fields.Float(
        allow_none=True, load_default=None, validate=validate.Range(min=0, max=1)
    )
    size_bound = fields.Integer(
        allow_none=True, load_default=None, validate=validate.Range(min=1, max=1 << 40)
    )
    release_rules = fields.Dict(
        keys=fields.String(validate=WORD),
        values=fields.Float(validate=validate.Range(min=0, max=1000)),
        load_default=dict,
        validate=FEW,
    )
    honour_opt_outs = fields.Boolean(load_default=True)
    strict = fields.Boolean(load_default=False)
    attests_tpo_receipt = fields.Boolean(load_default=False)
    state = fields.String(load_default="", validate=validate.Length(max=2))
    cost = fields.Boolean(load_default=False)
    plan_sponsors = fields.List(fields.String(validate=ID), load_default=list, validate=FEW)
    columns = fields.Dict(
        keys=fields.String(validate=WORD),
        values=fields.List(fields.String(validate=WORD), validate=FEW),
        load_default=dict,
        validate=FEW,
    )
    instruments = fields.List(fields.Nested(InstrumentSchema), load_default=list, validate=FEW)
    certificate = fields.Nested(CertificateSchema, allow_none=True, load_default=None)
    breach_hours = fields.Integer(load_default=72, validate=validate.Range(min=1, max=1440))
    retention_days = fields.Integer(load_default=30, validate=validate.Range(min=0, max=3660))


class DraftSchema(Message):
    """A draft: a title and terms."""

    title = fields.String(required=True, validate=LINE)
    terms = fields.Nested(TermsSchema, required=True)


class PartySchema(Message):
    """A party, its part, and whether it has signed the text that holds or is to be signed."""

    participant = fields.String()
    part = fields.String()
    signed = fields.Boolean()


class PendingSchema(Message):
    """A renewed text that waits for signatures."""

    version = fields.Integer()
    hash = fields.String()
    expires = fields.Date()


class AgreementSchema(Message):
    """An agreement as it stands."""

    id = fields.String()
    title = fields.String()
    instrument = fields.String()
    state = fields.String()
    version = fields.Integer()
    hash = fields.String()
    parties = fields.List(fields.Nested(PartySchema))
    effective = fields.Date()
    expires = fields.Date()
    missing = fields.List(fields.String())
    pending = fields.Nested(PendingSchema, allow_none=True)
    suspended_at = fields.AwareDateTime(allow_none=True)
    terminated_at = fields.AwareDateTime(allow_none=True)
    destroy_on = fields.Date(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    legal_hold = fields.String(allow_none=True)


class WholeAgreementSchema(AgreementSchema):
    """An agreement with its terms, its text word for word, and its purposes as DUO calls them."""

    terms = fields.Dict()
    text = fields.String()
    duo = fields.List(fields.String())


class AgreementsSchema(Message):
    """A page of agreements; `next` is what `after` has to be for the following one."""

    agreements = fields.List(fields.Nested(AgreementSchema))
    next = fields.String(allow_none=True)


class RenewalSchema(Message):
    """A renewal: the later last day."""

    expires = fields.Date(required=True)


class TerminationSchema(Message):
    """A termination: the day on which the records are destroyed."""

    destroy_on = fields.Date(required=True)


class SuspensionSchema(Message):
    """A suspension: its reason in one word."""

    reason = fields.String(
        load_default="coordinator",
        validate=validate.Regexp(r"^[a-z][a-z0-9-]{0,39}\Z", error="no word in small letters"),
    )


class HoldSchema(Message):
    """A legal hold: its reason in one word."""

    reason = fields.String(required=True, validate=WORD)


class SignSchema(Message):
    """A signature: the hash of the text that was read, the signer's name, and a code."""

    hash = fields.String(required=True, validate=DIGEST)
    typed_name = fields.String(required=True, validate=LINE)
    code = fields.String(load_default="", validate=validate.Length(max=64))
