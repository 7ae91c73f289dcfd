"""Of records that a contributor sent more than once, under one key, the last one counts.

That is so before anything else is asked of them: where the last may not be used, what it replaced
is not used in its place. Persons may be taken in parts; of a record that was first sent of one
person and then of another the versions lie in different parts, and are looked for beforehand.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from hub.publication.contribution import Contribution
from hub.vault.narrowed import Loads
from hub.vault.snapshot import Part
from schemas.record import record
from schemas.records import TABLES

# Two hashes of 64 bits: of all records that a region ever sees, no two have both alike.
MARK = ("one", "two")
_SEEN = pl.Schema(dict.fromkeys(MARK, pl.UInt64()) | dict.fromkeys(("order", "in"), pl.UInt32()))
# By table: MARK of records of several persons, and the `order` of the submission that counts.
Moved = Mapping[str, pl.DataFrame]
NONE_MOVED: Moved = MappingProxyType({})


@record
class Senders:
    """Who sent each submission, and where it stands in the order of receipt."""

    contributor: Mapping[str, str]
    order: Mapping[str, int]


def senders_of(contributions: Sequence[Contribution]) -> Senders:
    """Return who sent what, from contributions in the order in which they were accepted."""
    named = [(each.dataset.submission, each.contributor) for each in contributions]
    return Senders(contributor=dict(named), order={name: at for at, (name, _) in enumerate(named)})


def latest_records(
    name: str, parts: Sequence[Part], senders: Senders, moved: Moved = NONE_MOVED
) -> list[Part]:
    """Return the parts of a table, which hold its key, without the rows that were sent again."""
    ordered = sorted(parts, key=lambda part: senders.order[part.submission])
    sent = [senders.contributor[part.submission] for part in ordered if part.rows.num_rows]
    if not TABLES[name].key or (len(sent) == len(set(sent)) and name not in moved):
        return ordered
    keys = [_keys(name, part.rows, senders.contributor[part.submission]) for part in ordered]
    whole = pl.concat(keys).with_row_index("row")
    counts = np.zeros(whole.height, dtype=np.bool_)
    counts[whole.unique(keys[0].columns, keep="last")["row"].to_numpy()] = True
    found, begin = list[Part](), 0
    for part, frame in zip(ordered, keys, strict=True):
        own = counts[begin : begin + frame.height]
        if name in moved:
            own = own & ~_replaced(frame, moved[name], senders.order[part.submission])
        begin += frame.height
        rows = part.rows if own.all() else part.rows.filter(pa.array(own))
        found.append(Part(submission=part.submission, rows=rows))
    return found


def moved_records(
    narrowed: Sequence[Loads], contributions: Sequence[Contribution], tables: Collection[str]
) -> Moved:
    """Return the records whose versions lie in several parts of a snapshot, narrowed to each.

    Of each row that may have been sent again twenty-four bytes are kept meanwhile.
    """
    senders = senders_of(contributions)
    found: dict[str, pl.DataFrame] = {}
    for name in sorted(tables):
        table, again = TABLES[name], _sent_again(name, contributions)
        if not (again and table.key and table.has_person) or "person" in table.key:
            continue
        seen = [
            _seen(name, part, senders, number)
            for number, opened in enumerate(narrowed)
            for part in opened.load({name: TABLES[name].key})[name]
            if senders.contributor[part.submission] in again
        ]
        versions = (
            pl.concat(seen).group_by(MARK).agg(pl.col("order").max(), pl.col("in").n_unique())
        )
        moved = versions.filter(pl.col("in") > 1)
        if moved.height:
            found[name] = moved.select(*MARK, "order")
    return found


def _sent_again(name: str, contributions: Iterable[Contribution]) -> frozenset[str]:
    held = (
        each.contributor
        for each in contributions
        if (table := each.dataset.table(name)) is not None and table.rows
    )
    return frozenset(sender for sender, times in Counter(held).items() if times > 1)


def _seen(name: str, part: Part, senders: Senders, number: int) -> pl.DataFrame:
    marks = _marks(_keys(name, part.rows, senders.contributor[part.submission]))
    order = senders.order[part.submission]
    return marks.with_columns(pl.lit(order).alias("order"), pl.lit(number).alias("in")).cast(_SEEN)


def _keys(name: str, rows: pa.Table, contributor: str) -> pl.DataFrame:
    keys = pl.DataFrame(pl.from_arrow(rows.select(TABLES[name].key)))
    kinds = TABLES[name].schema
    return keys.select(
        *(pl.col(column).cast(kinds[column]) for column in keys.columns), sender=pl.lit(contributor)
    )


def _marks(keys: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame({name: keys.hash_rows(seed) for seed, name in enumerate(MARK)})


def _replaced(keys: pl.DataFrame, moved: pl.DataFrame, order: int) -> npt.NDArray[np.bool_]:
    found = _marks(keys).join(moved, on=MARK, how="left", maintain_order="left")
    return (found["order"] > order).fill_null(value=False).to_numpy()
