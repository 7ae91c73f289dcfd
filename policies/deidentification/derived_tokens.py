"""45 CFR 164.514(c): under Safe Harbor a person's code may not be derived from the person."""

from collections.abc import Iterator

from policies.deidentification.allowance import Allowance
from policies.deidentification.finding import Finding
from schemas.batch import Batch
from schemas.column import Kind

# MD5, SHA-1 and SHA-256 in hexadecimal: what a hash of a record number looks like.
HASH_LIKE = "^(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})$"
LENGTHS = (32, 40, 64)
# Codes that hub prepare derives with a linkage key begin so (see hub/platform/tokens.py).
KEYED = "^linked[0-9][a-z2-7]{32}$"
QUESTION = "are these random? A hash of a record number, a name or an SSN is not de-identified"


def derived_tokens(batch: Batch, allowance: Allowance) -> Iterator[Finding]:
    """Question tokens that look like a hash, and refuse those known to be keyed."""
    if allowance.keyed_tokens:
        return
    for column in batch.table.columns:
        if column.kind is not Kind.PERSON or not batch.height:
            continue
        tokens = batch.cells(column.name)
        keyed = tokens.str.contains(KEYED).fill_null(value=False)
        if keyed.any():
            remedy = "use random codes (hub prepare --basis safe_harbor), not keyed tokens"
            yield Finding(column.name, "derived-token", remedy, keyed)
        if not tokens.str.len_bytes().is_in(LENGTHS).any():
            continue
        hashed = tokens.str.contains(HASH_LIKE).fill_null(value=False)
        if hashed.any():
            yield Finding(column.name, "hash-like-token", QUESTION, hashed, question=True)
