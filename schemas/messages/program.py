"""The register of programs: what each provider is attested to be."""

from marshmallow import fields, validate

from schemas.messages.message import ID, LINE, WORD, Message


class AttestationSchema(Message):
    """What a participant attests of a provider from a day on: program, or no-program."""

    participant = fields.String(required=True, validate=ID)
    provider = fields.String(required=True, validate=validate.And(LINE, validate.Length(max=64)))
    standing = fields.String(required=True, validate=WORD)
    since = fields.Date(required=True)
    until = fields.Date(allow_none=True, load_default=None)


class StandingSchema(AttestationSchema):
    """An attestation as the register holds it."""

    id = fields.String()
    attested_by = fields.String()
    attested_at = fields.AwareDateTime()


class ProgramsSchema(Message):
    """The register: the attestation that holds for each provider, by provider."""

    programs = fields.List(fields.Nested(StandingSchema))
