"""One consent, one question: what it comes to, every boundary with its two rows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from policies.consent.consent import Expiry
from policies.consent.judge import judge
from policies.consent.several import Strategy, combined
from policies.data_class import COUNSELLING_NOTES
from policies.moment import Moment
from policies.recipient import INTERMEDIARY, SOMEBODY_DESCRIBED, Recipient
from tests.builders.facts import HUB, NOW, consent, permission, question, refusal, without

SECOND = timedelta(seconds=1)
DOCTOR = Recipient(id="dr-jones", type="practice")
TREATING = Recipient(id="hub", type="network", relationship="treating-provider")


def day(*parts: int) -> Moment:
    return Moment(day=date(*parts))


def at(instant: datetime) -> Moment:
    return Moment(day=instant.date(), instant=instant)


def old(**facts):
    """A consent of before 2026-02-16, without the statements on redisclosure."""
    given = {"signed": day(2026, 2, 15), "elements": without("redisclosure_stated")}
    return consent(**(given | facts))


def of(*purposes, **facts):
    return consent(provisions=(permission(purposes=frozenset(purposes)),), **facts)


def to(*recipients):
    return consent(provisions=(permission(recipients=frozenset(recipients)),))


def about(*classes):
    return consent(provisions=(permission(data_classes=frozenset(classes)),))


MINE = frozenset({"my treating providers"})
PASSING_ON = question(recipient=Recipient(id="hub", type=INTERMEDIARY))
NO_BUT_SUD = refusal(exceptions=(permission(labels=frozenset({"SUD"})),))

CASES = {
    "complete and in force": (consent(), question(), "in-force"),
    # time
    "expires today": (consent(ends=day(2026, 3, 2)), question(), "in-force"),
    "expired yesterday": (consent(ends=day(2026, 3, 1)), question(), "expired"),
    "expires at this instant": (consent(ends=at(NOW)), question(), "in-force"),
    "expired a second ago": (consent(ends=at(NOW - SECOND)), question(), "expired"),
    "revoked at this instant": (consent(revoked=at(NOW)), question(), "revoked"),
    "revoked in a second": (consent(revoked=at(NOW + SECOND)), question(), "in-force"),
    "revoked today, nobody knows when": (
        consent(revoked=day(2026, 3, 2)),
        question(),
        "revoked",
    ),
    "revoked tomorrow": (consent(revoked=day(2026, 3, 3)), question(), "in-force"),
    "revoked and expired": (
        consent(revoked=day(2026, 2, 1), ends=day(2026, 1, 1)),
        question(),
        "revoked",
    ),
    "revoked, and for another purpose": (
        of("TREAT", revoked=day(2026, 2, 1)),
        question(),
        "other-purpose",
    ),
    "signed today": (consent(signed=day(2026, 3, 2)), question(), "in-force"),
    "signed tomorrow": (consent(signed=day(2026, 3, 3)), question(), "not-yet-in-force"),
    "in force from tomorrow": (
        consent(begins=day(2026, 3, 3)),
        question(),
        "not-yet-in-force",
    ),
    "checked, and false": (consent(verified=False), question(), "unverified"),
    "a draft": (consent(void=True), question(), "none"),
    # elements
    "no purpose is stated": (
        consent(elements=without("purpose_stated")),
        question(),
        "deficient:purpose_stated",
    ),
    "several are missing, in the order of the paragraph": (
        consent(elements=without("signed", "recipient_named", "expiry_stated")),
        question(),
        "deficient:recipient_named,expiry_stated,signed",
    ),
    "the old elements, signed on the last day": (old(), question(), "in-force"),
    "the old elements, signed a day too late": (
        old(signed=day(2026, 2, 16)),
        question(),
        "deficient:redisclosure_stated",
    ),
    "the statements on redisclosure belong to treatment, payment and operations alone": (
        of("HRESCH", elements=without("redisclosure_stated")),
        question(purpose="HRESCH"),
        "in-force",
    ),
    "signed on a day that nobody knows": (
        consent(signed=None),
        question(),
        "deficient:date_signed",
    ),
    "no expiry, for operations": (
        consent(expiry=Expiry.NONE, ends=None),
        question(),
        "in-force",
    ),
    "no expiry, for research": (
        of("HRESCH", expiry=Expiry.NONE, ends=None),
        question(purpose="HRESCH"),
        "deficient:expiry_stated",
    ),
    "no expiry, signed when that became possible": (
        old(signed=day(2024, 4, 16), expiry=Expiry.NONE, ends=None),
        question(),
        "in-force",
    ),
    "no expiry, signed a day before that": (
        old(signed=day(2024, 4, 15), expiry=Expiry.NONE, ends=None),
        question(),
        "deficient:expiry_stated",
    ),
    "until an event that has not come": (
        consent(expiry=Expiry.EVENT, ends=None),
        question(),
        "in-force",
    ),
    "until a day that is not told": (
        consent(expiry=Expiry.DAY, ends=None),
        question(),
        "deficient:expiry_stated",
    ),
    "nothing is said of an end": (
        consent(expiry=Expiry.UNSTATED, ends=None),
        question(),
        "deficient:expiry_stated",
    ),
    # purpose
    "a purpose below the one stated": (of("HOPERAT"), question(), "in-force"),
    "a purpose above the one stated": (
        of("HQUALIMP"),
        question(purpose="HOPERAT"),
        "other-purpose",
    ),
    "another purpose": (of("TREAT"), question(), "other-purpose"),
    "operations do not open proceedings": (
        of("HOPERAT"),
        question(purpose="HLEGAL"),
        "other-purpose",
    ),
    "proceedings, alone": (of("LEGAL"), question(purpose="LEGAL"), "in-force"),
    "proceedings, joined with treatment": (
        of("LEGAL", "TREAT"),
        question(purpose="LEGAL"),
        "combined",
    ),
    "treatment, joined with proceedings": (
        of("LEGAL", "TREAT"),
        question(purpose="TREAT"),
        "in-force",
    ),
    # records
    "a class of data within the one stated": (
        about("claims"),
        question(data_class="claim-line"),
        "in-force",
    ),
    "another class of data": (about("clinical"), question(), "other-records"),
    "counselling notes, alone": (
        about(COUNSELLING_NOTES),
        question(data_class=COUNSELLING_NOTES),
        "in-force",
    ),
    "counselling notes, joined with claims": (
        about(COUNSELLING_NOTES, "claims"),
        question(data_class=COUNSELLING_NOTES),
        "combined",
    ),
    "counselling notes, joined with claims inside": (
        consent(
            provisions=(
                permission(
                    data_classes=frozenset({COUNSELLING_NOTES}),
                    exceptions=(permission(data_classes=frozenset({"claims"})),),
                ),
            )
        ),
        question(data_class=COUNSELLING_NOTES),
        "combined",
    ),
    "all my records take in no counselling notes": (
        consent(),
        question(data_class=COUNSELLING_NOTES),
        "other-records",
    ),
    # recipient
    "another recipient": (to("dr-jones"), question(), "other-recipient"),
    "the recipient by another spelling": (to("Dr Jones"), question(recipient=DOCTOR), "in-force"),
    "a class of recipients, nothing known": (
        to("my treating providers"),
        question(),
        "class-of-recipients-only",
    ),
    "a class of recipients, the relationship known": (
        to("my treating providers"),
        question(recipient=TREATING),
        "in-force",
    ),
    "another class of recipients": (
        to("my health plans"),
        question(recipient=TREATING),
        "class-of-recipients-only",
    ),
    "a permission that names nobody": (to(), question(), "other-recipient"),
    "a permission that names no purpose": (of(), question(), "other-purpose"),
    # who may disclose
    "the contributor may disclose": (
        consent(provisions=(permission(disclosers=frozenset({"Clinic"})),)),
        question(disclosers=frozenset({"clinic"})),
        "in-force",
    ),
    "somebody else may disclose": (
        consent(provisions=(permission(disclosers=frozenset({"other-clinic"})),)),
        question(disclosers=frozenset({"clinic"})),
        "other-discloser",
    ),
    "nobody asks who discloses": (
        consent(provisions=(permission(disclosers=frozenset({"other-clinic"})),)),
        question(),
        "in-force",
    ),
    "a document that permits and forbids nothing": (
        consent(provisions=(), elements=without("recipient_named", "purpose_stated")),
        question(),
        "deficient:recipient_named,purpose_stated",
    ),
    # exceptions and refusals
    "an exception for records of one label": (
        consent(provisions=(permission(exceptions=(refusal(labels=frozenset({"HIV"})),)),)),
        question(),
        "in-force except HIV",
    ),
    "only records of one label": (
        consent(provisions=(permission(labels=frozenset({"SUD"})),)),
        question(),
        "in-force only SUD",
    ),
    "only records of one label, but for a narrower one": (
        consent(
            provisions=(
                permission(
                    labels=frozenset({"SUD"}),
                    exceptions=(refusal(labels=frozenset({"OPIOIDUD"})),),
                ),
            )
        ),
        question(),
        "in-force only SUD except OPIOIDUD",
    ),
    "an exception for this recipient": (
        consent(
            provisions=(
                permission(
                    recipients=frozenset({"hub", "dr-jones"}),
                    exceptions=(refusal(recipients=frozenset({"hub"})),),
                ),
            )
        ),
        question(),
        "refused",
    ),
    "an exception for another recipient": (
        consent(
            provisions=(permission(exceptions=(refusal(recipients=frozenset({"dr-jones"})),)),)
        ),
        question(),
        "in-force",
    ),
    "an exception for this purpose": (
        consent(provisions=(permission(exceptions=(refusal(purposes=frozenset({"PERFMSR"})),)),)),
        question(purpose="PERFMSR"),
        "refused",
    ),
    "an exception for several purposes, one of them within this one": (
        consent(
            provisions=(
                permission(
                    purposes=frozenset({"TREAT"}),
                    exceptions=(refusal(purposes=frozenset({"ETREAT", "HRESCH"})),),
                ),
            )
        ),
        question(purpose="TREAT"),
        "refused",
    ),
    "an exception for a class that takes in the one asked for": (
        consent(
            provisions=(permission(exceptions=(refusal(data_classes=frozenset({"claims"})),)),)
        ),
        question(data_class="claim-line"),
        "refused",
    ),
    "an exception for a part of the class of data": (
        consent(provisions=(permission(exceptions=(refusal(data_classes=frozenset({"claim"})),)),)),
        question(),
        "in-force except claim",
    ),
    "an exception for single codes": (
        consent(provisions=(permission(exceptions=(refusal(unseen=frozenset({"s|c"})),)),)),
        question(),
        "in-force except s|c",
    ),
    "a permission for single codes cannot be shown to hold": (
        consent(provisions=(permission(unseen=frozenset({"s|c"})),)),
        question(),
        "in-force only s|c",
    ),
    "a permission for single codes of labelled records cannot be shown to hold either": (
        consent(
            provisions=(permission(unseen=frozenset({"s|c"}), labels=frozenset({"SUD"})),),
        ),
        question(),
        "in-force only s|c",
    ),
    "two parts that contradict each other: the no counts": (
        consent(provisions=(permission(), refusal(recipients=frozenset({"hub"})))),
        question(),
        "refused",
    ),
    "an exception that is over": (
        consent(provisions=(permission(exceptions=(refusal(ends=day(2026, 3, 1)),)),)),
        question(),
        "in-force",
    ),
    "an exception that has begun": (
        consent(provisions=(permission(exceptions=(refusal(begins=day(2026, 3, 2)),)),)),
        question(),
        "refused",
    ),
    "no to everybody, yes to the hub": (
        consent(provisions=(refusal(exceptions=(permission(),)),)),
        question(),
        "in-force",
    ),
    "no to everybody, yes to somebody else": (
        consent(
            provisions=(refusal(exceptions=(permission(recipients=frozenset({"dr-jones"})),)),)
        ),
        question(),
        "refused",
    ),
    "no, but for a part, in a document that lacks something": (
        consent(provisions=(NO_BUT_SUD,), elements=without("signed")),
        question(),
        "refused",
    ),
    "no, but for a part, in a document that has expired": (
        consent(provisions=(NO_BUT_SUD,), ends=day(2026, 3, 1)),
        question(),
        "expired",
    ),
    "notes, in a document that describes nothing": (
        consent(elements=without("information_described")),
        question(data_class=COUNSELLING_NOTES),
        "deficient:information_described",
    ),
    "an intermediary alone": (to("hub"), PASSING_ON, "in-force without members"),
    "an intermediary and whom it may pass records on to": (
        to("hub", "dr-jones"),
        PASSING_ON,
        "in-force",
    ),
    "an intermediary and somebody who is only described": (
        to("hub", SOMEBODY_DESCRIBED),
        PASSING_ON,
        "in-force without members",
    ),
    "an intermediary alone, and somebody else apart from it": (
        consent(
            provisions=(
                permission(recipients=frozenset({"hub"})),
                permission(recipients=frozenset({"dr-jones"})),
            )
        ),
        PASSING_ON,
        "in-force without members",
    ),
    "an intermediary alone, and again with whom it may pass records on to": (
        consent(
            provisions=(
                permission(recipients=frozenset({"hub"})),
                permission(recipients=frozenset({"hub", "dr-jones"})),
            )
        ),
        PASSING_ON,
        "in-force",
    ),
    "an intermediary as one of a class that it is known to belong to": (
        to("my treating providers"),
        question(
            recipient=Recipient(id="hub", type=INTERMEDIARY, relationship="treating-provider")
        ),
        "in-force",
    ),
    "a refusal needs no form": (
        consent(provisions=(refusal(),), elements=frozenset(), signed=None, ends=None),
        question(),
        "refused",
    ),
    "a refusal that is over": (
        consent(provisions=(refusal(),), ends=day(2026, 3, 1)),
        question(),
        "none",
    ),
    "a refusal of another purpose": (
        consent(provisions=(refusal(purposes=frozenset({"HRESCH"})),)),
        question(),
        "none",
    ),
    "a refusal of a part of the purpose": (
        consent(provisions=(refusal(purposes=frozenset({"HQUALIMP"})),)),
        question(purpose="HOPERAT"),
        "refused",
    ),
    "a refusal of a class of recipients, nothing known": (
        consent(provisions=(refusal(recipients=MINE),)),
        question(),
        "refused",
    ),
    "a refusal of a class of recipients that it is known not to be": (
        consent(provisions=(refusal(recipients=MINE),)),
        question(recipient=Recipient(id="hub", type="network", relationship="health-plan")),
        "none",
    ),
}


@pytest.mark.parametrize(("given", "asked", "expected"), CASES.values(), ids=CASES)
def test_a_consent_comes_to(given, asked, expected):
    found = combined([judge(given, asked)], Strategy.DENY_OVERRIDES)

    assert found.title == expected


@pytest.mark.parametrize(("given", "asked", "expected"), CASES.values(), ids=CASES)
def test_one_consent_comes_to_the_same_by_either_strategy(given, asked, expected):
    found = combined([judge(given, asked)], Strategy.MOST_RECENT)

    assert found.title == expected


def test_the_day_is_the_day_of_now_in_its_own_zone():
    late = datetime(2026, 3, 3, 1, tzinfo=UTC).astimezone(
        datetime.fromisoformat("2026-03-02T20:00:00-05:00").tzinfo
    )

    found = judge(consent(ends=day(2026, 3, 2)), question(recipient=HUB, now=late))

    assert found.standing == "in-force"
