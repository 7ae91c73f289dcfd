"""One consent, judged for one question: whether it permits, refuses, or why it does neither."""

from dataclasses import replace

from policies.consent.consent import Consent, Provision, Standing
from policies.consent.elements import (
    missing_elements,
    permissions,
    permits_anything,
    permitted_purposes,
)
from policies.consent.revocation import is_revoked
from policies.consent.terms import Question, Terms, terms_of
from policies.data_class import APART
from policies.moment import Moment, past, reached
from policies.purpose import LEGAL, covers
from policies.recipient import (
    INTERMEDIARY,
    SOMEBODY_DESCRIBED,
    Recipient,
    has_class,
    named,
    own_names,
    spelled,
)
from schemas.record import record


@record
class Judged:
    """What one consent contributes: its standing, and what its terms say where it is in time.

    `whole` is its word on a record without any of the named parts; None: it has none. `elsewhere`:
    it permits others, named, and never whom the question is about.
    """

    standing: Standing
    missing: tuple[str, ...] = ()
    whole: bool | None = None
    permitted: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    signed: Moment | None = None
    restriction: bool = False
    members_unnamed: bool = False
    elsewhere: bool = False

    @property
    def withdrawn(self) -> bool:
        """Whether the patient took back a consent that this may have rested on."""
        return self.standing is Standing.REVOKED and not self.elsewhere

    @property
    def refuses(self) -> bool:
        """Whether the patient says no to the whole of what was asked for."""
        return self.whole is False

    @property
    def speaks(self) -> bool:
        """Whether the consent says anything at all on what was asked for."""
        return self.whole is not None or bool(self.permitted or self.denied)


def judge(consent: Consent, question: Question) -> Judged:
    """Judge one consent by its own words, its elements and the clock.

    A refusal needs no form: a patient may say no in any words. Once over, it says nothing.
    """
    if consent.void:
        return Judged(standing=Standing.NONE)
    terms = terms_of(consent.provisions, question)
    timely = _out_of_time(consent, question)
    # A signed document without any provision is a consent that lacks its parts, and no refusal.
    if consent.provisions and not permits_anything(consent.provisions):
        return _refusal(consent, terms, timely)
    missing = missing_elements(consent)
    other = _recipient_mismatch(consent, terms, question)
    standing = (
        _mismatch(consent, question, missing)
        or timely
        or (Standing.DEFICIENT if missing else None)
        or other
        or Standing.IN_FORCE
    )
    return Judged(
        standing=standing,
        missing=missing if standing is Standing.DEFICIENT else (),
        whole=None
        if timely or (terms.whole and standing is not Standing.IN_FORCE)
        else terms.whole,
        permitted=terms.permitted if standing is Standing.IN_FORCE else frozenset(),
        denied=frozenset() if timely else terms.denied,
        signed=consent.signed,
        restriction=consent.restriction,
        members_unnamed=_members_unnamed(consent, question),
        elsewhere=other is Standing.OTHER_DISCLOSER or _names_only_others(consent, question),
    )


def _refusal(consent: Consent, terms: Terms, timely: Standing | None) -> Judged:
    if timely:
        return Judged(standing=Standing.NONE, restriction=consent.restriction)
    return Judged(
        # A no to some labels alone, from somebody who says yes to nothing, is told with these.
        standing=Standing.REFUSED if terms.whole is False else Standing.NONE,
        whole=terms.whole,
        denied=terms.denied,
        signed=consent.signed,
        restriction=consent.restriction,
    )


def _out_of_time(consent: Consent, question: Question) -> Standing | None:
    now = question.now
    if is_revoked(consent, now):
        return Standing.REVOKED
    if not consent.verified:
        return Standing.UNVERIFIED
    if consent.ends and past(consent.ends, now):
        return Standing.EXPIRED
    starts = [moment for moment in (consent.signed, consent.begins) if moment]
    if any(not reached(moment, now) for moment in starts):
        return Standing.NOT_YET
    return None


def _mismatch(consent: Consent, question: Question, missing: tuple[str, ...]) -> Standing | None:
    if not consent.provisions:
        return None
    if _is_combined(consent, question):
        return Standing.COMBINED
    anybody = Question(
        recipient=None,
        purpose=question.purpose,
        data_class=question.data_class,
        now=question.now,
    )
    if terms_of(consent.provisions, anybody).permit_something:
        return None
    any_purpose = Question(
        recipient=None, purpose=None, data_class=question.data_class, now=question.now
    )
    if terms_of(consent.provisions, any_purpose).permit_something:
        return None if "purpose_stated" in missing else Standing.OTHER_PURPOSE
    return None if "information_described" in missing else Standing.OTHER_RECORDS


def _recipient_mismatch(consent: Consent, terms: Terms, question: Question) -> Standing | None:
    if terms.permit_something:
        return None
    if terms_of(consent.provisions, replace(question, disclosers=None)).permit_something:
        return Standing.OTHER_DISCLOSER
    names = frozenset[str]().union(*(part.recipients for part in _all(consent.provisions)))
    return Standing.CLASS_ONLY if has_class(names) else Standing.OTHER_RECIPIENT


def _names_only_others(consent: Consent, question: Question) -> bool:
    """Tell whether every permission names somebody, and neither who asks nor a class."""
    asked = question.recipient
    return asked is not None and all(
        part.recipients and not (named(asked, part.recipients) or has_class(part.recipients))
        for part in permissions(consent.provisions)
    )


def _members_unnamed(consent: Consent, question: Question) -> bool:
    """Tell whether an intermediary is asked about whom every permission names alone."""
    asked = question.recipient
    if asked is None or asked.type != INTERMEDIARY:
        return False
    to_it = [part for part in permissions(consent.provisions) if named(asked, part.recipients)]
    return bool(to_it) and not any(_names_others(part.recipients, asked) for part in to_it)


def _names_others(names: frozenset[str], asked: Recipient) -> bool:
    # One recipient of a document goes by its reference and by its id.
    ids = {spelled(name.rsplit("/", maxsplit=1)[-1]) for name in names}
    return bool(ids - own_names(asked) - {SOMEBODY_DESCRIBED})


def _is_combined(consent: Consent, question: Question) -> bool:
    """Tell whether a consent that must stand alone is joined with another.

    Counselling notes: 42 CFR 2.31(b); proceedings: 42 CFR 2.31(d).
    """
    if question.data_class in APART:
        classes = {name for part in _all(consent.provisions) for name in part.data_classes}
        return question.data_class in classes and classes != {question.data_class}
    if question.purpose is not None and covers(LEGAL, question.purpose):
        purposes = permitted_purposes(consent)
        legal = {name for name in purposes if covers(LEGAL, name)}
        return bool(legal) and legal != purposes
    return False


def _all(provisions: tuple[Provision, ...]) -> tuple[Provision, ...]:
    return tuple(
        found for provision in provisions for found in (provision, *_all(provision.exceptions))
    )
