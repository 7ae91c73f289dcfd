"""The decision table, row by row: which rules hold it, and a case on each side of each row."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from policies.agreement.agreement import Reducer
from policies.agreement.instrument import InstrumentKind
from policies.agreement.minimum_necessary import permitted_columns
from policies.agreement.state import AgreementState, state_of
from policies.basis import Basis
from policies.capacity import Capacity
from policies.consent.consent import Standing
from policies.consent.states import consent_states
from policies.data_class import COUNSELLING_NOTES, PSYCHOTHERAPY_NOTES
from policies.deidentification.inspection import inspect
from policies.disclosure_control.matrices import whole_matrix
from policies.disclosure_control.primary.few_contributors import few_contributors
from policies.disclosure_control.primary.largest_share import largest_share
from policies.disclosure_control.primary.small_count import small_count
from policies.eligibility import eligible, facts_under
from policies.labelling.code_list import usual_lists
from policies.labelling.confidentiality import confidentiality
from policies.labelling.label import label
from policies.labelling.program_registry import NOBODY_KNOWN, ProgramRegistry, program_registry
from policies.part2 import s2_24_list_of_disclosures, s2_25_accounting
from policies.part2.s2_12_a_applicability import restricts
from policies.part2.s2_16_b_breach import Told, duties
from policies.part2.s2_32_notice import RESTING_ON_CONSENT
from policies.recipient import CONTRACTOR, Recipient
from policies.regime import decide
from policies.regimes import REGIMES
from policies.request import DisclosureRequest, Provenance
from schemas.code_system import ICD10CM
from schemas.records import TABLES
from tests.builders.batches import batch, persons
from tests.builders.directives import directive, directives
from tests.builders.facts import (
    HUB,
    NOW,
    PAYER,
    TODAY,
    agreement,
    order,
    paper,
    question,
    request,
    state,
    with_paper,
    with_papers,
)
from tests.builders.records import row
from tests.places import PROJECT

TABLE = PROJECT.parent / "shared" / "domain" / "law.md"
RULES = {rule.name: rule for regime in REGIMES for rule in regime.rules}
NONE = state(Standing.NONE)
HOLDER = frozenset({Capacity.LAWFUL_HOLDER})
OPIOIDS = {"OPIOIDUD", "SUD"}
CONTRACT = InstrumentKind.CONTRACT
RANDOM, HASHED = "tok-a", "0123456789abcdef0123456789abcdef"


def covering(**terms):
    return agreement(
        **{
            "purposes": frozenset({"HOPERAT", "TREAT", "HPAYMT", "HRESCH", "PUBHLTH", "LEGAL"}),
            "data_classes": frozenset({"claims", COUNSELLING_NOTES, PSYCHOTHERAPY_NOTES}),
        }
        | terms
    )


def plain(**facts):
    """A payer's limited data set of records that come from no program."""
    given = {"capacities": PAYER, "provenance": Provenance.NO, "sensitivity": frozenset()}
    return request(**(given | {"agreement": agreement(capacities=PAYER)} | facts))


def research(attests):
    approval = paper(InstrumentKind.RESEARCH_APPROVAL, attests=attests)
    return request(
        purpose="HRESCH",
        consent=NONE,
        agreement=covering(instruments=(approval,)),
    )


def contractor(*papers):
    """A lawful holder to its contractor, under a consent that names the activity alone."""
    return request(
        capacities=HOLDER,
        recipient=Recipient(id="hub", type=CONTRACTOR),
        consent=state(Standing.OTHER_RECIPIENT),
        agreement=with_papers(*papers),
    )


