"""Releases as the API tells of them."""

from marshmallow import fields, validate

from schemas.attribution_choice import CHOICES, NETWORK
from schemas.messages.message import LINE, Message


class ProposalSchema(Message):
    """A proposal: a title, the period, which published release it corrects, and whose word counts.

    `attribution` says by which evidence persons are counted at practices.
    """

    title = fields.String(required=True, validate=LINE)
    first = fields.Date(required=True)
    last = fields.Date(required=True)
    replaces = fields.UUID(load_default=None, allow_none=True)
    attribution = fields.String(load_default=NETWORK, validate=validate.OneOf(tuple(CHOICES)))


class ApprovalSchema(Message):
    """An approval: the hash of the manifest that was looked at."""

    hash = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))


class ReleaseSchema(Message):
    """A release: where it is, who proposed it, and the hash of its manifest once it has one."""

    id = fields.String()
    title = fields.String()
    state = fields.String()
    version = fields.Integer()
    attribution = fields.String()
    first = fields.Date(attribute="first_day")
    last = fields.Date(attribute="last_day")
    replaces = fields.String(allow_none=True)
    proposed_by = fields.String()
    proposed_at = fields.AwareDateTime()
    published_at = fields.AwareDateTime(allow_none=True)
    manifest_hash = fields.String(allow_none=True)


class ToldReleaseSchema(ReleaseSchema):
    """A release by itself; `why` says why it failed and what is to be done, null otherwise."""

    why = fields.String(allow_none=True)


class ReleasesSchema(Message):
    """A page of releases, the newest first; `next` is what `after` has to be for the following."""

    releases = fields.List(fields.Nested(ReleaseSchema))
    next = fields.String(allow_none=True)
