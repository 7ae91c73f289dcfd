"""Where a person is counted: practice of record, payer of record, strata; as tables of situations."""

from datetime import date
from itertools import pairwise

import pytest

from hub.measures.placement.placed import PLACE, columns_placed, place
from hub.measures.placement.strata import STRATA
from schemas.code_system import CPT, HCPCS, RACE_ETHNICITY
from schemas.period import Period
from tests.builders.claims import claim_of, covered
from tests.builders.records import frames, row

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
PERSON = row("person")
DIRECTORY = [
    row("practice", practice="alpha", kind="primary-care"),
    row("practice", practice="beta", kind="primary-care"),
    row("practice", practice="hospital", kind="hospital"),
    row("provider", provider="family doctor", practice="hospital", primary_care=True),
    row("provider", provider="surgeon", practice="hospital", primary_care=False),
]


def listed(practice="alpha", start="2026-01-01", end=None, **cells):
    return row("attribution", practice=practice, start=start, end=end, **cells)


def visit(day, practice="alpha", code="99213", **cells):
    cells = {"status": "finished", "type": (CPT, code), "practice": practice} | cells
    return row("encounter", start=day, end=day, **cells)


PRACTICES = {
    "nothing is known": ([PERSON], "unknown unknown"),
    "on one list": ([PERSON, listed()], "alpha roster"),
    "on a list until the day before": ([PERSON, listed(end="2025-12-31")], "unknown unknown"),
    "on a list until the first day": (
        [PERSON, listed("alpha", "2025-01-01", "2026-01-01")],
        "alpha roster",
    ),
    "on a list from the last day": ([PERSON, listed("alpha", "2026-12-31")], "alpha roster"),
    "on a list from the day after": ([PERSON, listed("alpha", "2027-01-01")], "unknown unknown"),
    "on a list without a first day": ([PERSON, listed("alpha", None)], "alpha roster"),
    "longer on the other's list": (
        [PERSON, listed("alpha", "2026-01-01", "2026-06-30"), listed("beta", "2026-07-01")],
        "beta roster",
    ),
    "as long before the period does not count": (
        [PERSON, listed("alpha", "2020-01-01", "2026-03-31"), listed("beta", "2026-04-01")],
        "beta roster",
    ),
    "month by month adds up": (
        [
            PERSON,
            listed("alpha", "2026-01-01", "2026-03-31", payer="one"),
            listed("alpha", "2026-04-01", "2026-05-31", payer="one"),
            listed("beta", "2026-06-01", "2026-09-30", payer="one"),
        ],
        "alpha roster",
    ),
    "two payers' lists do not add up": (
        [
            PERSON,
            listed("alpha", "2026-01-01", "2026-03-31", payer="one"),
            listed("alpha", "2026-04-01", "2026-07-31", payer="two"),
            listed("beta", "2026-05-01", "2026-10-31", payer="one"),
        ],
        "beta roster",
    ),
    "lists that overlap are no more days than they hold, the other later": (
        [
            PERSON,
            listed("alpha", "2026-01-01", "2026-03-31", payer="one"),
            listed("alpha", "2026-02-01", "2026-02-10", payer="one"),
            listed("alpha", "2026-03-01", "2026-04-30", payer="one"),
            listed("beta", "2026-08-01", "2026-11-28", payer="one"),
        ],
        "beta roster",
    ),
    "lists that overlap are all days that they hold, the later": (
        [
            PERSON,
            listed("alpha", "2026-05-01", "2026-07-31", payer="one"),
            listed("alpha", "2026-06-01", "2026-06-10", payer="one"),
            listed("alpha", "2026-07-15", "2026-08-28", payer="one"),
            listed("beta", "2026-01-01", "2026-04-30", payer="one"),
        ],
        "alpha roster",
    ),
    "as long in two parts, the later": (
        [
            PERSON,
            listed("alpha", "2026-01-01", "2026-01-15"),
            listed("alpha", "2026-03-01", "2026-03-15"),
            listed("beta", "2026-01-20", "2026-02-18"),
        ],
        "alpha roster",
    ),
    "as long in two parts, the other later": (
        [
            PERSON,
            listed("alpha", "2026-01-01", "2026-01-15"),
            listed("alpha", "2026-01-20", "2026-02-03"),
            listed("beta", "2026-03-01", "2026-03-30"),
        ],
        "beta roster",
    ),
    "chosen on a list of the payer that has a roster too": (
        [
            PERSON,
            listed("alpha", "2026-01-01", "2026-01-31", payer="one"),
            listed("alpha", "2026-12-01", payer="one", method="chosen"),
            listed("beta", "2026-02-01", payer="one"),
        ],
        "alpha chosen",
    ),
    "chosen on the list of one of two payers": (
        [
            PERSON,
            listed("alpha", "2026-01-01", "2026-01-31", payer="one"),
            listed("alpha", "2026-12-01", payer="two", method="chosen"),
            listed("beta", "2026-02-01", payer="one"),
        ],
        "alpha chosen",
    ),
    "of two payers the longer list": (
        [
            PERSON,
            listed("alpha", "2026-01-01", "2026-04-30", payer="one"),
            listed("alpha", "2026-05-01", "2026-05-31", payer="two"),
            listed("beta", "2026-06-01", "2026-08-31", payer="one"),
        ],
        "alpha roster",
    ),
    "of two payers the later list": (
        [
            PERSON,
            listed("alpha", "2026-01-01", "2026-01-31", payer="one"),
            listed("alpha", "2026-03-01", "2026-03-31", payer="two"),
            listed("beta", "2026-02-01", "2026-03-03", payer="one"),
        ],
        "alpha roster",
    ),
    "a draft of a list": ([PERSON, listed(status="draft")], "unknown unknown"),
    "a list that is still open": ([PERSON, listed(status="open")], "alpha roster"),
    "longer on a payer's open list than on its final one": (
        [
            PERSON,
            listed("alpha", "2026-01-01", "2026-10-31", payer="one", status="open"),
            listed("beta", "2026-11-01", "2026-12-31", payer="one", status="final"),
        ],
        "beta roster",
    ),
    "longer on a list that says nothing of how far it is agreed": (
        [
            PERSON,
            listed("alpha", "2026-01-01", "2026-10-31", payer="one"),
            listed("beta", "2026-11-01", "2026-12-31", payer="one", status="final"),
        ],
        "beta roster",
    ),
    "longer on the open list of another payer": (
        [
            PERSON,
            listed("alpha", "2026-01-01", "2026-10-31", payer="two", status="open"),
            listed("beta", "2026-11-01", "2026-12-31", payer="one", status="final"),
        ],
        "alpha roster",
    ),
    "a person's own choice does not wait for a final roster": (
        [
            PERSON,
            listed("alpha", payer="one", method="chosen"),
            listed("beta", payer="one", status="final"),
        ],
        "alpha chosen",
    ),
    "as long on both, the later": (
        [
            PERSON,
            listed("alpha", "2026-02-02", "2026-02-03"),
            listed("beta", "2026-02-01", "2026-02-02"),
        ],
        "alpha roster",
    ),
    "as long and as late, the first by key": (
        [PERSON, listed("beta"), listed("alpha")],
        "alpha roster",
    ),
    "chosen by the person": (
        [PERSON, listed("alpha"), listed("beta", "2026-12-01", method="chosen")],
        "beta chosen",
    ),
    "a roster before a registry": (
        [PERSON, listed("alpha", method="registry"), listed("beta", "2026-12-01", method="roster")],
        "beta roster",
    ),
    "a registry before what a sender computed": (
        [
            PERSON,
            listed("alpha", method="plurality"),
            listed("beta", "2026-12-01", method="registry"),
        ],
        "beta registry",
    ),
    "a sender's computation before the hub's": (
        [PERSON, listed("alpha", "2026-12-01", method="plurality"), visit("2026-12-02", "beta")],
        "alpha plurality",
    ),
    "a sender's computation for a day before more visits": (
        [
            PERSON,
            listed("alpha", "2026-12-01", "2026-12-01", method="plurality"),
            visit("2026-12-02", "beta"),
            visit("2026-12-03", "beta"),
        ],
        "alpha plurality",
    ),
    "a list before visits": (
        [PERSON, listed("alpha"), visit("2026-03-01", "beta")],
        "alpha roster",
    ),
    "one visit": ([PERSON, visit("2026-03-01")], "alpha plurality"),
    "most visits": (
        [
            PERSON,
            visit("2026-03-01", "beta"),
            visit("2026-04-01", "beta"),
            visit("2026-05-01"),
        ],
        "beta plurality",
    ),
    "two visits on a day are one": (
        [
            PERSON,
            visit("2026-03-01", "beta"),
            visit("2026-03-01", "beta", "99397"),
            visit("2026-05-01"),
        ],
        "alpha plurality",
    ),
    "as many, the later": (
        [PERSON, visit("2026-03-01", "alpha"), visit("2026-05-01", "beta")],
        "beta plurality",
    ),
    "as many, the one with the last of them": (
        [
            PERSON,
            visit("2026-01-01"),
            visit("2026-12-01"),
            visit("2026-02-01", "beta"),
            visit("2026-03-01", "beta"),
        ],
        "alpha plurality",
    ),
    "as many on the same day, the first by key": (
        [PERSON, visit("2026-05-01", "beta"), visit("2026-05-01", "alpha")],
        "alpha plurality",
    ),
    "24 months back": ([PERSON, visit("2025-01-01")], "alpha plurality"),
    "a day longer back": ([PERSON, visit("2024-12-31")], "unknown unknown"),
    "on the last day": ([PERSON, visit("2026-12-31")], "alpha plurality"),
    "after the period": ([PERSON, visit("2027-01-01")], "unknown unknown"),
    "not finished": ([PERSON, visit("2026-03-01", status="cancelled")], "unknown unknown"),
    "no primary care visit": ([PERSON, visit("2026-03-01", code="90834")], "unknown unknown"),
    "by HCPCS": ([PERSON, visit("2026-03-01", type=(HCPCS, "G0439"))], "alpha plurality"),
    "at a hospital": ([PERSON, visit("2026-03-01", "hospital")], "unknown unknown"),
    "at a hospital, with a family doctor": (
        [PERSON, visit("2026-03-01", "hospital", provider="family doctor")],
        "hospital plurality",
    ),
    "at a hospital, with a surgeon": (
        [PERSON, visit("2026-03-01", "hospital", provider="surgeon")],
        "unknown unknown",
    ),
    "at a practice that the directory lacks": (
        [PERSON, visit("2026-03-01", "gamma")],
        "unknown unknown",
    ),
    "by a claim": (
        [PERSON, *claim_of("2026-03-01", "99213", line={"practice": "beta"})],
        "beta plurality",
    ),
    "by a claim whose line names no practice": (
        [PERSON, *claim_of("2026-03-01", "99213", practice="beta")],
        "beta plurality",
    ),
    "by a claim that was denied": (
        [PERSON, *claim_of("2026-03-01", "99213", practice="beta", status="denied")],
        "unknown unknown",
    ),
    "by a claim that was taken back": (
        [
            PERSON,
            *claim_of("2026-03-01", "99213", practice="beta", claim="a"),
            *claim_of("2026-03-01", claim="a", status="reversed"),
        ],
        "unknown unknown",
    ),
    "by a line that was denied": (
        [PERSON, *claim_of("2026-03-01", "99213", practice="beta", line={"status": "denied"})],
        "unknown unknown",
    ),
    "the same visit by encounter and by claim is one": (
        [
            PERSON,
            visit("2026-03-01", "beta"),
            *claim_of("2026-03-01", "99213", practice="beta"),
            visit("2026-05-01"),
        ],
        "alpha plurality",
    ),
    "the lists of two senders, which name no payer, do not add up": (
        [
            PERSON,
            listed("alpha", "2026-01-01", "2026-03-31", contributor="one"),
            listed("alpha", "2026-04-01", "2026-07-31", contributor="two"),
            listed("beta", "2026-05-01", "2026-10-31", contributor="one"),
        ],
        "beta roster",
    ),
    "by a claim for something else": (
        [PERSON, *claim_of("2026-03-01", "90834", practice="beta")],
        "unknown unknown",
    ),
    "by a claim, nothing said of the line": (
        [PERSON, *claim_of("2026-03-01", "99213", practice="beta", line={"status": None})],
        "beta plurality",
    ),
    "by the line's practice before the claim's": (
        [
            PERSON,
            *claim_of("2026-03-01", "99213", practice="alpha", line={"practice": "beta"}),
        ],
        "beta plurality",
    ),
    "by a claim at a hospital, with a family doctor": (
        [PERSON, *claim_of("2026-03-01", "99213", practice="hospital", provider="family doctor")],
        "hospital plurality",
    ),
    "by a line at a hospital, with a family doctor": (
        [
            PERSON,
            *claim_of(
                "2026-03-01",
                "99213",
                practice="hospital",
                provider="surgeon",
                line={"provider": "family doctor"},
            ),
        ],
        "hospital plurality",
    ),
    "a family doctor of another practice": (
        [PERSON, visit("2026-03-01", "gamma", provider="family doctor")],
        "unknown unknown",
    ),
    "by the day of the claim where the line has none": (
        [PERSON, *claim_of("2026-03-01", "99213", practice="beta", line={"start": None})],
        "beta plurality",
    ),
    "by the day of the line where both have one": (
        [PERSON, *claim_of("2024-12-31", "99213", practice="beta", line={"start": "2025-01-02"})],
        "beta plurality",
    ),
    "by two claims, one of them for something else": (
        [
            PERSON,
            *claim_of("2026-03-01", "99213", practice="beta"),
            *claim_of("2026-03-01", "90834", practice="alpha"),
        ],
        "beta plurality",
    ),
    "by claims of the same key of two contributors": (
        [
            PERSON,
            *claim_of("2026-03-01", "99213", practice="beta", claim="b", contributor="one"),
            *claim_of("2026-03-01", "90834", practice="alpha", claim="b", contributor="two"),
        ],
        "beta plurality",
    ),
    "taken back by another contributor, who has a claim of the same key": (
        [
            PERSON,
            *claim_of("2026-03-01", "99213", practice="beta", claim="c", contributor="one"),
            *claim_of("2026-03-01", claim="c", contributor="two", status="reversed"),
        ],
        "beta plurality",
    ),
    "a claim without lines": (
        [PERSON, *claim_of("2026-03-01", claim="of one", practice="beta")],
        "unknown unknown",
    ),
    "a line of another person's claim": (
        [PERSON, *claim_of("2026-03-01", "99213", claim="of one", practice="beta")[1:]],
        "unknown unknown",
    ),
    "a void": (
        [PERSON, *claim_of("2026-03-01", "99213", practice="beta", frequency="void")],
        "unknown unknown",
    ),
    "replaced": (
        [
            PERSON,
            *claim_of("2026-03-01", "99213", practice="beta", claim="d"),
            *claim_of("2026-03-01", "90834", practice="beta", claim="d2", replaces="d"),
        ],
        "unknown unknown",
    ),
    "replaced by another contributor's claim": (
        [
            PERSON,
            *claim_of("2026-03-01", "99213", practice="beta", claim="e", contributor="one"),
            *claim_of("2026-03-01", "90834", claim="e2", replaces="e", contributor="two"),
        ],
        "beta plurality",
    ),
    "another claim replaced": (
        [
            PERSON,
            *claim_of("2026-03-01", "99213", practice="beta", claim="f"),
            *claim_of("2026-03-01", "90834", practice="beta", claim="f2", replaces="f1"),
        ],
        "beta plurality",
    ),
    "to be replaced": (
        [
            PERSON,
            *claim_of("2026-03-01", "99213", practice="beta", claim="g"),
            *claim_of("2026-03-01", "90834", claim="g2", replaces="g", status="pending"),
        ],
        "beta plurality",
    ),
    "a replacement that keeps the key": (
        [PERSON, *claim_of("2026-03-01", "99213", practice="beta", claim="h", replaces="h")],
        "beta plurality",
    ),
}

