"""Buckets: persons divided into 65,536 groups by their tokens, the same in every submission."""

from itertools import pairwise
from zlib import crc32

import polars as pl

BUCKET = "bucket"
BUCKETS = 1 << 16
# A token that was made anew is a keyed hash in hexadecimal: its first digits are its bucket.
DIGITS = 4


def bucket_of(tokens: pl.Series) -> pl.Series:
    """Return the bucket (UInt16) of each token: of a keyed hash its first 16 bits.

    A token that does not begin with four hexadecimal digits gets its CRC-32 folded to 16 bits.
    The function is part of the vault's format: bucket-wise runs join old files with new ones.
    """
    prefix = tokens.str.slice(0, DIGITS).str.to_integer(base=16, strict=False, dtype=pl.Int64)
    if prefix.null_count() == tokens.null_count() and not (prefix < 0).any():
        return prefix.cast(pl.UInt16).alias(BUCKET)
    frame = pl.DataFrame({"token": tokens, BUCKET: pl.select(pl.when(prefix >= 0).then(prefix))})
    others = frame.filter(pl.col(BUCKET).is_null(), pl.col("token").is_not_null())["token"].unique()
    folded = [_folded(token) for token in others]
    return (
        frame.join(
            pl.DataFrame({"token": others, "folded": pl.Series(folded, dtype=pl.Int64)}),
            on="token",
            how="left",
            maintain_order="left",
        )
        .select(pl.coalesce(BUCKET, "folded").cast(pl.UInt16).alias(BUCKET))
        .to_series()
    )


def _folded(token: str) -> int:
    checksum = crc32(token.encode())
    return (checksum >> 16) ^ (checksum & 0xFFFF)


def in_parts(number: int) -> list[range]:
    """Return all buckets in so many parts that are as large as one another."""
    ends = [part * BUCKETS // number for part in range(number + 1)]
    return [range(first, last) for first, last in pairwise(ends)]
