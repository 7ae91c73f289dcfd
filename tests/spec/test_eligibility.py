"""Rows of a crowd: class by class they come to what each comes to alone, counted by rule."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.agreement.instrument import InstrumentKind
from policies.basis import Basis
from policies.consent.consent import NO_CONSENT
from policies.consent.states import consent_states, nobody
from policies.eligibility import eligible, facts_under, withheld_for
from policies.regime import decide
from policies.regimes import REGIMES
from policies.request import Provenance
from policies.row_classes import TooManyClasses, row_classes
from tests.builders.directives import directive, directives, opt_out, restriction
from tests.builders.facts import HUB, NOW, PAYER, agreement, paper, question, request

LIMITED = agreement(capacities=PAYER)
CERTIFIED = agreement(
    capacities=PAYER,
    basis=Basis.EXPERT_DETERMINATION,
    instruments=(paper(InstrumentKind.EXPERT_CERTIFICATE, parties=frozenset({"contributor"})),),
)
STATES = consent_states(
    directives(
        [
            directive("yes"),
            directive("revoked", revoked_day=date(2026, 3, 2)),
            directive("expired", expiry="day", end_day=date(2026, 3, 1)),
            directive("deficient", purpose_stated=False),
            directive("but-hiv"),
            directive("but-hiv", decision="deny", data_classes="HIV"),
            opt_out("out"),
            directive("both"),
            opt_out("both"),
            directive("shut"),
            restriction("shut"),
            directive("shut-to-mh"),
            restriction("shut-to-mh", data_classes="MH"),
            directive("no", decision="deny"),
        ]
    ),
    question(),
)
SCHEMA = {"person": pl.String, "part2_provenance": pl.String, "sensitivity": pl.List(pl.String)}


def rows(*held):
    return pl.DataFrame(held, schema=SCHEMA, orient="row")


def ask(table, agreed=LIMITED, states=STATES, unauthorised=()):
    return eligible(
        table,
        facts_under(agreed, "contributor", data_class="claims"),
        states,
        now=NOW,
        purpose="HQUALIMP",
        recipient=HUB,
        unauthorised=pl.Series(unauthorised, dtype=pl.String),
    )


def test_withheld_rows_are_counted_by_rule_citation_and_reason():
    found = ask(
        rows(
            ("yes", "yes", ["SUD"]),
            ("revoked", "yes", ["SUD"]),
            ("revoked", "yes", []),
            ("expired", "yes", ["SUD"]),
            ("stranger", "unknown", ["SUD"]),
            ("stranger", "unknown", ["HIV"]),
            ("stranger", "no", ["SUD"]),
            ("out", "no", []),
        )
    )

    assert found.keep.to_list() == [True, False, False, False, False, True, True, False]
    assert found.withheld.sort("rule", "reason").rows() == [
        (
            "network/honour_opt_outs",
            "network charter: honour_opt_outs",
            "the person opted out of the network, which honours that as its own policy",
            "policy",
            1,
            1,
        ),
        (
            "part2/s2_33_a_written_consent",
            "42 CFR 2.31(c)",
            "the consent has expired",
            "law",
            1,
            1,
        ),
        (
            "part2/s2_33_a_written_consent",
            "42 CFR 2.31(c)",
            "the patient revoked the consent",
            "law",
            2,
            1,
        ),
        (
            "part2/s2_33_a_written_consent",
            "42 CFR 2.13(a)",
            "there is no consent of the patient",
            "law",
            1,
            1,
        ),
    ]


def test_members_of_plans_without_authorisation_are_counted_apart():
    table = rows(
        ("insured", "no", []), ("member", "no", []), ("member", "yes", ["SUD"]), ("yes", "yes", [])
    )

    found = ask(table, unauthorised=["member", "yes"])

    assert found.keep.to_list() == [True, False, False, False]
    assert found.withheld.select("rule", "authority", "rows", "people").rows() == [
        ("agreement/plan_sponsors", "contract", 3, 2)
    ]


def test_under_expert_determination_part_2_and_consent_withhold_nothing():
    found = ask(rows(("revoked", "yes", ["SUD"]), ("stranger", "yes", [])), CERTIFIED)

    assert found.keep.all()


def test_under_expert_determination_an_opt_out_withholds_as_policy_never_as_law():
    found = ask(rows(("out", "yes", ["SUD"]), ("both", "no", [])), CERTIFIED)

    assert found.withheld.select("authority", "rows").rows() == [("policy", 2)]


def test_an_agreement_may_switch_opt_outs_off():
    found = ask(rows(("out", "no", [])), replace(CERTIFIED, honour_opt_outs=False))

    assert found.keep.all()


def test_where_law_and_policy_both_withhold_the_first_row_of_the_table_is_told():
    found = ask(rows(("out", "yes", ["SUD"])))

    # Row 6a of the decision table stands before row 9: the opt-out is told first.
    assert found.withheld["rule"].to_list() == ["network/honour_opt_outs"]


def test_a_label_that_the_patient_left_out_withholds_the_row_that_carries_it():
    found = ask(rows(("but-hiv", "yes", ["HIV", "SUD"]), ("but-hiv", "yes", ["SUD"])))

    assert found.keep.to_list() == [False, True]
    assert found.withheld["reason"].to_list() == [
        "the patient consented in writing, but for what is labelled HIV"
    ]


def test_a_restriction_withholds_whatever_was_consented_to():
    found = ask(
        rows(("shut", "yes", ["SUD"]), ("shut-to-mh", "yes", ["MH"]), ("shut-to-mh", "no", []))
    )

    assert found.keep.to_list() == [False, False, True]
    assert found.withheld.select("authority", "rows").rows() == [("law", 1), ("law", 1)]


def test_illinois_withholds_mental_health_records_without_a_consent():
    found = ask(
        rows(("stranger", "no", ["MH"]), ("yes", "no", ["MH"]), ("stranger", "no", [])),
        replace(LIMITED, state="IL"),
    )

    assert found.keep.to_list() == [False, True, True]
    assert found.withheld["citation"].to_list() == ["740 ILCS 110/5, 110/9.8"]


def test_a_state_without_rules_withholds_every_identifiable_row():
    found = ask(rows(("yes", "no", []), ("yes", "no", [])), replace(LIMITED, state="WI"))

    assert found.withheld.select("rule", "rows").rows() == [("states/state_without_rules", 2)]


def test_an_expired_agreement_withholds_every_row():
    found = ask(
        rows(("yes", "no", []), ("yes", "yes", ["SUD"])),
        replace(LIMITED, expires=date(2026, 3, 1)),
    )

    assert found.withheld.select("rule", "authority", "rows").rows() == [
        ("agreement/term", "contract", 2)
    ]


def test_rows_without_persons_are_decided_too():
    found = ask(rows(("p", "no", [])).drop("person"))

    assert found.keep.to_list() == [True]


def test_no_rows_are_no_rows():
    found = ask(rows())

    assert (len(found.keep), found.withheld.height, found.classes) == (0, 0, 0)


def test_lazy_rows_will_do():
    assert ask(rows(("yes", "yes", ["SUD"])).lazy()).keep.to_list() == [True]


def test_what_nobody_said_counts_against_disclosure():
    unsaid = rows(("stranger", None, ["SUD"]), ("stranger", "perhaps", ["SUD"]))

    assert not ask(unsaid).keep.any()


def test_a_missing_list_of_labels_is_an_empty_one():
    assert ask(rows(("stranger", "unknown", None))).keep.to_list() == [True]


def test_ten_thousand_classes_are_too_many():
    many = rows(*((f"p{n}", "no", [f"label-{n}"]) for n in range(10_000)))

    with pytest.raises(TooManyClasses):
        ask(many, states=nobody())


def test_more_labels_than_a_mask_holds_are_told_apart():
    sets = [[f"L{n}", f"L{n + 70}"] for n in range(70)] + [["L0", "L71"], ["L70", "L0"]]
    table = rows(*(("p", "no", labels) for labels in sets))

    found = row_classes(table, nobody())

    labels = {one.code: one.sensitivity for one in found.present}
    assert [labels[code] for code in found.codes.tolist()] == [frozenset(each) for each in sets]


PEOPLE = st.sampled_from(
    [
        *("yes", "revoked", "expired", "deficient", "but-hiv", "out", "both", "stranger"),
        *("shut", "shut-to-mh", "no"),
    ]
)
LABELS = st.none() | st.lists(
    st.sampled_from(["SUD", "OPIOIDUD", "HIV", "MH", "42CFRPart2", "PSYTHPN", "NORDSCLCD"]),
    max_size=3,
)
WORDS = st.sampled_from(["yes", "no", "unknown", None])


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(PEOPLE, WORDS, LABELS), max_size=12),
    st.sampled_from(
        [
            *(LIMITED, CERTIFIED, replace(LIMITED, strict=True), replace(LIMITED, state="IL")),
            replace(LIMITED, state="WI"),
        ]
    ),
    st.sets(st.sampled_from(["yes", "out", "stranger"])),
)
def test_deciding_by_class_is_deciding_row_by_row(held, agreed, unauthorised):
    found = ask(rows(*held), agreed, unauthorised=sorted(unauthorised))

    alone = [_alone(agreed, *row, lacking=row[0] in unauthorised) for row in held]
    assert found.keep.to_list() == [reason is None for reason in alone]
    assert found.withheld["rows"].sum() == sum(reason is not None for reason in alone)


def _alone(agreed, person, provenance, labels, *, lacking):
    stands = {row[0]: row[1:] for row in STATES.people.iter_rows()}
    state, opted_out = stands.get(person, (NO_CONSENT.title, False))
    asked = request(
        capacities=PAYER,
        basis=agreed.basis,
        provenance=Provenance(provenance or "unknown"),
        sensitivity=frozenset(labels or ()),
        consent=STATES.meanings[state],
        opted_out=opted_out,
        agreement=agreed,
        strict=agreed.strict,
        state=agreed.state,
        unauthorised_plan=lacking,
    )
    return withheld_for(decide(asked, REGIMES), asked)
