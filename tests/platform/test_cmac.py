"""AES-CMAC: the published vectors."""

import numpy as np
import pytest

from hub.platform.cmac import cmac

MESSAGE = bytes.fromhex(
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
)
K128 = "2b7e151628aed2a6abf7158809cf4f3c"
K256 = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"

# RFC 4493, section 4; NIST SP 800-38B, appendix D.3 (as corrected).
VECTORS = {
    "AES-128, no byte": (K128, 0, "bb1d6929e95937287fa37d129b756746"),
    "AES-128, one block": (K128, 16, "070a16b46b4d4144f79bdd9dd04a287c"),
    "AES-128, forty bytes": (K128, 40, "dfa66747de9ae63030ca32611497c827"),
    "AES-128, four blocks": (K128, 64, "51f0bebf7e3b9d92fc49741779363cfe"),
    "AES-256, no byte": (K256, 0, "028962f61b7bf89efc6b551f4667d983"),
    "AES-256, one block": (K256, 16, "28a7023f452e8f82bd4bf28d8c37c35c"),
    "AES-256, forty bytes": (K256, 40, "aaf3d8f1de5640c232f5b169b9c911e6"),
    "AES-256, four blocks": (K256, 64, "e1992190549f6ed5696a2c056c315410"),
}


@pytest.mark.parametrize(("key", "length", "expected"), VECTORS.values(), ids=VECTORS)
def test_published_vectors(key, length, expected):
    message = np.frombuffer(MESSAGE[:length], dtype=np.uint8)

    codes = cmac(np.vstack([message, message[::-1], message]), bytes.fromhex(key))

    assert [bytes(code).hex() for code in codes[[0, 2]]] == [expected] * 2
    assert length < 2 or bytes(codes[1]).hex() != expected
