"""45 CFR 164.514(b)(2)(i): each kind of identifier, as it looks in a value."""

from string import ascii_lowercase, digits

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.deidentification.identifiers import VALUE_RULES
from policies.deidentification.place import Place
from policies.deidentification.scan import found

# Published vectors: the wallet number of 1938 (SSA), the MBI of CMS's own sample card, the NPI of
# CMS's check digit example, the number of Visa's test card, NHTSA's VIN; addresses of RFC 5737,
# 3849, 7042 and 2606; fictitious telephone numbers (NANPA).
CASES = {
    "an SSN with hyphens": ("078-05-1120", Place.KEY, "social-security-number"),
    "an SSN inside a text": ("id 078-05-1120, old", Place.TEXT, "social-security-number"),
    "an SSN of nine digits as a token": ("078051120", Place.PERSON, "social-security-number"),
    "an SSN behind its name": ("SSN:078051120", Place.KEY, "social-security-number"),
    "nine digits as the key of a record": ("078051120", Place.RECORD, "social-security-number"),
    "nine digits as a key, never issued": ("666121120", Place.RECORD, None),
    "nine digits as a key, never issued in their group": ("078001120", Place.RECORD, None),
    "nine digits as a key, never issued in their serial": ("078050000", Place.RECORD, None),
    "nine digits as a key, a taxpayer's": ("912345678", Place.RECORD, None),
    "eight digits as the key of a record": ("78051120", Place.RECORD, None),
    "nine digits as a practice's key may be its own": ("078051120", Place.KEY, None),
    "a taxpayer's number with hyphens": ("912-34-5678", Place.TEXT, "social-security-number"),
    "an area that was never issued: 000": ("000-12-3456", Place.KEY, None),
    "an area that was never issued: 666": ("666-12-3456", Place.KEY, None),
    "a group that was never issued: 00": ("123-00-4567", Place.KEY, None),
    "a serial that was never issued: 0000": ("123-45-0000", Place.KEY, None),
    "an SSN with dots": ("078.05.1120", Place.KEY, "social-security-number"),
    "an SSN with dashes of a word processor": (
        "078\u201305\u20131120",
        Place.KEY,
        "social-security-number",
    ),
    "an object identifier with groups of three, two and four": (
        "2.16.840.11.3762",
        Place.TEXT,
        None,
    ),
    "an MBI": ("1EG4-TE5-MK73", Place.KEY, "medicare-beneficiary-identifier"),
    "an MBI without hyphens": ("1EG4TE5MK73", Place.PERSON, "medicare-beneficiary-identifier"),
    "an MBI with blanks": ("1EG4 TE5 MK73", Place.TEXT, "medicare-beneficiary-identifier"),
    "an MBI cannot begin with 0": ("0EG4TE5MK73", Place.PERSON, None),
    "an MBI has no S": ("1SG4TE5MK73", Place.PERSON, None),
    "an MBI has a digit at the tenth place": ("1EG4TE5MKA3", Place.PERSON, None),
    "an old Medicare number": ("078-05-1120A", Place.KEY, "health-insurance-claim-number"),
    "an old Medicare number behind its name": (
        "HICN 078051120A",
        Place.TEXT,
        "health-insurance-claim-number",
    ),
    "a member number that begins with a letter": (
        "Member# A12345",
        Place.TEXT,
        "plan-or-account-number",
    ),
    "a member number that says so": ("Member ID: 55012345", Place.TEXT, "plan-or-account-number"),
    "an MRN that says so": ("MRN 0045121", Place.TEXT, "medical-record-number"),
    "a token of digits alone": ("00451212", Place.PERSON, "medical-record-number"),
    "a token of five digits": ("45121", Place.PERSON, None),
    "an NPI as a token": ("1234567893", Place.PERSON, "national-provider-identifier"),
    "an NPI in a provider column": ("1234567893", Place.KEY, None),
    "a DEA registration": ("AB1234563", Place.TEXT, "dea-registration"),
    "a DEA registration in lower case": ("ab1234563", Place.TEXT, "dea-registration"),
    "a wrong check digit of the DEA": ("AB1234564", Place.TEXT, None),
    "a telephone number": ("212-555-0123", Place.KEY, "telephone-number"),
    "with the area in parentheses": ("call (212) 555-0123", Place.TEXT, "telephone-number"),
    "with the country": ("+1 212 555 0123", Place.TEXT, "telephone-number"),
    "ten digits in a text": ("2125550123", Place.TEXT, "telephone-number"),
    "ten digits behind a word": ("tel:2125550123", Place.KEY, "telephone-number"),
    "a number abroad": ("+44 20 7946 0958", Place.TEXT, "telephone-number"),
    "no area begins with 1": ("112-555-0123", Place.KEY, None),
    "an e-mail address": ("jane.doe@example.org", Place.KEY, "email-address"),
    "a web address": ("see https://example.org/jane", Place.TEXT, "web-address"),
    "a web address without its scheme": ("example.org/jane", Place.TEXT, "web-address"),
    "a file is no web address": ("claims.csv/17", Place.KEY, None),
    "an IPv4 address with its port": ("192.0.2.1:8080", Place.TEXT, "ip-address"),
    "an IPv4 address written as IPv6": ("::ffff:192.0.2.1", Place.TEXT, "ip-address"),
    "an IPv4 address": ("192.0.2.1", Place.TEXT, "ip-address"),
    "an octet over 255": ("192.0.2.256", Place.TEXT, None),
    "an object identifier is no address": ("2.16.840.1.113883.6.238", Place.TEXT, None),
    "an IPv6 address": ("2001:db8:0:0:0:0:0:1", Place.KEY, "ip-address"),
    "a shortened IPv6 address": ("2001:db8::1", Place.KEY, "ip-address"),
    "a time of day is no address": ("12:30:45", Place.TEXT, None),
    "a network card": ("00-00-5E-00-53-01", Place.KEY, "mac-address"),
    "a payment card": ("4111-1111-1111-1111", Place.KEY, "payment-card-number"),
    "a payment card of digits alone": ("4111111111111111", Place.TEXT, "payment-card-number"),
    "a wrong check digit of a card": ("4111-1111-1111-1112", Place.KEY, None),
    "a check digit of a card that is off by five": ("4111-1111-1111-1116", Place.KEY, None),
    "a vehicle": ("1M8GDM9AXKP042788", Place.TEXT, "vehicle-identification-number"),
    "a vehicle in lower case": (
        "1m8gdm9axkp042788",
        Place.TEXT,
        "vehicle-identification-number",
    ),
    "a vehicle as a token": ("1M8GDM9AXKP042788", Place.PERSON, "vehicle-identification-number"),
    "a vehicle as a key": ("1M8GDM9AXKP042788", Place.RECORD, "vehicle-identification-number"),
    "a wrong check digit of a vehicle as a key": ("1M8GDM9A0KP042788", Place.RECORD, None),
    "seventeen digits as a key": ("11111111111111111", Place.RECORD, None),
    "a plate that says so, as a key": ("plate no. 7ABC123", Place.RECORD, "licence-plate"),
    "a plate that says so": ("license plate 7ABC123", Place.TEXT, "licence-plate"),
    "a plate of bone": ("bone plate removal", Place.TEXT, None),
    "a licence that says so": ("driver's license no. D1234567", Place.TEXT, "licence-number"),
    "a licence without a number": ("licensed 2 of 5", Place.TEXT, None),
    "a device by its unique identifier": (
        "(01)00844588003288(17)141120",
        Place.TEXT,
        "device-identifier",
    ),
    "a serial number that says so": ("serial no 10987654", Place.TEXT, "device-identifier"),
    "a wrong check digit of a vehicle": ("1M8GDM9A0KP042788", Place.TEXT, None),
    "a street": ("25 Church St", Place.TEXT, "street-address"),
    "a street in lower case": ("25 church st", Place.PERSON, "street-address"),
    "a dose is no street": ("10 mg a day", Place.TEXT, None),
    "a place with its ZIP code": ("Chicago, IL 60601", Place.TEXT, "street-address"),
    "a ZIP code of nine digits": ("60601-1234", Place.TEXT, "street-address"),
    "a point on a map": ("41.8781,-87.6298", Place.TEXT, "street-address"),
    "a name as a token": ("Doe, Jane", Place.PERSON, "name"),
    "two words as a token": ("jane doe", Place.PERSON, "name"),
    "a name as a key": ("Doe, Jane", Place.RECORD, "name"),
    "two words as a key": ("jane doe", Place.RECORD, "name"),
    "a clinic as a key of a practice": ("Elm Street Clinic", Place.KEY, None),
    "a key of two words and a number": ("claim 12", Place.RECORD, None),
    "words as a code": ("Jane Doe", Place.LOCAL, "free-text"),
    "a code of letters": ("OFFICE-VISIT", Place.LOCAL, None),
    "a street as a code": ("25 Church St", Place.CODE, "street-address"),
    "a number as a system": ("078-05-1120", Place.SYSTEM, "social-security-number"),
    "an address as a system": ("http://example.org/codes", Place.SYSTEM, None),
    "an object identifier as a system": ("urn:oid:2.16.840.1.212.555.0123", Place.SYSTEM, None),
    "a token with a number": ("person 12", Place.PERSON, None),
    "a name behind a title": ("Mrs. Doe", Place.TEXT, "name"),
    "a day in a key": ("visit-2026-02-28", Place.KEY, "date-in-text"),
    "a day in American order": ("seen 2/28/2026", Place.TEXT, "date-in-text"),
    "a day with its month in words": ("28-Feb-2026", Place.TEXT, "date-in-text"),
    "a day without zeros": ("2026-2-28", Place.KEY, "date-in-text"),
    "a day of a short year": ("seen 2/28/26", Place.TEXT, "date-in-text"),
    "a fraction of a fraction is no day": ("1/2/345", Place.TEXT, None),
    "a day with an ordinal": ("February 28th, 2026", Place.TEXT, "date-in-text"),
    "a short month with its dot": ("Feb. 28, 2026", Place.TEXT, "date-in-text"),
    "a day of eight digits": ("20260228", Place.TEXT, "date-in-text"),
    "eight digits that are no day": ("20261328", Place.TEXT, None),
    "a month that there is not": ("visit-2026-13-28", Place.KEY, None),
    "a random code": ("linked1abcdefghijklmnopqrstuvwxyz234567", Place.PERSON, None),
    "a UUID": ("25b0b189-bc53-4025-af86-9038ee1b8d20", Place.PERSON, None),
    "a year": ("2026", Place.TEXT, None),
    "a claim's key": ("claim-000123", Place.KEY, None),
    "nothing at all": (None, Place.TEXT, None),
}


