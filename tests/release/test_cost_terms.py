"""Amounts are told where all who handed in claims agreed, and once they are old; or why not."""

from datetime import date

import pytest

from hub.publication.contribution import Contribution
from hub.services.releases.cost_terms import COST, NOT_AGREED, TOO_YOUNG, cost_terms, left_out
from hub.vault.dataset import Dataset, StoredTable
from tests.builders.facts import agreement

LAST = date(2025, 12, 31)
OLD, YOUNG = date(2026, 6, 1), date(2026, 3, 31)


def handed_in(*tables, cost, months=None):
    """What a contributor handed in, under an agreement with the term of cost or without.

    `months` is how old it asks amounts to be.
    """
    asked = {} if months is None else {"minimum_age_of_cost_months": months}
    stored = tuple(StoredTable(name=name, rows=1, files=()) for name in tables)
    return Contribution(
        dataset=Dataset(submission="s", run="r", tables=stored),
        contributor="payer-a",
        kind="payer",
        agreement=agreement(cost=cost, release_rules=asked),
    )


CLAIMS, CLAIMS_WITHOUT = handed_in("claim_line", cost=True), handed_in("claim_line", cost=False)
CLINIC = handed_in("encounter", cost=False)
CASES = {
    "all who handed in claims agreed": ([CLAIMS, CLINIC], OLD, ""),
    "one of them did not": ([CLAIMS, CLAIMS_WITHOUT], OLD, NOT_AGREED),
    "there are no claims": ([CLINIC], OLD, NOT_AGREED),
    "a party asks for half a year": (
        [CLAIMS, handed_in("claim", cost=True, months=6)],
        OLD,
        TOO_YOUNG,
    ),
    "a party asks for less than the network": (
        [handed_in("claim_line", cost=True, months=1)],
        YOUNG,
        TOO_YOUNG,
    ),
    "three months are too few": ([CLAIMS], YOUNG, TOO_YOUNG),
}


@pytest.mark.parametrize(("contributions", "on", "why"), CASES.values(), ids=CASES)
def test_the_term_of_cost_is_given_or_missing_for_a_reason(contributions, on, why):
    terms = cost_terms(contributions, last=LAST, on=on)

    assert terms.why_not == why
    assert (COST in terms.given) is (why == "")


def test_what_is_asked_for_and_not_told_is_said_with_its_reason():
    missing = cost_terms([CLAIMS], last=LAST, on=YOUNG)
    given = cost_terms([CLAIMS], last=LAST, on=OLD)

    told = left_out(("HUB-COST", "HUB-FUM"), missing)

    assert [(each["measure"], each["why"]) for each in told] == [("HUB-COST", TOO_YOUNG)]
    assert left_out(("HUB-COST", "HUB-FUM"), given) == []
