"""Which papers a flow needs, and on which days its parties are told that it ends."""

from datetime import date, timedelta

import pytest

from policies.agreement.agreement import Reducer
from policies.agreement.ending import notice_due
from policies.agreement.instrument import InstrumentKind
from policies.agreement.needed_instruments import lacking_instruments, needed_instruments
from policies.basis import Basis
from tests.builders.facts import PAYER, PROGRAM, TODAY, agreement, paper

EXPERT, BY_HUB = {"basis": Basis.EXPERT_DETERMINATION}, {"reduces": Reducer.HUB}
BAA, QSOA = InstrumentKind.BAA, InstrumentKind.QSOA
CERTIFICATE = InstrumentKind.EXPERT_CERTIFICATE

CASES = {
    "a limited data set, reduced at home": ({}, []),
    "expert determination": (EXPERT, ["45 CFR 164.514(b)(1)"]),
    "expert determination, certified": (EXPERT | {"instruments": (paper(CERTIFICATE),)}, []),
    "certified to today": (
        EXPERT | {"instruments": (paper(CERTIFICATE, expires=TODAY),)},
        [],
    ),
    "certified to yesterday": (
        EXPERT | {"instruments": (paper(CERTIFICATE, expires=TODAY - timedelta(days=1)),)},
        ["45 CFR 164.514(b)(1)"],
    ),
    "certified for another": (
        EXPERT | {"instruments": (paper(CERTIFICATE, parties=frozenset({"hub"})),)},
        ["45 CFR 164.514(b)(1)"],
    ),
    "a payer, reduced by the hub": (BY_HUB | {"capacities": PAYER}, ["45 CFR 164.504(e)"]),
    "a payer, under a service agreement": (
        BY_HUB | {"capacities": PAYER, "instruments": (paper(QSOA),)},
        ["45 CFR 164.504(e)"],
    ),
    "a payer, under a BAA": (BY_HUB | {"capacities": PAYER, "instruments": (paper(BAA),)}, []),
    "a program, reduced by the hub": (
        BY_HUB | {"capacities": PROGRAM},
        ["42 CFR 2.11, 2.12(c)(4)"],
    ),
    "a program, under a service agreement": (
        BY_HUB | {"capacities": PROGRAM, "instruments": (paper(QSOA),)},
        [],
    ),
}


@pytest.mark.parametrize(("terms", "lacks"), CASES.values(), ids=CASES)
def test_a_flow_lacks(terms, lacks):
    held = agreement(**terms)
    found = lacking_instruments(held, "contributor", on=TODAY)

    assert [need.citation for need in found] == lacks
    assert set(found) <= set(needed_instruments(held))


DAYS = {
    "61 days before": (61, None),
    "60 days before": (60, "ends-in-60"),
    "31 days before": (31, "ends-in-60"),
    "30 days before": (30, "ends-in-30"),
    "15 days before": (15, "ends-in-15"),
    "14 days before": (14, "ends-within-days"),
    "the last day": (0, "ends-within-days"),
    "the day after": (-1, "expired"),
}


@pytest.mark.parametrize(("left", "kind"), DAYS.values(), ids=DAYS)
def test_the_notice_that_is_due(left, kind):
    held = agreement(expires=date(2026, 12, 31))
    found = notice_due(held, date(2026, 12, 31) - timedelta(days=left))

    assert (found.kind if found else None) == kind