# Refused, by which rule; and the nearest request that goes.
DECIDED: dict[str, tuple[str, DisclosureRequest, DisclosureRequest]] = {
    "1": (
        "agreement/term",
        plain(agreement=agreement(expires=date(2026, 3, 1))),
        plain(agreement=agreement(expires=date(2026, 3, 2))),
    ),
    "5": (
        "part2/s2_12_d_1_proceedings",
        request(purpose="LEGAL", consent=NONE, agreement=covering(instruments=(order(),))),
        request(
            purpose="LEGAL",
            consent=NONE,
            agreement=covering(instruments=(order(), paper(InstrumentKind.SUBPOENA))),
        ),
    ),
    "6": (
        "part2/s2_31_b_counselling_notes",
        request(data_class=COUNSELLING_NOTES, agreement=covering(), consent=NONE),
        request(data_class=COUNSELLING_NOTES, agreement=covering()),
    ),
    "6a": (
        "network/honour_opt_outs",
        plain(basis=Basis.SAFE_HARBOR, opted_out=True),
        request(basis=Basis.SAFE_HARBOR, consent=NONE),
    ),
    "9": (
        "part2/s2_33_a_written_consent",
        request(consent=state(Standing.DEFICIENT, missing=("signed",))),
        request(),
    ),
    "9a": (
        "part2/s2_33_b_1_received_under_consent",
        request(
            capacities=PAYER,
            consent=NONE,
            agreement=agreement(capacities=PAYER, attests_tpo_receipt=True),
        ),
        request(
            capacities=PAYER,
            consent=NONE,
            agreement=with_paper(InstrumentKind.BAA, attests_tpo_receipt=True),
        ),
    ),
    "10": ("network/honour_refusals", plain(consent=state(Standing.REFUSED)), plain()),
    "11": (
        "part2/s2_33_a_written_consent",
        request(consent=NONE),
        request(consent=NONE, agreement=with_paper(InstrumentKind.QSOA)),
    ),
    "12": (
        "part2/s2_52_research",
        research(frozenset()),
        research(frozenset({"hipaa-waiver"})),
    ),
    "13": (
        "part2/s2_54_public_health",
        request(purpose="PUBHLTH", agreement=covering(), consent=NONE),
        request(purpose="PUBHLTH", agreement=covering(), consent=NONE, basis=Basis.SAFE_HARBOR),
    ),
    "14": (
        "part2/s2_26_restrictions",
        request(consent=state(Standing.IN_FORCE, closed=True)),
        request(consent=state(Standing.IN_FORCE)),
    ),
    "15": ("part2/s2_33_b_3_lawful_holder", contractor(), contractor(paper(CONTRACT))),
    "22a": ("states/state_without_rules", plain(state="WI"), plain(state="IL")),
    "22b": (
        "hipaa/s164_508_a_2_psychotherapy_notes",
        request(data_class=PSYCHOTHERAPY_NOTES, agreement=covering()),
        request(data_class="claims", agreement=covering()),
    ),
}


def refused_at_the_gate(given, basis="safe_harbor"):
    return inspect(given, basis, on=TODAY).refuses


def questioned(token):
    found = inspect(persons(token), "safe_harbor", on=TODAY)
    return found.refuses or found.faults.height > 0


def marks(registry: ProgramRegistry, mode="provenance"):
    given = {"person": "p", "type": "professional", "status": "paid", "practice": "here"}
    coded = batch("claim", row("claim", **given, diagnosis=[(ICD10CM, "F11.20")]))
    labelled = label(coded.rows, TABLES["claim"], usual_lists(), registry, mode)
    level = confidentiality(labelled, TABLES["claim"])[0]
    return level, labelled["part2_provenance"][0], set(labelled["sensitivity"][0])


def of(provenance):
    return request(provenance=provenance, sensitivity=frozenset(OPIOIDS))


def standing(part2):
    return program_registry(pl.DataFrame({"practice": ["here"], "part2": [part2]}))


def withheld_and_kept():
    states = consent_states(directives([directive("yes")]), question())
    rows = pl.DataFrame(
        {
            "person": ["yes", "stranger"],
            "part2_provenance": ["yes", "yes"],
            "sensitivity": [["SUD"], ["SUD"]],
        }
    )
    found = eligible(
        rows,
        facts_under(agreement(), "contributor", data_class="claims"),
        states,
        now=NOW,
        purpose="HQUALIMP",
        recipient=HUB,
    )
    return found.keep.sum(), found.withheld["rows"].sum()


def shares(*parts):
    matrix, whole = whole_matrix(np.array([parts])), np.array([sum(parts)])
    applies = np.array([True])
    few = few_contributors(whole, matrix, applies=applies, minimum=5, percent=10)
    large = largest_share(whole, matrix, applies=applies, share=0.25, percent=10)
    return bool(few.cells[0] or large.cells[0])


def closed(certified):
    ended = agreement(
        terminated=NOW - timedelta(days=30),
        closed=NOW - timedelta(days=1),
        datasets=frozenset({"d1", "d2"}),
        certified=frozenset(certified),
    )
    return state_of(ended, NOW) is AgreementState.CLOSED


def columns(purpose):
    return set(permitted_columns(agreement(), "claim", purpose, on=TODAY))


