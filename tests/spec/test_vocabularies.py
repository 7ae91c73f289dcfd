"""Purposes, classes of data, labels, recipients and bases: what takes in what."""

import pytest

from policies import data_class, purpose, sensitivity
from policies.basis import Basis, identifiable, within
from policies.recipient import Recipient, has_class, named, of_class
from schemas.records import TABLES

SUD, OPIOID, NOTHING = frozenset({"SUD"}), frozenset({"OPIOIDUD"}), frozenset[str]()


@pytest.mark.parametrize(
    ("stated", "asked", "expected"),
    [
        ("HOPERAT", "HQUALIMP", True),
        ("HOPERAT", "PERFMSR", True),
        ("HOPERAT", "CAREMGT", True),
        ("HQUALIMP", "HOPERAT", False),
        ("HQUALIMP", "PERFMSR", False),
        ("TREAT", "ETREAT", True),
        ("TREAT", "BTG", True),
        ("TREAT", "HOPERAT", False),
        ("HOPERAT", "HLEGAL", False),
        ("LEGAL", "HLEGAL", True),
        ("LEGAL", "LAWENF", True),
        ("HRESCH", "CLINTRCHNPC", True),
        ("HMARKT", "HMARKT", True),
        ("nonsense", "TREAT", False),
    ],
)
def test_a_purpose_takes_in(stated, asked, expected):
    assert purpose.covers(stated, asked) is expected


@pytest.mark.parametrize("asked", sorted(purpose.PURPOSES))
def test_every_purpose_takes_in_itself_and_leads_up_to_a_root(asked):
    seen = [asked]
    while seen[-1] in purpose.ABOVE:
        seen.append(purpose.ABOVE[seen[-1]])

    assert len(seen) == len(set(seen))
    assert purpose.covers(seen[-1], asked)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("claims", "claims"),
        ("ClaimLine", "claim-line"),
        ("claim_line", "claim-line"),
        ("Explanation of Benefit", "explanation-of-benefit"),
        ("EOB", "eob"),
        ("SUD counseling notes", "sud-counselling-notes"),
        ("sud_counselling_notes", "sud-counselling-notes"),
        ("PSYTHPN", "psychotherapy-notes"),
        ("34133-9", "34133-9"),
    ],
)
def test_a_class_of_data_has_one_spelling(written, expected):
    assert data_class.data_class(written) == expected


@pytest.mark.parametrize("table", TABLES)
def test_every_record_table_is_of_a_class_of_data(table):
    assert data_class.class_of_table(table) in {
        "claims",
        "roster",
        "clinical",
        "counts",
        "survey",
        "consents",
    }


def test_no_class_stated_is_every_class_but_the_notes():
    assert data_class.any_covers(NOTHING, "claims")
    assert not data_class.any_covers(NOTHING, data_class.COUNSELLING_NOTES)
    assert not data_class.any_covers(NOTHING, data_class.PSYCHOTHERAPY_NOTES)


@pytest.mark.parametrize(
    ("stated", "label", "expected"),
    [
        ("SUD", "OPIOIDUD", True),
        ("ETH", "OPIOIDUD", True),
        ("SUD", "ETH", True),
        ("ETH", "SUD", True),
        ("BH", "SUD", True),
        ("BH", "PSYTHPN", True),
        ("OPIOIDUD", "SUD", False),
        ("HIV", "SUD", False),
        ("SUD", "MH", False),
    ],
)
def test_a_label_takes_in(stated, label, expected):
    assert sensitivity.covers(stated, label) is expected


@pytest.mark.parametrize(
    ("stated", "labels", "part2", "expected"),
    [
        ("SUD", OPIOID, False, True),
        ("OPIOIDUD", SUD, False, False),
        ("R", SUD, False, True),
        ("N", SUD, False, False),
        ("N", NOTHING, False, True),
        ("N", NOTHING, True, False),
        ("V", NOTHING, True, True),
        ("42CFRPart2", NOTHING, True, True),
        ("42CFRPart2", SUD, False, False),
        ("42CFRPart2", frozenset({"42CFRPart2"}), False, True),
    ],
)
def test_a_stated_label_speaks_of_a_record(stated, labels, part2, expected):
    assert sensitivity.speaks_of(stated, labels, part2=part2) is expected


@pytest.mark.parametrize(
    ("redact", "labels", "part2", "expected"),
    [
        ("HIV", SUD, False, False),
        ("SUD", OPIOID, False, True),
        ("R", SUD, False, True),
        ("R", NOTHING, False, False),
        ("N", NOTHING, False, True),
        ("R", NOTHING, True, True),
        ("V", SUD, True, False),
        ("42CFRPart2", NOTHING, True, True),
    ],
)
def test_what_must_be_left_out_takes_in_a_record(redact, labels, part2, expected):
    assert sensitivity.excluded(frozenset({redact}), labels, part2=part2) is expected


def test_nothing_to_leave_out_leaves_everything():
    assert not sensitivity.excluded(NOTHING, SUD, part2=True)


def test_a_recipient_is_named_in_any_spelling():
    hub = Recipient(id="Region Hub", type="network")

    assert named(hub, frozenset({"region-hub"}))
    assert named(hub, frozenset({"REGION_HUB"}))
    assert not named(hub, frozenset({"region"}))


def test_a_class_of_recipients_matches_only_a_known_relationship():
    mine = frozenset({"My treating providers"})

    assert has_class(mine)
    assert not of_class(Recipient(id="a", type="practice"), mine)
    assert of_class(Recipient(id="a", type="practice", relationship="treating-provider"), mine)
    assert not of_class(Recipient(id="a", type="practice", relationship="health-plan"), mine)


def test_a_limited_data_set_is_still_identifiable():
    assert [basis for basis in Basis if identifiable(basis)] == [
        Basis.IDENTIFIED,
        Basis.LIMITED_DATA_SET,
    ]


def test_a_basis_lies_within_itself_and_within_every_basis_that_tells_more():
    assert within(Basis.SAFE_HARBOR, Basis.LIMITED_DATA_SET)
    assert within(Basis.AGGREGATE_ONLY, Basis.SAFE_HARBOR)
    assert within(Basis.SAFE_HARBOR, Basis.SAFE_HARBOR)
    assert not within(Basis.LIMITED_DATA_SET, Basis.EXPERT_DETERMINATION)
    assert not within(Basis.IDENTIFIED, Basis.LIMITED_DATA_SET)
