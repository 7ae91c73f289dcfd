"""What must hold of the rules themselves, whatever is asked: they only close, and never look up."""

import ast
from dataclasses import replace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.agreement.instrument import InstrumentKind
from policies.basis import Basis
from policies.capacity import Capacity
from policies.consent.consent import Expiry, Provision, Standing
from policies.consent.judge import judge
from policies.consent.several import Strategy, combined
from policies.consent.states import consent_states
from policies.decision import Outcome
from policies.eligibility import eligible, facts_under
from policies.labelling.code_list import usual_lists
from policies.labelling.confidentiality import LEVELS, confidentiality
from policies.labelling.label import label
from policies.labelling.program_registry import NOBODY_KNOWN
from policies.part2.s2_51_medical_emergency import RECORD
from policies.regime import decide
from policies.regimes import REGIMES
from policies.request import Provenance
from schemas.code_system import ACT_CODE, ICD10CM
from schemas.records import TABLES
from tests.builders.batches import batch
from tests.builders.directives import directive, directives, opt_out, restriction
from tests.builders.facts import (
    HUB,
    NOW,
    agreement,
    consent,
    question,
    request,
    state,
    with_paper,
)
from tests.builders.records import row
from tests.places import PROJECT

LABELS = st.frozensets(st.sampled_from(["SUD", "OPIOIDUD", "HIV", "MH", "SDV", "42CFRPart2"]))
STATES = st.builds(
    state,
    st.sampled_from([*Standing]).filter(lambda one: one is not Standing.DEFICIENT),
    only=LABELS,
    redact=LABELS,
)
COVERING = {
    "purposes": frozenset({"TREAT", "HPAYMT", "HOPERAT", "HRESCH", "PUBHLTH", "LEGAL", "HMARKT"}),
    "basis": Basis.IDENTIFIED,
}
AGREEMENTS = st.builds(
    lambda kind, terms: replace(with_paper(kind), **COVERING, **terms),
    st.sampled_from(InstrumentKind),
    st.fixed_dictionaries(
        {
            "honour_opt_outs": st.booleans(),
            "attests_tpo_receipt": st.booleans(),
            "strict": st.booleans(),
        }
    ),
)
REQUESTS = st.builds(
    lambda **facts: request(**facts),
    purpose=st.sampled_from(["TREAT", "ETREAT", "HQUALIMP", "HRESCH", "PUBHLTH", "LEGAL"]),
    data_class=st.sampled_from(["claims", "clinical", "sud-counselling-notes"]),
    basis=st.sampled_from(Basis),
    provenance=st.sampled_from(Provenance),
    sensitivity=LABELS,
    consent=STATES,
    opted_out=st.booleans(),
    agreement=st.none() | AGREEMENTS,
    strict=st.booleans(),
    capacities=st.frozensets(st.sampled_from(Capacity)),
    state=st.sampled_from(["", "IL", "WI"]),
    age=st.none() | st.integers(8, 20),
    signers=st.frozensets(st.sampled_from(["patient", "representative"])),
    emergency=st.sampled_from([frozenset(), frozenset(RECORD)]),
)


def goes(asked) -> bool:
    return decide(asked, REGIMES).permitted


@settings(max_examples=120, deadline=None)
@given(REQUESTS)
def test_what_a_patient_shuts_out_never_lets_more_go(asked):
    for shut in ({"closed": True}, {"closed_to": frozenset({"HIV"})}, {"redact": LESS}):
        given_state = replace(asked.consent, **shut | _kept(asked.consent, shut))
        closer = replace(asked, consent=given_state)

        assert goes(asked) or not goes(closer)
        assert not goes(closer) or decide(asked, REGIMES).redact <= decide(closer, REGIMES).redact
    assert goes(asked) or not goes(replace(asked, opted_out=True))


LESS = frozenset({"MH"})


def _kept(held, shut):
    return {"redact": held.redact | LESS} if "redact" in shut else {}


@settings(max_examples=120, deadline=None)
@given(REQUESTS)
def test_knowing_more_against_a_record_never_lets_it_go(asked):
    if goes(asked):
        return
    for worse in (
        {"provenance": Provenance.YES},
        {"strict": True},
        {"sensitivity": asked.sensitivity | {"42CFRPart2"}},
        {"state": "WI"},
    ):
        # A consent to labelled records alone may take in what is labelled, and nothing else.
        if "sensitivity" in worse and asked.consent.only:
            continue
        assert not goes(replace(asked, **worse))


@settings(max_examples=80, deadline=None)
@given(REQUESTS)
def test_no_consent_is_only_told_where_nothing_denies(asked):
    decision = decide(asked, REGIMES)

    assert decision.reasons
    assert decision.outcome is not Outcome.NO_CONSENT or not decision.obligations
    assert all(reason.rule and reason.citation and reason.text for reason in decision.reasons)


NAMES = st.frozensets(st.sampled_from(["hub", "clinic", "my-treating-providers"]))
TPO = st.frozensets(st.sampled_from(["TREAT", "HPAYMT", "HOPERAT", "HQUALIMP"]))
CLASSES = st.frozensets(st.sampled_from(["claims", "clinical", "claim-line"]))
EXCEPTIONS = st.lists(
    st.builds(
        Provision,
        permits=st.just(False),
        recipients=NAMES,
        purposes=TPO,
        data_classes=CLASSES,
        labels=st.frozensets(st.sampled_from(["HIV", "MH"])),
    ),
    max_size=2,
)
PERMISSIONS = st.builds(
    lambda recipients, purposes, classes, exceptions: Provision(
        permits=True,
        recipients=recipients,
        purposes=purposes,
        data_classes=classes,
        exceptions=tuple(exceptions),
    ),
    NAMES.filter(bool),
    TPO.filter(bool),
    CLASSES.filter(bool),
    EXCEPTIONS,
)


