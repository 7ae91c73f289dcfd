"""The sponsors of self-funded plans: the cases of the rule book, and who such members are."""

from datetime import date

import polars as pl
import pytest

from hub.publication.plan_members import without_authorisation
from policies.agreement.plan_sponsors import plan_sponsors
from policies.basis import Basis
from policies.decision import Authority
from policies.regime import decide
from policies.regimes import REGIMES
from tests.builders.facts import on, request, said

RULE = plan_sponsors
LACKING = "deny: the person is a member of a self-funded plan whose sponsor has not authorised this"
CONCERNED = "silent: no self-funded plan without its sponsor's authorisation is concerned"

CASES = {
    "a self-funded plan without its sponsor's authorisation": (
        request(unauthorised_plan=True),
        LACKING,
    ),
    "reduced or not": (request(unauthorised_plan=True, basis=Basis.SAFE_HARBOR), LACKING),
    "an insured plan, or one whose sponsor authorised": (request(), CONCERNED),
    "counts": (
        request(unauthorised_plan=True, basis=Basis.AGGREGATE_ONLY),
        "silent: counts hold no records",
    ),
    "the day before the privacy rule": (
        request(unauthorised_plan=True, **on(date(2003, 4, 13))),
        "silent: 45 CFR 164.502(a)(3), 164.504(e); agreement, plan sponsors is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected


def test_a_contract_withholds_them_and_not_the_law():
    [reason] = decide(request(unauthorised_plan=True), REGIMES).reasons

    assert (reason.rule, reason.authority) == (RULE.name, Authority.CONTRACT)


COVERAGE = {
    "insured": ("insured", None, False),
    "uninsured": ("uninsured", None, False),
    "nobody says": (None, None, False),
    "self-funded, authorised": ("self-funded", "s1", False),
    "self-funded, by another": ("self-funded", "s2", True),
    "self-funded, and nobody says by whom": ("self-funded", None, True),
    "insured, with a sponsor that is not asked": ("insured", "s2", False),
}


@pytest.mark.parametrize(("funding", "sponsor", "lacking"), COVERAGE.values(), ids=COVERAGE)
def test_only_members_of_self_funded_plans_need_it(funding, sponsor, lacking):
    spans = pl.DataFrame(
        [("p", funding, sponsor), ("q", "insured", None)],
        schema={"person": pl.String, "funding": pl.String, "plan_sponsor": pl.String},
        orient="row",
    )

    found = without_authorisation(spans, frozenset({"s1"}))

    assert found.to_list() == (["p"] if lacking else [])


def test_one_span_of_such_a_plan_is_enough():
    spans = pl.DataFrame(
        {
            "person": ["p", "p", "p"],
            "funding": ["insured", "self-funded", "self-funded"],
            "plan_sponsor": [None, "s2", "s3"],
        }
    )

    assert without_authorisation(spans, frozenset({"s3"})).to_list() == ["p"]
    assert without_authorisation(spans, frozenset({"s2", "s3"})).is_empty()