PAYERS = {
    "not covered": ([PERSON], "unknown unknown"),
    "covered": ([PERSON, covered(payer="one", line_of_business="commercial")], "one commercial"),
    "covered before": ([PERSON, covered(end="2025-12-31", payer="one")], "unknown unknown"),
    "the line of business not said": ([PERSON, covered(payer="one")], "one other"),
    "longer by the other": (
        [
            PERSON,
            covered("2025-01-01", "2026-05-31", payer="one", line_of_business="commercial"),
            covered("2026-06-01", payer="two", line_of_business="medicaid"),
        ],
        "two medicaid",
    ),
    "two spans of one add up": (
        [
            PERSON,
            covered("2026-01-01", "2026-03-31", payer="one", line_of_business="commercial"),
            covered("2026-08-01", "2026-10-31", payer="one", line_of_business="commercial"),
            covered("2026-04-01", "2026-07-31", payer="two", line_of_business="medicaid"),
        ],
        "one commercial",
    ),
    "the same span told twice does not": (
        [
            PERSON,
            covered("2026-01-01", "2026-03-31", payer="one", line_of_business="commercial"),
            covered("2026-01-01", "2026-03-31", payer="one", line_of_business="commercial"),
            covered("2026-04-01", "2026-07-31", payer="two", line_of_business="medicaid"),
        ],
        "two medicaid",
    ),
    "spans that overlap are no more days than they cover, the other later": (
        [
            PERSON,
            covered("2026-01-01", "2026-03-31", payer="one", line_of_business="medicaid"),
            covered("2026-02-01", "2026-02-10", payer="one", line_of_business="medicaid"),
            covered("2026-03-01", "2026-04-30", payer="one", line_of_business="medicaid"),
            covered("2026-08-01", "2026-11-28", payer="two", line_of_business="medicaid"),
        ],
        "two medicaid",
    ),
    "spans that overlap are all days that they cover, the later": (
        [
            PERSON,
            covered("2026-05-01", "2026-07-31", payer="one", line_of_business="medicaid"),
            covered("2026-06-01", "2026-06-10", payer="one", line_of_business="medicaid"),
            covered("2026-07-15", "2026-08-28", payer="one", line_of_business="medicaid"),
            covered("2026-01-01", "2026-04-30", payer="two", line_of_business="medicaid"),
        ],
        "one medicaid",
    ),
    "as long in two spans, the later": (
        [
            PERSON,
            covered("2026-01-01", "2026-01-15", payer="one", line_of_business="commercial"),
            covered("2026-03-01", "2026-03-15", payer="one", line_of_business="commercial"),
            covered("2026-01-20", "2026-02-18", payer="two", line_of_business="commercial"),
        ],
        "one commercial",
    ),
    "as long in two spans, the other later": (
        [
            PERSON,
            covered("2026-01-01", "2026-01-15", payer="one", line_of_business="commercial"),
            covered("2026-01-20", "2026-02-03", payer="one", line_of_business="commercial"),
            covered("2026-03-01", "2026-03-30", payer="two", line_of_business="commercial"),
        ],
        "two commercial",
    ),
    "as long by both, the one that pays first": (
        [
            PERSON,
            covered(payer="a", line_of_business="medicaid"),
            covered(payer="z", line_of_business="medicare-advantage"),
        ],
        "z medicare-advantage",
    ),
    "as long and of one kind, the last": (
        [
            PERSON,
            covered("2026-01-02", "2026-01-03", payer="a", line_of_business="commercial"),
            covered("2026-02-02", "2026-02-03", payer="z", line_of_business="marketplace"),
        ],
        "z marketplace",
    ),
    "alike in all, the first by name": (
        [
            PERSON,
            covered(payer="z", line_of_business="commercial"),
            covered(payer="a", line_of_business="commercial"),
        ],
        "a commercial",
    ),
    "the sender is the payer where none is named": (
        [PERSON, covered(contributor="one", line_of_business="dual")],
        "one dual",
    ),
    "covered until the first day": ([PERSON, covered(end="2026-01-01", payer="one")], "one other"),
    "covered from the last day": ([PERSON, covered("2026-12-31", payer="one")], "one other"),
    "covered from the day after": (
        [PERSON, covered("2027-01-01", payer="one")],
        "unknown unknown",
    ),
    "covered, not said since when": ([PERSON, covered(None, payer="one")], "one other"),
    **{
        f"as long by both, {first} before {second}": (
            [
                PERSON,
                covered(payer="z", line_of_business=first),
                covered(payer="a", line_of_business=second),
            ],
            f"z {first}",
        )
        for first, second in pairwise(
            ("marketplace", "medicare", "dual", "medicaid", "other", "uninsured")
        )
    },
    "as long by both, commercial before medicare": (
        [
            PERSON,
            covered(payer="z", line_of_business="commercial"),
            covered(payer="a", line_of_business="medicare"),
        ],
        "z commercial",
    ),
    "two lines of one payer, alike in all": (
        [
            PERSON,
            covered(payer="a", line_of_business="marketplace"),
            covered(payer="a", line_of_business="commercial"),
        ],
        "a commercial",
    ),
}