def comes_to(*provisions: Provision):
    given_consent = consent(provisions=provisions, expiry=Expiry.DAY)
    return combined([judge(given_consent, question())], Strategy.DENY_OVERRIDES)


def permits(provision: Provision) -> bool:
    return comes_to(provision).standing is Standing.IN_FORCE


@settings(max_examples=120, deadline=None)
@given(PERMISSIONS, NAMES, TPO, CLASSES)
def test_a_consent_that_takes_in_more_permits_no_less(narrow, names, purposes, classes):
    wider = replace(
        narrow,
        recipients=narrow.recipients | names,
        purposes=narrow.purposes | purposes,
        data_classes=narrow.data_classes | classes,
    )

    assert permits(wider) or not permits(narrow)
    assert permits(replace(narrow, data_classes=frozenset())) or not permits(narrow)
    assert not permits(narrow) or comes_to(wider).redact <= comes_to(narrow).redact


@settings(max_examples=120, deadline=None)
@given(PERMISSIONS, EXCEPTIONS)
def test_an_exception_more_permits_no_more(permission, more):
    closer = replace(permission, exceptions=(*permission.exceptions, *more))

    assert permits(permission) or not permits(closer)
    assert not permits(closer) or comes_to(permission).redact <= comes_to(closer).redact


def test_no_rule_reads_the_clock_or_rolls_dice():
    told = [
        f"{path.relative_to(PROJECT)}:{found.lineno}"
        for path in sorted((PROJECT / "policies").rglob("*.py"))
        for found in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _looks_up(found)
    ]

    assert told == []


BANNED_MODULES = frozenset({"time", "random", "secrets", "uuid", "socket", "sqlite3"})


def _looks_up(found: ast.AST) -> bool:
    if isinstance(found, ast.Attribute):
        clocks = found.attr in {"now", "today", "utcnow"} and isinstance(found.value, ast.Name)
        return clocks and found.value.id in {"datetime", "date"}
    if isinstance(found, ast.Import):
        return any(alias.name.split(".")[0] in BANNED_MODULES for alias in found.names)
    return (
        isinstance(found, ast.ImportFrom) and (found.module or "").split(".")[0] in BANNED_MODULES
    )


RECEIVED = st.lists(
    st.sampled_from(["HIV", "PSY", "SDV", "ETHUD", "NORDSCLCD", "42CFRPart2", "R", "V", "N", "L"]),
    max_size=3,
    unique=True,
)
CODES = st.sampled_from(["F11.20", "F32.9", "J00", "B20"])
LEVEL_SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(RECEIVED, CODES), min_size=1, max_size=5), st.booleans())
def test_a_received_label_is_never_lowered(rows, strict):
    given_rows = batch(
        "condition",
        *(
            row(
                "condition",
                person="p",
                code=(ICD10CM, code),
                security=[
                    (LEVEL_SYSTEM if mark in LEVELS else ACT_CODE, mark) for mark in received
                ],
            )
            for received, code in rows
        ),
    ).rows
    mode = "strict" if strict else "provenance"

    found = label(given_rows, TABLES["condition"], usual_lists(), NOBODY_KNOWN, mode)
    levels = confidentiality(found, TABLES["condition"])

    for (received, _), labels, provenance, level in zip(
        rows, found["sensitivity"], found["part2_provenance"], levels, strict=True
    ):
        marks = set(received)
        assert marks - {"42CFRPart2", *LEVELS} <= set(labels)
        assert provenance == "yes" or "42CFRPart2" not in marks
        assert LEVELS.index(level) >= max(map(LEVELS.index, marks & set(LEVELS)), default=0)


PEOPLE = ("yes", "no", "out", "shut", "but-hiv", "stranger")
CROWD = consent_states(
    directives(
        [
            directive("yes"),
            directive("no", decision="deny"),
            opt_out("out"),
            directive("shut"),
            restriction("shut"),
            directive("but-hiv"),
            restriction("but-hiv", data_classes="HIV"),
        ]
    ),
    question(),
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from(["yes", "no", "unknown", None]),
        st.none() | st.lists(st.sampled_from(["SUD", "HIV", "MH"]), max_size=2),
    ),
    max_size=15,
)


@settings(max_examples=100, deadline=None)
@given(ROWS, st.sampled_from(["", "IL", "WI"]), st.sampled_from([*Basis][1:]))
def test_withheld_and_used_are_what_was_received(rows, home, basis):
    table = pl.DataFrame(
        rows,
        schema={
            "person": pl.String,
            "part2_provenance": pl.String,
            "sensitivity": pl.List(pl.String),
        },
        orient="row",
    )

    found = eligible(
        table,
        facts_under(agreement(state=home, basis=basis), "contributor", data_class="claims"),
        CROWD,
        now=NOW,
        purpose="HQUALIMP",
        recipient=HUB,
    )

    assert found.keep.sum() + found.withheld["rows"].sum() == table.height
    shut = pl.Series([person == "shut" for person, *_ in rows], dtype=pl.Boolean)
    assert basis not in {Basis.LIMITED_DATA_SET} or not (found.keep & shut).any()
