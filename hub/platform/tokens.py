"""Tokens: how a person is called where nobody may know who it is.

Three kinds, told apart by how they begin:

- `linked1` to `linked4` and 32 letters: made at home from who the person is, with the linkage key
  that participants share and the hub never holds; equal persons get equal tokens everywhere. For
  expert determination and limited data sets.
- `random` and 32 letters: drawn by lot, one for each person of one participant, the same in all of
  its submissions; derived from nothing (45 CFR 164.514(c)). For Safe Harbor.
- 32 hexadecimal digits: either of them after the hub's own key was put on it at intake, since every
  participant could otherwise look a person up in a vault that leaked.
"""

import hmac
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub.platform.cmac import BLOCK, Bytes, cmac
from hub.platform.fixed_width import as_rows, as_texts, hexadecimal, letters
from hub.platform.ids import random_bytes
from hub.platform.key_files import UnusableKey

SHORTEST_KEY = 32
# 160 bits: what 32 letters of base32 hold.
DRAWN = 20
# 120 bits: what 24 letters hold. That two of a billion records meet has a chance of 1e-18.
CODE = 15
RANDOM, LINKED = "random", "linked"
# A token that hub prepare made; nothing else looks like it.
MADE = r"^(?:random|linked[1-4])[a-z2-7]{32}$"

# Who a person is, by so much as is known: the first recipe of which every part is known is taken.
# Parts are joined by U+001F behind the recipe's number; how each is written, see `identity.py`.
RECIPES: tuple[tuple[str, ...], ...] = (
    ("first_name", "last_name", "birth_day", "sex"),
    ("first_name", "last_name", "birth_day"),
    ("ssn", "birth_day"),
    ("last_name", "birth_day", "zip3"),
)


def read_linkage_key(path: Path) -> bytes:
    """Return the linkage key of a file: its bytes, less a last line break; at least 32 of them.

    Raises UnusableKey where the file cannot be read or holds fewer.
    """
    try:
        key = path.read_bytes().rstrip(b"\r\n")
    except OSError:
        raise UnusableKey("the linkage key cannot be read") from None
    _require_length(key)
    return key


def _require_length(key: bytes) -> None:
    if len(key) < SHORTEST_KEY:
        raise UnusableKey(
            f"a linkage key has at least {SHORTEST_KEY} bytes before a last line break"
        )


def linked_tokens(persons: pl.DataFrame, key: bytes) -> pl.Series:
    """Return the token of each person: HMAC-SHA256 under the linkage key (String).

    `persons` holds the normalised parts of RECIPES (String, null where unknown). The first recipe
    of which every part is known makes the token; it is null for somebody of whom too little is
    known. Raises UnusableKey for a key that is too short.
    """
    _require_length(key)
    said = persons.select(
        pl.coalesce(_said(recipe, number) for number, recipe in enumerate(RECIPES, start=1))
    ).to_series()
    known = said.drop_nulls()
    # SHA-256 takes one message at a time: this loop runs at home, over persons, not over records.
    digests = b"".join(hmac.digest(key, part.encode(), "sha256")[:DRAWN] for part in known)
    rows: Bytes = np.frombuffer(digests, dtype=np.uint8).reshape(-1, DRAWN)
    codes = pl.DataFrame({"number": known.str.head(1), "code": as_texts(letters(rows))})
    tokens = codes.select(pl.lit(LINKED) + pl.col("number") + pl.col("code")).to_series()
    return _spread(tokens, said.is_not_null()).alias("token")


def random_tokens(count: int) -> pl.Series:
    """Return that many tokens, each drawn by lot (String)."""
    drawn = np.frombuffer(random_bytes(DRAWN * count), dtype=np.uint8).reshape(count, DRAWN)
    return _named(as_texts(letters(drawn)), RANDOM)


def rekeyed(tokens: pl.Series, key: bytes, *, scope: str = "") -> pl.Series:
    """Return each token under the hub's own key (String, 32 hexadecimal digits; null stays null).

    Equal tokens stay equal within one scope and are unrelated between two: the scope of a Safe
    Harbor submission is its submitter, whose codes mean nothing beside those of another. AES-CMAC
    under a key derived from `key` and `scope` (HKDF-SHA256); UnusableKey where `key` is short.
    """
    if len(key) < SHORTEST_KEY:
        raise UnusableKey(f"the key of tokens has at least {SHORTEST_KEY} bytes")
    answers = hexadecimal(_codes(tokens, key, purpose=f"tokens\x1f{scope}"))
    return _spread(answers, tokens.is_not_null()).alias(tokens.name)


def keyed_codes(keys: pl.Series, key: bytes, *, scope: str) -> pl.Series:
    """Return a code of 24 letters for each key of a record (String; null stays null).

    Equal keys of one scope get equal codes. Raises UnusableKey where `key` is short.
    """
    if len(key) < SHORTEST_KEY:
        raise UnusableKey(f"a key has at least {SHORTEST_KEY} bytes")
    codes = _codes(keys, key, purpose=f"record keys\x1f{scope}")
    return _spread(as_texts(letters(codes[:, :CODE])), keys.is_not_null()).alias(keys.name)


def random_codes(count: int) -> pl.Series:
    """Return that many codes of 24 letters, each drawn by lot (String)."""
    drawn = np.frombuffer(random_bytes(CODE * count), dtype=np.uint8).reshape(count, CODE)
    return as_texts(letters(drawn))


def _codes(texts: pl.Series, key: bytes, *, purpose: str) -> Bytes:
    """Return 16 bytes for each text that there is, under a key of its own for each purpose."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)
    given = texts.drop_nulls()
    answers = np.empty((len(given), BLOCK), dtype=np.uint8)
    for rows, messages in as_rows(given):
        answers[rows] = cmac(messages, derived)
    return answers


def _said(recipe: Sequence[str], number: int) -> pl.Expr:
    """Join the parts of a recipe behind its number; null where one of them is unknown."""
    return pl.concat_str([pl.lit(str(number)), *recipe], separator="\x1f", ignore_nulls=False)


def _spread(texts: pl.Series, filled: pl.Series) -> pl.Series:
    """Put the texts, in order, where a column is filled, and null elsewhere."""
    if len(texts) == len(filled):
        return texts
    at = filled.arg_true()
    return pl.Series([None], dtype=pl.String).new_from_index(0, len(filled)).scatter(at, texts)


def _named(codes: pl.Series, kind: str) -> pl.Series:
    return pl.select(pl.lit(kind) + codes).to_series() if len(codes) else codes
