"""Keys lie in files of their owner alone, and sign and seal what they should."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from hub.platform.access_tokens import read_token_key, write_token_key
from hub.platform.key_files import UnusableKey, private_pem, read_secret, write_secret
from hub.platform.sealed import Unopenable, read_sealing_key, seal, unseal, write_sealing_key
from hub.platform.signing import (
    Signer,
    by_key_id,
    new_signer,
    read_signer,
    read_verifier,
    write_signer,
)

# RFC 8032, 7.1, test 3.
SEED = bytes.fromhex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
MESSAGE = bytes.fromhex("af82")
SIGNATURE = bytes.fromhex(
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)


def test_signatures_are_those_of_rfc_8032():
    signer = Signer(key=Ed25519PrivateKey.from_private_bytes(SEED))

    assert signer.sign(MESSAGE) == SIGNATURE
    assert signer.verifier.holds(SIGNATURE, MESSAGE)


@given(st.binary(max_size=40), st.integers(0, 511))
def test_a_signature_holds_for_one_message_and_one_key(message, bit):
    signer = new_signer()
    signature = signer.sign(message)
    spoilt = bytearray(signature)
    spoilt[bit // 8] ^= 1 << bit % 8

    assert signer.verifier.holds(signature, message)
    assert not signer.verifier.holds(bytes(spoilt), message)
    assert not signer.verifier.holds(signature, message + b"x")
    assert not new_signer().verifier.holds(signature, message)


def test_a_signer_comes_back_from_its_file(tmp_path):
    made = new_signer()
    write_signer(made, tmp_path / "ledger.pem")

    assert read_signer(tmp_path / "ledger.pem").key_id == made.key_id
    assert list(by_key_id(read_verifier(tmp_path / "ledger.pub"))) == [made.key_id]


def test_a_key_is_never_written_over(tmp_path):
    write_secret(tmp_path / "a.key", b"first")
    with pytest.raises(FileExistsError):
        write_secret(tmp_path / "a.key", b"second")

    assert read_secret(tmp_path / "a.key") == b"first"


def test_a_key_file_is_its_owners_alone(tmp_path):
    write_secret(tmp_path / "keys" / "a.key", b"x")

    assert (tmp_path / "keys" / "a.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o622])
def test_a_key_that_others_may_read_is_not_used(tmp_path, mode):
    write_secret(tmp_path / "a.key", b"x")
    (tmp_path / "a.key").chmod(mode)

    with pytest.raises(UnusableKey, match="others than its owner"):
        read_secret(tmp_path / "a.key")


NO_KEYS = {"nothing": b"", "text": b"secret-canary", "a sealing key": b64encode(b"k" * 32)}


@pytest.mark.parametrize("content", NO_KEYS.values(), ids=NO_KEYS)
@pytest.mark.parametrize("read", [read_signer, read_token_key])
def test_what_is_no_key_is_said_without_its_content(tmp_path, read, content):
    write_secret(tmp_path / "a.key", content)
    with pytest.raises(UnusableKey) as raised:
        read(tmp_path / "a.key")

    assert "canary" not in str(raised.value)


def test_a_key_of_another_kind_is_refused(tmp_path):
    write_token_key(tmp_path / "tokens.pem")
    write_secret(tmp_path / "ledger.pem", private_pem(new_signer().key))

    with pytest.raises(UnusableKey, match="no Ed25519"):
        read_signer(tmp_path / "tokens.pem")
    with pytest.raises(UnusableKey, match="P-256"):
        read_token_key(tmp_path / "ledger.pem")


def test_an_absent_file_is_said(tmp_path):
    for read in (read_signer, read_token_key, read_sealing_key, read_verifier):
        with pytest.raises(UnusableKey, match="cannot be read"):
            read(tmp_path / "absent")


@given(st.binary(max_size=64))
def test_a_sealed_secret_opens_for_its_owner_alone(secret):
    key, other = b"k" * 32, b"o" * 32
    sealed = seal(key, secret, belongs_to="user-1")

    assert unseal(key, sealed, belongs_to="user-1") == secret
    assert secret == b"" or secret not in sealed or len(secret) < 4
    for wrong_key, owner, text in (
        (other, "user-1", sealed),
        (key, "user-2", sealed),
        (key, "user-1", sealed[:-1]),
        (key, "user-1", b""),
    ):
        with pytest.raises(Unopenable):
            unseal(wrong_key, text, belongs_to=owner)


def test_a_sealing_key_comes_back_from_its_file(tmp_path):
    write_sealing_key(tmp_path / "secrets.key")

    assert len(read_sealing_key(tmp_path / "secrets.key")) == 32


@pytest.mark.parametrize("content", [b"%%%", b64encode(b"short")])
def test_a_sealing_key_is_32_bytes(tmp_path, content):
    write_secret(tmp_path / "secrets.key", content)

    with pytest.raises(UnusableKey):
        read_sealing_key(tmp_path / "secrets.key")
