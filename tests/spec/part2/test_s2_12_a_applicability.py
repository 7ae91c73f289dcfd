"""42 CFR 2.12(a): which records Part 2 restricts."""

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.basis import Basis
from policies.data_class import COUNSELLING_NOTES
from policies.part2.s2_12_a_applicability import restricts
from policies.request import Provenance
from tests.builders.facts import request, with_paper

NOTHING = frozenset()
SUD, HIV, LABELLED = frozenset({"SUD"}), frozenset({"HIV"}), frozenset({"42CFRPart2"})
YES, NO, UNKNOWN = Provenance

CASES = {
    "from a program": (request(sensitivity=NOTHING), True),
    "from a program, in a limited data set": (request(basis=Basis.LIMITED_DATA_SET), True),
    "from a program, identified": (request(basis=Basis.IDENTIFIED), True),
    "from a program, under Safe Harbor": (request(basis=Basis.SAFE_HARBOR), False),
    "from a program, under an expert's certificate": (
        request(
            basis=Basis.EXPERT_DETERMINATION,
            agreement=with_paper(InstrumentKind.EXPERT_CERTIFICATE),
        ),
        False,
    ),
    "from a program, and no expert's certificate is in force": (
        request(basis=Basis.EXPERT_DETERMINATION),
        True,
    ),
    "from a program, as counts": (request(basis=Basis.AGGREGATE_ONLY), False),
    "unknown, with a substance use code": (request(provenance=UNKNOWN), True),
    "unknown, with a narrower code": (
        request(provenance=UNKNOWN, sensitivity=frozenset({"OPIOIDUD"})),
        True,
    ),
    "unknown, with another code": (request(provenance=UNKNOWN, sensitivity=HIV), False),
    "unknown, without a code": (request(provenance=UNKNOWN, sensitivity=NOTHING), False),
    "not from a program, with a substance use code": (request(provenance=NO), False),
    "the same, where every such code counts": (request(provenance=NO, strict=True), True),
    "strict, with another code": (
        request(provenance=NO, strict=True, sensitivity=HIV),
        False,
    ),
    "a received Part 2 label is never lowered": (
        request(provenance=NO, sensitivity=LABELLED),
        True,
    ),
    "but it identifies nobody under Safe Harbor": (
        request(provenance=NO, sensitivity=LABELLED, basis=Basis.SAFE_HARBOR),
        False,
    ),
    "counselling notes come from programs": (
        request(provenance=NO, sensitivity=NOTHING, data_class=COUNSELLING_NOTES),
        True,
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_part_2_restricts_what_identifies_a_patient_of_a_program(asked, expected):
    assert restricts(asked) is expected
