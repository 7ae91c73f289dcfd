"""45 CFR 164.514(b)(2)(i)(A): names in keys and short texts, known by how they are written.

One value does not tell: a key by lot may be written as a name is, and a unit too. A column does.
"""

from collections.abc import Iterator

import polars as pl

from policies.deidentification.finding import Finding
from policies.deidentification.scan import sampled
from schemas.batch import Batch
from schemas.column import Column, Hipaa, Kind

REMEDY = "leave the names out; make the tokens and keys anew (hub prepare)"
QUESTION = "are these names of persons? Give a code or a unit, and no words besides"
KEYS = frozenset({Kind.PERSON, Kind.KEY, Kind.REFERENCE})
# Plans and sponsors have names too.
ORGANISATIONS = frozenset({"payer", "plan_sponsor", "recipients"})
# Smith, O'Brien, McCoy, Smith-Jones; SMITH. Two words in a key are refused whatever they are.
CAPITALISED = r"^(?:\p{Lu}['\u2019]|Mc|Mac)?\p{Lu}\p{Ll}{2,}(?:[-'\u2019]\p{Lu}?\p{Ll}+)*$"
CAPITALS = r"^\p{Lu}[\p{Lu}'\u2019-]{2,}$"
VOWEL = r"(?i)[aeiouyàáâäåæèéêëìíîïòóôöøùúûü]"
# Jane Doe; Doe, Jane; JANE DOE.
FIRST_AND_LAST = (
    r"^\p{Lu}[\p{L}'\u2019-]+,? \p{Lu}(?:\.|[\p{L}'\u2019-]+)?(?: \p{Lu}[\p{L}'\u2019-]*)?$"
)
# Fewer words than this may be letters by lot, or the few states and units that there are.
ENOUGH = 20


def written_names(batch: Batch) -> Iterator[Finding]:
    """Find columns of keys that hold names, and question texts that are written as a name is."""
    if not batch.table.has_person:
        return
    for column in batch.table.columns:
        if column.kind in KEYS and column.hipaa is not Hipaa.PROVIDER:
            yield from _in_keys(batch, column)
        elif column.kind is Kind.TEXT and column.hipaa is Hipaa.NONE:
            yield from _in_texts(batch, column)


def _in_keys(batch: Batch, column: Column) -> Iterator[Finding]:
    pattern = _pattern(sampled(batch.values(column.name)))
    if pattern is None:
        return
    hit = batch.cells(column.name).str.contains(pattern).fill_null(value=False)
    if hit.any():
        yield Finding(column.name, "name", REMEDY, hit)


def _pattern(keys: pl.Series) -> str | None:
    """Return how the names are written that most of these different keys are, None for no names."""
    if _is_most(keys.str.contains(CAPITALISED)):
        return CAPITALISED
    capitals = keys.filter(keys.str.contains(CAPITALS))
    if len(capitals) < ENOUGH or 2 * len(capitals) <= len(keys):
        return None
    # Letters by lot are as long as each other, and one in seven lots of five has no vowel.
    most = capitals.str.len_chars().value_counts(sort=True)["count"][0]
    spoken = int(capitals.str.contains(VOWEL).sum())
    return CAPITALS if 2 * most < len(capitals) and 20 * spoken > 19 * len(capitals) else None


def _in_texts(batch: Batch, column: Column) -> Iterator[Finding]:
    if column.name in ORGANISATIONS:
        return
    texts = batch.values(column.name)
    names = texts.filter(texts.str.contains(FIRST_AND_LAST)).n_unique()
    if not names:
        return
    hit = batch.cells(column.name).str.contains(FIRST_AND_LAST).fill_null(value=False)
    if hit.any():
        few = names < ENOUGH
        yield Finding(column.name, "name", QUESTION if few else REMEDY, hit, question=few)


def _is_most(mask: pl.Series) -> bool:
    return 2 * int(mask.sum()) > len(mask)
