"""AES-CMAC (NIST SP 800-38B, RFC 4493) over many messages at once.

A keyed function of 128 bits that nobody can compute or invert without the key. One call of AES
takes a block of every message, so that a million tokens cost about as much as copying them.
"""

import numpy as np
import numpy.typing as npt
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

BLOCK = 16
# The reduction polynomial of the field of 2^128 elements, x^7 + x^2 + x + 1.
REDUCTION = 0x87

Bytes = npt.NDArray[np.uint8]


def cmac(messages: Bytes, key: bytes) -> Bytes:
    """Return the AES-CMAC of each message.

    `messages` has a row for each message and a column for each byte, all of one length; the
    answer has 16 columns. `key` has 16, 24 or 32 bytes (ValueError otherwise).
    """
    count, length = messages.shape
    # ECB is the bare block cipher here: CMAC itself chains the blocks.
    cipher = Cipher(AES(key), ECB())  # noqa: S305
    blocks = max(1, -(-length // BLOCK))
    padded = np.zeros((count, blocks * BLOCK), dtype=np.uint8)
    padded[:, :length] = messages
    once = _doubled(_encrypted(cipher, np.zeros((1, BLOCK), dtype=np.uint8))[0].tobytes())
    if length and length % BLOCK == 0:
        padded[:, -BLOCK:] ^= np.frombuffer(once, dtype=np.uint8)
    else:
        padded[:, length] = 0x80
        padded[:, -BLOCK:] ^= np.frombuffer(_doubled(once), dtype=np.uint8)
    state = np.zeros((count, BLOCK), dtype=np.uint8)
    for start in range(0, blocks * BLOCK, BLOCK):
        state = _encrypted(cipher, state ^ padded[:, start : start + BLOCK])
    return state


def _encrypted(cipher: Cipher[ECB], blocks: Bytes) -> Bytes:
    encryptor = cipher.encryptor()
    encrypted = encryptor.update(np.ascontiguousarray(blocks).data) + encryptor.finalize()
    return np.frombuffer(encrypted, dtype=np.uint8).reshape(-1, BLOCK)


def _doubled(block: bytes) -> bytes:
    number = int.from_bytes(block, "big")
    doubled = (number << 1) & (2**128 - 1)
    return (doubled ^ (REDUCTION if number >> 127 else 0)).to_bytes(BLOCK, "big")
