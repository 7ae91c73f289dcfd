"""What must hold for every set of rules: grounds only open, restrictions only close."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.decision import Authority, Decision, Outcome, Refused
from policies.regime import Regime, always, decide
from policies.regimes import REGIMES
from policies.rule import Deny, Kind, Permit, Rule, Silent
from tests.builders.facts import request

MARKS = st.frozensets(st.sampled_from(["HIV", "MH", "SUD"]))
GROUNDS = st.one_of(
    st.builds(
        Permit,
        text=st.sampled_from(["p1", "p2"]),
        obligations=st.frozensets(st.sampled_from(["o1", "o2"])),
        redact=MARKS,
        clause=st.sampled_from(["", "c1", "c2"]),
    ),
    st.builds(
        Silent, text=st.sampled_from(["s1", "s2"]), relevant=st.booleans(), no_consent=st.booleans()
    ),
)
RESTRICTIONS = st.one_of(
    st.builds(Deny, text=st.sampled_from(["d1", "d2"]), only=MARKS),
    st.builds(Silent, text=st.just("s3")),
)


def rule(kind, name, row, answer):
    return Rule(
        name=name,
        kind=kind,
        citation=f"law {name}",
        effective=date(2000, 1, 1),
        repealed=None,
        row=row,
        sentence="It answers as it was made to.",
        judge=lambda _request: answer,
    )


def rules(kind, answers):
    return st.builds(
        rule,
        st.just(kind),
        st.sampled_from(["r1", "r2", "r3"]),
        st.sampled_from(["1", "6", "6a", "12"]),
        answers,
    )


GROUND, RESTRICTION = rules(Kind.GROUND, GROUNDS), rules(Kind.RESTRICTION, RESTRICTIONS)
BODIES = st.lists(GROUND | RESTRICTION, max_size=5)


def regime(body, name="regime"):
    return Regime(name=name, authority=Authority.LAW, governs=always, rules=tuple(body))


def said(*bodies) -> Decision:
    return decide(request(), [regime(body, f"r{n}") for n, body in enumerate(bodies)])


@given(BODIES, RESTRICTION)
def test_adding_a_restriction_never_permits_more(body, added):
    before, after = said(body), said([*body, added])

    assert before.permitted or not after.permitted
    assert not after.permitted or before.redact <= after.redact


@given(BODIES, GROUND)
def test_adding_a_ground_never_denies_more(body, added):
    before, after = said(body), said([*body, added])

    assert after.permitted or not before.permitted
    assert not before.permitted or after.redact <= before.redact


@given(BODIES, st.randoms(use_true_random=False))
def test_the_order_of_rules_changes_nothing(body, order):
    shuffled = order.sample(body, len(body))

    assert said(shuffled) == said(body)


@given(st.lists(BODIES, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_regimes_changes_nothing(bodies, order):
    regimes = [regime(body, f"r{n}") for n, body in enumerate(bodies)]
    shuffled = order.sample(regimes, len(regimes))

    assert decide(request(), shuffled) == decide(request(), regimes)


def test_reasons_that_differ_in_what_they_leave_out_alone_stand_in_one_order():
    left_out = [("HIV",), ("HIV", "MH"), ("HIV", "MH", "SUD"), ("MH",), ("MH", "SUD"), ("SUD",)]
    bodies = [
        [rule(Kind.GROUND, "r1", "1", Permit(text="p1", redact=frozenset(marks)))]
        for marks in reversed(left_out)
    ]

    assert [tuple(sorted(one.redact)) for one in said(*bodies).reasons] == left_out


@given(st.lists(BODIES, min_size=1, max_size=4), BODIES)
def test_another_regime_never_permits_more(bodies, added):
    before, after = said(*bodies), said(*bodies, added)

    assert before.permitted or not after.permitted


@given(st.lists(BODIES, max_size=4))
def test_the_hub_permits_if_every_regime_that_governs_permits(bodies):
    alone = [said(body).permitted for body in bodies]

    assert said(*bodies).permitted == (bool(alone) and all(alone))


@given(st.lists(BODIES, max_size=4))
def test_a_regime_that_does_not_govern_does_not_count(bodies):
    deaf = Regime(
        name="deaf",
        authority=Authority.LAW,
        governs=lambda _request: False,
        rules=(rule(Kind.RESTRICTION, "d", "1", Deny(text="no")),),
    )
    regimes = [regime(body, f"r{n}") for n, body in enumerate(bodies)]

    assert decide(request(), [*regimes, deaf]) == decide(request(), regimes)


@given(BODIES)
def test_silence_denies(body):
    decision = said(body)
    grounds = [one(request()) for one in body if one.kind is Kind.GROUND]

    assert not decision.permitted or any(isinstance(answer, Permit) for answer in grounds)


@given(BODIES)
def test_every_decision_has_a_reason(body):
    assert said(body).reasons


def test_nothing_governs_nothing_permits():
    assert decide(request(), []).outcome is Outcome.DENY


def test_a_decision_is_never_a_bool():
    with pytest.raises(TypeError):
        bool(decide(request(), REGIMES))


def test_no_consent_is_an_outcome_of_its_own_unless_something_denies():
    none = rule(Kind.GROUND, "g", "9", Silent(text="none", no_consent=True))
    denial = rule(Kind.RESTRICTION, "d", "1", Deny(text="no"))

    assert said([none]).outcome is Outcome.NO_CONSENT
    assert said([none, denial]).outcome is Outcome.DENY
    assert said([none], [denial]).outcome is Outcome.DENY


def test_the_first_reason_is_the_first_row_of_the_decision_table():
    body = [rule(Kind.RESTRICTION, row, row, Deny(text=row)) for row in ("12", "6a", "9", "6")]

    assert [reason.text for reason in said(body).reasons] == ["6", "6a", "9", "12"]


def test_silence_beside_the_point_is_not_told():
    near = rule(Kind.GROUND, "near", "9", Silent(text="near"))
    far = rule(Kind.GROUND, "far", "1", Silent(text="far", relevant=False))

    assert [reason.text for reason in said([near, far]).reasons] == ["near"]
    assert [reason.text for reason in said([far]).reasons] == ["nothing in r0 permits this"]


@pytest.mark.parametrize(
    ("row", "outcome"), [("1", Outcome.DENY), ("9", Outcome.DENY), ("12", Outcome.NO_CONSENT)]
)
def test_of_regimes_that_are_silent_the_first_row_is_the_outcome(row, outcome):
    no_consent = rule(Kind.GROUND, "a", "9", Silent(text="none", no_consent=True))
    no_ground = rule(Kind.GROUND, "b", row, Silent(text="not here"))

    assert said([no_consent], [no_ground]).outcome is outcome


def test_a_denial_that_is_enforced_raises_with_its_reason():
    decision = said([rule(Kind.RESTRICTION, "d", "1", Deny(text="it may not"))])

    with pytest.raises(Refused, match=r"deny: it may not \(law d\)"):
        decision.enforce()


def test_a_permission_that_is_enforced_passes():
    said([rule(Kind.GROUND, "g", "1", Permit(text="it may"))]).enforce()


def test_a_repealed_rule_is_silent_and_says_so():
    old = Rule(
        name="old",
        kind=Kind.GROUND,
        citation="law old",
        effective=date(2000, 1, 1),
        repealed=date(2026, 3, 2),
        row="1",
        sentence="It was.",
        judge=lambda _request: Permit(text="it may"),
    )

    assert old(request()) == Silent(text="law old is no longer in force")
