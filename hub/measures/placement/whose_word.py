"""Whose word counts on where a person belongs: what else is said is left out before the rule."""

from collections.abc import Collection, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from hub.measures.tables import CONTRIBUTOR, Frame, Rows
from schemas.attribution_choice import NETWORK, PAYER_ROSTERS, VISITS

LISTS, SEEN = "attribution", ("encounter", "claim", "claim_line")


def counting(
    tables: Mapping[str, Rows], choice: str, *, payers: Collection[str]
) -> dict[str, Rows]:
    """Return the tables with that evidence alone which the choice of a release lets count.

    A roster is a payer's where a row names the payer, or where one of `payers` sent it; every other
    list is the sender's own. Nothing is left out of the network's own order.
    """
    if choice == NETWORK:
        return dict(tables)
    if choice == VISITS:
        return dict(tables) | {LISTS: ()}
    rosters = choice == PAYER_ROSTERS
    kept: list[Frame] = [_listed(part, payers, rosters=rosters) for part in _parts(tables)]
    return dict(tables) | dict.fromkeys(SEEN, ()) | {LISTS: kept}


def of_persons(tables: Mapping[str, Rows], persons: Collection[str]) -> dict[str, Rows]:
    """Return the rows of these persons alone; a table without persons stays whole."""
    wanted = pa.array(sorted(persons), pa.large_string())
    return {
        name: [_of_persons(part, wanted) for part in _frames(rows)] for name, rows in tables.items()
    }


def as_arrow(frame: Frame) -> pa.Table:
    """Return a part of a table as Arrow."""
    return frame if isinstance(frame, pa.Table) else frame.to_arrow()


def texts_of(part: pa.Table, column: str) -> pa.ChunkedArray:
    """Return a column as plain text, all null where the part lacks it."""
    if column not in part.column_names:
        return pa.chunked_array([pa.nulls(part.num_rows, pa.large_string())])
    return part[column].cast(pa.large_string())


def _parts(tables: Mapping[str, Rows]) -> Sequence[Frame]:
    return _frames(tables.get(LISTS, ()))


def _frames(rows: Rows) -> Sequence[Frame]:
    return rows if isinstance(rows, Sequence) else [rows]


def _of_persons(frame: Frame, wanted: pa.Array) -> Frame:
    part = as_arrow(frame)
    if "person" not in part.column_names:
        return part
    return part.filter(pc.is_in(texts_of(part, "person"), wanted))


def _listed(frame: Frame, payers: Collection[str], *, rosters: bool) -> pa.Table:
    part = as_arrow(frame)
    senders = pa.array(sorted(payers), pa.large_string())
    named = pc.is_valid(texts_of(part, "payer"))
    is_roster = pc.or_(named, pc.is_in(texts_of(part, CONTRIBUTOR), senders))
    return part.filter(is_roster if rosters else pc.invert(is_roster))
