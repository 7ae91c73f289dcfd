"""Papers beneath agreements, renewals without a gap, holds, ends that are told, and seals."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hub.platform.signing import by_key_id, new_signer
from hub.services.agreements.changes import changes_between
from hub.services.agreements.draft_agreement import (
    amend_agreement,
    draft_agreement,
    renew_agreement,
)
from hub.services.agreements.end_agreement import (
    close_agreement,
    suspend_agreement,
    terminate_agreement,
)
from hub.services.agreements.facts import NoSuchAgreement, agreement_facts, agreement_of
from hub.services.agreements.legal_hold import hold_records, lift_hold
from hub.services.agreements.sign_agreement import (
    CannotSign,
    seal_holds,
    sign_agreement,
    sign_in_person,
)
from hub.services.agreements.tell_of_ends import ending_soon, tell_of_ends
from hub.services.agreements.templates import templates, terms_from, years_later
from hub.services.agreements.what_is_missing import missing_for, signatories
from hub.services.house import HUB
from hub.services.refusal import Refused
from hub.services.retention.destroy_records import confirm_destruction, order_destruction
from hub.services.submissions.may_hand_in import may_hand_in
from hub.store import agreements, ledger, participants
from policies.lifecycle.lifecycle import ImpossibleTransition
from tests.builders.houses import agreed, enrol, terms
from tests.builders.people import code_at, person

# What rules decide is asked of one database; what the queries find, of both.
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
EXPERT = {
    "expert": "A. Statistician",
    "method": "motivated intruder",
    "risk": "very small",
    "signed": "2026-01-01",
}


def signed_by_all(home, facts, *, text_hash):
    with home.begin() as work:
        for party in dict(facts.terms.parties):
            signed = sign_agreement(
                work,
                by="paper",
                party=party,
                agreement=facts.stored.id,
                text_hash=text_hash,
            )
    return signed


def drafted(home, draft):
    with home.begin() as work:
        return draft_agreement(work, by="coordinator", title="A paper", terms=draft)


def papers(home, *parties, instrument, **changes):
    facts = {
        "parties": tuple(sorted({HUB: "recipient", **dict.fromkeys(parties, "member")}.items())),
        "instrument": instrument,
        "capacities": (),
        "purposes": (),
        "data_classes": (),
        "recipients": (),
        "basis": "aggregate_only",
    }
    made = drafted(home, replace(terms(home, parties[0]), **(facts | changes)))
    return signed_by_all(home, made, text_hash=made.text.hash)


NEEDS = {
    "an expert's certificate in force": (
        {"basis": "expert_determination", "certificate": EXPERT | {"expires": "2026-12-31"}},
        None,
        "",
    ),
    "no expert's certificate": ({"basis": "expert_determination"}, None, "certificate"),
    "a certificate that ended yesterday": (
        {"basis": "expert_determination", "certificate": EXPERT | {"expires": "2026-03-01"}},
        None,
        "certificate",
    ),
    "a certificate that ends today": (
        {"basis": "expert_determination", "certificate": EXPERT | {"expires": "2026-03-02"}},
        None,
        "",
    ),
    "the hub reduces, under nothing": ({"reduces": "hub"}, None, "business associate"),
    "the hub reduces, as business associate": ({"reduces": "hub"}, "BAA", ""),
    "the hub reduces, under a memorandum": ({"reduces": "hub"}, "MOU", "business associate"),
    "a program, under nothing": (
        {"reduces": "hub", "capacities": ("program",)},
        None,
        "qualified service",
    ),
    "a program, as qualified service": (
        {"reduces": "hub", "capacities": ("program",)},
        "QSOA",
        "",
    ),
    "a limited data set, reduced at home": ({}, None, ""),
}


@ON_SQLITE
@pytest.mark.parametrize(("changes", "paper", "lacks"), NEEDS.values(), ids=NEEDS)
def test_what_a_flow_needs_beneath_it_is_a_rule_and_stops_the_intake(
    home, clock, changes, paper, lacks
):
    assert clock().date() == date(2026, 3, 2)
    agreed(home, "payer-a", **changes)
    if paper:
        papers(home, "payer-a", instrument=paper)
    with home.look() as work:
        told = missing_for(work, participants.one(work, "payer-a"))

    if not lacks:
        assert may_hand_in(home, "payer-a").may("use")
        assert told == []
        return
    with pytest.raises(Refused) as refused:
        may_hand_in(home, "payer-a")
    assert refused.value.status == 403
    assert len(told) == 1
    assert lacks in told[0]


def test_a_paper_that_is_suspended_or_ends_stops_the_flow_that_rests_on_it(home, clock):
    agreed(home, "payer-a", reduces="hub")
    paper = papers(home, "payer-a", instrument="BAA", expires=date(2026, 3, 12))
    with home.begin() as work:
        suspend_agreement(work, by="coordinator", agreement=paper.stored.id)
    with pytest.raises(Refused):
        may_hand_in(home, "payer-a")


def test_no_record_flows_under_a_memorandum(home):
    papers(home, "payer-a", "payer-b", instrument="MOU")

    with home.look() as work:
        assert agreement_of(work, "payer-a") is None
    with pytest.raises(Refused, match="no agreement"):
        may_hand_in(home, "payer-a")


def test_a_memorandum_of_several_is_in_force_when_the_last_has_signed(home):
    enrol(home, "practice-a", kind="practice")
    template = templates()["network-memorandum"]
    with home.look() as work:
        parties = tuple(
            participants.one(work, each) for each in ("payer-a", "payer-b", "practice-a")
        )
        draft = terms_from(template, parties, today=work.now.date())
    made = drafted(home, draft)
    states = []
    for party in dict(made.terms.parties):
        with home.begin() as work:
            signed = sign_agreement(
                work, by="x", party=party, agreement=made.stored.id, text_hash=made.text.hash
            )
            states.append(signed.state)

    assert states == ["partly-signed", "partly-signed", "partly-signed", "active"]
    assert "Competition." in made.text.text
    assert "Reduction." not in made.text.text


@ON_SQLITE
@pytest.mark.parametrize("template", templates().values(), ids=templates())
def test_every_template_makes_an_agreement_that_can_be_signed(home, template):
    with home.look() as work:
        parties = (participants.one(work, "payer-a"),)
        draft = terms_from(template, parties, today=work.now.date())
    made = drafted(home, draft)

    assert signed_by_all(home, made, text_hash=made.text.hash).state == "active"
    assert (made.terms.expires.year - made.terms.effective.year) == template.years


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 3, 2), date(2027, 3, 1)),
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2028, 2, 29), date(2029, 2, 27)),
        (date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_year_from_a_day_ends_the_day_before_its_return(day, last):
    assert years_later(day, 1) == last


def test_a_renewal_leaves_no_gap_and_holds_when_all_have_signed(home, clock):
    facts = agreed(home, "payer-a", expires=date(2026, 3, 10))
    with home.begin() as work:
        renewed = renew_agreement(
            work, by="coordinator", agreement=facts.stored.id, expires=date(2027, 3, 10)
        )

    assert (renewed.state, renewed.terms.expires) == ("active", date(2026, 3, 10))
    assert [each.term for each in changes_between(renewed.text, renewed.pending)] == ["last day"]
    with home.begin() as work:
        half = sign_agreement(
            work,
            by="x",
            party="payer-a",
            agreement=facts.stored.id,
            text_hash=renewed.pending.hash,
        )
    assert half.terms.expires == date(2026, 3, 10)
    with home.begin() as work:
        whole = sign_agreement(
            work, by="x", party=HUB, agreement=facts.stored.id, text_hash=renewed.pending.hash
        )
    assert (whole.state, whole.terms.expires, whole.pending) == ("active", date(2027, 3, 10), None)


def test_an_expired_agreement_is_renewed_once_signed(home, clock):
    facts = agreed(home, "payer-a", expires=date(2026, 3, 10))
    clock.forward(days=9)
    with home.begin() as work:
        renewed = renew_agreement(
            work, by="coordinator", agreement=facts.stored.id, expires=date(2027, 3, 10)
        )

    assert renewed.state == "expired"
    assert signed_by_all(home, facts, text_hash=renewed.pending.hash).state == "active"


@pytest.mark.parametrize("expires", [date(2026, 3, 10), date(2026, 3, 1)])
def test_a_renewal_ends_later(home, expires):
    facts = agreed(home, "payer-a", expires=date(2026, 3, 10))

    with home.begin() as work, pytest.raises(Refused, match="ends later"):
        renew_agreement(work, by="coordinator", agreement=facts.stored.id, expires=expires)


def test_an_amendment_after_a_renewal_was_drafted_voids_everything(home):
    facts = agreed(home, "payer-a", expires=date(2026, 3, 10))
    with home.begin() as work:
        renewed = renew_agreement(
            work, by="coordinator", agreement=facts.stored.id, expires=date(2027, 3, 10)
        )
        amended = amend_agreement(
            work,
            by="coordinator",
            agreement=facts.stored.id,
            terms=replace(facts.terms, tolerance=0.05),
        )

    assert (amended.state, amended.stored.version, amended.pending) == ("draft", 3, None)
    with home.begin() as work, pytest.raises(CannotSign, match="changed since"):
        sign_agreement(
            work, by="x", party=HUB, agreement=facts.stored.id, text_hash=renewed.pending.hash
        )


AMENDMENTS = {
    "nothing": ({}, "as they were"),
    "another kind of paper": ({"instrument": "MOU"}, "keeps the parties"),
    "a party less": ({"parties": ((HUB, "recipient"),)}, "keeps the parties"),
}


@ON_SQLITE
@pytest.mark.parametrize(("changes", "why"), AMENDMENTS.values(), ids=AMENDMENTS)
def test_an_amendment_is_refused_that_changes(home, changes, why):
    facts = agreed(home, "payer-a")

    with home.begin() as work, pytest.raises(Refused, match=why):
        amend_agreement(
            work,
            by="coordinator",
            agreement=facts.stored.id,
            terms=replace(facts.terms, **changes),
        )


def test_a_party_that_an_amendment_adds_sees_the_agreement_and_has_to_sign(home):
    facts = agreed(home, "payer-a")
    more = tuple(sorted([*facts.terms.parties, ("payer-b", "recipient")]))
    with home.begin() as work:
        amend_agreement(
            work,
            by="coordinator",
            agreement=facts.stored.id,
            terms=replace(facts.terms, parties=more),
        )
    with home.look(within="payer-b") as work:
        assert agreement_facts(work, facts.stored.id).state == "draft"


# 365 days to the end from 2 March 2026: each row is a day, and what was told by then.
ENDS = {
    "61 days before": (61, []),
    "60 days before": (60, [60]),
    "30 days before": (30, [60, 30]),
    "16 days before": (16, [60, 30]),
    "15 days before": (15, [60, 30, 15]),
    "14 and 13 days before": (13, [60, 30, 15, 14, 13]),
    "the last day": (0, [60, 30, 15, *range(14, -1, -1)]),
    "the day after": (-1, [60, 30, 15, *range(14, -1, -1), -1]),
    "two days after": (-2, [60, 30, 15, *range(14, -1, -1), -1]),
}


@ON_SQLITE
@pytest.mark.parametrize(("until", "told"), ENDS.values(), ids=ENDS)
def test_the_parties_are_told_at_60_30_and_15_days_then_daily_and_of_the_end(
    home, clock, until, told
):
    facts = agreed(home, "payer-a", expires=clock().date() + timedelta(days=61))
    tell_of_ends(home)
    for _ in range(61 - until):
        clock.forward(days=1)
        tell_of_ends(home)
        tell_of_ends(home)
    with home.look(within="payer-a") as work:
        events = [
            each.facts["number"]
            for each in ledger.of_subject(work, facts.stored.id)
            if each.name in {"agreement-ends-soon", "agreement-expired"}
        ]

    assert events == told


def test_a_warning_that_nobody_was_there_to_give_is_caught_up(home, clock):
    agreed(home, "payer-a", expires=clock().date() + timedelta(days=61))
    clock.forward(days=20)

    assert tell_of_ends(home) == 1
    assert tell_of_ends(home) == 0
    with home.look() as work:
        assert [each.days_left for each in ending_soon(work, participant="payer-a")] == [41]


def test_under_a_legal_hold_nothing_is_destroyed(home):
    facts = agreed(home, "payer-a")
    agreement = facts.stored.id
    with home.begin() as work:
        hold_records(work, by="privacy", agreement=agreement, reason="litigation")
    with home.begin() as work:
        terminate_agreement(work, by="x", agreement=agreement, destroy_on=date(2026, 4, 1))
    for act in (order_destruction, confirm_destruction):
        with pytest.raises(Refused, match="legal hold"):
            act(home, by="privacy", agreement=agreement)
    with home.begin() as work, pytest.raises(Refused, match="legal hold"):
        close_agreement(work, by="x", agreement=agreement)
    with home.begin() as work:
        lift_hold(work, by="privacy", agreement=agreement)

    assert order_destruction(home, by="privacy", agreement=agreement) == 0


def test_a_hold_has_a_known_reason_and_stands_once(home):
    agreement = agreed(home, "payer-a").stored.id
    with home.begin() as work, pytest.raises(Refused, match="the reason is one of"):
        hold_records(work, by="x", agreement=agreement, reason="because")
    with home.begin() as work:
        hold_records(work, by="x", agreement=agreement, reason="audit")
        with pytest.raises(Refused, match="stands already"):
            hold_records(work, by="x", agreement=agreement, reason="audit")


def test_an_agreement_in_force_is_not_closed_and_an_ended_one_without_files_is(home):
    agreement = agreed(home, "payer-a").stored.id
    with home.begin() as work, pytest.raises(ImpossibleTransition):
        close_agreement(work, by="x", agreement=agreement)
    with home.begin() as work:
        terminate_agreement(work, by="x", agreement=agreement, destroy_on=date(2026, 4, 1))
        assert close_agreement(work, by="x", agreement=agreement).state == "closed"


@pytest.fixture
def signer(home):
    return person(home, "sig@payer-a.test", roles=("signatory",), second_factor=True)


def offered(home):
    return drafted(home, terms(home, "payer-a"))


def in_person(home, signer, facts, **changes):
    given = {
        "text_hash": facts.text.hash,
        "typed_name": "robin  EXAMPLE",
        "code": code_at(home.clock()),
    }
    return sign_in_person(home, user=signer.id, agreement=facts.stored.id, **(given | changes))


def test_a_signature_carries_name_code_and_a_seal_over_the_exact_version(home, signer):
    facts = in_person(home, signer, offered(home))
    (signature,) = facts.signatures
    verifiers = by_key_id(home.ledger_signer.verifier)

    assert (signature.typed_name, signature.second_factor) == ("Robin Example", True)
    assert seal_holds(signature, verifiers) is True
    assert seal_holds(replace(signature, hash="0" * 64), verifiers) is False
    assert seal_holds(replace(signature, typed_name="Another"), verifiers) is False
    assert seal_holds(signature, by_key_id(new_signer().verifier)) is False
    assert seal_holds(replace(signature, seal=None), verifiers) is None


WRONG = {
    "another name": ({"typed_name": "Robin"}, Refused, "type your name"),
    "another text": ({"text_hash": "0" * 64}, CannotSign, "changed since"),
    "another code": ({"code": "000000"}, Refused, "the code did not match"),
    "no code": ({"code": ""}, Refused, "the code did not match"),
}


@ON_SQLITE
@pytest.mark.parametrize(("changes", "kind", "why"), WRONG.values(), ids=WRONG)
def test_a_signature_is_refused_with(home, signer, changes, kind, why):
    with pytest.raises(kind, match=why):
        in_person(home, signer, offered(home), **changes)


def test_a_code_signs_once(home, signer):
    first, second = offered(home), offered(home)
    in_person(home, signer, first)

    with pytest.raises(Refused, match="the code did not match"):
        in_person(home, signer, second)


def test_wrong_codes_under_signatures_lock_the_account(home, signer):
    facts = offered(home)
    for _ in range(5):
        with pytest.raises(Refused, match="did not match"):
            in_person(home, signer, facts, code="000000")

    with pytest.raises(Refused, match="too many attempts"):
        in_person(home, signer, facts)


def test_without_a_second_factor_nobody_signs_outside_the_demonstration(home):
    bare = person(home, "bare@payer-a.test", roles=("signatory",))
    facts = offered(home)
    with pytest.raises(Refused, match="set up a second factor"):
        in_person(home, bare, facts)

    demo = replace(home, settings=replace(home.settings, demo=True))
    assert in_person(demo, bare, facts).signatures[0].second_factor is False


def test_who_belongs_to_another_participant_does_not_even_see_it(home):
    other = person(
        home, "o@payer-b.test", participant="payer-b", roles=("signatory",), second_factor=True
    )

    with pytest.raises(NoSuchAgreement):
        in_person(home, other, offered(home))


def test_who_may_sign_for_a_party_is_told(home, signer):
    person(home, "no@payer-a.test", roles=("payer-engineer",))
    with home.look() as work:
        assert signatories(work)["payer-a"] == ["Robin Example"]
        assert "payer-b" not in signatories(work)
        assert agreements.every(work) == ()
