"""Several consents of one person, by either strategy."""

from datetime import date

import pytest

from policies.consent.judge import judge
from policies.consent.several import Strategy, combined, newest_first
from policies.moment import Moment
from tests.builders.facts import consent, permission, question, refusal, without


def signed(day: int, **facts):
    return consent(signed=Moment(day=date(2026, 2, day)), **facts)


def no(day: int, **terms):
    return signed(day, provisions=(refusal(**terms),))


ELSEWHERE = {"provisions": (permission(recipients=frozenset({"dr-jones"})),)}
EXPIRED = {"ends": Moment(day=date(2026, 3, 1))}
REVOKED = {"revoked": Moment(day=date(2026, 3, 1))}
LACKING = {"elements": without("recipient_named")}
HIV = {"labels": frozenset({"HIV"})}
BUT_HIV = {"provisions": (permission(exceptions=(refusal(**HIV),)),)}
NO_BUT_SUD = {
    "provisions": (refusal(exceptions=(permission(labels=frozenset({"SUD"})),)),),
}
NO_BUT_HIV = {"provisions": (refusal(exceptions=(permission(**HIV),)),)}
SUD = {"labels": frozenset({"SUD"})}
ONLY_SUD = {"provisions": (permission(labels=frozenset({"SUD"})),)}

# name: consents, by deny-overrides, by most-recent
CASES = {
    "none": ([], "none", "none"),
    "yes, then no": ([signed(1), no(2)], "refused", "refused"),
    "no, then yes": ([no(1), signed(2)], "refused", "in-force"),
    "yes and no on one day": ([signed(1), no(1)], "refused", "refused"),
    "yes, then yes to somebody else": (
        [signed(1), signed(2, **ELSEWHERE)],
        "in-force",
        "in-force",
    ),
    "yes, then one that has expired": ([signed(1), signed(2, **EXPIRED)], "in-force", "in-force"),
    "yes, then no but for a part, which has expired": (
        [signed(1), signed(2, **NO_BUT_SUD, **EXPIRED)],
        "in-force",
        "in-force",
    ),
    "yes, then one that lacks something": (
        [signed(1), signed(2, **LACKING)],
        "in-force",
        "deficient:recipient_named",
    ),
    "yes, then one to somebody else that lacks something": (
        [signed(1), signed(2, **ELSEWHERE, elements=without("signed"))],
        "in-force",
        "in-force",
    ),
    "one that lacks something, then yes": (
        [signed(1, **LACKING), signed(2)],
        "in-force",
        "in-force",
    ),
    "expired, and one to somebody else": (
        [signed(1, **EXPIRED), signed(2, **ELSEWHERE)],
        "expired",
        "expired",
    ),
    "expired and revoked": (
        [signed(1, **EXPIRED), signed(2, **REVOKED)],
        "revoked",
        "revoked",
    ),
    "yes to all, yes but for HIV": (
        [signed(1), signed(2, **BUT_HIV)],
        "in-force except HIV",
        "in-force except HIV",
    ),
    "yes but for HIV, then yes to all": (
        [signed(1, **BUT_HIV), signed(2)],
        "in-force except HIV",
        "in-force",
    ),
    "yes, and a no to HIV alone": (
        [signed(1), no(2, **HIV)],
        "in-force except HIV",
        "none except HIV",
    ),
    "yes to SUD, yes to all": ([signed(2, **ONLY_SUD), signed(1)], "in-force", "in-force only SUD"),
    "yes to SUD alone, then no to SUD": (
        [signed(1, **ONLY_SUD), no(2, **SUD)],
        "refused",
        "none except SUD",
    ),
    "no to SUD, then yes to SUD alone": (
        [no(1, **SUD), signed(2, **ONLY_SUD)],
        "refused",
        "in-force only SUD",
    ),
    "yes to SUD and HIV alone, then no to SUD": (
        [signed(1, provisions=(permission(labels=frozenset({"SUD", "HIV"})),)), no(2, **SUD)],
        "in-force only HIV except SUD",
        "none except SUD",
    ),
    "no but to SUD, then no but to HIV": (
        [signed(1, **NO_BUT_SUD), signed(2, **NO_BUT_HIV)],
        "refused",
        "in-force only HIV",
    ),
    "yes to SUD alone, yes to HIV alone": (
        [signed(1, **ONLY_SUD), signed(2, provisions=(permission(**HIV),))],
        "in-force only HIV only SUD",
        "in-force only HIV",
    ),
    "no but to SUD, then yes to all": (
        [
            signed(
                1,
                provisions=(refusal(exceptions=(permission(labels=frozenset({"SUD"})),)),),
            ),
            signed(2),
        ],
        "in-force only SUD",
        "in-force",
    ),
}


@pytest.mark.parametrize(("given", "strict", "last"), CASES.values(), ids=CASES)
def test_several_consents_come_to(given, strict, last):
    judged = newest_first(judge(one, question()) for one in given)

    assert combined(judged, Strategy.DENY_OVERRIDES).title == strict
    assert combined(judged, Strategy.MOST_RECENT).title == last
