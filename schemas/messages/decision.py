"""What would become of a kind of record: a supposition without any person, and the decision."""

from marshmallow import fields, validate

from schemas.messages.message import ID, WORD, Message

MOST_LABELS = 60


class SuppositionSchema(Message):
    """A kind of record of a contributor, and what it is wanted for; it names no person.

    `basis` null: as the agreement has it. `consent` is where the patient's consents stand.
    """

    contributor = fields.String(required=True, validate=ID)
    purpose = fields.String(required=True, validate=WORD)
    data_class = fields.String(required=True, validate=WORD)
    basis = fields.String(load_default=None, allow_none=True, validate=WORD)
    provenance = fields.String(load_default="unknown", validate=WORD)
    sensitivity = fields.List(
        fields.String(validate=WORD), load_default=list, validate=validate.Length(max=MOST_LABELS)
    )
    consent = fields.String(load_default="none", validate=WORD)
    opted_out = fields.Boolean(load_default=False)
    restricted = fields.Boolean(load_default=False)
    emergency = fields.Boolean(load_default=False)


class ReasonSchema(Message):
    """One rule's part in a decision; law, a contract or the network's policy says so."""

    rule = fields.String()
    citation = fields.String()
    text = fields.String()
    authority = fields.String()


class DecidedSchema(Message):
    """Permit, deny or no-consent, as `hub decide` says it; the first reason refuses first."""

    outcome = fields.String(data_key="decision")
    redact = fields.List(fields.String())
    reasons = fields.List(fields.Nested(ReasonSchema))
    obligations = fields.List(fields.String())
    clause = fields.String()