def race(*codes):
    return [(RACE_ETHNICITY, code) for code in codes]


PEOPLE = {
    "nothing said": (row("person"), ["unknown"] * 6),
    "11": (row("person", birth_day="2014-01-02"), ["0-11"]),
    "12": (row("person", birth_day="2014-01-01"), ["12-17"]),
    "17": (row("person", birth_day="2008-01-02"), ["12-17"]),
    "18": (row("person", birth_day="2008-01-01"), ["18-44"]),
    "44": (row("person", birth_day="1981-12-31"), ["18-44"]),
    "45": (row("person", birth_day="1981-01-01"), ["45-64"]),
    "65": (row("person", birth_day="1961-01-01"), ["65+"]),
    "18 or 17, born in a year": (
        row("person", birth_day="2008-01-01", date_precision="year"),
        ["12-17"],
    ),
    "18, born in a year": (row("person", birth_day="2007-01-01", date_precision="year"), ["18-44"]),
    "17, born in a month": (
        row("person", birth_day="2008-01-01", date_precision="month"),
        ["12-17"],
    ),
    "over 89": (row("person", over_89=True), ["65+"]),
    "not yet born": (row("person", birth_day="2026-06-01"), ["unknown"]),
    "a woman": (row("person", sex="female"), ["unknown", "female"]),
    "white": (row("person", race=race("2106-3")), ["unknown", "unknown", "white"]),
    "white, said twice": (
        row("person", race=race("2106-3", "2106-3")),
        ["unknown", "unknown", "white"],
    ),
    "white, and a code within": (
        row("person", race=race("2106-3", "2108-9")),
        ["unknown", "unknown", "white"],
    ),
    "of two races": (
        row("person", race=race("2106-3", "2028-9")),
        ["unknown", "unknown", "two-or-more"],
    ),
    "hispanic": (
        row("person", ethnicity=race("2135-2")),
        ["unknown", "unknown", "unknown", "hispanic-or-latino"],
    ),
    "ethnicity told both ways": (
        row("person", ethnicity=race("2135-2", "2186-5")),
        ["unknown"] * 6,
    ),
    "in the country": (row("person", rurality="rural"), ["unknown"] * 4 + ["rural"]),
    "decile 1": (row("person", deprivation_decile=1), ["unknown"] * 5 + ["1-2"]),
    "decile 2": (row("person", deprivation_decile=2), ["unknown"] * 5 + ["1-2"]),
    "decile 9": (row("person", deprivation_decile=9), ["unknown"] * 5 + ["9-10"]),
}


