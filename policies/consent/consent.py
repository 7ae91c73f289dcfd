"""A written consent or opt-out as one frozen value, whichever shape it came in."""

from enum import StrEnum

from policies.moment import Moment
from schemas.record import record


class Expiry(StrEnum):
    """How a consent says that it ends; `none` is a statement of its own, not a gap."""

    DAY = "day"
    EVENT = "event"
    NONE = "none"
    UNSTATED = "unstated"


class Standing(StrEnum):
    """Where one person stands for one recipient, purpose and class of data, at one instant."""

    IN_FORCE = "in-force"
    REFUSED = "refused"
    REVOKED = "revoked"
    UNVERIFIED = "unverified"
    EXPIRED = "expired"
    DEFICIENT = "deficient"
    NOT_YET = "not-yet-in-force"
    COMBINED = "combined"
    CLASS_ONLY = "class-of-recipients-only"
    OTHER_RECIPIENT = "other-recipient"
    OTHER_DISCLOSER = "other-discloser"
    OTHER_PURPOSE = "other-purpose"
    OTHER_RECORDS = "other-records"
    NONE = "none"


# Who signed a consent, as far as the document tells.
PATIENT, REPRESENTATIVE = "patient", "representative"


@record
class Provision:
    """A part of a consent: whom and what it speaks of, whether it permits, and its exceptions.

    An empty criterion is no limit, but a permission that names no recipient or no purpose on the
    way to it permits nothing (42 CFR 2.31(a)(4)-(5)). `disclosers` are those who may disclose,
    where they are named apart from who keeps the consent. `unseen` holds limits that no fact of a
    request can show, such as single codes or records, written `system|code` or as a reference.
    Where `permits` is None, the provision only limits its exceptions.
    """

    permits: bool | None
    recipients: frozenset[str] = frozenset()
    disclosers: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    data_classes: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()
    begins: Moment | None = None
    ends: Moment | None = None
    exceptions: tuple["Provision", ...] = ()


@record
class Consent:
    """One directive of one patient; `elements` are those of 42 CFR 2.31(a) that it holds.

    `void` marks a document that is no directive at all (a draft, entered in error, not verified
    yet); `verified` is false where somebody looked and found it false (42 CFR 2.31(c)(4)).
    `restriction` marks one that the patient asked for and that binds the holder (42 CFR 2.26).
    """

    patient: str
    elements: frozenset[str]
    provisions: tuple[Provision, ...]
    expiry: Expiry
    signed: Moment | None = None
    begins: Moment | None = None
    ends: Moment | None = None
    revoked: Moment | None = None
    is_revoked: bool = False
    verified: bool = True
    void: bool = False
    restriction: bool = False
    signers: frozenset[str] = frozenset()


@record
class ConsentState:
    """What all consents of a person come to for one question; one of few, to be a class.

    `only`: the permission takes in nothing but records with one of these labels (empty: no such
    limit). `redact`: labels that stay out. `missing`: elements of 42 CFR 2.31(a), in order.
    `closed` and `closed_to`: a restriction shuts out everything, or these labels (42 CFR 2.26).
    `members_unnamed`: an intermediary is named, and nobody to whom it may pass records on.
    """

    standing: Standing
    missing: tuple[str, ...] = ()
    only: frozenset[str] = frozenset()
    redact: frozenset[str] = frozenset()
    closed: bool = False
    closed_to: frozenset[str] = frozenset()
    members_unnamed: bool = False

    @property
    def title(self) -> str:
        """The state in a few words, unique: the key of a class."""
        limits = (f" only {name}" for name in sorted(self.only))
        left_out = (f" except {name}" for name in sorted(self.redact))
        missing = f":{','.join(self.missing)}" if self.missing else ""
        closed_to = "".join(f" closed to {name}" for name in sorted(self.closed_to))
        closed = f"{closed_to} closed" if self.closed else closed_to
        members = " without members" if self.members_unnamed else ""
        return f"{self.standing}{missing}{''.join(limits)}{''.join(left_out)}{closed}{members}"


NO_CONSENT = ConsentState(standing=Standing.NONE)
