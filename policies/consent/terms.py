"""What the provisions of a consent say to one question: permit, deny, or nothing."""

from datetime import datetime

from policies import data_class, purpose, recipient, sensitivity
from policies.consent.consent import Provision
from policies.moment import past, reached
from policies.recipient import Recipient
from schemas.record import record


@record
class Question:
    """What is asked of a consent; None stands for "for any at all", to find out what it lacks.

    `disclosers` are the names of the one who holds the records; None: nobody asks who it is.
    """

    recipient: Recipient | None
    purpose: str | None
    data_class: str
    now: datetime
    disclosers: frozenset[str] | None = None


@record
class Terms:
    """What a consent says to a question, as a whole and to each part that it names.

    `whole` is about a record that carries none of the named parts; None: it says nothing. Parts
    are sensitivity labels, classes of data within the one asked for, or limits that no fact shows.
    """

    whole: bool | None
    permitted: frozenset[str]
    denied: frozenset[str]

    @property
    def permit_something(self) -> bool:
        """Whether the consent permits anything of what was asked for."""
        return bool(self.whole) or bool(self.permitted)


def terms_of(provisions: tuple[Provision, ...], question: Question) -> Terms:
    """Return what the provisions say; where two disagree, the denial counts."""
    answers = {
        part: _answer(provisions, question, part, frozenset())
        for part in sorted(_parts(provisions, question))
    }
    return Terms(
        whole=_answer(provisions, question, None, frozenset()),
        permitted=frozenset(part for part, answer in answers.items() if answer),
        denied=frozenset(part for part, answer in answers.items() if answer is False),
    )


def _answer(
    provisions: tuple[Provision, ...], question: Question, part: str | None, named: frozenset[str]
) -> bool | None:
    answers = {_one(provision, question, part, named) for provision in provisions}
    if False in answers:
        return False
    return True if True in answers else None


def _one(
    provision: Provision, question: Question, part: str | None, named: frozenset[str]
) -> bool | None:
    if not _in_scope(provision, question):
        return None
    named = named | _names(provision)
    exception = _answer(provision.exceptions, question, part, named)
    if not _speaks_of(provision, question, part):
        # A record may carry the part along with what is permitted: the patient's no stands.
        return False if part is not None and exception is False else None
    if exception is not None:
        return exception
    if provision.permits is not True:
        return provision.permits
    # A permission that names nobody, or no purpose, is not one.
    open_to = {"recipient"} if question.recipient is None else set()
    open_to |= {"purpose"} if question.purpose is None else set()
    return True if named | open_to == {"recipient", "purpose"} else None


def _names(provision: Provision) -> frozenset[str]:
    names = {"recipient": provision.recipients, "purpose": provision.purposes}
    return frozenset(name for name, stated in names.items() if stated)


def _in_scope(provision: Provision, question: Question) -> bool:
    if provision.begins and not reached(provision.begins, question.now):
        return False
    if provision.ends and past(provision.ends, question.now):
        return False
    return (
        _discloser_fits(provision, question.disclosers)
        and _recipient_fits(provision, question.recipient)
        and _purpose_fits(provision, question.purpose)
        and _class_fits(provision, question.data_class)
    )


def _discloser_fits(provision: Provision, asked: frozenset[str] | None) -> bool:
    if not provision.disclosers:
        return True
    if asked is None:
        return provision.permits is not False
    return bool({recipient.spelled(name) for name in provision.disclosers} & asked)


def _recipient_fits(provision: Provision, asked: Recipient | None) -> bool:
    if not provision.recipients:
        return True
    if asked is None:
        # "Is there anybody whom it permits?": a denial of one does not answer for all.
        return provision.permits is not False
    if recipient.named(asked, provision.recipients):
        return True
    # A patient who shuts out a class shuts out whoever may belong to it.
    unknown = not asked.relationship and recipient.has_class(provision.recipients)
    shut_out = provision.permits is False and unknown
    return recipient.of_class(asked, provision.recipients) or shut_out


def _purpose_fits(provision: Provision, asked: str | None) -> bool:
    if not provision.purposes:
        return True
    if asked is None:
        return provision.permits is not False
    if purpose.any_covers(provision.purposes, asked):
        return True
    # A denial of a narrower purpose reaches the broader one that contains it.
    return provision.permits is False and any(
        purpose.covers(asked, stated) for stated in provision.purposes
    )


def _class_fits(provision: Provision, asked: str) -> bool:
    if provision.permits is False:
        return not provision.data_classes or bool(
            _covering(provision, asked) or _inside(provision, asked)
        )
    return data_class.any_covers(provision.data_classes, asked)


def _speaks_of(provision: Provision, question: Question, part: str | None) -> bool:
    limits = _limits(provision, question)
    if not limits:
        return True
    return part is not None and any(sensitivity.covers(stated, part) for stated in limits)


def _limits(provision: Provision, question: Question) -> frozenset[str]:
    if provision.permits is not False:
        # Where no fact can show that a limit is kept, the other limits do not help.
        return provision.unseen or provision.labels
    partly = frozenset[str]()
    if not _covering(provision, question.data_class):
        partly = _inside(provision, question.data_class)
    return provision.labels | provision.unseen | partly


def _covering(provision: Provision, asked: str) -> frozenset[str]:
    return frozenset(name for name in provision.data_classes if data_class.covers(name, asked))


def _inside(provision: Provision, asked: str) -> frozenset[str]:
    return frozenset(name for name in provision.data_classes if data_class.covers(asked, name))


def _parts(provisions: tuple[Provision, ...], question: Question) -> frozenset[str]:
    found = frozenset[str]()
    for provision in provisions:
        found |= _limits(provision, question) | _parts(provision.exceptions, question)
    return found
