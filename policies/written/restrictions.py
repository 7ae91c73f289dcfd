"""Restrictions that a patient asked for, as JSON, for `hub decide` (42 CFR 2.26)."""

from collections.abc import Mapping

from policies.consent.consent import Consent, Expiry, Provision
from policies.data_class import data_class
from policies.moment import Moment
from policies.purpose import OPERATIONS, PAYMENT, PURPOSES, any_covers, purpose_of
from policies.recipient import Recipient, spelled
from policies.sensitivity import label_of
from policies.written.members import Members

HEALTH_PLANS = frozenset({"health-plan", "payer", "third-party-payer"})
MUST_BE_AGREED_FOR = frozenset({PAYMENT, OPERATIONS})


def read_restrictions(
    members: Members, problems: list[str], *, recipient: Recipient, purpose: str
) -> list[Consent]:
    """Read the restrictions that bind: those agreed to, and those that had to be.

    A holder must agree where the recipient is a health plan, the purpose is payment or operations,
    and the patient paid in full out of pocket (42 CFR 2.26(a)(5), 45 CFR 164.522(a)(1)(vi)).
    """
    written = members.objects("restrictions", required=False)
    must = (
        bool({spelled(recipient.type), recipient.relationship} & HEALTH_PLANS)
        and purpose in PURPOSES
        and any_covers(MUST_BE_AGREED_FOR, purpose)
    )
    read = (_restriction(held, problems, must=must) for held in written)
    return [found for found in read if found is not None]


def _restriction(held: Mapping[str, object], problems: list[str], *, must: bool) -> Consent | None:
    members = Members(held, problems, within="restrictions.")
    asked, ended = members.day("asked"), members.day("ended", required=False)
    agreed = members.flag("agreed", otherwise=False)
    paid_in_full = members.flag("paid_in_full", otherwise=False)
    provision = Provision(
        permits=False,
        recipients=members.words("recipients", required=False),
        purposes=members.among(
            "purposes", PURPOSES, kind="purpose of use", required=False, spelled=purpose_of
        ),
        data_classes=frozenset(
            data_class(word) for word in members.words("data_classes", required=False)
        ),
        labels=frozenset(label_of(word) for word in members.words("labels", required=False)),
    )
    members.unknown()
    if not agreed and not (must and paid_in_full):
        return None
    return Consent(
        patient="",
        elements=frozenset(),
        provisions=(provision,),
        expiry=Expiry.NONE,
        signed=Moment(day=asked) if asked else None,
        revoked=Moment(day=ended) if ended else None,
        restriction=True,
    )