# Each: what the row stops, shown stopped; and the nearest thing that it lets be.
SHOWN: dict[str, tuple[Callable[[], bool], Callable[[], bool]]] = {
    "2": (
        lambda: refused_at_the_gate(
            batch("person", row("person", person=RANDOM), surplus={"ssn": [""]})
        ),
        lambda: not refused_at_the_gate(persons(RANDOM)),
    ),
    "3": (
        lambda: refused_at_the_gate(persons(RANDOM, zip5="60601")),
        lambda: not refused_at_the_gate(persons(RANDOM, zip5="60601"), "limited_data_set"),
    ),
    "4": (lambda: questioned(HASHED), lambda: not questioned(RANDOM)),
    "7": (
        lambda: (
            marks(standing("yes")) == ("R", "yes", OPIOIDS) and restricts(of(Provenance.UNKNOWN))
        ),
        lambda: (
            marks(NOBODY_KNOWN) == ("R", "unknown", OPIOIDS) and not restricts(of(Provenance.NO))
        ),
    ),
    "8": (
        lambda: marks(standing("no"), "strict")[1] == "yes",
        lambda: marks(standing("no")) == ("R", "no", OPIOIDS),
    ),
    "16": (lambda: not columns("HRESCH"), lambda: "diagnosis" in columns("HQUALIMP")),
    "17": (
        lambda: decide(request(), REGIMES).obligations >= RESTING_ON_CONSENT,
        lambda: not decide(plain(), REGIMES).obligations & RESTING_ON_CONSENT,
    ),
    "18": (
        lambda: shares(25, 25, 25, 25) and shares(26, 20, 20, 20, 14),
        lambda: not shares(25, 25, 20, 20, 10),
    ),
    "19": (
        lambda: small_count(np.array([1, 10]), minimum=11).cells.all(),
        lambda: not small_count(np.array([0, 11]), minimum=11).cells.any(),
    ),
    "20": (lambda: withheld_and_kept() == (1, 1), lambda: sum(withheld_and_kept()) == 2),
    "21": (
        lambda: (
            Told.SECRETARY in {one.told for one in duties(TODAY, persons=500, most_of_one_state=0)}
        ),
        lambda: (
            Told.YEARLY_LOG in {one.told for one in duties(TODAY, persons=499, most_of_one_state=0)}
        ),
    ),
    "22": (
        lambda: s2_24_list_of_disclosures.reaches_back_to(TODAY) == date(2023, 3, 2),
        lambda: (
            not s2_25_accounting.belongs("TREAT", with_consent=True, through_health_record=False)
        ),
    ),
    "23": (lambda: not closed({"d1"}), lambda: closed({"d1", "d2"})),
}


@pytest.mark.parametrize("number", DECIDED)
def test_the_row_refuses_by_its_rule_and_lets_the_nearest_request_go(number):
    rule, refused, goes = DECIDED[number]

    refusal, permission = decide(refused, REGIMES), decide(goes, REGIMES)

    assert not refusal.permitted
    assert rule in {reason.rule for reason in refusal.reasons}
    assert RULES[rule].row == number or number == "11"
    assert permission.permitted


@pytest.mark.parametrize("number", SHOWN)
def test_the_row_stops_what_it_speaks_of_and_lets_the_rest_be(number):
    stops, lets_be = SHOWN[number]

    assert stops()
    assert lets_be()


NO_CONSENT, NO_WAY = "part2/s2_33_a_written_consent", "hipaa/s164_504_e_business_associate"
# Of a payer's identified Part 2 records without a consent: the reasons, and none beside the point.
TOLD = {
    "TREAT": [NO_CONSENT],
    "HQUALIMP": [NO_CONSENT, NO_WAY],
    "HRESCH": [NO_CONSENT, "hipaa/s164_512_i_research", "part2/s2_52_research"],
    "PUBHLTH": ["hipaa/s164_512_b_public_health", "part2/s2_54_public_health"],
    "LEGAL": [
        *("hipaa/s164_512_e_judicial_proceedings", "network/refused_purposes"),
        "part2/s2_12_d_1_proceedings",
    ],
    "HCOMPL": [
        *(NO_CONSENT, NO_WAY, "hipaa/s164_512_d_health_oversight"),
        "part2/s2_53_audit_and_evaluation",
    ],
    "ETREAT": [NO_CONSENT, "part2/s2_51_medical_emergency"],
}


@pytest.mark.parametrize(("purpose", "rules"), TOLD.items(), ids=TOLD)
def test_a_refusal_tells_the_rules_that_speak_of_the_matter_and_no_other(purpose, rules):
    asked = request(
        purpose=purpose,
        consent=NONE,
        basis=Basis.IDENTIFIED,
        capacities=PAYER,
        agreement=covering(basis=Basis.IDENTIFIED, capacities=PAYER),
    )

    assert [reason.rule for reason in decide(asked, REGIMES).reasons] == rules


def test_no_rule_stands_outside_the_table():
    assert {rule.row for rule in RULES.values()} <= set(DECIDED) | set(SHOWN)


def test_a_reduction_by_the_hub_needs_a_paper():
    alone = plain(agreement=agreement(reduces=Reducer.HUB))
    serving = plain(
        agreement=agreement(reduces=Reducer.HUB, instruments=(paper(InstrumentKind.BAA),))
    )

    assert not decide(alone, REGIMES).permitted
    assert decide(serving, REGIMES).permitted


@pytest.mark.skipif(not TABLE.is_file(), reason="the decision table is not at hand")
def test_every_row_of_the_table_is_here():
    text = TABLE.read_text(encoding="utf-8").split("## 1.")[0]

    rows = re.findall(r"^\| (\d+[ab]?) \|", text, re.MULTILINE)

    assert set(rows) == set(DECIDED) | set(SHOWN)
