"""Codes as written, matched with the lists by their one spelling."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import polars as pl

from policies.labelling.code_list import CodeLists
from policies.labelling.normalisation import compact
from schemas.record import record

# What a list says of a code: its system, its label, its first and its last day.
Fact = tuple[str, str, date | None, date | None]

MATCHED = pl.Schema(
    {
        "code": pl.String,
        "system": pl.String,
        "label": pl.String,
        "start": pl.Date,
        "end": pl.Date,
    }
)


@record
class Listed:
    """The codes of one kind of column on the lists, by their spelling.

    `begun` holds the beginnings that stand for all codes that begin so; `lengths` says how long.
    """

    whole: Mapping[str, tuple[Fact, ...]]
    begun: Mapping[str, tuple[Fact, ...]]
    lengths: tuple[int, ...]


@lru_cache(maxsize=64)
def listed(lists: CodeLists, element: str) -> Listed:
    """Return what the lists say of one kind of column; asked for each batch, and made once."""
    whole: dict[str, tuple[Fact, ...]] = {}
    begun: dict[str, tuple[Fact, ...]] = {}
    columns = ("code", "beginning", "system", "label", "start", "end")
    of_kind = lists.codes.filter(pl.col("element") == element).select(columns)
    for code, beginning, *fact in of_kind.iter_rows():
        known = begun if beginning else whole
        known[code] = (*known.get(code, ()), tuple(fact))
    return Listed(whole=whole, begun=begun, lengths=tuple(sorted({len(code) for code in begun})))


def matched(codes: pl.Series, lists: CodeLists, element: str) -> pl.DataFrame:
    """Return each of some codes (String) with what the lists say of it (columns of MATCHED)."""
    facts = [(code, *_facts(code, lists, element)) for code in codes.to_list()]
    rows = [
        *((code, *fact) for code, whole, _ in facts for fact in whole),
        *((code, *fact) for code, _, begun in facts for fact in begun),
    ]
    return pl.DataFrame(rows, schema=MATCHED, orient="row")


@lru_cache(maxsize=2**17)
def _facts(code: str, lists: CodeLists, element: str) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Return what the lists say of a code as a whole and of how it begins; batches repeat codes."""
    known = listed(lists, element)
    spelling = compact(code, element=element)
    begun = (
        fact
        for length in known.lengths
        if length <= len(spelling)
        for fact in known.begun.get(spelling[:length], ())
    )
    return known.whole.get(spelling, ()), tuple(begun)
