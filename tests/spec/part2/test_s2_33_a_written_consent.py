"""42 CFR 2.31 and 2.33(a): the cases of the rule book."""

from datetime import date

import pytest

from policies.consent.consent import Standing
from policies.part2.s2_32_notice import COPY, LEDGER, NOTICE
from policies.part2.s2_33_a_written_consent import CONTRACTORS_ONLY, s2_33_a_written_consent
from policies.recipient import Recipient
from tests.builders.facts import on, request, said, state

RULE = s2_33_a_written_consent

CASES = {
    "a complete consent in force permits": (request(), "permit"),
    "no consent": (
        request(consent=state(Standing.NONE)),
        "silent: there is no consent of the patient",
    ),
    "one element is missing": (
        request(consent=state(Standing.DEFICIENT, missing=("purpose_stated",))),
        "silent: the consent lacks the purpose",
    ),
    "several elements are missing": (
        request(consent=state(Standing.DEFICIENT, missing=("recipient_named", "signed"))),
        "silent: the consent lacks the name of the recipient, the signature",
    ),
    "expired": (request(consent=state(Standing.EXPIRED)), "silent: the consent has expired"),
    "revoked": (
        request(consent=state(Standing.REVOKED)),
        "silent: the patient revoked the consent",
    ),
    "refused": (
        request(consent=state(Standing.REFUSED)),
        "silent: the patient refused this disclosure",
    ),
    "known to be false": (
        request(consent=state(Standing.UNVERIFIED)),
        "silent: the consent was checked and found false",
    ),
    "not yet begun": (
        request(consent=state(Standing.NOT_YET)),
        "silent: the consent is not in force yet",
    ),
    "joined with another that must stand alone": (
        request(consent=state(Standing.COMBINED)),
        "silent: the consent must stand alone, and is combined with another",
    ),
    "my treating providers, and no known relationship": (
        request(consent=state(Standing.CLASS_ONLY)),
        "silent: the consent names a class of recipients, and nothing shows that this one is of it",
    ),
    "another discloser": (
        request(consent=state(Standing.OTHER_DISCLOSER)),
        "silent: the consent lets somebody else disclose, not this contributor",
    ),
    "another recipient": (
        request(consent=state(Standing.OTHER_RECIPIENT)),
        "silent: the consent names another recipient",
    ),
    "another purpose": (
        request(consent=state(Standing.OTHER_PURPOSE)),
        "silent: the consent is for another purpose",
    ),
    "other records": (
        request(consent=state(Standing.OTHER_RECORDS)),
        "silent: the consent does not take in these records",
    ),
    "only records labelled SUD, and this is one": (
        request(consent=state(Standing.IN_FORCE, only=frozenset({"SUD"}))),
        "permit",
    ),
    "only records labelled HIV, and this is not one": (
        request(consent=state(Standing.IN_FORCE, only=frozenset({"HIV"}))),
        "silent: the consent takes in only records labelled HIV",
    ),
    "before Part 2": (
        request(**on(date(1987, 8, 9))),
        "silent: 42 CFR 2.31, 2.33(a) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected


def test_every_standing_has_words_of_its_own():
    answers = {
        said(RULE(request(consent=state(standing, missing=("signed",))))) for standing in Standing
    }

    assert len(answers) == len(Standing)


def test_what_the_consent_leaves_out_is_left_out():
    asked = request(consent=state(Standing.IN_FORCE, redact=frozenset({"HIV"})))

    assert RULE(asked).redact == {"HIV"}


def test_a_consent_to_records_of_one_label_leaves_out_the_others():
    asked = request(
        sensitivity=frozenset({"SUD", "OPIOIDUD", "HIV"}),
        consent=state(Standing.IN_FORCE, only=frozenset({"SUD"})),
    )

    assert RULE(asked).redact == {"HIV"}


def test_a_consent_to_part_2_records_takes_in_all_of_their_labels():
    asked = request(
        sensitivity=frozenset({"SUD", "HIV"}),
        consent=state(Standing.IN_FORCE, only=frozenset({"42CFRPart2"})),
    )

    assert RULE(asked).redact == set()


def test_notice_copy_and_ledger_go_with_every_disclosure_that_rests_on_consent():
    assert RULE(request()).obligations >= {NOTICE, COPY, LEDGER}


def test_a_mere_lawful_holder_is_told_that_only_its_contractors_may_have_them():
    holder = Recipient(id="hub", type="lawful-holder")

    assert CONTRACTORS_ONLY in RULE(request(recipient=holder)).obligations
    assert CONTRACTORS_ONLY not in RULE(request()).obligations


def test_the_citation_is_the_paragraph_of_the_missing_element():
    asked = request(consent=state(Standing.DEFICIENT, missing=("expiry_stated",)))

    assert RULE(asked).citation == "42 CFR 2.31(a)(7)"