def placed(situations, **options):
    rows = [one.of(name) for name, found in situations.items() for one in found]
    found = place(frames([*DIRECTORY, *rows]), PERIOD, **options)
    return {one["person"]: one for one in found.iter_rows(named=True)}


SITUATIONS = {name: rows for name, (rows, _) in (PRACTICES | PAYERS).items()}


@pytest.fixture(scope="module")
def places():
    return placed(SITUATIONS | {name: [person] for name, (person, _) in PEOPLE.items()})


@pytest.mark.parametrize("case", PRACTICES)
def test_practice_of_record(case, places):
    assert f"{places[case]['practice']} {places[case]['method']}" == PRACTICES[case][1]


@pytest.mark.parametrize("case", PAYERS)
def test_payer_of_record(case, places):
    assert f"{places[case]['payer']} {places[case]['line_of_business']}" == PAYERS[case][1]


@pytest.mark.parametrize("case", PEOPLE)
def test_strata(case, places):
    expected = PEOPLE[case][1] + ["unknown"] * (len(STRATA) - len(PEOPLE[case][1]))

    assert [places[case][name] for name in STRATA] == expected
    assert all(places[case][name] in values for name, values in STRATA.items())


def test_a_person_whom_two_contributors_report_has_one_place():
    found = placed(
        {
            "p": [
                row("person", sex="female", contributor="one"),
                row("person", sex="unknown", birth_day="1980-01-01", contributor="two"),
                row("person", sex="female", birth_day="1980-01-01", contributor="three"),
                row("person", birth_day="2020-01-01", contributor="four"),
                listed(),
                covered(payer="one"),
                covered(payer="two"),
            ]
        }
    )

    assert found.keys() == {"p"}
    assert (found["p"]["sex"], found["p"]["age_band"]) == ("female", "45-64")
    assert found["p"]["space"] == ""


def test_persons_of_a_contributor_whose_tokens_do_not_link_have_a_space_of_their_own():
    found = placed(
        {"p": [row("person", contributor="one")], "q": [row("person", contributor="two")]},
        unlinked={"two"},
    )

    assert {name: one["space"] for name, one in found.items()} == {"p": "", "q": "two"}


def test_places_have_their_frozen_shape():
    assert place(frames([row("person", person="p")]), PERIOD).schema == PLACE
    assert {"person", "attribution", "coverage", "claim", "claim_line", "encounter"} <= (
        columns_placed().keys()
    )
