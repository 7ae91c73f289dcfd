"""Ids, canonical JSON, codes of a second factor and public keys, held to their standards."""

import time
from datetime import UTC, datetime
from uuid import RFC_4122, UUID

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OctKey, RSAKey

from hub.platform.assertions import UnfitKey, public_key
from hub.platform.canonical import canonical_json, digest
from hub.platform.ids import new_id, new_secret
from hub.platform.second_factor import enrolment_uri, shown, step_of

SECRET = b"12345678901234567890"
# RFC 6238, appendix B: the last six digits of the codes of SHA-1.
CODES = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


def test_an_id_is_a_uuid_of_version_7_of_this_moment():
    before = time.time_ns() // 1_000_000
    made = UUID(new_id())

    assert (made.version, made.variant) == (7, RFC_4122)
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000


def test_ids_sort_by_time_and_are_not_made_twice():
    made = [new_id() for _ in range(2_000)]
    milliseconds = [UUID(each).int >> 80 for each in made]

    assert len(set(made)) == len(made)
    assert milliseconds == sorted(milliseconds)


def test_a_secret_has_256_bits():
    assert len({new_secret() for _ in range(100)}) == 100
    assert len(new_secret()) == 43


def test_canonical_json_is_that_of_rfc_8785():
    given_document = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }

    assert canonical_json(given_document).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


@given(st.dictionaries(st.text(), st.integers(-(2**53) + 1, 2**53 - 1)))
def test_the_order_of_members_changes_no_hash(document):
    assert digest(dict(reversed(document.items()))) == digest(document)


@pytest.mark.parametrize(("seconds", "code"), CODES.items())
def test_codes_are_those_of_rfc_6238(seconds, code):
    at = datetime.fromtimestamp(seconds, UTC)

    assert step_of(SECRET, code, now=at, after=-1) == seconds // 30
    assert step_of(SECRET, code, now=at, after=seconds // 30) is None


@given(st.integers(0, 2**31), st.integers(-3, 3))
def test_a_code_is_good_one_step_before_and_after(seconds, steps):
    now = datetime.fromtimestamp(seconds + 90, UTC)
    step = (seconds + 90) // 30 + steps
    code = TOTP(SECRET, 6, SHA1(), 30).generate(step * 30).decode()
    found = step_of(SECRET, code, now=now, after=-1)

    # Two steps have the same code once in a million.
    assert found == step if abs(steps) <= 1 else found is None or found != step


def test_the_address_for_an_authenticator_holds_what_it_needs():
    address = enrolment_uri(SECRET, account="robin@payer.test", issuer="RESET hub")

    assert address.startswith("otpauth://totp/RESET%20hub:robin%40payer.test?")
    assert f"secret={shown(SECRET)}" in address


RSA, EC = RSAKey.generate_key(2048, {"kid": "a"}), ECKey.generate_key("P-384", {"kid": "b"})
UNFIT = {
    "a private key": lambda: EC.as_dict(private=True) | {"kid": "b"},
    "a key without a name": lambda: ECKey.generate_key("P-384").as_dict(private=False),
    "a short RSA key": lambda: _public(RSAKey.generate_key(1024)),
    "another curve": lambda: _public(ECKey.generate_key("P-256")),
    "a shared secret": lambda: OctKey.generate_key(256).as_dict() | {"kid": "c"},
    "no key": lambda: {"kid": "d"},
    "nothing": dict,
}


@pytest.mark.parametrize(("key", "algorithm"), [(RSA, "RS384"), (EC, "ES384")])
def test_the_public_half_of_a_key_is_registered(key, algorithm):
    kept = public_key(key.as_dict(private=False) | {"kid": key.kid})

    assert (kept["kid"], kept["alg"]) == (key.kid, algorithm)


@pytest.mark.filterwarnings("ignore:Key size")
@pytest.mark.parametrize("jwk", UNFIT.values(), ids=UNFIT)
def test_no_other_key_is_registered(jwk):
    with pytest.raises(UnfitKey):
        public_key(jwk())


def _public(key):
    return key.as_dict(private=False) | {"kid": "a"}