@pytest.mark.parametrize(("value", "place", "expected"), CASES.values(), ids=CASES)
def test_a_value_is_known_for_what_it_is(value, place, expected):
    names = [rule.name for rule, _ in found(pl.Series([value], dtype=pl.String), place)]

    assert (expected in names) if expected else names == []


def test_each_rule_has_a_case_a_citation_and_a_remedy():
    assert {rule.name for rule in VALUE_RULES} == {name for *_, name in CASES.values() if name}
    assert all(rule.citation.startswith("45 CFR 164.514(b)(2)(i)(") for rule in VALUE_RULES)
    assert all(rule.remedy and rule.means for rule in VALUE_RULES)


def test_keys_that_hold_a_vehicles_check_digit_by_chance_are_no_vehicles():
    keys = pl.Series([f"2024CLM{number:010d}" for number in range(200)])

    assert found(keys, Place.RECORD) == []
    assert found(pl.Series(["1M8GDM9AXKP042788", "claim-1"]), Place.RECORD) != []


def test_the_rows_are_told_and_not_only_the_column():
    texts = pl.Series([None, "fine", "078-05-1120", "jane@example.org", "078-05-1120"])

    told = {rule.name: mask.arg_true().to_list() for rule, mask in found(texts, Place.TEXT)}

    assert told == {"social-security-number": [2, 4], "email-address": [3]}


@pytest.mark.parametrize("place", Place)
def test_one_identifier_in_a_long_column_is_found_whatever_the_rest_is_like(place):
    few = pl.Series(["code-a", "code-b"] * 5000)
    many = pl.Series([f"{letter}{number:019d}x" for number in range(5000) for letter in "kq"])

    for rest in (few, many):
        texts = pl.concat([rest, pl.Series(["078-05-1120"]), rest])
        told = {rule.name: mask.arg_true().to_list() for rule, mask in found(texts, place)}

        assert told == {"social-security-number": [10_000]}


@settings(deadline=None)
@given(st.lists(st.text(ascii_lowercase + "-_", max_size=40), max_size=20))
def test_words_without_a_digit_are_never_a_number(words):
    told = found(pl.Series(words, dtype=pl.String), Place.KEY)

    assert told == []


@settings(deadline=None)
@given(st.text(ascii_lowercase + digits, min_size=24, max_size=40))
def test_a_long_code_without_separators_is_no_identifier_in_a_key(code):
    assert found(pl.Series([code]), Place.KEY) == []
